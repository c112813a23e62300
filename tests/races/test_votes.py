"""Votes, follows and memberships: one row each, and the shown count is the number of rows."""

import random

import pytest
from django.db import connection

from community import actions as community_actions
from community.models import InterestGroup, Membership
from feedback import actions
from feedback.models import Feedback, Follow, Vote
from tests.factories import make_feedback, make_group, make_member
from tests.races.conftest import errors_in, run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def feedback(alice):
    return make_feedback(alice)


def fresh(feedback):
    return Feedback.objects.get(pk=feedback.pk)


def test_one_member_fifty_times(feedback, bob):
    results = run_together(50, lambda _turn: actions.cast_vote(fresh(feedback), actor=bob))
    assert errors_in(results) == []
    assert Vote.objects.count() == fresh(feedback).vote_count == 1
    assert Follow.objects.filter(member=bob).count() == 1


def test_fifty_members_at_once(feedback):
    members = [make_member() for _n in range(50)]
    results = run_together(50, lambda turn: actions.cast_vote(fresh(feedback), actor=members[turn]))
    assert errors_in(results) == []
    assert Vote.objects.count() == fresh(feedback).vote_count == 50
    assert fresh(feedback).hot == Feedback.heat(50, 0, feedback.created_at)


def test_control_a_count_that_was_read_before_is_wrong(feedback, monkeypatch):
    """With the guard off – the count is what each had read, and not what stands there – votes are lost."""
    monkeypatch.setattr("feedback.actions.saying.F", lambda name: getattr(feedback, name))
    members = [make_member() for _n in range(10)]
    run_together(10, lambda turn: actions.cast_vote(fresh(feedback), actor=members[turn]))
    assert Vote.objects.count() == 10
    assert fresh(feedback).vote_count == 1


@pytest.fixture
def without_vote_constraint():
    """The database lets a member vote twice."""
    [once], Vote._meta.constraints = Vote._meta.constraints, []
    with connection.schema_editor() as editor:
        editor.remove_constraint(Vote, once)
    yield
    Vote.objects.all().delete()
    Vote._meta.constraints = [once]
    with connection.schema_editor() as editor:
        editor.add_constraint(Vote, once)


def test_control_looking_first_is_not_enough(feedback, bob, monkeypatch, without_vote_constraint):
    """With both guards off – no constraint, and everybody looked before anybody wrote – one member counts often."""

    def look_and_write(feedback, member):
        return Vote.objects.create(feedback=feedback, member=member), True

    assert not Vote.objects.exists()  # what everybody saw
    monkeypatch.setattr(Vote.objects, "get_or_create", look_and_write)
    results = run_together(10, lambda _turn: actions.cast_vote(fresh(feedback), actor=bob))
    assert errors_in(results) == []
    assert Vote.objects.count() == 10


def test_voting_and_taking_back_in_any_order(feedback):
    members = [make_member() for _n in range(5)]
    presses = [(member, want) for member in members for want in (True, False) * 5]
    random.Random(7).shuffle(presses)

    def press(turn):
        member, want = presses[turn]
        (actions.cast_vote if want else actions.withdraw_vote)(fresh(feedback), actor=member)

    assert errors_in(run_together(len(presses), press)) == []
    assert fresh(feedback).vote_count == Vote.objects.count()
    assert fresh(feedback).hot == Feedback.heat(Vote.objects.count(), 0, feedback.created_at)


def test_joining_and_leaving_a_group(bob):
    group = make_group()

    def press(turn):
        (community_actions.join_group if turn % 2 else community_actions.leave_group)(group, actor=bob)

    assert errors_in(run_together(20, press)) == []
    assert InterestGroup.objects.get().member_count == Membership.objects.count() <= 1


def test_fifty_presses_through_the_door(feedback, bob, sign_in):
    """The same with whole requests: view, limiter, session and all."""
    browsers = [sign_in(bob) for _n in range(20)]
    address = f"/feedback/{feedback.pk}/vote/"
    results = run_together(20, lambda turn: browsers[turn].post(address, {"want": "1"}).status_code)
    assert results == [302] * 20
    assert Vote.objects.count() == fresh(feedback).vote_count == 1
