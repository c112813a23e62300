"""What we fixed: notes that name the items they answer, and what people made of it."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from feedback.models.feedback import Feedback
from feedback.models.testing import TestCall, TestSeat


def named_testers():
    """What to prefetch on fix notes to say who tested them: two queries, for the calls and for the reports."""
    return (
        Prefetch("items__test_calls", TestCall.objects.ended().order_by("pk"), to_attr="ended_calls"),
        Prefetch("items__ended_calls__taken", TestSeat.objects.reported().select_related("member"), to_attr="testers"),
    )


class FixNoteQuerySet(models.QuerySet):
    def published(self):
        """Notes everybody may read, the newest first."""
        return self.filter(state=FixNote.State.PUBLISHED).order_by("-published_at", "-pk")

    def due(self):
        """Scheduled notes whose hour has come."""
        return self.filter(state=FixNote.State.SCHEDULED, publish_at__lte=timezone.now()).order_by("publish_at", "pk")


class FixNote(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SCHEDULED = "scheduled", _("Scheduled")
        PUBLISHED = "published", _("Published")

    title = models.CharField(_("what changed"), max_length=80)
    you_said = models.CharField(_("you said"), max_length=160, help_text=_("A short quote in the members' own words."))
    text = models.TextField(_("we did"), validators=[MaxLengthValidator(5000)])
    rendered = models.TextField(blank=True, editable=False)
    before_image = models.ImageField(_("picture before"), upload_to="fixes/", blank=True)
    before_caption = models.CharField(_("caption before"), max_length=60, blank=True)
    before_figure = models.CharField(
        _("figure before"),
        max_length=16,
        blank=True,
        help_text=_("Instead of a picture, for example “3 days”."),
    )
    after_image = models.ImageField(_("picture after"), upload_to="fixes/", blank=True)
    after_caption = models.CharField(_("caption after"), max_length=60, blank=True)
    after_figure = models.CharField(_("figure after"), max_length=16, blank=True)
    done_by = models.CharField(_("done by"), max_length=60, blank=True)
    items = models.ManyToManyField(Feedback, verbose_name=_("answers"), related_name="fix_notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    publish_at = models.DateTimeField(_("publish at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    # Distinct people who said or supported it, counted when published.
    people_count = models.PositiveIntegerField(_("people it helps"), default=0, editable=False)
    rating_sum = models.PositiveIntegerField(default=0, editable=False)
    rating_count = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = FixNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("fix note")
        verbose_name_plural = _("fix notes")
        permissions = [("publish_fixnote", _("May publish fix notes"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(rating_sum__lte=5 * F("rating_count")) & Q(rating_sum__gte=F("rating_count")),
                name="fixnote_rating_in_range",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="fixnote_published_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="scheduled") | Q(publish_at__isnull=False),
                name="fixnote_scheduled_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["-published_at", "-id"], condition=Q(state="published"), name="fixnote_published"),
            models.Index(fields=["publish_at"], condition=Q(state="scheduled"), name="fixnote_due"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("feedback:fix_note_detail", args=[self.pk])

    @property
    def html(self):
        return mark_safe(self.rendered)

    @property
    def average_rating(self):
        return round(self.rating_sum / self.rating_count, 1) if self.rating_count else None


class Rating(models.Model):
    """Whether the fix helped. The first score stays."""

    LOW = 2

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="ratings")
    # Empty for the anonymous author, who rates by the receipt.
    member = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="ratings")
    by_receipt = models.BooleanField(default=False)
    score = models.PositiveSmallIntegerField(_("score"))
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.CheckConstraint(condition=Q(score__range=(1, 5)), name="rating_score_1_to_5"),
            models.UniqueConstraint(fields=["feedback", "member"], name="rating_once"),
            models.UniqueConstraint(fields=["feedback"], condition=Q(by_receipt=True), name="rating_once_by_receipt"),
        ]

    def __str__(self):
        return f"#{self.feedback_id}: {self.score}"
