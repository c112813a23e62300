"""When the team works: calendars as staff edit them, and the versions that promises were made by."""

import hashlib
import json
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import AppendOnlyQuerySet
from feedback.worktime import WorkTime, read_hours

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EXAMPLE = gettext_lazy("For example 09:00-12:00, 13:30-18:00; 22:00-06:00 runs past midnight; empty is a day off.")


def check_hours(text):
    try:
        read_hours(text)
    except ValueError:
        raise ValidationError(
            _("Write the hours like 09:00-12:00, 13:30-18:00, without overlaps."), code="hours"
        ) from None


def check_zone(name):
    if name not in available_timezones():
        raise ValidationError(_("There is no time zone of this name, such as Asia/Shanghai."), code="zone")


def _hours_field(label, default=""):
    return models.CharField(label, max_length=100, blank=True, default=default, validators=[check_hours])


class WorkCalendar(models.Model):
    """Opening hours by weekday, with holidays and moved working days. What was promised by an older state of it
    stays as it was promised: see CalendarVersion."""

    name = models.CharField(gettext_lazy("name"), max_length=40, unique=True)
    zone = models.CharField(gettext_lazy("time zone"), max_length=40, default="Asia/Shanghai", validators=[check_zone])
    monday = _hours_field(gettext_lazy("Monday"), "09:00-18:00")
    tuesday = _hours_field(gettext_lazy("Tuesday"), "09:00-18:00")
    wednesday = _hours_field(gettext_lazy("Wednesday"), "09:00-18:00")
    thursday = _hours_field(gettext_lazy("Thursday"), "09:00-18:00")
    friday = _hours_field(gettext_lazy("Friday"), "09:00-18:00")
    saturday = _hours_field(gettext_lazy("Saturday"))
    sunday = _hours_field(gettext_lazy("Sunday"))

    class Meta:
        verbose_name = gettext_lazy("working calendar")
        verbose_name_plural = gettext_lazy("working calendars")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def clean(self):
        if not any(getattr(self, day).strip() for day in WEEKDAYS):
            raise ValidationError(_("On some day of the week somebody must be at work."), code="never_open")

    @property
    def spec(self):
        """All of it as plain JSON: what a version keeps."""
        return {
            "zone": self.zone,
            "week": [read_hours(getattr(self, day)) for day in WEEKDAYS],
            "days": {row.day.isoformat(): read_hours(row.hours) for row in self.days.order_by("day")},
        }

    def version(self):
        """The version that says what this calendar says now; made when there is none yet. May run twice or at once."""
        spec = json.loads(json.dumps(self.spec))
        digest = hashlib.sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()
        return CalendarVersion.objects.get_or_create(calendar=self, digest=digest, defaults={"spec": spec})[0]


class CalendarDay(models.Model):
    """One date with hours of its own: none for a holiday, some for a moved working day."""

    calendar = models.ForeignKey(WorkCalendar, on_delete=models.CASCADE, related_name="days")
    day = models.DateField(gettext_lazy("date"))
    hours = models.CharField(
        gettext_lazy("hours"),
        max_length=100,
        blank=True,
        validators=[check_hours],
        help_text=gettext_lazy("Empty for a holiday; the hours of a moved working day."),
    )
    name = models.CharField(gettext_lazy("what for"), max_length=40, blank=True)

    class Meta:
        verbose_name = gettext_lazy("special day")
        verbose_name_plural = gettext_lazy("holidays and moved working days")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="calendar_day_once")]

    def __str__(self):
        return f"{self.day} {self.name}"


class CalendarVersion(models.Model):
    """What a calendar said at some time. Items point here, so that a later change rewrites no promise."""

    calendar = models.ForeignKey(WorkCalendar, null=True, on_delete=models.SET_NULL, related_name="versions")
    digest = models.CharField(max_length=64)
    spec = models.JSONField()

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "digest"], condition=Q(calendar__isnull=False), name="calendar_version_once"
            )
        ]
        ordering = [F("id").desc()]

    def __str__(self):
        return f"{self.calendar_id} {self.digest[:8]}"

    @property
    def worktime(self):
        return read_spec(json.dumps(self.spec))


@lru_cache(maxsize=64)
def read_spec(text):
    """The WorkTime that the JSON of a version describes."""
    spec = json.loads(text)
    return WorkTime(
        zone=ZoneInfo(spec["zone"]),
        week=tuple(tuple(map(tuple, spans)) for spans in spec["week"]),
        days={date.fromisoformat(day): tuple(map(tuple, spans)) for day, spans in spec["days"].items()},
    )
