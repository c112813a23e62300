"""Who has which badge, since when, and what for."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Member
from community.prepared import prepared
from rewards.honours.models.badge import Badge, Level


class BadgeAwardQuerySet(models.QuerySet):
    def standing(self):
        """Those that were not taken back."""
        return self.filter(revoked_at=None)

    def in_order(self, member_ids):
        """The standing ones of these members, the highest first."""
        rows = self.standing().filter(member__in=member_ids).select_related("badge")
        return rows.order_by("-level", "badge__position", "badge")

    def highest(self, member_ids):
        """{member key: his badges, the highest first and of each its highest level} of these members. One query."""
        found = {}
        for award in awards_of(member_ids[0]) if len(member_ids) == 1 else self.in_order(member_ids):
            mine = found.setdefault(award.member_id, [])
            if all(award.badge_id != other.badge_id for other in mine):
                mine.append(award)
        return found


class BadgeAward(models.Model):
    """One level of one badge that a member has. What is taken back keeps its row, and may be given again.

    `criterion` and `threshold` are what was asked for when it was earned: raising what a badge asks for takes it from
    nobody, and only who no longer has what it was given for loses it.
    """

    member = models.ForeignKey(Member, verbose_name=_("member"), on_delete=models.CASCADE, related_name="badge_awards")
    badge = models.ForeignKey(Badge, verbose_name=_("badge"), on_delete=models.PROTECT, related_name="awards")
    level = models.PositiveSmallIntegerField(_("level"), choices=Level, default=Level.BRONZE)
    citation = models.CharField(
        _("citation"), max_length=120, blank=True, help_text=_("What for, in a sentence; it stands on the profile.")
    )
    # Empty for what the team awarded.
    criterion = models.CharField(max_length=40, blank=True, editable=False)
    threshold = models.PositiveIntegerField(null=True, editable=False)
    awarded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("awarded by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    given_at = models.DateTimeField(_("given"), default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(_("taken back"), null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("taken back by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    # Of a person; what lapsed with its deeds has none, and comes back with them.
    revoke_reason = models.CharField(
        _("why it is taken back"), max_length=200, blank=True, editable=False, help_text=_("The member reads it.")
    )

    objects = BadgeAwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("awarded badge")
        verbose_name_plural = _("awarded badges")
        constraints = [
            models.UniqueConstraint(fields=["member", "badge", "level"], name="badge_award_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 3)), name="badge_award_level_known"),
            models.CheckConstraint(
                condition=Q(criterion="", threshold=None) & ~Q(citation="")
                # That it is there is asked for by itself: a check that comes to NULL holds.
                | ~Q(criterion="") & Q(threshold__isnull=False, threshold__gte=1, awarded_by=None),
                name="badge_award_earned_or_cited",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=False) | Q(revoke_reason="", revoked_by=None),
                name="badge_award_reason_of_revoked",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-level"], condition=Q(revoked_at=None), name="badge_award_of_member"),
            models.Index(fields=["-given_at", "-id"], name="badge_award_newest"),
        ]

    def __str__(self):
        return f"{self.member} · {self.badge} · {self.get_level_display()}"

    @property
    def is_earned(self):
        """Whether deeds earned it, and not the team's word."""
        return bool(self.criterion)


@prepared
def awards_of(member):
    return BadgeAward.objects.in_order([member])
