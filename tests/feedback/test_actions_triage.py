"""Triage: which moves are possible, what a refusal leaves behind, and what an answer does."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.models import AuditEntry, Notification
from feedback import actions
from feedback.models import Feedback, ProgressEntry, Severity, Status
from tests.factories import WORDS, make_category, make_feedback, make_group

pytestmark = pytest.mark.django_db

# The published course of an item, written out once more so that a slip in the table is seen.
COURSE = {
    "new": "under_review planned in_progress needs_info fixed closed declined",
    "under_review": "planned in_progress needs_info fixed closed declined",
    "planned": "under_review in_progress needs_info fixed declined",
    "in_progress": "under_review planned needs_info fixed declined",
    "needs_info": "under_review planned in_progress fixed closed declined",
    "fixed": "closed under_review",
    "closed": "under_review",
    "declined": "under_review",
    "merged": "",
}


def code_of(refused):
    return refused.value.code


def everything(feedback):
    """All that a triage could have written about an item."""
    return (
        Feedback.objects.filter(pk=feedback.pk).values().get(),
        list(ProgressEntry.objects.filter(feedback=feedback).order_by("pk").values()),
        AuditEntry.objects.count(),
        Notification.objects.count(),
    )


def test_the_table_of_moves_is_the_published_course():
    table = {old.value: {new.value for new in moves} for old, moves in Feedback.MOVES.items()}
    assert table == {old: set(moves.split()) for old, moves in COURSE.items()}


@pytest.mark.parametrize("old", Status)
def test_only_listed_moves_are_possible_and_a_refused_one_writes_nothing(old, alice, tessa):
    for new in Status:
        if new == old:
            continue
        feedback = make_feedback(alice, status=old, by=tessa)
        words = WORDS.get(new, {})
        if new in COURSE[old].split():
            actions.triage_feedback(feedback, actor=tessa, status=new, **words)
            assert Feedback.objects.get(pk=feedback.pk).status == new
        else:
            before = everything(feedback)
            with pytest.raises(ValidationError) as refused:
                actions.triage_feedback(feedback, actor=tessa, status=new, **words)
            assert code_of(refused) == "move_refused"
            assert everything(feedback) == before


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.fixed_dictionaries(
            {
                "status": st.sampled_from([None, *Status]),
                "seen_status": st.sampled_from([None, *Status]),
                "answer": st.sampled_from(["", "   ", "We look at it."]),
                "decline_reason": st.sampled_from(["", "unclear", "because"]),
                "severity": st.sampled_from([actions.UNSET, None, *Severity]),
            }
        ),
        max_size=6,
    )
)
def test_whatever_is_tried_the_log_tells_the_whole_course(steps, alice, tessa):
    """Any row of triage acts: a refusal writes nothing, and the log leads from `new` to where the item stands."""
    with transaction.atomic():
        feedback = make_feedback(alice)
        for step in steps:
            before = everything(feedback)
            try:
                actions.triage_feedback(feedback, actor=tessa, **step)
            except ValidationError:
                assert everything(feedback) == before
            feedback.refresh_from_db()
        status = Status.NEW
        for entry in feedback.entries.filter(new_status__gt="").exclude(kind="received").order_by("pk"):
            assert entry.old_status == status
            assert entry.new_status in Feedback.MOVES[status]
            status = entry.new_status
        assert feedback.status == status
        assert (feedback.status == Status.DECLINED) == bool(feedback.decline_reason)
        answers = feedback.entries.filter(kind="answer").order_by("pk")
        assert feedback.answered_at == (answers[0].created_at if answers else None) or abs(
            feedback.answered_at - answers[0].created_at
        ) < timedelta(seconds=5)
        transaction.set_rollback(True)


def test_the_same_status_again_is_no_move(alice, tessa):
    feedback = make_feedback(alice, status=Status.PLANNED, by=tessa)
    before = everything(feedback)
    assert actions.triage_feedback(feedback, actor=tessa, status=Status.PLANNED) is None
    assert everything(feedback) == before


def test_an_answer_takes_a_new_item_under_review_and_keeps_the_promise(alice, tessa):
    feedback = make_feedback(alice)
    entry = actions.triage_feedback(feedback, actor=tessa, answer="We look at it today.")
    assert (entry.kind, entry.old_status, entry.new_status) == ("answer", "new", "under_review")
    assert feedback.status == Status.UNDER_REVIEW
    assert feedback.answered_at == feedback.last_answer_at
    assert feedback.answered_at <= feedback.answer_due_at


def test_a_second_answer_leaves_the_first_time_alone(alice, tessa):
    feedback = make_feedback(alice)
    actions.triage_feedback(feedback, actor=tessa, answer="First.")
    first = feedback.answered_at
    actions.triage_feedback(feedback, actor=tessa, answer="Second.")
    assert feedback.answered_at == first
    assert feedback.last_answer_at > first
    assert [e.text for e in feedback.entries.filter(kind="answer").order_by("pk")] == ["First.", "Second."]


def test_one_step_sets_everything_and_is_audited_with_old_and_new(alice, tessa, adam):
    feedback = make_feedback(alice)
    category = make_category("search")
    actions.triage_feedback(
        feedback,
        actor=tessa,
        answer="Found it.",
        status=Status.PLANNED,
        severity=Severity.S2,
        owner=adam,
        category=category,
    )
    feedback.refresh_from_db()
    assert (feedback.status, feedback.severity) == (Status.PLANNED, 2)
    assert (feedback.owner, feedback.category) == (adam, category)
    assert feedback.entries.exclude(kind="received").count() == 1
    audit = AuditEntry.objects.get(action="feedback.feedback.triaged")
    assert audit.actor == tessa
    assert audit.changes["status"] == ["new", "planned"]
    assert audit.changes["severity"] == [None, "2"]
    assert set(audit.changes) == {"status", "severity", "owner", "category", "answer"}


def test_sorting_alone_is_no_public_step(alice, tessa):
    feedback = make_feedback(alice)
    changed_at = feedback.changed_at
    entry = actions.triage_feedback(feedback, actor=tessa, severity=Severity.S1, owner=tessa)
    assert (entry.kind, entry.is_public) == ("triage", False)
    assert feedback.changed_at == changed_at
    assert feedback.status == Status.NEW
    assert not Notification.objects.exists()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"status": Status.DECLINED, "answer": "No."}, "decline_needs_reason"),
        ({"status": Status.DECLINED, "answer": "No.", "decline_reason": "because"}, "decline_needs_reason"),
        ({"status": Status.DECLINED, "decline_reason": "unclear"}, "decline_needs_words"),
        ({"status": Status.DECLINED, "decline_reason": "unclear", "answer": " \n"}, "decline_needs_words"),
        ({"status": Status.NEEDS_INFO}, "question_needs_words"),
    ],
)
def test_some_moves_need_words(options, code, alice, tessa):
    feedback = make_feedback(alice)
    before = everything(feedback)
    with pytest.raises(ValidationError) as refused:
        actions.triage_feedback(feedback, actor=tessa, **options)
    assert code_of(refused) == code
    assert everything(feedback) == before


def test_the_reason_of_a_decline_goes_when_it_is_taken_up_again(alice, tessa):
    feedback = make_feedback(alice, status=Status.DECLINED, by=tessa)
    assert feedback.decline_reason
    assert feedback.closed_at
    actions.triage_feedback(feedback, actor=tessa, status=Status.UNDER_REVIEW)
    assert feedback.decline_reason == ""
    assert feedback.closed_at is None


def test_who_looked_at_an_older_state_is_told_and_nothing_is_written(alice, tessa, adam):
    feedback = make_feedback(alice)
    actions.triage_feedback(Feedback.objects.get(pk=feedback.pk), actor=adam, status=Status.PLANNED)
    before = everything(feedback)
    with pytest.raises(ValidationError) as refused:
        actions.triage_feedback(
            Feedback.objects.get(pk=feedback.pk),
            actor=tessa,
            status=Status.DECLINED,
            seen_status="new",
            **WORDS[Status.DECLINED],
        )
    assert code_of(refused) == "moved_meanwhile"
    assert "Planned" in refused.value.messages[0] or "已计划" in refused.value.messages[0]
    assert everything(feedback) == before


def test_a_private_note_is_neither_shown_nor_told(alice, tessa, visitor):
    feedback = make_feedback(alice)
    entry = actions.add_note(feedback, actor=tessa, text="  Called the warehouse.  ")
    assert (entry.kind, entry.text, entry.is_public) == ("note", "Called the warehouse.", False)
    assert entry not in feedback.entries.public()
    assert not Notification.objects.exists()
    assert AuditEntry.objects.filter(action="feedback.feedback.noted", actor=tessa).count() == 1


def test_the_log_is_append_only(alice, tessa):
    feedback = make_feedback(alice, status=Status.PLANNED, by=tessa)
    with pytest.raises(Exception, match="append-only"):
        feedback.entries.update(text="never said")
    with pytest.raises(Exception, match="append-only"):
        ProgressEntry.objects.filter(feedback=feedback).delete()
    with pytest.raises(Exception, match="append-only"):
        AuditEntry.objects.all().update(actor=None)


def test_the_database_itself_refuses_what_the_rules_refuse(alice, tessa):
    feedback = make_feedback(alice)
    for wrong in (
        {"status": "gone"},
        {"severity": 5},
        {"is_anonymous": True},
        {"status": "declined", "decline_reason": ""},
        {"rating_sum": 6, "rating_count": 1},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Feedback.objects.filter(pk=feedback.pk).update(**wrong)
    with pytest.raises(DatabaseError), transaction.atomic():
        ProgressEntry.objects.create(feedback=feedback, kind="note", is_public=True)
    assert connection.is_usable()


def test_taken_up_again_by_hand_it_is_no_longer_fixed(alice, tessa):
    feedback = make_feedback(alice)
    for status, fixed in (("fixed", True), ("closed", True), ("under_review", False), ("closed", False)):
        actions.triage_feedback(Feedback.objects.get(pk=feedback.pk), actor=tessa, status=status)
        feedback.refresh_from_db()
        assert bool(feedback.fixed_at) is fixed


# --- hiding -------------------------------------------------------------------------------------------------


def test_hiding_and_showing_keep_the_group_count_right(alice, tessa):
    group = make_group()
    feedback = make_feedback(alice, group=group)
    for verb, count in (("hide", 0), ("hide", 0), ("show", 1), ("show", 1)):
        item = Feedback.objects.get(pk=feedback.pk)
        (actions.hide_feedback if verb == "hide" else actions.show_feedback)(item, actor=tessa)
        group.refresh_from_db()
        assert group.feedback_count == count
    assert AuditEntry.objects.filter(action="feedback.feedback.hidden").count() == 1
    assert AuditEntry.objects.filter(action="feedback.feedback.shown").count() == 1


def test_a_hidden_item_can_still_be_taken_back(alice, tessa):
    group = make_group()
    feedback = make_feedback(alice, group=group)
    actions.hide_feedback(feedback, actor=tessa)
    actions.remove_feedback(feedback, actor=alice)
    group.refresh_from_db()
    assert group.feedback_count == 0
    assert Feedback.objects.get(pk=feedback.pk).text == ""


# --- closing what fell silent -------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [Status.FIXED, Status.NEEDS_INFO])
def test_what_stayed_silent_for_14_days_is_closed_once(status, alice, tessa):
    long_ago = timezone.now() - timedelta(days=14, minutes=1)
    silent = make_feedback(alice, status=status, by=tessa, fields={"changed_at": long_ago})
    fresh = make_feedback(alice, status=status, by=tessa)
    assert actions.close_silent_feedback() == 1
    assert actions.close_silent_feedback() == 0
    silent.refresh_from_db()
    fresh.refresh_from_db()
    assert (silent.status, fresh.status) == (Status.CLOSED, status)
    assert silent.closed_at
    entry = silent.entries.newest_first()[0]
    assert (entry.kind, entry.old_status, entry.new_status, entry.actor) == ("status", status, "closed", None)
    assert AuditEntry.objects.filter(action="feedback.feedback.closed", actor=None).count() == 1


def test_nothing_else_is_closed_by_silence(alice, tessa):
    long_ago = timezone.now() - timedelta(days=100)
    for status in set(Status) - {Status.FIXED, Status.NEEDS_INFO}:
        make_feedback(alice, status=status, by=tessa, fields={"changed_at": long_ago})
    assert actions.close_silent_feedback() == 0
