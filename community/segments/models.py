"""How active each member is (docs/segments.md), how many were on each day, and filters that staff keep."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Segment(models.TextChoices):
    NEWCOMER = "newcomer", _("Newcomer")
    CORE = "core", _("Core")
    ACTIVE = "active", pgettext_lazy("segment", "Active")
    AT_RISK = "at_risk", _("At risk")
    DORMANT = "dormant", _("Dormant")


class MemberSegment(models.Model):
    """What an active member was when last looked at; written only by compute_segments."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="activity_segment")
    segment = models.CharField(_("segment"), max_length=10, choices=Segment)
    # The first day on which this segment was seen without a break.
    since = models.DateField(_("since"))
    days_active_30 = models.PositiveSmallIntegerField(_("active days of the last 30"), default=0)
    computed_on = models.DateField(_("computed on"))

    class Meta:
        verbose_name = _("segment of a member")
        verbose_name_plural = _("segments of members")
        constraints = [
            models.CheckConstraint(condition=models.Q(segment__in=Segment.values), name="member_segment_known"),
            models.CheckConstraint(condition=models.Q(days_active_30__lte=30), name="member_segment_days_in_range"),
        ]
        indexes = [
            models.Index(fields=["segment", "member"], name="member_segment_members"),
            models.Index(fields=["computed_on", "segment"], name="member_segment_of_day"),
        ]

    def __str__(self):
        return f"{self.member_id}: {self.segment}"


class SegmentDay(models.Model):
    """How many members were in a segment on one day (community time); five rows a day."""

    day = models.DateField(_("day"))
    segment = models.CharField(_("segment"), max_length=10, choices=Segment)
    count = models.PositiveIntegerField(_("members"), default=0)

    class Meta:
        verbose_name = _("segment by day")
        verbose_name_plural = _("segments by day")
        constraints = [
            models.UniqueConstraint(fields=["day", "segment"], name="segment_day_once"),
            models.CheckConstraint(condition=models.Q(segment__in=Segment.values), name="segment_day_known"),
        ]

    def __str__(self):
        return f"{self.day} {self.segment}: {self.count}"


class SavedSegment(models.Model):
    """A filter over members that staff keep under a name. What `filters` may hold says segments/filters.py."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    filters = models.JSONField(_("conditions"), default=dict)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")

    def __str__(self):
        return self.name
