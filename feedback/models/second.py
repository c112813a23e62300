"""A sample of each week's decisions, made once more by somebody else."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.models.feedback import Feedback
from feedback.models.status import Mood, Severity
from feedback.models.taxonomy import Category


class SecondLookQuerySet(models.QuerySet):
    def to_decide(self, member, now=None):
        """What somebody may look at again, the oldest week first: not his own decisions, and nothing long past."""
        since = (now or timezone.now()).date() - SecondLook.KEPT_OPEN
        rows = self.filter(decided_at=None, week__gte=since).exclude(first_by=member)
        return rows.filter(feedback__in=Feedback.objects.kept()).order_by("week", "pk")

    def decided(self):
        return self.exclude(decided_at=None)


class SecondLook(models.Model):
    """What one moderator decided about an item in a week (its Monday), and what another decides without seeing that.

    The first decision is copied, so that it stays what was compared when the item is sorted anew.
    """

    PER_WEEK = 20
    KEPT_OPEN = timedelta(days=28)
    # What is decided twice, in the order in which it is asked.
    FIELDS = ("category", "severity", "mood")

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="second_looks")
    week = models.DateField(_("week"))
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    first_category = models.ForeignKey(Category, null=True, on_delete=models.SET_NULL, related_name="+")
    first_severity = models.PositiveSmallIntegerField(null=True, choices=Severity)
    first_mood = models.CharField(max_length=8, choices=Mood, blank=True)
    category = models.ForeignKey(
        Category, verbose_name=_("category"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    severity = models.PositiveSmallIntegerField(_("severity"), null=True, choices=Severity)
    mood = models.CharField(_("mood"), max_length=8, choices=Mood, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = SecondLookQuerySet.as_manager()

    class Meta:
        verbose_name = _("second look")
        verbose_name_plural = _("second looks")
        constraints = [
            models.UniqueConstraint(fields=["week", "feedback"], name="second_look_once"),
            # Somebody else: one who agrees with himself tells nothing.
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(first_by=None) | ~Q(decided_by=F("first_by")),
                name="second_look_by_another",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None) | Q(decided_at__isnull=False),
                name="second_look_decided_has_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["week", "id"], condition=Q(decided_at=None), name="second_look_open"),
            models.Index(fields=["decided_at"], condition=Q(decided_at__isnull=False), name="second_look_decided"),
        ]

    def __str__(self):
        return f"#{self.feedback_id}, {self.week}"

    def both(self, field):
        """(first, second) values of one of FIELDS, a category by its key."""
        name = f"{field}_id" if field == "category" else field
        return getattr(self, f"first_{name}"), getattr(self, name)

    def differs(self, field):
        """Whether the second decided otherwise; not where nobody had decided first."""
        first, second = self.both(field)
        return first not in (None, "") and first != second
