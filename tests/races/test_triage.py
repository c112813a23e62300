"""Two at one item: one wins, the other is told; publishing and closing happen once."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from community.models import AuditEntry, Notification
from feedback import actions
from feedback.models import Feedback, FixNote, ProgressEntry, Status
from feedback.tasks import publish_due_fix_notes
from rewards.models import Entry
from tests.factories import make_feedback, make_fix_note, make_group
from tests.races.conftest import errors_in, run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ROUNDS = 8


def move_at_once(items, first, second):
    """Both moderators looked at every item while it was new, and now move it, each to their own status."""

    def move(turn):
        item, mine = items[turn // 2], turn % 2
        return actions.triage_feedback(
            Feedback.objects.get(pk=item.pk),
            actor=(first, second)[mine],
            status=(Status.PLANNED, Status.IN_PROGRESS)[mine],
            seen_status=Status.NEW,
        )

    return run_together(2 * len(items), move)


def test_two_moderators_moving_one_item(alice, tessa, adam):
    items = [make_feedback(alice) for _n in range(ROUNDS)]
    results = move_at_once(items, tessa, adam)
    for number, item in enumerate(items):
        pair = results[2 * number : 2 * number + 2]
        [lost] = errors_in(pair)
        assert isinstance(lost, ValidationError)
        assert lost.code == "moved_meanwhile"
        [won] = [entry for entry in pair if entry is not lost]
        item.refresh_from_db()
        assert item.status == won.new_status
        assert item.entries.filter(kind="status").count() == 1
    assert AuditEntry.objects.filter(action="feedback.feedback.triaged").count() == ROUNDS


def test_control_without_the_claim_both_win(alice, tessa, adam, monkeypatch):
    """With the guard off – the item is moved from wherever it stands – the log tells two moves from "new"."""
    loose = SimpleNamespace(
        MOVES=Feedback.MOVES,
        DeclineReason=Feedback.DeclineReason,
        objects=SimpleNamespace(filter=lambda pk, **_claim: Feedback.objects.filter(pk=pk)),
    )
    monkeypatch.setattr("feedback.actions.triage.Feedback", loose)
    item = make_feedback(alice)
    assert errors_in(move_at_once([item], tessa, adam)) == []
    assert [entry.old_status for entry in item.entries.filter(kind="status")] == ["new", "new"]


# --- publishing ---------------------------------------------------------------------------------------------


def told(member):
    return Notification.objects.filter(member=member, kind="feedback.fixed").count()


def test_publishing_at_once_tells_once(alice, bob, tessa, adam, queue, mailoutbox):
    items = [make_feedback(alice) for _n in range(3)]
    actions.cast_vote(items[0], actor=bob)
    note = make_fix_note(items, actor=tessa, publish=False)
    results = run_together(
        6, lambda turn: actions.publish_fix_note(FixNote.objects.get(pk=note.pk), actor=(tessa, adam)[turn % 2])
    )
    assert sorted(results) == [False] * 5 + [True]
    assert ProgressEntry.objects.filter(kind="fix").count() == 3
    queue.run()
    assert (told(alice), told(bob)) == (3, 1)
    assert len(mailoutbox) == 4


def test_the_schedule_and_a_moderator_at_once(alice, tessa, queue):
    note = make_fix_note([make_feedback(alice)], actor=tessa, publish=False)
    FixNote.objects.update(state="scheduled", publish_at=timezone.now() - timedelta(minutes=1))

    def publish(turn):
        if turn % 2:
            publish_due_fix_notes()
        else:
            actions.publish_fix_note(FixNote.objects.get(pk=note.pk), actor=tessa)

    assert errors_in(run_together(6, publish)) == []
    queue.run()
    assert told(alice) == 1


def test_control_without_the_claim_only_the_constraint_stops_it(alice, tessa, adam, monkeypatch):
    """With the guard off everybody publishes; the database's own rule lets one through and fails the others."""
    note = make_fix_note([make_feedback(alice)], actor=tessa, publish=False)
    loose = SimpleNamespace(
        State=FixNote.State,
        objects=SimpleNamespace(
            filter=lambda **by: SimpleNamespace(
                exclude=lambda **_claim: FixNote.objects.filter(**by), update=FixNote.objects.filter(**by).update
            )
        ),
    )
    monkeypatch.setattr("feedback.actions.fixing.FixNote", loose)
    results = run_together(4, lambda _turn: actions.publish_fix_note(note, actor=tessa))
    assert results.count(True) == 1
    assert [type(error) for error in errors_in(results)] == [IntegrityError] * 3


# --- others -------------------------------------------------------------------------------------------------


def test_two_workers_closing_what_fell_silent(alice, tessa):
    long_ago = timezone.now() - timedelta(days=15)
    items = [make_feedback(alice, status=Status.FIXED, by=tessa, fields={"changed_at": long_ago}) for _n in range(5)]
    results = run_together(4, lambda _turn: actions.close_silent_feedback())
    assert sum(results) == 5
    for item in items:
        assert item.entries.filter(new_status="closed").count() == 1


def test_hiding_and_taking_back_at_once_count_once(alice, tessa):
    group = make_group()
    items = [make_feedback(alice, group=group) for _n in range(6)]

    def take(turn):
        item = Feedback.objects.get(pk=items[turn // 2].pk)
        if turn % 2:
            actions.hide_feedback(item, actor=tessa)
        else:
            actions.remove_feedback(item, actor=alice)

    assert errors_in(run_together(12, take)) == []
    group.refresh_from_db()
    assert group.feedback_count == 0


def test_two_who_fix_what_the_other_said_first_do_not_wait_for_each_other(alice, bob, tessa):
    """Each thanks the author of his item, and then the first reporter, who is the author of the other one."""
    items = []
    for author, first in [(alice, bob), (bob, alice)] * ROUNDS:
        earlier, item = make_feedback(first), make_feedback(author)
        actions.merge_feedback(earlier, into=item, actor=tessa)
        items.append(Feedback.objects.get(pk=item.pk))
    results = run_together(
        len(items), lambda turn: actions.triage_feedback(items[turn], actor=tessa, status=Status.FIXED)
    )
    assert errors_in(results) == []
    assert Entry.objects.filter(reason="first_reporter").count() == len(items)
