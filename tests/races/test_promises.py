"""Several sweeps at once, and a sweep while somebody answers: warned once, given once, one outcome."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from community.models import Notification
from feedback import actions
from feedback.models import Feedback, Promise, SlaEvent
from tests.factories import make_due, make_feedback, make_member, make_team
from tests.races.conftest import errors_in, run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

SWEEPS, ITEMS = 6, 12


def late_items(author, **fields):
    items = [make_feedback(author, fields=fields) for _n in range(ITEMS)]
    for item in items:
        make_due(item, timezone.now() - timedelta(minutes=1))
    return items


def test_sweeps_at_once_warn_once(alice, tessa):
    make_team(members=[tessa], takes_rest=True)
    late_items(alice, owner=tessa)
    results = run_together(SWEEPS, lambda turn: actions.watch_promises())
    assert errors_in(results) == []
    assert sum(results) == ITEMS
    assert SlaEvent.objects.filter(kind="broken").count() == ITEMS
    assert Notification.objects.filter(member=tessa, kind="feedback.promise_broken").count() == ITEMS


def test_control_without_the_claim_the_database_refuses_the_second(alice, tessa, monkeypatch):
    """With the guard off every sweep believes that it is the one; the constraint on the events stops the others."""
    late_items(alice, owner=tessa)
    monkeypatch.setattr(Promise.objects._queryset_class, "running", lambda rows: Promise.objects.all())
    monkeypatch.setattr(
        Promise.objects._queryset_class,
        "filter",
        lambda rows, *args, look_at=None, **known: super(Promise.objects._queryset_class, rows).filter(*args, **known),
    )
    results = run_together(SWEEPS, lambda turn: actions.watch_promises())
    assert errors_in(results)
    assert all(isinstance(error, IntegrityError) for error in errors_in(results))
    assert SlaEvent.objects.filter(kind="broken").count() <= ITEMS


def test_an_answer_and_a_sweep_at_once_leave_one_outcome(alice, tessa):
    items = late_items(alice, owner=tessa)

    def run(turn):
        if turn % 2:
            return actions.watch_promises()
        item = Feedback.objects.get(pk=items[turn // 2].pk)
        return actions.triage_feedback(item, actor=tessa, answer="Sorry, late.")

    assert errors_in(run_together(2 * ITEMS, run)) == []
    for item in items:
        answer = item.promises.get(target="answer")
        assert (answer.state, answer.events.count()) == ("broken", 1)
        item.refresh_from_db()
        assert item.due_at == item.resolve_due_at


def test_items_given_at_once_have_one_owner_and_are_spread_evenly(alice):
    staff = [make_member(is_staff=True) for _n in range(3)]
    make_team(members=staff, takes_rest=True)
    items = [make_feedback(alice) for _n in range(ITEMS)]
    results = run_together(SWEEPS, lambda turn: actions.assign_unowned())
    assert errors_in(results) == []
    assert sum(results) == ITEMS
    assert [Feedback.objects.filter(owner=member).count() for member in staff] == [ITEMS // 3] * 3
    assert Notification.objects.filter(kind="feedback.given").count() == ITEMS
    assert not any(item.entries.filter(kind="triage").count() > 1 for item in items)
