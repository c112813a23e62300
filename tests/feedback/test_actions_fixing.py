"""Fix notes: published once, told once; and what a rating does."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from community.models import AuditEntry, Notification
from feedback import actions
from feedback.models import LISTED_STATUSES, FixNote, ProgressEntry, Rating, Status
from feedback.tasks import publish_due_fix_notes
from tests.factories import make_feedback, make_fix_note, make_member, make_receipt

pytestmark = pytest.mark.django_db


def told(member, kind="feedback.fixed"):
    return Notification.objects.filter(member=member, kind=kind).count()


def test_publishing_fixes_the_items_and_tells_each_follower_once(alice, bob, carol, tessa):
    first, second = make_feedback(alice), make_feedback(alice)
    actions.cast_vote(first, actor=bob)
    note = make_fix_note([first, second], actor=tessa)
    for item in (first, second):
        item.refresh_from_db()
        assert item.status == Status.FIXED
        assert item.fixed_at
        assert item.answered_at
    assert (note.state, note.people_count) == ("published", 2)
    assert note.rendered == "<p>It remembers now.</p>\n"
    assert (told(alice), told(bob), told(carol), told(tessa)) == (2, 1, 0, 0)


def test_publishing_twice_tells_once(alice, tessa):
    feedback = make_feedback(alice)
    note = make_fix_note([feedback], actor=tessa)
    published_at = note.published_at
    assert actions.publish_fix_note(note, actor=tessa) is False
    note.refresh_from_db()
    assert note.published_at == published_at
    assert ProgressEntry.objects.filter(kind="fix").count() == 1
    assert told(alice) == 1
    assert AuditEntry.objects.filter(action="feedback.fixnote.published").count() == 1


def test_a_note_that_answers_nothing_is_not_published(alice, tessa):
    feedback = make_feedback(alice)
    note = make_fix_note([feedback], actor=tessa, publish=False)
    actions.remove_feedback(feedback, actor=alice)
    for items in ([feedback], []):
        note.items.set(items)
        with pytest.raises(ValidationError) as refused:
            actions.publish_fix_note(note, actor=tessa)
        assert refused.value.code == "no_items"
        note.refresh_from_db()
        assert note.state == FixNote.State.DRAFT


def test_two_notes_on_one_item(alice, tessa):
    feedback = make_feedback(alice)
    make_fix_note([feedback], actor=tessa)
    make_fix_note([feedback], actor=tessa)
    assert told(alice) == 2
    assert [e.new_status for e in feedback.entries.filter(kind="fix").order_by("pk")] == ["fixed", ""]


@pytest.mark.parametrize("status", LISTED_STATUSES)
def test_a_note_may_answer_an_item_wherever_it_stands(status, alice, tessa):
    feedback = make_feedback(alice, status=status, by=tessa)
    make_fix_note([feedback], actor=tessa)
    feedback.refresh_from_db()
    assert feedback.status == (Status.CLOSED if status == Status.CLOSED else Status.FIXED)
    assert feedback.decline_reason == ""


def test_people_are_counted_once(alice, bob, tessa):
    first, second = make_feedback(alice), make_feedback(bob)
    actions.cast_vote(first, actor=bob)
    hidden, _code = make_receipt()
    assert make_fix_note([first, second, hidden], actor=tessa).people_count == 3


# --- scheduled ----------------------------------------------------------------------------------------------


def test_a_scheduled_note_publishes_itself_once_its_hour_has_come(alice, tessa):
    feedback = make_feedback(alice)
    note = make_fix_note([feedback], actor=tessa, publish=False)
    hour = timezone.now() + timedelta(hours=3)
    actions.schedule_fix_note(note, actor=tessa, publish_at=hour)
    publish_due_fix_notes()
    note.refresh_from_db()
    assert note.state == FixNote.State.SCHEDULED
    with time_machine.travel(hour + timedelta(seconds=1)):
        publish_due_fix_notes()
        publish_due_fix_notes()
    note.refresh_from_db()
    assert note.state == FixNote.State.PUBLISHED
    assert told(alice) == 1


def test_a_schedule_can_be_moved_but_lies_ahead(alice, tessa):
    note = make_fix_note([make_feedback(alice)], actor=tessa, publish=False)
    with pytest.raises(ValidationError) as refused:
        actions.schedule_fix_note(note, actor=tessa, publish_at=timezone.now())
    assert refused.value.code == "past"
    for hours in (1, 2):
        actions.schedule_fix_note(note, actor=tessa, publish_at=timezone.now() + timedelta(hours=hours))
    note.refresh_from_db()
    assert note.publish_at > timezone.now() + timedelta(hours=1)


def test_a_published_note_is_not_scheduled_again(alice, tessa):
    note = make_fix_note([make_feedback(alice)], actor=tessa)
    actions.schedule_fix_note(note, actor=tessa, publish_at=timezone.now() + timedelta(hours=1))
    note.refresh_from_db()
    assert note.state == FixNote.State.PUBLISHED


def test_a_note_that_cannot_be_published_does_not_hold_up_the_others(alice, tessa):
    empty = make_fix_note([], actor=tessa, publish=False)
    good = make_fix_note([make_feedback(alice)], actor=tessa, publish=False)
    hour = timezone.now() + timedelta(hours=1)
    actions.schedule_fix_note(empty, actor=tessa, publish_at=hour)
    actions.schedule_fix_note(good, actor=tessa, publish_at=hour + timedelta(minutes=1))
    with time_machine.travel(hour + timedelta(minutes=2)):
        publish_due_fix_notes()
    empty.refresh_from_db()
    good.refresh_from_db()
    assert good.state == FixNote.State.PUBLISHED
    # Back with its author, to be seen and mended, instead of failing each minute.
    assert empty.state == FixNote.State.DRAFT


# --- ratings ------------------------------------------------------------------------------------------------


def test_the_first_score_stays(alice, tessa):
    feedback = make_feedback(alice)
    note = make_fix_note([feedback], actor=tessa)
    feedback.refresh_from_db()
    first = actions.rate_feedback(feedback, actor=alice, score=5, remark=" Thanks! ")
    assert actions.rate_feedback(feedback, actor=alice, score=1) == first
    assert (first.score, first.remark) == (5, "Thanks!")
    feedback.refresh_from_db()
    note.refresh_from_db()
    assert (feedback.rating_sum, feedback.rating_count) == (note.rating_sum, note.rating_count) == (5, 1)
    assert feedback.average_rating == 5
    assert feedback.status == Status.FIXED


@pytest.mark.parametrize("score", [1, 2])
def test_a_low_score_reopens_for_the_owner_once(score, alice, bob, adam, tessa):
    feedback = make_feedback(alice)
    actions.triage_feedback(feedback, actor=tessa, owner=adam)
    actions.cast_vote(feedback, actor=bob)
    make_fix_note([feedback], actor=tessa)
    feedback.refresh_from_db()
    actions.rate_feedback(feedback, actor=alice, score=score)
    feedback.refresh_from_db()
    assert feedback.status == Status.UNDER_REVIEW
    assert feedback.fixed_at is None
    reopened = feedback.entries.filter(kind="reopened")
    assert [(e.old_status, e.new_status, e.actor) for e in reopened] == [("fixed", "under_review", alice)]
    assert told(adam, "feedback.status_changed") == 1
    assert told(alice, "feedback.status_changed") == 0
    assert AuditEntry.objects.filter(action="feedback.feedback.reopened", actor=alice).count() == 1


@pytest.mark.parametrize("score", [3, 4, 5])
def test_other_scores_do_not_reopen(score, alice, tessa):
    feedback = make_feedback(alice, status=Status.FIXED, by=tessa)
    actions.rate_feedback(feedback, actor=alice, score=score)
    feedback.refresh_from_db()
    assert feedback.status == Status.FIXED


def test_ratings_of_several_people_add_up(alice, tessa):
    feedback = make_feedback(alice)
    voters = [make_member() for _n in range(3)]
    for voter in voters:
        actions.cast_vote(feedback, actor=voter)
    note = make_fix_note([feedback], actor=tessa)
    feedback.refresh_from_db()
    for voter, score in zip(voters, (3, 4, 5), strict=True):
        actions.rate_feedback(feedback, actor=voter, score=score)
    note.refresh_from_db()
    feedback.refresh_from_db()
    assert (note.rating_count, note.average_rating, feedback.average_rating) == (3, 4.0, 4.0)


def test_the_anonymous_author_rates_by_the_receipt_without_a_trace(tessa):
    feedback, _code = make_receipt()
    make_fix_note([feedback], actor=tessa)
    feedback.refresh_from_db()
    rating = actions.rate_feedback(feedback, actor=None, score=1, by_receipt=True)
    assert actions.rate_feedback(feedback, actor=None, score=5, by_receipt=True) == rating
    assert (rating.member, rating.by_receipt, rating.score) == (None, True, 1)
    feedback.refresh_from_db()
    assert feedback.status == Status.UNDER_REVIEW
    assert feedback.entries.newest_first()[0].actor is None


@pytest.mark.parametrize("score", [0, 6, -1, 10**6])
def test_a_score_is_one_to_five(score, alice, tessa):
    feedback = make_feedback(alice, status=Status.FIXED, by=tessa)
    with pytest.raises(ValidationError) as refused:
        actions.rate_feedback(feedback, actor=alice, score=score)
    assert refused.value.code == "score"


@pytest.mark.parametrize("status", [s for s in Status if s not in (Status.FIXED, Status.CLOSED)])
def test_what_is_not_fixed_cannot_be_rated(status, alice, tessa):
    feedback = make_feedback(alice, status=status, by=tessa)
    with pytest.raises(ValidationError) as refused:
        actions.rate_feedback(feedback, actor=alice, score=5)
    assert refused.value.code == "not_fixed"
    assert not Rating.objects.exists()
