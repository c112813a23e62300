"""The dates of a series' rule, what holidays make of them, and wall-clock times in UTC."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.dates import moment_of, occurrences, rule_dates
from feedback.worktime import WorkTime

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
OPEN = ((540, 1080),)


def plan(rule="monthly_weekday", *, starts_on=date(2026, 1, 1), **fields):
    fields = {
        "every": 1,
        "weekday": None,
        "nth": None,
        "month_day": None,
        "ends_on": None,
        "on_holiday": "keep",
    } | fields
    return SimpleNamespace(rule=rule, starts_on=starts_on, **fields)


def first(number, series):
    return [day.isoformat() for day in islice(rule_dates(series), number)]


def working(*holidays, works=()):
    """Five working days a week, these holidays, and these days that are worked on besides."""
    days = {date.fromisoformat(day): () for day in holidays} | {date.fromisoformat(day): OPEN for day in works}
    return WorkTime(ZoneInfo("Asia/Shanghai"), (OPEN,) * 5 + ((), ()), days)


def placed(number, series, worktime):
    return [one.takes_place_on.isoformat() for one in islice(occurrences(series, worktime), number)]


# --- rules --------------------------------------------------------------------------------------------------


def test_the_second_thursday():
    series = plan(weekday=THU, nth=2)
    assert first(4, series) == ["2026-01-08", "2026-02-12", "2026-03-12", "2026-04-09"]


def test_the_last_friday():
    series = plan(weekday=FRI, nth=-1, starts_on=date(2026, 10, 1))
    assert first(4, series) == ["2026-10-30", "2026-11-27", "2026-12-25", "2027-01-29"]


def test_the_31st_is_the_last_day_of_shorter_months():
    series = plan("monthly_day", month_day=31)
    assert first(5, series) == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]


def test_the_29th_and_the_30th_of_february():
    for day in (29, 30):
        dates = first(14, plan("monthly_day", month_day=day, starts_on=date(2027, 1, 1)))
        assert dates[1] == "2027-02-28"
        assert dates[13] == "2028-02-29"
    assert first(2, plan("monthly_day", month_day=29, starts_on=date(2028, 2, 29))) == ["2028-02-29", "2028-03-29"]


def test_a_day_that_every_month_has():
    assert first(3, plan("monthly_day", month_day=1)) == ["2026-01-01", "2026-02-01", "2026-03-01"]
    assert first(2, plan("monthly_day", month_day=28, starts_on=date(2026, 1, 29))) == ["2026-02-28", "2026-03-28"]


def test_every_other_month_is_counted_from_the_first_that_fits():
    series = plan(weekday=THU, nth=2, every=2)
    assert first(3, series) == ["2026-01-08", "2026-03-12", "2026-05-14"]
    series = plan(weekday=THU, nth=2, every=2, starts_on=date(2026, 1, 9))
    assert first(3, series) == ["2026-02-12", "2026-04-09", "2026-06-11"]


def test_every_other_week_is_counted_from_the_first_that_fits():
    series = plan("weekly", weekday=MON, every=2, starts_on=date(2026, 1, 1))
    assert first(3, series) == ["2026-01-05", "2026-01-19", "2026-02-02"]


def test_over_the_end_of_the_year():
    assert first(3, plan("weekly", weekday=THU, starts_on=date(2026, 12, 20))) == [
        *("2026-12-24", "2026-12-31", "2027-01-07")
    ]
    assert first(2, plan("monthly_day", month_day=31, every=2, starts_on=date(2026, 12, 31))) == [
        *("2026-12-31", "2027-02-28")
    ]


def test_the_last_day_of_a_series_is_one_of_it():
    series = plan("weekly", weekday=THU, ends_on=date(2026, 1, 15))
    assert placed(9, series, None) == ["2026-01-01", "2026-01-08", "2026-01-15"]


# --- holidays -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on_holiday", "dates"),
    [
        ("keep", ["2026-01-01", "2026-01-08", "2026-01-15"]),
        ("skip", ["2026-01-01", "2026-01-15", "2026-01-22"]),
        ("next", ["2026-01-01", "2026-01-09", "2026-01-15"]),
    ],
)
def test_a_holiday(on_holiday, dates):
    series = plan("weekly", weekday=THU, on_holiday=on_holiday)
    assert placed(3, series, working("2026-01-08")) == dates


def test_a_holiday_moves_over_the_weekend():
    series = plan("weekly", weekday=FRI, every=2, on_holiday="next")
    assert placed(2, series, working("2026-01-02")) == ["2026-01-05", "2026-01-16"]


def test_two_holidays_in_a_row_and_a_worked_saturday():
    series = plan("weekly", weekday=THU, every=2, on_holiday="next")
    assert placed(1, series, working("2026-01-01", "2026-01-02")) == ["2026-01-05"]
    assert placed(1, series, working("2026-01-01", "2026-01-02", works=["2026-01-03"])) == ["2026-01-03"]


def test_a_weekend_is_no_holiday_unless_a_special_day_says_so():
    series = plan("weekly", weekday=SAT, on_holiday="skip")
    assert placed(2, series, working()) == ["2026-01-03", "2026-01-10"]
    assert placed(2, series, working("2026-01-03")) == ["2026-01-10", "2026-01-17"]


def test_what_a_holiday_would_move_onto_the_next_date_is_left_out():
    """A golden week: nobody meets twice on one evening."""
    week = [f"2026-10-0{day}" for day in range(1, 8)]
    series = plan("weekly", weekday=THU, starts_on=date(2026, 10, 1), on_holiday="next")
    assert placed(2, series, working(*week)) == ["2026-10-08", "2026-10-15"]
    fine = plan("weekly", weekday=FRI, starts_on=date(2026, 10, 1), on_holiday="next")
    assert placed(2, fine, working(*week)) == ["2026-10-08", "2026-10-09"]


def test_the_last_of_a_series_is_moved_past_its_end_rather_than_lost():
    series = plan("weekly", weekday=FRI, ends_on=date(2026, 1, 9), on_holiday="next")
    assert placed(9, series, working("2026-01-09")) == ["2026-01-02", "2026-01-12"]


def test_a_calendar_that_never_opens_leaves_out():
    closed = WorkTime(ZoneInfo("Asia/Shanghai"), ((),) * 7, {date(2026, 1, 1): ()})
    series = plan("weekly", weekday=THU, on_holiday="next")
    assert placed(1, series, closed) == ["2026-01-08"]


# --- the clock ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "day", "clock", "utc"),
    [
        ("Asia/Shanghai", "2026-03-29", "20:00", "2026-03-29T12:00"),
        ("Europe/Berlin", "2026-03-28", "20:00", "2026-03-28T19:00"),
        ("Europe/Berlin", "2026-03-29", "20:00", "2026-03-29T18:00"),
        # Not there: the clock jumps from 2:00 to 3:00.
        ("Europe/Berlin", "2026-03-29", "01:59", "2026-03-29T00:59"),
        ("Europe/Berlin", "2026-03-29", "02:00", "2026-03-29T01:00"),
        ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T01:00"),
        ("Europe/Berlin", "2026-03-29", "03:00", "2026-03-29T01:00"),
        # Twice: the first of them.
        ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T00:30"),
        ("Europe/Berlin", "2026-10-25", "03:00", "2026-10-25T02:00"),
        ("Europe/Berlin", "2026-10-24", "20:00", "2026-10-24T18:00"),
        ("Europe/Berlin", "2026-10-25", "20:00", "2026-10-25T19:00"),
        ("America/New_York", "2026-03-07", "20:00", "2026-03-08T01:00"),
        ("America/New_York", "2026-03-08", "20:00", "2026-03-09T00:00"),
        ("America/New_York", "2026-03-08", "02:15", "2026-03-08T07:00"),
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30"),
        ("America/New_York", "2026-11-01", "20:00", "2026-11-02T01:00"),
        # A clock that jumps by half an hour.
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:30"),
    ],
)
def test_wall_clock_in_utc(zone, day, clock, utc):
    moment = moment_of(date.fromisoformat(day), time.fromisoformat(clock), zone)
    assert moment == datetime.fromisoformat(utc).replace(tzinfo=UTC)


# --- whatever the rule ---------------------------------------------------------------------------------------

days = st.dates(date(2024, 1, 1), date(2034, 12, 31))
weekdays, every = st.integers(0, 6), st.integers(1, 12)
RULES = st.one_of(
    st.builds(lambda w, e, s: plan("weekly", weekday=w, every=e, starts_on=s), weekdays, every, days),
    st.builds(
        lambda w, n, e, s: plan(weekday=w, nth=n, every=e, starts_on=s),
        weekdays,
        st.sampled_from([1, 2, 3, 4, -1]),
        every,
        days,
    ),
    st.builds(lambda d, e, s: plan("monthly_day", month_day=d, every=e, starts_on=s), st.integers(1, 31), every, days),
)


@given(RULES)
@settings(max_examples=300, deadline=None)
def test_dates_of_any_rule(series):
    dates = list(islice(rule_dates(series), 30))
    assert len(dates) == 30
    assert series.starts_on <= dates[0]
    for one, after in pairwise(dates):
        assert one < after
        if series.rule == "weekly":
            assert (after - one).days == 7 * series.every
        else:
            assert (after.year - one.year) * 12 + after.month - one.month == series.every
    if series.weekday is not None:
        assert {day.weekday() for day in dates} == {series.weekday}
    for day in dates:
        last = ((day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)).day
        if series.rule == "monthly_day":
            assert day.day == min(series.month_day, last)
        if series.nth == -1:
            assert day.day > last - 7
        elif series.nth:
            assert (day.day - 1) // 7 + 1 == series.nth


@given(RULES, st.sets(st.integers(0, 400), max_size=200), st.sampled_from(["keep", "skip", "next"]))
@settings(max_examples=200, deadline=None)
def test_occurrences_with_any_holidays(series, closed, on_holiday):
    """Strictly one after the other, none before its own date, none on a holiday that it was to keep away from."""
    series.on_holiday, series.ends_on = on_holiday, series.starts_on + timedelta(days=380)
    worktime = working(*((series.starts_on + timedelta(days=n)).isoformat() for n in closed))
    found = list(occurrences(series, worktime))
    for one, after in pairwise(found):
        assert one.takes_place_on < after.occurs_on <= after.takes_place_on
    for one in found:
        assert series.starts_on <= one.occurs_on <= series.ends_on
        assert one.occurs_on <= one.takes_place_on
        if on_holiday == "keep":
            assert one.takes_place_on == one.occurs_on
        else:
            assert worktime.days.get(one.takes_place_on) != ()


@given(days, st.times(), st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe"]))
@settings(max_examples=300, deadline=None)
def test_any_wall_clock_time_comes_back(day, clock, zone):
    """As the same time, or, where it is not there, as the first that is."""
    clock = clock.replace(microsecond=0)
    back = moment_of(day, clock, zone).astimezone(ZoneInfo(zone))
    assert back.date() == day
    assert back.time() >= clock
    if back.time() != clock:
        assert (back.astimezone(UTC) - timedelta(seconds=1)).astimezone(back.tzinfo).utcoffset() != back.utcoffset()
