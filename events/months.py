"""A month as a table of weeks, with the sessions of each day."""

import calendar
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

# Before and after these no session is looked for; a link to the next month ends there.
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass
class Day:
    day: date
    is_inside: bool
    is_today: bool
    events: list = field(default_factory=list)


@dataclass
class Month:
    """`weeks` are lists of seven Days from Monday on; `before` and `after` the first days of the months beside, None
    at the ends of what can be shown."""

    first: date
    weeks: list
    before: date | None
    after: date | None

    @property
    def days_with_events(self):
        return [day for week in self.weeks for day in week if day.is_inside and day.events]


def read_month(year, month):
    """The first day of a month that an address names, or None for one that is none."""
    return date(year, month, 1) if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 else None


def month_of(first, events_between):
    """The Month that begins with `first` in the reader's time zone; `events_between(start, end)` gives the sessions
    that begin between two moments."""
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    today = timezone.localdate()
    days = {day: Day(day, is_inside=day.month == first.month, is_today=day == today) for week in weeks for day in week}
    start, end = moment_of(weeks[0][0]), moment_of(weeks[-1][-1] + timedelta(days=1))
    for event in events_between(start, end):
        days[timezone.localdate(event.starts_at)].events.append(event)
    before, after = first - timedelta(days=1), first + timedelta(days=31)
    return Month(
        first=first,
        weeks=[[days[day] for day in week] for week in weeks],
        before=read_month(before.year, before.month),
        after=read_month(after.year, after.month),
    )


def moment_of(day):
    """When a day begins for the reader."""
    return datetime.combine(day, time(0), timezone.get_current_timezone())
