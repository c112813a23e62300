"""Series make the next sessions by themselves, once; and one change reaches all that follow."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from community.models import AuditEntry, Community, Notification
from config.schedules import SCHEDULES
from events import actions, tasks
from events.models import Event, Registration, Series, Telling
from feedback.models import WorkCalendar
from feedback.models.calendar import CalendarDay
from tests.events.series_kit import NOW, days_of, make_series
from tests.factories import join, make_group, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]
DAY = timedelta(days=1)


def make(series, now=NOW):
    return actions.make_due_events(series, now=now)


# --- the next ones ------------------------------------------------------------------------------------------


def test_the_next_sessions_are_made_ahead(hanna):
    series = make_series(hanna, days_ahead=14, capacity=20, reserved=2, place="二楼", online_link="https://m.example/1")
    first, second = make(series)
    assert days_of(series) == ["06-04 20:00", "06-11 20:00"]
    assert [first.number, second.number] == [1, 2]
    assert (first.state, first.minutes, first.host) == ("published", 90, hanna)
    assert (first.title, first.place, first.capacity, first.reserved) == ("回音会", "二楼", 20, 2)
    assert (first.online_link, first.occurs_on) == ("https://m.example/1", date(2037, 6, 4))
    assert Telling.objects.filter(what="published").count() == 2


def test_running_it_again_makes_only_what_became_due(hanna):
    series = make_series(hanna, days_ahead=14)
    make(series)
    assert make(series) == []
    [third] = make(series, NOW + 7 * DAY)
    assert (third.number, third.occurs_on) == (3, date(2037, 6, 18))
    assert Telling.objects.count() == 3


def test_none_in_the_past(hanna):
    series = make_series(hanna, days_ahead=7)
    assert [event.occurs_on for event in make(series, NOW + 28 * DAY)] == [date(2037, 7, 2)]
    # On the day itself, an hour after it would have begun.
    late = make_series(hanna, days_ahead=7)
    assert [event.occurs_on.day for event in make(late, NOW.replace(day=4, hour=13))] == [11]
    assert late.events.get().number == 1


def test_drafts_where_it_does_not_publish(hanna):
    [event] = make(make_series(hanna, days_ahead=7, publishes=False))
    assert event.state == "draft"
    assert not Telling.objects.exists()


def test_a_closed_group_and_a_stopped_series_make_none(hanna, adam):
    group = make_group()
    series = make_series(hanna, group=group)
    type(group).objects.update(is_active=False)
    assert make(series) == []
    series = make_series(hanna)
    assert actions.stop_series(series, actor=adam)
    assert not actions.stop_series(series, actor=adam)
    assert make(series) == []
    assert actions.resume_series(series, actor=adam)
    assert len(make(series)) == 5
    assert AuditEntry.objects.filter(action="events.series.stopped").count() == 1


def test_in_the_name_of_who_is_suspended_nothing_is_published(hanna, monkeypatch):
    monkeypatch.setattr("events.actions.series.may_act", lambda member: False)
    assert {event.state for event in make(make_series(hanna))} == {"draft"}


def test_it_ends(hanna):
    series = make_series(hanna, ends_on=date(2037, 6, 11))
    assert len(make(series)) == 2
    assert make(series, NOW + 60 * DAY) == []


def test_what_was_cancelled_moved_or_thrown_away_does_not_come_back(hanna):
    series = make_series(hanna, publishes=False)
    cancelled, moved, removed, *_rest, last = made = make(series)
    actions.publish_event(cancelled, actor=hanna) if cancelled.starts_at > timezone.now() else None
    Event.objects.filter(pk=cancelled.pk).update(state="cancelled", cancelled_at=NOW, published_at=NOW)
    Event.objects.filter(pk=moved.pk).update(starts_at=moved.starts_at + DAY, ends_at=moved.ends_at + DAY)
    actions.remove_event(removed, actor=hanna)
    actions.remove_event(last, actor=hanna)
    assert make(series) == []
    assert series.events.count() == len(made) - 2


def test_holidays(hanna):
    calendar = WorkCalendar.objects.create(name="深圳")
    CalendarDay.objects.create(calendar=calendar, day=date(2037, 6, 4), name="端午")
    CalendarDay.objects.create(calendar=calendar, day=date(2037, 6, 5), name="端午")
    moved = make_series(hanna, calendar=calendar, on_holiday="next", days_ahead=12)
    make(moved)
    assert days_of(moved) == ["06-08 20:00", "06-11 20:00"]
    skipped = make_series(hanna, calendar=calendar, on_holiday="skip", days_ahead=12)
    make(skipped)
    assert days_of(skipped) == ["06-11 20:00"]
    kept = make_series(hanna, calendar=calendar, days_ahead=12)
    make(kept)
    assert days_of(kept) == ["06-04 20:00", "06-11 20:00"]


def test_the_clock_of_its_place_counts(hanna):
    """In autumn the clock of Berlin goes back; the session stays at eight in the evening."""
    fields = {"zone": "Europe/Berlin", "starts_on": date(2037, 10, 20), "days_ahead": 14}
    series = make_series(hanna, **fields)
    made = make(series, NOW.replace(month=10, day=20))
    assert days_of(series) == ["10-22 20:00", "10-29 20:00"]
    assert [event.starts_at.hour for event in made] == [18, 19]


def test_a_new_rule_begins_behind_what_was_made(hanna, adam):
    """Nobody meets on Thursday and again on Friday because the rule was changed in between."""
    series = make_series(hanna, days_ahead=14)
    make(series)
    series.weekday = 4
    actions.save_series(series, actor=adam)
    assert [event.occurs_on for event in make(series)] == [date(2037, 6, 12)]


def test_the_sweep_gives_each_series_a_job(hanna, queue):
    runs = {task for _name, task, _minutes in SCHEDULES}
    assert "events.tasks.make_due_events" in runs
    today = timezone.localdate()
    series = make_series(hanna, starts_on=today, days_ahead=21)
    make_series(hanna, starts_on=today, is_active=False)
    queue.run()
    made = series.events.count()
    assert made >= 2
    assert Event.objects.count() == made
    queue.lose()
    tasks.make_due_events()
    assert queue.names() == ["events.tasks.make_events_of"]
    queue.run()
    assert Event.objects.count() == made


def test_a_private_groups_sessions_are_told_to_its_members_alone(hanna, alice, bob, queue):
    group = make_group(is_private=True, policy="invitation")
    join(group, alice)
    make_series(hanna, group=group, starts_on=timezone.localdate(), days_ahead=8)
    version = Community.get().version
    queue.run()
    told = Notification.objects.filter(kind="events.published")
    assert {notice.member for notice in told} == {alice}
    assert Community.get().version == version


def test_what_is_saved_is_on_record(hanna, adam):
    series = make_series(hanna, actor=adam)
    assert series.created_by == adam
    actions.save_series(series, actor=adam, changes={"title": ["a", "b"]})
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        *("events.series.created", "events.series.edited")
    ]


# --- this one and all that follow ---------------------------------------------------------------------------


@pytest.fixture
def run(hanna):
    """Four Thursdays from the coming week on."""
    today = timezone.localdate()
    series = make_series(hanna, starts_on=today + 7 * DAY, days_ahead=34, place="二楼", capacity=10)
    events = actions.make_due_events(series)
    assert len(events) == 4
    return series, events


def fresh(event):
    return Event.objects.get(pk=event.pk)


def clocks(events):
    return [f"{fresh(event).starts_there:%H:%M}" for event in events]


def change(event, **fields):
    """The number of the others that changed."""
    event = fresh(event)
    if "clock" in fields:
        starts_there = event.starts_there.replace(hour=fields.pop("clock"))
        length = event.ends_at - event.starts_at
        event.starts_at, event.ends_at = starts_there, starts_there + length
    for name, value in fields.items():
        setattr(event, name, value)
    return actions.change_following(event, actor=event.host)


def test_all_that_follow_change_and_what_came_before_stays(run):
    series, events = run
    assert change(events[1], place="三楼", title="大家的回音会") == 2
    assert [fresh(event).place for event in events] == ["二楼", "三楼", "三楼", "三楼"]
    series.refresh_from_db()
    assert (series.place, series.title) == ("三楼", "大家的回音会")
    assert AuditEntry.objects.get(action="events.series.edited").changes["place"] == ["二楼", "三楼"]
    [later] = actions.make_due_events(series, now=timezone.now() + 7 * DAY)
    assert later.place == "三楼"


def test_what_was_changed_of_one_alone_stays(run, hanna):
    _series, events = run
    own = fresh(events[2])
    own.place = "公园"
    actions.save_event(own, actor=hanna)
    change(events[0], place="三楼", text="Bring tea.")
    assert [fresh(event).place for event in events] == ["三楼", "三楼", "公园", "三楼"]
    assert {fresh(event).text for event in events} == {"Bring tea."}
    assert "Bring tea" in fresh(events[3]).rendered


def test_another_time_of_day_moves_each_by_its_clock(run, hanna):
    series, events = run
    own = fresh(events[3])
    own.starts_at += timedelta(hours=1)
    own.ends_at += timedelta(hours=1)
    actions.save_event(own, actor=hanna)
    assert change(events[0], clock=19) == 2
    assert clocks(events) == ["19:00", "19:00", "19:00", "21:00"]
    assert {fresh(event).minutes for event in events} == {90}
    series.refresh_from_db()
    assert series.start_time == time(19)


def test_over_a_change_of_the_clock(hanna, monkeypatch):
    series = make_series(hanna, zone="Europe/Berlin", starts_on=date(2037, 10, 20), days_ahead=60)
    events = make(series, NOW.replace(month=10, day=1))
    assert change(events[0], clock=19) == len(events) - 1
    assert set(clocks(events)) == {"19:00"}
    assert {fresh(event).starts_at.hour for event in events} == {17, 18}


def test_another_length_and_another_zone(run):
    series, events = run
    event = fresh(events[0])
    event.ends_at += timedelta(minutes=30)
    actions.change_following(event, actor=event.host)
    assert {fresh(one).minutes for one in events} == {120}
    event = fresh(events[0])
    event.zone = "Asia/Tokyo"
    event.starts_at -= timedelta(hours=1)
    event.ends_at -= timedelta(hours=1)
    actions.change_following(event, actor=event.host)
    assert set(clocks(events)) == {"20:00"}
    assert {fresh(one).zone for one in events} == {"Asia/Tokyo"}
    series.refresh_from_db()
    assert (series.zone, series.start_time, series.duration) == ("Asia/Tokyo", time(20), 120)


def test_another_day_is_of_this_one_alone(run):
    series, events = run
    before = days_of(series)
    event = fresh(events[0])
    event.starts_at += DAY
    event.ends_at += DAY
    assert actions.change_following(event, actor=event.host) == 0
    assert days_of(series)[1:] == before[1:]
    assert days_of(series)[0] != before[0]


def test_the_guests_of_each_are_told_once(run, alice, bob, queue):
    _series, events = run
    for event in events[:2]:
        actions.register_for(event, actor=alice)
    actions.register_for(events[3], actor=bob)
    change(events[0], clock=19, place="三楼")
    queue.run()
    told = Notification.objects.filter(kind="events.moved").values_list("member__name", flat=True)
    assert sorted(told) == ["Alice", "Alice", "Bob"]


def test_seats_follow_and_nobody_loses_his(run):
    _series, events = run
    members = [make_member() for _n in range(3)]
    for member in members:
        actions.register_for(events[1], actor=member)
    change(events[0], capacity=2)
    assert [fresh(event).capacity for event in events] == [2] * 4
    assert Registration.objects.going().filter(event=events[1]).count() == 3


def test_what_cannot_be_changed_of_a_later_one_changes_nothing(run, hanna, alice, bob):
    series, events = run
    change(events[0], reserved=2)
    for member in (alice, bob):
        actions.seat_member(events[2], member, actor=hanna)
    with pytest.raises(ValidationError) as caught:
        change(events[0], reserved=1)
    assert caught.value.code == "following"
    assert str(fresh(events[2]).starts_there.day) in caught.value.messages[0]
    assert {fresh(event).reserved for event in events} == {2}
    series.refresh_from_db()
    assert series.reserved == 2


def test_cancelled_ones_stay_as_they_are(run, hanna):
    _series, events = run
    actions.cancel_event(events[2], actor=hanna, reason="Rain.")
    assert change(events[0], place="三楼") == 2
    assert fresh(events[2]).place == "二楼"


def test_whom_drafts_are_for_follows_as_a_whole(hanna):
    group = make_group()
    join(group, hanna, host=True)
    series = make_series(hanna, publishes=False, starts_on=timezone.localdate() + 7 * DAY, days_ahead=34)
    first, second, third, fourth = actions.make_due_events(series)
    actions.publish_event(third, actor=hanna)
    fourth.audience, fourth.segment = "segment", "core"
    actions.save_event(fourth, actor=hanna)
    change(first, audience="group", group=group)
    assert [fresh(event).audience for event in (first, second, third, fourth)] == ["group", "group", "all", "segment"]
    assert Series.objects.get().group == group


def test_nothing_changed_writes_nothing(run):
    _series, events = run
    before = AuditEntry.objects.count()
    assert change(events[0]) == 0
    assert AuditEntry.objects.count() == before
