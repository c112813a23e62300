"""Working hours: several spans a day, nights, holidays, moved working days, and nights when the clock changes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.worktime import NeverOpen, WorkTime, read_hours, write_hours

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
HOUR = 3600


def at(text, zone=SHANGHAI):
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def week(weekdays="", weekend="", zone=SHANGHAI, **days):
    """Hours of the weekdays and the weekend; `days` such as d2026_10_01="09:00-12:00"."""
    own = {date(*map(int, name[1:].split("_"))): read_hours(hours) for name, hours in days.items()}
    return WorkTime(zone, (read_hours(weekdays),) * 5 + (read_hours(weekend),) * 2, own)


OFFICE = week("09:00-12:00, 13:30-18:00")


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-23 09:00", 3, "2026-11-23 12:00"),
        # Over the lunch break, over the night, over the weekend.
        ("2026-11-23 11:00", 2, "2026-11-23 14:30"),
        ("2026-11-23 17:00", 2, "2026-11-24 10:00"),
        ("2026-11-27 17:30", 1, "2026-11-30 09:30"),
        # Said when nobody works: the clock begins with the working day.
        ("2026-11-23 03:00", 1, "2026-11-23 10:00"),
        ("2026-11-28 12:00", 1, "2026-11-30 10:00"),
        ("2026-11-23 12:30", 0.5, "2026-11-23 14:00"),
        # Three working days of 7.5 hours.
        ("2026-11-23 09:00", 22.5, "2026-11-25 18:00"),
    ],
)
def test_office_hours(start, hours, end):
    assert OFFICE.add(at(start), hours * HOUR) == at(end)
    assert OFFICE.between(at(start), at(end)) == hours * HOUR


def test_a_night_shift_belongs_to_the_day_on_which_it_begins():
    nights = week("22:00-06:00")
    assert nights.add(at("2026-11-23 23:00"), 8 * HOUR) == at("2026-11-24 23:00")
    # Friday's shift ends on Saturday morning; on Sunday night nobody comes.
    assert nights.between(at("2026-11-27 22:00"), at("2026-11-30 22:00")) == 8 * HOUR
    assert nights.add(at("2026-11-28 05:00"), 2 * HOUR) == at("2026-11-30 23:00")


def test_a_holiday_takes_its_own_shift_but_not_the_one_that_runs_into_it():
    nights = week("22:00-06:00", d2026_11_24="")
    assert nights.between(at("2026-11-23 22:00"), at("2026-11-24 22:00")) == 8 * HOUR
    assert nights.between(at("2026-11-24 22:00"), at("2026-11-25 22:00")) == 0


def test_the_national_holiday_and_its_moved_working_days():
    golden = {f"d2026_10_{n}": "" for n in range(1, 8)} | {"d2026_10_10": "09:00-18:00"}
    calendar = week("09:00-18:00", **golden)
    # Wednesday the 30th at five, nine hours: one that day, then eight on Thursday the 8th.
    assert calendar.add(at("2026-09-30 17:00"), 9 * HOUR) == at("2026-10-08 17:00")
    # Saturday the 10th is worked.
    assert calendar.add(at("2026-10-09 17:00"), 2 * HOUR) == at("2026-10-10 10:00")


def test_overlapping_spans_are_counted_once():
    doubled = WorkTime(SHANGHAI, (((540, 2000), (600, 700)),) * 7)
    assert doubled.between(at("2026-11-23 00:00"), at("2026-11-25 00:00")) == 48 * HOUR


def test_the_night_when_the_clock_changes_is_as_long_as_it_is():
    nights = week("22:00-06:00", "22:00-06:00", zone=BERLIN)
    spring, autumn = at("2026-03-28 22:00", BERLIN), at("2026-10-24 22:00", BERLIN)
    assert nights.add(spring, 7 * HOUR) == at("2026-03-29 06:00", BERLIN)
    assert nights.add(autumn, 9 * HOUR) == at("2026-10-25 06:00", BERLIN)
    # The hour that comes twice is all within; the one that never comes is nowhere.
    small = week("01:30-02:30", "01:30-02:30", zone=BERLIN)
    assert small.between(at("2026-10-25 00:00", BERLIN), at("2026-10-25 06:00", BERLIN)) == 2 * HOUR
    assert small.between(at("2026-03-29 00:00", BERLIN), at("2026-03-29 06:00", BERLIN)) == pytest.approx(
        HOUR, abs=HOUR
    )


def test_a_leap_day_is_a_day():
    calendar = week("00:00-24:00", "00:00-24:00")
    assert calendar.add(at("2028-02-28 12:00"), 24 * HOUR) == at("2028-02-29 12:00")


def test_a_calendar_that_never_opens_says_so():
    with pytest.raises(NeverOpen):
        week().add(at("2026-11-23 09:00"), 1)


FIRST = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 700 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))
CALENDARS = st.sampled_from(
    [
        OFFICE,
        week("22:00-06:00, 09:00-11:00", "10:00-12:00"),
        week("22:00-06:00", "22:00-06:00", zone=BERLIN),
        week("00:00-24:00", "00:00-24:00", zone=BERLIN, d2026_12_25=""),
    ]
)


@given(CALENDARS, MOMENTS, st.integers(1, 400 * HOUR))
def test_what_is_added_lies_between(calendar, start, seconds):
    end = calendar.add(start, seconds)
    assert end > start
    assert calendar.between(start, end) == pytest.approx(seconds, abs=1e-3)


@given(CALENDARS, MOMENTS, st.integers(0, 100 * HOUR), st.integers(0, 100 * HOUR))
def test_two_stretches_are_as_long_as_the_whole(calendar, start, first, second):
    middle, end = start + timedelta(seconds=first), start + timedelta(seconds=first + second)
    parts = calendar.between(start, middle) + calendar.between(middle, end)
    assert parts == pytest.approx(calendar.between(start, end), abs=1e-3)


# --- hours as people write them -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", ()),
        ("09:00-18:00", ((540, 1080),)),
        (" 9:00 – 12:00 ，13：30至18：00 ", ((540, 720), (810, 1080))),
        ("22:00-06:00", ((1320, 1800),)),
        ("00:00-24:00", ((0, 1440),)),
        ("13:00-14:00; 08:00-09:00", ((480, 540), (780, 840))),
    ],
)
def test_hours_are_read_as_people_write_them(text, spans):
    assert read_hours(text) == spans
    assert read_hours(write_hours(spans)) == spans


@pytest.mark.parametrize(
    "text",
    ["nine to five", "09:00", "09:00-09:00", "25:00-26:00", "24:00-25:00", "09:00-12:00, 11:00-13:00", "9-18", "\x00"],
)
def test_other_hours_are_refused(text):
    with pytest.raises(ValueError):
        read_hours(text)
