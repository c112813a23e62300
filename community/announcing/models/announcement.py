"""What the community announces, to whom, and who was meant."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from community.models import InterestGroup
from community.segments.models import SavedSegment, Segment

TEXT_MAX = 10_000


class AnnouncementQuerySet(models.QuerySet):
    def published(self):
        """Those that stand, the newest first."""
        return self.filter(state=Announcement.State.PUBLISHED).order_by("-published_at", "-pk")

    def visible_to(self, user):
        """Published ones that this reader may know of, the newest first: those for all; to members those of their
        groups, and those whose segment or filter they belonged to when it was published."""
        mine = Q(audience=Announcement.Audience.ALL)
        if user.is_authenticated:
            mine |= Q(group__is_active=True, group__in=user.memberships.values("group"))
            mine |= Exists(Recipient.objects.filter(announcement=OuterRef("pk"), member=user))
        return self.published().filter(mine)

    def on_desk_of(self, user):
        """Those that this member of staff may know of: of a private group's only who knows of the group."""
        known = Q(group=None) | Q(group__is_private=False) | Q(group__in=InterestGroup.objects.on_desk_of(user))
        return self.filter(known)

    def pinned(self):
        """Those that stand on the home page now."""
        return self.filter(pinned_until__gt=timezone.now())

    def due(self):
        """Planned ones whose time has come, the oldest first."""
        planned = self.filter(state=Announcement.State.PLANNED, publish_at__lte=timezone.now())
        return planned.order_by("publish_at", "pk")

    def to_tell(self):
        """Published ones of which somebody may still have to be told."""
        return self.filter(state=Announcement.State.PUBLISHED, told_at=None)

    def to_take_back(self):
        """Withdrawn ones of which notices may still be about."""
        return self.filter(state=Announcement.State.WITHDRAWN, taken_back_at=None)


class Announcement(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PLANNED = "planned", _("Planned")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Audience(models.TextChoices):
        ALL = "all", _("Everybody")
        GROUP = "group", _("A group")
        SEGMENT = "segment", _("A segment")
        SAVED = "saved", _("A saved filter")

    title = models.CharField(_("title"), max_length=80)
    title_en = models.CharField(_("title in English"), max_length=80, blank=True)
    text = models.TextField(_("text"), validators=[MaxLengthValidator(TEXT_MAX)])
    text_en = models.TextField(_("text in English"), blank=True, validators=[MaxLengthValidator(TEXT_MAX)])
    # Rendered and cut when written.
    rendered = models.TextField(blank=True, editable=False)
    rendered_en = models.TextField(blank=True, editable=False)
    excerpt = models.CharField(max_length=160, blank=True, editable=False)
    excerpt_en = models.CharField(max_length=160, blank=True, editable=False)
    audience = models.CharField(_("for"), max_length=10, choices=Audience, default=Audience.ALL)
    group = models.ForeignKey(
        InterestGroup, verbose_name=_("group"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    segment = models.CharField(_("segment"), max_length=10, choices=Segment, blank=True)
    saved_segment = models.ForeignKey(
        SavedSegment, verbose_name=_("saved filter"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    pinned_until = models.DateTimeField(_("on the home page until"), null=True, blank=True)
    to_robots = models.BooleanField(_("also to group robots"), default=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    # Of a draft the time that somebody has in mind, of a planned one the time at which it publishes itself.
    publish_at = models.DateTimeField(_("publish at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)
    # How far the telling came: the highest key of a member who was told, and when all were.
    told_up_to = models.PositiveBigIntegerField(default=0, editable=False)
    told_count = models.PositiveIntegerField(_("told"), default=0, editable=False)
    told_at = models.DateTimeField(null=True, editable=False)
    taken_back_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        permissions = [("publish_announcement", _("May publish announcements"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(audience="all", group=None, segment="", saved_segment=None)
                | Q(audience="group", group__isnull=False, segment="", saved_segment=None)
                | (Q(audience="segment", group=None, saved_segment=None) & ~Q(segment=""))
                | Q(audience="saved", group=None, segment="", saved_segment__isnull=False),
                name="announcement_one_audience",
            ),
            models.CheckConstraint(
                condition=~Q(state="planned") | Q(publish_at__isnull=False), name="announcement_planned_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "withdrawn"]) | Q(published_at__isnull=False),
                name="announcement_published_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at=None)),
                name="announcement_withdrawn_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"], condition=Q(state="published"), name="announcement_published"
            ),
            models.Index(fields=["publish_at", "id"], condition=Q(state="planned"), name="announcement_due"),
            models.Index(fields=["publish_at"], name="announcement_calendar"),
            models.Index(fields=["id"], condition=Q(state="published", told_at=None), name="announcement_to_tell"),
            models.Index(
                fields=["id"], condition=Q(state="withdrawn", taken_back_at=None), name="announcement_to_take_back"
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("announcing:announcement_detail", args=[self.pk])

    def clean(self):
        super().clean()
        for audience, name in (("group", "group"), ("segment", "segment"), ("saved", "saved_segment")):
            if self.audience != audience:
                setattr(self, name, "" if name == "segment" else None)
            elif not getattr(self, name if name == "segment" else f"{name}_id"):
                raise ValidationError({name: ValidationError(_("Say for which one it is."), code="no_audience")})

    @property
    def addressee(self):
        """What community.segments.members_of understands."""
        return {
            self.Audience.GROUP: self.group,
            self.Audience.SEGMENT: self.segment,
            self.Audience.SAVED: self.saved_segment,
        }.get(self.audience, "all")

    @property
    def addressee_label(self):
        if self.audience == self.Audience.SEGMENT:
            return self.get_segment_display()
        return self.get_audience_display() if self.audience == self.Audience.ALL else str(self.addressee)

    @property
    def cause_key(self):
        """What members were told of it under."""
        return f"announcement:{self.pk}"

    @property
    def display_title(self):
        return self.in_language("title")

    @property
    def display_excerpt(self):
        return self.in_language("excerpt")

    @property
    def html(self):
        return mark_safe(self.in_language("rendered"))

    @property
    def html_zh(self):
        return mark_safe(self.rendered)

    @property
    def html_en(self):
        return mark_safe(self.rendered_en or self.rendered)

    def in_language(self, name, language=None):
        """A text in the reader's language; without English words both languages read the others."""
        words = getattr(self, f"{name}_en") if (language or get_language() or "").startswith("en") else ""
        return words or getattr(self, name)


class Recipient(models.Model):
    """That a member belonged to the segment or filter to which something was addressed, when it was published. Segments
    change from day to day; what somebody was told stays readable for them."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="recipients")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["announcement", "member"], name="recipient_once")]

    def __str__(self):
        return f"{self.announcement_id} → {self.member_id}"
