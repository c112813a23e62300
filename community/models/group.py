"""Interest groups and who belongs to them."""

from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from community.models.interest import Interest
from community.models.member import Member
from community.text import fold

# What stands in an address where else the name of a group would.
RESERVED_SLUGS = ("new", "invited")


def validate_group_slug(value):
    if value in RESERVED_SLUGS:
        raise ValidationError(_("This address is taken by a page of ours."), code="reserved_slug")


class InterestGroupQuerySet(models.QuerySet):
    def listed(self):
        """Active groups that everybody may know of, the largest first."""
        return self.filter(is_active=True, is_private=False).largest_first()

    def visible_to(self, user):
        """Active groups that this reader (None: a visitor) may know of: all but the private ones of others."""
        known = Q(is_private=False)
        if user is not None and user.is_authenticated:
            known |= Q(pk__in=user.memberships.values("group"))
        return self.filter(known, is_active=True)

    def on_desk_of(self, user):
        """Groups that this member of staff may know of: all for those who may change them, for others as visible_to."""
        return self if user.has_perm("community.change_interestgroup") else self.visible_to(user)

    def largest_first(self):
        return self.order_by("-member_count", "pk")

    def naming(self, query):
        """Those whose name or description holds every word of `query`, whatever its case and width."""
        rows = self
        for word in fold(query).split():
            rows = rows.filter(folded__contains=word)
        return rows


class InterestGroup(models.Model):
    class Policy(models.TextChoices):
        OPEN = "open", _("Open to all")
        REQUEST = "request", _("By request")
        INVITATION = "invitation", _("By invitation")

    RULES_LIMIT = 5000

    name = models.CharField(_("name"), max_length=40)
    slug = models.SlugField(_("address"), max_length=40, unique=True, validators=[validate_group_slug])
    description = models.CharField(_("description"), max_length=300, blank=True)
    # Name and description as search compares them; made when written.
    folded = models.CharField(max_length=800, blank=True, editable=False)
    cover = models.ImageField(_("cover picture"), upload_to="covers/", blank=True, editable=False)
    rules = models.TextField(_("rules of the group"), blank=True, validators=[MaxLengthValidator(RULES_LIMIT)])
    rules_rendered = models.TextField(blank=True, editable=False)
    hue = models.PositiveSmallIntegerField(_("colour (0–11)"), default=0)
    policy = models.CharField(_("who may join"), max_length=12, choices=Policy, default=Policy.OPEN)
    is_private = models.BooleanField(
        _("private"), default=False, help_text=_("Only members know that it is there. It needs invitations.")
    )
    interests = models.ManyToManyField(
        Interest,
        verbose_name=_("interests"),
        blank=True,
        related_name="groups",
        help_text=_("Whoever shares one is shown the group on joining."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    member_count = models.PositiveIntegerField(default=0, editable=False)
    feedback_count = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # One key per shown form: a double tap or a retry finds what it already made.
    submit_key = models.CharField(max_length=64, null=True, unique=True, editable=False)
    members = models.ManyToManyField(Member, through="Membership", related_name="interest_groups")

    objects = InterestGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("interest group")
        verbose_name_plural = _("interest groups")
        constraints = [
            # Of private groups nobody learns, by a name that is taken, that they are there.
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(is_private=False),
                name="group_name_once",
                violation_error_message=_("Another group goes by this name."),
            ),
            models.CheckConstraint(condition=models.Q(member_count__gte=0), name="group_member_count_not_negative"),
            models.CheckConstraint(condition=models.Q(hue__lte=11), name="group_hue_known"),
            models.CheckConstraint(
                condition=Q(is_private=False) | Q(policy="invitation"), name="group_private_by_invitation"
            ),
        ]
        indexes = [
            models.Index(
                fields=["-member_count", "id"], name="group_open", condition=Q(is_active=True, is_private=False)
            ),
            models.Index(fields=["is_active", "-member_count", "id"], name="group_listed"),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.folded = fold(f"{self.name}\n{self.description}")[:800]
        named = kwargs.get("update_fields")
        if named is not None and {"name", "description"} & set(named):
            kwargs["update_fields"] = {*named, "folded"}
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("group_detail", args=[self.slug])

    @property
    def cover_url(self):
        """Where the cover is served, told apart by picture so that a browser may keep it; empty without one."""
        if not self.cover:
            return ""
        return f"{reverse('community:group_cover', args=[self.slug])}?v={PurePosixPath(self.cover.name).stem[:8]}"

    @property
    def rules_html(self):
        return mark_safe(self.rules_rendered)

    @classmethod
    def count_feedback(cls, pk, step):
        """Move a group's feedback count by `step` (+1 or -1); nothing for no group."""
        if pk:
            cls.objects.filter(pk=pk).update(feedback_count=F("feedback_count") + step)


class Membership(models.Model):
    class Role(models.TextChoices):
        MEMBER = "member", _("Member")
        HOST = "host", _("Host")

    group = models.ForeignKey(InterestGroup, on_delete=models.CASCADE, related_name="memberships")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MEMBER)
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["group", "member"], name="membership_once")]
        indexes = [
            models.Index(fields=["group", "role", "-id"], name="membership_newest"),
            models.Index(fields=["group", "joined_at"], name="membership_by_day"),
        ]

    def __str__(self):
        return f"{self.member} – {self.group}"

    @property
    def is_host(self):
        return self.role == self.Role.HOST
