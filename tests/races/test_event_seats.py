"""Seats under a crowd: never more than there are, the line in its order, a freed seat once.

RACE_ROUNDS says how often each race is run; what is told of it in a release is 20.
"""

import os
import time

import pytest
from django.db import connection

from events import actions
from events.actions import seats
from events.models import Event, Registration
from rewards.models import Entry
from tests.factories import counts_of, make_event, make_member, move_event, set_rule, take_seats
from tests.races.conftest import errors_in, run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ROUNDS = int(os.environ.get("RACE_ROUNDS", "2"))
CROWD = 50
rounds = pytest.mark.parametrize("race_round", range(ROUNDS))


@pytest.fixture
def hanna(db):
    return make_member("Hanna")


@rounds
def test_more_members_than_seats(race_round, hanna):
    event, members = make_event(hanna, capacity=12), [make_member() for _n in range(CROWD)]
    results = run_together(CROWD, lambda turn: actions.register_for(event, actor=members[turn]))
    assert errors_in(results) == []
    assert counts_of(event) == (12, CROWD - 12)
    # Nobody in line came before somebody with a seat.
    going = Registration.objects.going().filter(event=event).order_by("-seated_at").first()
    assert going.seated_at <= Registration.objects.waiting().filter(event=event).first().waiting_since


@rounds
def test_one_member_fifty_times(race_round, hanna):
    event, alice = make_event(hanna, capacity=1), make_member()
    assert errors_in(run_together(CROWD, lambda _turn: actions.register_for(event, actor=alice))) == []
    assert counts_of(event) == (1, 0)


@rounds
def test_a_freed_seat_is_given_once_and_to_the_first(race_round, hanna):
    event, members = make_event(hanna, capacity=10), [make_member() for _n in range(30)]
    rows = take_seats(event, *members)
    results = run_together(5, lambda turn: actions.cancel_registration(rows[turn], actor=members[turn]))
    assert results == [True] * 5
    assert counts_of(event) == (10, 15)
    seated = set(Registration.objects.going().filter(event=event).values_list("member", flat=True))
    assert seated == {member.pk for member in members[5:15]}


@rounds
def test_coming_and_going_in_any_order_while_seats_are_made_fewer_and_more(race_round, hanna):
    event, members = make_event(hanna, capacity=10), [make_member() for _n in range(20)]
    take_seats(event, *members[:15])

    def press(turn):
        if turn % 10 == 9:
            return actions.set_seats(event, actor=hanna, capacity=5 + turn // 10 * 3, reserved=0)
        member = members[turn % 20]
        registration = Registration.objects.filter(event=event, member=member).first()
        if turn % 3 == 0 and registration:
            return actions.cancel_registration(registration, actor=member)
        return actions.register_for(event, actor=member)

    assert errors_in(run_together(CROWD, press)) == []
    taken, waiting = counts_of(event)
    assert taken <= event.capacity + event.overbooked
    # A free seat and somebody in line: that must not be.
    assert waiting == 0 or taken >= event.capacity


@rounds
def test_the_last_reserved_seat(race_round, hanna):
    event, members = make_event(hanna, capacity=3, reserved=3), [make_member() for _n in range(20)]
    results = run_together(20, lambda turn: actions.seat_member(event, members[turn], actor=hanna))
    assert [error.code for error in errors_in(results)] == ["full"] * 17
    counts_of(event)
    assert event.reserved_taken == 3


@rounds
def test_two_hundred_in_two_seconds(race_round, hanna):
    """So many as a popular session has when it opens, from as many threads as a server has, on one connection each."""
    event, members = make_event(hanna, capacity=50), [make_member() for _n in range(200)]
    begun = time.monotonic()
    results = run_together(8, lambda turn: [actions.register_for(event, actor=member) for member in members[turn::8]])
    spent = time.monotonic() - begun
    assert errors_in(results) == []
    assert counts_of(event) == (50, 150)
    print(f"200 registrations took {spent:.2f} s")


@rounds
def test_checked_in_twice_is_paid_once(race_round, hanna):
    set_rule("session_attended", points=20)
    event, alice = make_event(hanna, capacity=5), make_member()
    take_seats(event, alice)
    move_event(event, starts_in=-(event.ends_at - event.starts_at) / 2, state="live")
    results = run_together(20, lambda turn: actions.check_in(event, alice, way="word" if turn % 2 else "code"))
    assert sorted(results) == [False] * 19 + [True]
    counts_of(event)
    assert [entry.amount for entry in Entry.objects.filter(reason="session_attended")] == [20]


# --- the controls -----------------------------------------------------------------------------------------------


@pytest.fixture
def without_constraints():
    """The database lets more seats be taken than there are."""
    meta = Event._meta
    kept, names = meta.constraints, {"event_no_seat_twice"}
    guards = [rule for rule in kept if rule.name in names]
    meta.constraints = [rule for rule in kept if rule not in guards]
    with connection.schema_editor() as editor:
        for guard in guards:
            editor.remove_constraint(Event, guard)
    yield
    Event.objects.all().delete()
    meta.constraints = kept
    with connection.schema_editor() as editor:
        for guard in guards:
            editor.add_constraint(Event, guard)


def test_control_without_the_guards_more_sit_than_there_are_seats(hanna, monkeypatch, without_constraints):
    """Nobody holds the session, and free seats are as each had seen them: more are given than there are."""
    event, members = make_event(hanna, capacity=4), [make_member() for _n in range(12)]
    monkeypatch.setattr(seats, "hold_event", lambda event: Event.objects.get(pk=event.pk))
    monkeypatch.setattr(seats, "seats_for", lambda event, number: Event.objects.filter(pk=event.pk))
    errors = errors_in(run_together(12, lambda turn: actions.register_for(event, actor=members[turn])))
    assert errors == []
    assert counts_of(event)[0] == 12


def test_control_a_door_that_only_looks_pays_twice_for_one(hanna, monkeypatch):
    """Without the claim every press counts one more who came, and the database refuses what cannot be."""
    event, alice = make_event(hanna, capacity=5), make_member()
    take_seats(event, alice)
    move_event(event, starts_in=-(event.ends_at - event.starts_at) / 2, state="live")
    monkeypatch.setattr(
        "events.actions.checking.not_yet_there", lambda registration: Registration.objects.filter(pk=registration.pk)
    )
    errors = errors_in(run_together(3, lambda _turn: actions.check_in(event, alice, way="word")))
    assert errors
    event.refresh_from_db()
    assert event.attended_count == 1
