"""The dates of a series: its rule, what becomes of them on holidays, and wall-clock times in UTC. Asks no database."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

DAY = timedelta(days=1)
# A calendar that is never open for so long is a mistake, not a holiday.
CLOSED_MAX = 366


@dataclass(frozen=True)
class Occurrence:
    """One date of a rule, and the day on which the session then takes place."""

    occurs_on: date
    takes_place_on: date


def occurrences(series, worktime=None):
    """Yield the occurrences of a series in order, without end where it has none.

    `series` has the columns of a rule (rule, every, weekday, nth, month_day, starts_on, ends_on, on_holiday),
    `worktime` is a feedback.worktime.WorkTime and says which days are holidays; without one none is. A date that a
    holiday would move to the next date of the rule, or past it, is left out: that one stands for both.
    """
    for day, place in fates(series, worktime):
        if place is not None:
            yield Occurrence(day, place)


def fates(series, worktime=None):
    """Yield (date of the rule, the day on which it takes place or None where it is left out)."""
    dates = takewhile(lambda day: series.ends_on is None or day <= series.ends_on, rule_dates(series))
    for day, following in pairwise(with_end(dates)):
        place = taking_place(day, series.on_holiday, worktime)
        stands = place is not None and (following is None or place < following)
        yield day, place if stands else None


def planned(series, worktime=None):
    """Yield (occurrence, the moment in UTC at which it begins) for each occurrence of a series."""
    for occurrence in occurrences(series, worktime):
        yield occurrence, moment_of(occurrence.takes_place_on, series.start_time, series.zone)


def with_end(dates):
    """The dates, and None behind the last of them."""
    yield from dates
    yield None


def rule_dates(series):
    """Yield the dates of a rule from `starts_on` on. The first is the first that fits; of every so many weeks or months
    one is counted from there."""
    start = series.starts_on
    if ruled(series, start)[0].date() < start:
        # The month of the beginning had its date before that: counting begins with the next.
        start = next_month(start)
    for moment in ruled(series, start):
        yield moment.date()


def next_month(day):
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def ruled(series, start):
    """The rrule of a series whose weeks or months are counted from that of `start`."""
    if series.rule == "weekly":
        first = start + timedelta(days=(series.weekday - start.weekday()) % 7)
        return rrule(WEEKLY, interval=series.every, dtstart=midnight(first))
    months = {"freq": MONTHLY, "interval": series.every, "dtstart": midnight(start.replace(day=1))}
    if series.rule == "monthly_weekday":
        return rrule(byweekday=weekday(series.weekday)(series.nth), **months)
    # Of the days that may stand for it the last that the month has.
    days = range(min(series.month_day, 28), series.month_day + 1)
    return rrule(bymonthday=days, bysetpos=-1, **months)


def midnight(day):
    """What rrule counts by; a date has no clock and no zone."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001


def taking_place(day, on_holiday, worktime):
    """The day on which what falls on `day` takes place, or None where it is left out."""
    if worktime is None or on_holiday == "keep" or not is_holiday(day, worktime):
        return day
    if on_holiday == "skip":
        return None
    later = (day + n * DAY for n in range(1, CLOSED_MAX))
    return next((one for one in later if worktime.hours_of(one)), None)


def is_holiday(day, worktime):
    """Whether nobody works on a day that is special; a weekend like others is no holiday."""
    return day in worktime.days and not worktime.days[day]


def moment_of(day, clock, zone):
    """A wall-clock time of `zone` in UTC. One that the clock jumps over is the moment of the jump; of an hour that
    comes twice it is the first."""
    local = datetime.combine(day, clock.replace(tzinfo=None), ZoneInfo(zone))
    first, second = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    # In a gap the two readings change places and lie around the jump.
    return jump_between(second, first, local.tzinfo) if second < first else first


def jump_between(before, after, zone):
    """The moment, to the second, at which the clock of `zone` jumps between two moments around it."""
    offset = after.astimezone(zone).utcoffset()
    low, high = 0, int((after - before).total_seconds())
    while low < high:
        middle = (low + high) // 2
        if (before + timedelta(seconds=middle)).astimezone(zone).utcoffset() == offset:
            high = middle
        else:
            low = middle + 1
    return before + timedelta(seconds=low)
