"""Days, weeks and months as the ledger counts them: by the days of the community's time zone."""

import calendar
from datetime import date, timedelta

# The first day of "all time".
EVER = date(2000, 1, 1)


def week_of(day):
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def month_of(day):
    return day.replace(day=1)


def starts_of(day):
    """{period: first day} of the week, the month and the all-time that a day belongs to."""
    return {"week": week_of(day), "month": month_of(day), "all": EVER}


def months_before(day, months):
    """The same day so many months earlier, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
