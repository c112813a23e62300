"""Arithmetic of working hours: how much of them lies between two moments, and when a number of them is over."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
# No promise looks further; a calendar without an open minute in all that time is a mistake, not a rule.
HORIZON_DAYS = 3 * 366


class NeverOpen(ValueError):
    """The calendar has too little working time for what is asked of it."""


@dataclass(frozen=True)
class WorkTime:
    """When a team is at work.

    `week` holds for each weekday from Monday the intervals that begin on it, as pairs of minutes after midnight; one
    that runs past midnight ends above 1440 and belongs to the day on which it begins. `days` are dates with hours of
    their own instead: none for a holiday, some for a moved working day. Wall clock of `zone`: in a night with a change
    of the clock an interval is as long as it really was. All moments are aware; results are in UTC.
    """

    zone: ZoneInfo
    week: tuple = ((),) * 7
    days: dict = field(default_factory=dict, hash=False)

    def hours_of(self, day):
        """The intervals that begin on a date, as pairs of minutes."""
        return self.days.get(day, self.week[day.weekday()])

    def opened(self, start):
        """Yield what is open from the moment `start` on, as disjoint (from, to) in UTC, oldest first."""
        # A night shift may have begun the day before.
        day, until = start.astimezone(self.zone).date() - DAY, start
        for _n in range(HORIZON_DAYS):
            for begins, ends in sorted(self.hours_of(day)):
                opens = max(self.moment(day, begins, fold=0), until)
                closes = self.moment(day, ends, fold=1)
                if closes > opens:
                    yield opens, closes
                    until = closes
            day += DAY

    def moment(self, day, minutes, *, fold):
        """A wall-clock time in UTC; of an hour that comes twice the first for a beginning, the second for an end."""
        days, minutes = divmod(minutes, 1440)
        local = datetime.combine(day + days * DAY, time(*divmod(minutes, 60)), self.zone)
        return local.replace(fold=fold).astimezone(UTC)

    def add(self, start, seconds):
        """The moment at which `seconds` of working time have passed since `start`. Raises NeverOpen."""
        for opens, closes in self.opened(start):
            open_for = (closes - opens).total_seconds()
            if seconds <= open_for:
                return opens + timedelta(seconds=seconds)
            seconds -= open_for
        raise NeverOpen

    def between(self, start, end):
        """Seconds of working time from `start` to `end`; 0 when `end` is not later."""
        total = 0.0
        for opens, closes in self.opened(start):
            if opens >= end:
                break
            total += (min(closes, end) - opens).total_seconds()
        return total


# --- hours as people write them -------------------------------------------------------------------------------

_SPAN = re.compile(r"([0-2]?\d):([0-5]\d)\s*(?:-|–|—|~|～|至|到)\s*([0-2]?\d):([0-5]\d)")


def read_hours(text):
    """The intervals in "9:00-12:00, 13:30-18:00", as sorted pairs of minutes; a span like 22:00-06:00 runs past
    midnight, and 00:00-24:00 is the whole day. Empty text is a day off. Raises ValueError for anything else, and for
    spans that overlap."""
    text = text.replace("：", ":").strip()
    if not text:
        return ()
    spans = []
    for part in re.split(r"[,，、;；]", text):
        if not (found := _SPAN.fullmatch(part.strip())):
            raise ValueError(part)
        first, second, third, fourth = map(int, found.groups())
        begins, ends = first * 60 + second, third * 60 + fourth
        if begins >= 1440 or ends > 1440 or begins == ends:
            raise ValueError(part)
        spans.append((begins, ends if ends > begins else ends + 1440))
    spans.sort()
    if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        raise ValueError(text)
    return tuple(spans)


def write_hours(spans):
    """The text of intervals, as `read_hours` understands it."""
    return ", ".join(f"{_clock(begins)}-{_clock(ends - 1440 if ends > 1440 else ends)}" for begins, ends in spans)


def _clock(minutes):
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
