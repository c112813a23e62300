"""Seats of testers: never more than there are, one for each member, and the end comes once."""

from types import SimpleNamespace

import pytest
from django.db import connection

from community.models import Notification
from feedback import actions, models
from feedback.models import ProgressEntry
from tests.factories import make_call, make_feedback, make_member
from tests.races.conftest import errors_in, run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def call(alice, tessa):
    return make_call(make_feedback(alice), tessa, seats=5)


def fresh(call):
    return models.TestCall.objects.get(pk=call.pk)


def test_more_members_than_seats(call):
    members = [make_member() for _n in range(12)]
    results = run_together(12, lambda turn: actions.join_test(call, actor=members[turn]))
    assert [error.code for error in errors_in(results)] == ["full"] * 7
    assert fresh(call).seats_taken == models.TestSeat.objects.count() == 5


def test_one_member_twenty_times(call, bob):
    assert errors_in(run_together(20, lambda _turn: actions.join_test(call, actor=bob))) == []
    assert fresh(call).seats_taken == models.TestSeat.objects.count() == 1


def test_joining_and_leaving_in_any_order(call):
    members = [make_member() for _n in range(8)]

    def press(turn):
        (actions.leave_test if turn % 3 == 2 else actions.join_test)(call, actor=members[turn % 8])

    errors = errors_in(run_together(32, press))
    assert {error.code for error in errors} <= {"full"}
    assert fresh(call).seats_taken == models.TestSeat.objects.count() <= 5


@pytest.fixture
def without_seat_constraint():
    """The database lets more seats be taken than there are."""
    meta = models.TestCall._meta
    kept, [guard] = meta.constraints, [rule for rule in meta.constraints if rule.name == "test_call_no_seat_twice"]
    meta.constraints = [rule for rule in kept if rule is not guard]
    with connection.schema_editor() as editor:
        editor.remove_constraint(models.TestCall, guard)
    yield
    models.TestCall.objects.all().delete()
    meta.constraints = kept
    with connection.schema_editor() as editor:
        editor.add_constraint(models.TestCall, guard)


class SeenBefore:
    """The table as everybody saw it before anybody wrote: with free seats."""

    def open(self):
        return self

    def filter(self, pk, **_guard):
        return models.TestCall.objects.filter(pk=pk)


def test_control_looking_first_is_not_enough(call, monkeypatch, without_seat_constraint):
    """With both guards off – no constraint, and free seats as each had seen them – more are given than there are."""
    monkeypatch.setattr("feedback.actions.testing.TestCall", SimpleNamespace(objects=SeenBefore()))
    members = [make_member() for _n in range(8)]
    assert errors_in(run_together(8, lambda turn: actions.join_test(call, actor=members[turn]))) == []
    assert fresh(call).seats_taken == 8


def test_the_end_comes_once(call, bob, tessa, queue):
    seat = actions.join_test(call, actor=bob)
    actions.report_test(seat, actor=bob, outcome="works")
    results = run_together(8, lambda turn: actions.end_test_call(call, actor=tessa if turn % 2 else None))
    assert sorted(results) == [False] * 7 + [True]
    queue.run()
    assert ProgressEntry.objects.filter(kind="test").count() == 1
    assert Notification.objects.filter(kind="feedback.test_thanked").count() == 1


def test_a_report_and_the_end_at_once(call, tessa):
    """What stands in the progress is what was reported before the end, to the last one."""
    members = [make_member() for _n in range(5)]
    seats = [actions.join_test(call, actor=member) for member in members]

    def press(turn):
        if turn == 5:
            return actions.end_test_call(call, actor=tessa)
        return actions.report_test(seats[turn], actor=members[turn], outcome="works")

    errors = errors_in(run_together(6, press))
    assert {error.code for error in errors} <= {"ended"}
    figures = ProgressEntry.objects.get(kind="test").changes["test"]
    assert figures["testers"] == figures["works"] == fresh(call).report_count == 5 - len(errors)


def test_two_calls_at_once_are_one(alice, tessa):
    item = make_feedback(alice, status="planned", by=tessa)
    errors = errors_in(run_together(6, lambda _turn: make_call(item, tessa)))
    assert [error.code for error in errors] == ["called"] * 5
    assert models.TestCall.objects.count() == 1
