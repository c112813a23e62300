"""Interest groups and who belongs to them."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models.interest import Interest
from community.models.member import Member


class InterestGroupQuerySet(models.QuerySet):
    def listed(self):
        """Active groups, the largest first."""
        return self.filter(is_active=True).order_by("-member_count", "pk")

    def visible_to(self, user):
        """Active groups that this reader may know of: all but the private ones of others."""
        known = Q(is_private=False)
        if user.is_authenticated:
            known |= Q(pk__in=user.memberships.values("group"))
        return self.filter(known, is_active=True)


class InterestGroup(models.Model):
    class Policy(models.TextChoices):
        OPEN = "open", _("Open to all")
        REQUEST = "request", _("By request")
        INVITATION = "invitation", _("By invitation")

    name = models.CharField(_("name"), max_length=40, unique=True)
    slug = models.SlugField(_("address"), max_length=40, unique=True)
    description = models.CharField(_("description"), max_length=300, blank=True)
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
    members = models.ManyToManyField(Member, through="Membership", related_name="interest_groups")

    objects = InterestGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("interest group")
        verbose_name_plural = _("interest groups")
        constraints = [
            models.CheckConstraint(condition=models.Q(member_count__gte=0), name="group_member_count_not_negative"),
            models.CheckConstraint(condition=models.Q(hue__lte=11), name="group_hue_known"),
            models.CheckConstraint(
                condition=Q(is_private=False) | Q(policy="invitation"), name="group_private_by_invitation"
            ),
        ]
        indexes = [models.Index(fields=["is_active", "-member_count", "id"], name="group_listed")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("group_detail", args=[self.slug])

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

    def __str__(self):
        return f"{self.member} – {self.group}"

    @property
    def is_host(self):
        return self.role == self.Role.HOST
