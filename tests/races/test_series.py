"""Sessions of a series made by several workers at once, and a form sent several times at once: one of each."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from events import actions
from events.models import AgendaItem, Event, Series
from tests.events.series_kit import make_series
from tests.factories import make_event
from tests.races.conftest import errors_in, run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("queue")]


@pytest.fixture
def series(alice):
    return make_series(alice, starts_on=timezone.localdate() + timedelta(days=1), days_ahead=22)


def test_eight_workers_make_each_session_once(series):
    assert errors_in(run_together(8, lambda _turn: actions.make_due_events(series))) == []
    events = list(series.events.order_by("occurs_on"))
    assert [event.number for event in events] == list(range(1, len(events) + 1))
    assert len({event.occurs_on for event in events}) == len(events) == 3


@pytest.fixture
def without_date_constraint():
    """The database lets a date of a series have several sessions."""
    meta = Event._meta
    kept, [guard] = meta.constraints, [rule for rule in meta.constraints if rule.name == "event_once_in_series"]
    meta.constraints = [rule for rule in kept if rule is not guard]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Event, guard)
    yield
    Event.objects.all().delete()
    meta.constraints = kept
    with connection.schema_editor() as editor:
        editor.add_constraint(Event, guard)


def test_control_looking_first_is_not_enough(series, monkeypatch, without_date_constraint):
    """With both guards off – no constraint, and the series as each saw it before – each makes its own."""
    seen = Series.objects.select_related("group", "calendar", "host").get(pk=series.pk)
    monkeypatch.setattr("events.actions.series.hold_series", lambda _series: seen)
    assert errors_in(run_together(4, lambda _turn: actions.make_due_events(series))) == []
    assert series.events.count() == 12


def test_a_form_sent_eight_times_is_one_session(alice):
    starts_at = timezone.now() + timedelta(days=3)

    def send(_turn):
        event = Event(title="Bread", host=alice, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
        return actions.draft_event(event, actor=alice, submit_key="s" * 32).pk

    results = run_together(8, send)
    assert errors_in(results) == []
    assert len(set(results)) == Event.objects.count() == 1


def test_an_agenda_set_up_by_several_at_once(alice):
    event = make_event(alice)
    titles = [f"Line {turn}" for turn in range(6)]
    assert errors_in(run_together(6, lambda turn: actions.add_line(event, actor=alice, title=titles[turn]))) == []
    lines = list(AgendaItem.objects.in_order())
    assert [line.position for line in lines] == [1, 2, 3, 4, 5, 6]
    assert sorted(line.title for line in lines) == titles
    event.refresh_from_db()
    assert event.live_version == 6
