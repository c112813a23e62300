"""Sessions that come again: "the second Thursday at 20:00"."""

import json

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from community.models import InterestGroup
from events.models.audience import ONE_AUDIENCE, ForAudience
from events.models.common import SessionPlan
from feedback.models import WorkCalendar
from feedback.models.calendar import read_spec
from feedback.models.team import Weekday


class SeriesQuerySet(models.QuerySet):
    def running(self):
        """Those that still make sessions."""
        return self.filter(is_active=True)

    def on_desk_of(self, user):
        """Those that this member of staff may know of: of a private group's only who knows of the group."""
        known = Q(group=None) | Q(group__is_private=False) | Q(group__in=InterestGroup.objects.on_desk_of(user))
        return self.filter(known)


class Series(SessionPlan, ForAudience):
    """A rule that makes sessions, and what a new one of them starts from. All times are wall-clock times of `zone`."""

    class Rule(models.TextChoices):
        WEEKLY = "weekly", gettext_lazy("Every so many weeks, on a weekday")
        MONTHLY_WEEKDAY = "monthly_weekday", gettext_lazy("Monthly, on the first, second … weekday")
        MONTHLY_DAY = "monthly_day", gettext_lazy("Monthly, on a day of the month")

    Weekday = Weekday

    class Nth(models.IntegerChoices):
        FIRST = 1, pgettext_lazy("weekday of a month", "first")
        SECOND = 2, pgettext_lazy("weekday of a month", "second")
        THIRD = 3, pgettext_lazy("weekday of a month", "third")
        FOURTH = 4, pgettext_lazy("weekday of a month", "fourth")
        LAST = -1, pgettext_lazy("weekday of a month", "last")

    class OnHoliday(models.TextChoices):
        KEEP = "keep", gettext_lazy("Takes place all the same")
        SKIP = "skip", gettext_lazy("Is left out")
        NEXT = "next", gettext_lazy("Moves to the next working day")

    rule = models.CharField(gettext_lazy("comes again"), max_length=15, choices=Rule, default=Rule.MONTHLY_WEEKDAY)
    # Every so many weeks or months.
    every = models.PositiveSmallIntegerField(
        gettext_lazy("every"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text=gettext_lazy("1 is each week or month, 2 every other one …"),
    )
    weekday = models.SmallIntegerField(gettext_lazy("weekday"), choices=Weekday, null=True, blank=True)
    nth = models.SmallIntegerField(gettext_lazy("which of the month"), choices=Nth, null=True, blank=True)
    # In a month that is shorter it is the last day.
    month_day = models.PositiveSmallIntegerField(
        gettext_lazy("day of the month"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(31)],
        help_text=gettext_lazy("In a shorter month it is the last day."),
    )
    starts_on = models.DateField(gettext_lazy("from the day"), default=timezone.localdate)
    ends_on = models.DateField(gettext_lazy("to the day"), null=True, blank=True)
    start_time = models.TimeField(gettext_lazy("begins at"))
    duration = models.PositiveSmallIntegerField(
        gettext_lazy("minutes"), default=90, validators=[MinValueValidator(5), MaxValueValidator(24 * 60)]
    )
    calendar = models.ForeignKey(
        WorkCalendar,
        verbose_name=gettext_lazy("working calendar"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=gettext_lazy("Says which days are holidays."),
    )
    on_holiday = models.CharField(
        gettext_lazy("on a holiday it"), max_length=4, choices=OnHoliday, default=OnHoliday.KEEP
    )
    # How long before it a session is made.
    days_ahead = models.PositiveSmallIntegerField(
        gettext_lazy("made so many days ahead"), default=35, validators=[MinValueValidator(1), MaxValueValidator(366)]
    )
    publishes = models.BooleanField(
        gettext_lazy("new sessions are published at once"),
        default=True,
        help_text=gettext_lazy("Else they are drafts until somebody publishes them."),
    )
    is_active = models.BooleanField(gettext_lazy("goes on"), default=True)
    # The last date of its rule for which a session was made: what became of that one, and what the rule was by then,
    # makes no second one for a date before it.
    made_until = models.DateField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("series")
        verbose_name_plural = gettext_lazy("series of sessions")
        constraints = [
            models.CheckConstraint(condition=ONE_AUDIENCE, name="series_one_audience"),
            models.CheckConstraint(
                condition=Q(rule="weekly", weekday__range=(0, 6), nth=None, month_day=None)
                | Q(rule="monthly_weekday", weekday__range=(0, 6), nth__in=[1, 2, 3, 4, -1], month_day=None)
                | Q(rule="monthly_day", weekday=None, nth=None, month_day__range=(1, 31)),
                name="series_rule_whole",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="series_ends_later",
                violation_error_message=gettext_lazy("The end must lie after the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(capacity=None, reserved=0) | Q(capacity__gte=F("reserved")),
                name="series_reserved_within",
                violation_error_message=gettext_lazy("No more seats can be reserved than there are."),
            ),
            models.CheckConstraint(condition=Q(every__range=(1, 12)), name="series_every_in_range"),
            models.CheckConstraint(condition=Q(duration__range=(5, 1440)), name="series_duration_in_range"),
            models.CheckConstraint(
                condition=Q(on_holiday="keep") | Q(calendar__isnull=False),
                name="series_knows_holidays",
                violation_error_message=gettext_lazy("Choose a calendar that says which days are holidays."),
            ),
        ]

    def __str__(self):
        return self.display_title

    @property
    def worktime(self):
        """Which days are holidays, or None where it asks no calendar."""
        if self.calendar is None or self.on_holiday == self.OnHoliday.KEEP:
            return None
        return read_spec(json.dumps(self.calendar.spec))

    def clean(self):
        """What the rule needs is there, and what it does not use is emptied."""
        needed = {
            self.Rule.WEEKLY: ["weekday"],
            self.Rule.MONTHLY_WEEKDAY: ["weekday", "nth"],
            self.Rule.MONTHLY_DAY: ["month_day"],
        }.get(self.rule, [])
        missing = [name for name in needed if getattr(self, name) is None]
        for name in {"weekday", "nth", "month_day"} - set(needed):
            setattr(self, name, None)
        if missing:
            raise ValidationError({name: _("Choose one, so that the next date is known.") for name in missing})
