"""Several at one merge: no circle, no chain, and each person counted once whatever happens meanwhile."""

import copy

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError

from community.models import Notification
from feedback import actions
from feedback.actions.counting import find_broken_merges, find_miscounted
from feedback.models import DuplicatePair, Feedback, ProgressEntry
from tests.factories import make_feedback, make_member
from tests.races.conftest import errors_in, run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ROUNDS = 6


def fresh(feedback):
    return Feedback.objects.get(pk=feedback.pk)


def sound():
    return find_miscounted() == {} and find_broken_merges() == set()


def merge_into_each_other(pairs, first, second):
    """One moderator merges A into B while the other merges B into A."""

    def merge(turn):
        one, other = pairs[turn // 2][:: 1 if turn % 2 else -1]
        return actions.merge_feedback(fresh(one), into=fresh(other), actor=(first, second)[turn % 2])

    return run_together(2 * len(pairs), merge)


def test_two_items_merged_into_each_other(alice, bob, tessa, adam):
    pairs = [(make_feedback(alice), make_feedback(bob)) for _n in range(ROUNDS)]
    results = merge_into_each_other(pairs, tessa, adam)
    for number, (one, other) in enumerate(pairs):
        [lost] = errors_in(results[2 * number : 2 * number + 2])
        assert isinstance(lost, ValidationError)
        assert lost.code in ("circle", "moved_meanwhile")
        assert [fresh(one).is_merged, fresh(other).is_merged].count(True) == 1
    assert sound()


def test_control_without_looking_again_only_the_constraint_stops_a_circle(alice, bob, tessa, adam, monkeypatch):
    """With the guard off – the rows are what each had read before anybody wrote – nobody is told in time."""
    pair = (make_feedback(alice), make_feedback(bob))
    seen = {item.pk: fresh(item) for item in pair}
    monkeypatch.setattr("feedback.actions.merging.hold_sets", lambda *_items: copy.deepcopy(seen))
    [failed] = errors_in(merge_into_each_other([pair], tessa, adam))
    assert isinstance(failed, DatabaseError)  # of the constraint, or of PostgreSQL finding both in each other's way


def test_a_chain_is_not_made_by_three_at_once(alice, bob, carol, tessa):
    for _round in range(ROUNDS):
        ring = [make_feedback(member) for member in (alice, bob, carol)]

        def merge(turn, ring=ring):
            return actions.merge_feedback(fresh(ring[turn]), into=fresh(ring[(turn + 1) % 3]), actor=tessa)

        assert {type(error) for error in errors_in(run_together(3, merge))} <= {ValidationError}
        assert 1 <= sum(fresh(item).is_merged for item in ring) <= 2
    assert sound()


def test_votes_while_it_is_merged_and_taken_out(alice, bob, tessa):
    item, into = make_feedback(bob), make_feedback(alice)
    members = [make_member() for _n in range(8)]

    def press(turn):
        if turn % 4 == 0:
            (actions.merge_feedback if turn % 8 else merge_and_part)(fresh(item), into=fresh(into), actor=tessa)
        else:
            voted = fresh((item, into)[turn % 2])
            (actions.cast_vote if turn % 3 else actions.withdraw_vote)(
                fresh(voted.merged_into or voted), actor=members[turn % len(members)]
            )

    def merge_and_part(item, *, into, actor):
        actions.merge_feedback(item, into=into, actor=actor)
        actions.unmerge_feedback(fresh(item), actor=actor)

    results = run_together(32, press)
    assert {type(error) for error in errors_in(results)} <= {ValidationError}
    assert sound()
    if fresh(item).is_merged:
        actions.unmerge_feedback(fresh(item), actor=tessa)
    assert sound()


def test_merging_at_once_tells_once(alice, bob, tessa, adam, queue):
    item, into = make_feedback(bob), make_feedback(alice)
    results = run_together(
        6, lambda turn: actions.merge_feedback(fresh(item), into=fresh(into), actor=(tessa, adam)[turn % 2])
    )
    assert errors_in(results) == []
    assert sum(entry is not None for entry in results) == 1
    queue.run()
    assert Notification.objects.filter(member=bob, kind="feedback.merged").count() == 1
    assert ProgressEntry.objects.filter(kind="merged").count() == 2


def test_a_canonical_item_hidden_while_things_are_merged_into_it(alice, bob, tessa):
    for _round in range(ROUNDS):
        items, into = [make_feedback(bob) for _n in range(3)], make_feedback(alice)

        def press(turn, items=items, into=into):
            if turn == 3:
                return actions.hide_feedback(fresh(into), actor=tessa)
            return actions.merge_feedback(fresh(items[turn]), into=fresh(into), actor=tessa)

        assert {type(error) for error in errors_in(run_together(4, press))} <= {ValidationError}
        assert not any(fresh(item).is_merged for item in items if not fresh(into).is_public)
    assert sound()


def test_a_pair_is_decided_once_and_kept_once(alice, bob, tessa, adam):
    one, other = make_feedback(alice), make_feedback(bob)
    results = run_together(
        8, lambda turn: actions.dismiss_pair(*((one, other)[:: 1 if turn % 2 else -1]), actor=(tessa, adam)[turn % 2])
    )
    assert sorted(results) == [False] * 7 + [True]
    assert DuplicatePair.objects.count() == 1
