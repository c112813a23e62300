"""The promise clock: what is owed, what stops and moves it, and how it ends."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.models import Community, Notification
from feedback import actions
from feedback.models import CalendarDay, Channel, Feedback, Promise, SlaEvent, SlaPolicy, Status, WorkCalendar
from tests.factories import make_category, make_due, make_feedback, make_fix_note, make_member, make_receipt, make_team

pytestmark = pytest.mark.django_db

# A Monday, nine in the morning in Shanghai.
MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def clock():
    """A clock that stands still and is moved by hand."""
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def promises(feedback):
    return {promise.target: promise for promise in feedback.promises.order_by("round")}


def events(feedback, target):
    rows = SlaEvent.objects.filter(promise__feedback=feedback, promise__target=target).order_by("pk")
    return [row.kind for row in rows]


def step(feedback, actor, **options):
    actions.triage_feedback(Feedback.objects.get(pk=feedback.pk), actor=actor, **options)
    feedback.refresh_from_db()
    return feedback


# --- what is promised -----------------------------------------------------------------------------------------


def test_an_item_is_promised_an_answer_and_a_resolution(alice, clock):
    feedback = make_feedback(alice)
    answer, resolve = promises(feedback).values()
    assert (answer.due_at, resolve.due_at) == (MONDAY + 24 * HOUR, MONDAY + 336 * HOUR)
    assert answer.look_at == MONDAY + 18 * HOUR
    assert (feedback.due_at, feedback.answer_due_at, feedback.resolve_due_at) == (
        answer.due_at,
        answer.due_at,
        resolve.due_at,
    )


def test_of_several_policies_the_most_special_counts(alice, clock):
    category = make_category("money")
    board = Channel.objects.get(slug="board")
    hours = {(None, None): 24, (category, None): 12, (None, board): 6, (category, board): 3}
    for (its_category, its_channel), answer in hours.items():
        SlaPolicy.objects.update_or_create(
            severity=None, category=its_category, channel=its_channel, defaults={"answer_hours": answer}
        )
    for options, expected in (
        ({"channel": "mail"}, 24),
        ({"channel": "mail", "category": category}, 12),
        ({"channel": "board"}, 6),
        ({"channel": "board", "category": category}, 3),
    ):
        assert make_feedback(alice, **options).answer_due_at == MONDAY + expected * HOUR
    SlaPolicy.objects.filter(channel=board).update(is_active=False)
    assert make_feedback(alice, category=category).answer_due_at == MONDAY + 12 * HOUR


def test_two_policies_for_the_same_are_refused_by_the_database():
    with pytest.raises(IntegrityError), transaction.atomic():
        SlaPolicy.objects.create(severity=None, answer_hours=5)


def test_without_a_policy_the_community_keeps_its_word(alice, clock):
    SlaPolicy.objects.all().delete()
    Community.get()
    Community.objects.update(promise_hours=7)
    feedback = make_feedback(alice)
    assert (feedback.answer_due_at, feedback.resolve_due_at) == (MONDAY + 7 * HOUR, None)


def test_a_changed_policy_or_calendar_rewrites_nothing(alice, tessa, clock):
    calendar = WorkCalendar.objects.create(name="Office")
    SlaPolicy.objects.filter(severity=None).update(calendar=calendar, answer_hours=9)
    before = make_feedback(alice)
    # Nine hours of an office that opens at nine.
    assert before.answer_due_at == MONDAY + 9 * HOUR
    CalendarDay.objects.create(calendar=calendar, day=date(2026, 11, 23))
    SlaPolicy.objects.filter(severity=None).update(answer_hours=1)
    after = make_feedback(alice)
    assert after.answer_due_at == MONDAY + 25 * HOUR
    step(before, tessa, answer="Where?", status=Status.NEEDS_INFO)
    clock.shift(24 * HOUR)
    step(before, tessa, status=Status.PLANNED)
    # The pause is counted by the calendar of that time too, in which Monday was worked.
    resolve = promises(before)["resolve"]
    assert resolve.paused_seconds == 9 * 3600
    assert resolve.calendar.spec["days"] == {}


def test_nights_and_holidays_do_not_count_where_the_office_is_closed(alice, clock):
    calendar = WorkCalendar.objects.create(name="Nights", **dict.fromkeys(["monday", "tuesday"], "22:00-06:00"))
    WorkCalendar.objects.filter(pk=calendar.pk).update(
        wednesday="", thursday="", friday="09:00-12:00, 13:00-14:00", saturday="", sunday=""
    )
    CalendarDay.objects.create(calendar=calendar, day=date(2026, 11, 24), name="Holiday")
    SlaPolicy.objects.filter(severity=None).update(calendar=calendar, answer_hours=12)
    feedback = make_feedback(alice)
    # Monday night eight hours, Tuesday is a holiday, Friday four.
    assert feedback.answer_due_at == datetime(2026, 11, 27, 6, 0, tzinfo=UTC)


# --- how it ends ----------------------------------------------------------------------------------------------


def test_an_answer_in_time_keeps_the_promise(alice, tessa, clock):
    feedback = make_feedback(alice)
    clock.shift(23 * HOUR)
    step(feedback, tessa, answer="Yes.")
    answer = promises(feedback)["answer"]
    assert (answer.state, answer.settled_at) == ("kept", MONDAY + 23 * HOUR)
    assert events(feedback, "answer") == ["kept"]
    assert feedback.due_at == feedback.resolve_due_at


def test_a_late_answer_was_late_from_the_deadline_on(alice, tessa, clock):
    feedback = make_feedback(alice)
    clock.shift(25 * HOUR)
    step(feedback, tessa, answer="Sorry.")
    answer = promises(feedback)["answer"]
    assert (answer.state, answer.settled_at) == ("broken", MONDAY + 24 * HOUR)
    assert events(feedback, "answer") == ["broken"]


@pytest.mark.parametrize("swept_first", [True, False])
def test_late_is_written_down_once_whoever_comes_first(swept_first, alice, tessa, clock):
    feedback = make_feedback(alice)
    clock.shift(25 * HOUR)
    if swept_first:
        actions.watch_promises()
        assert Feedback.objects.overdue().get() == feedback
    step(feedback, tessa, answer="Sorry.")
    actions.watch_promises()
    assert events(feedback, "answer") == ["broken"]


@pytest.mark.parametrize(
    ("status", "state"), [(Status.FIXED, "kept"), (Status.DECLINED, "kept"), (Status.CLOSED, "kept")]
)
def test_settling_an_answered_item_keeps_the_resolution(status, state, alice, tessa, clock):
    feedback = make_feedback(alice)
    words = {"answer": "No.", "decline_reason": "out_of_scope"} if status == Status.DECLINED else {}
    step(feedback, tessa, answer="We look.")
    step(feedback, tessa, status=status, **words)
    assert promises(feedback)["resolve"].state == state
    assert feedback.due_at is None


def test_closed_unanswered_is_neither_kept_nor_late(alice, tessa, clock):
    feedback = make_feedback(alice)
    step(feedback, tessa, status=Status.CLOSED)
    assert [promise.state for promise in promises(feedback).values()] == ["void", "void"]
    clock.shift(400 * HOUR)
    actions.watch_promises()
    assert [promise.state for promise in promises(feedback).values()] == ["void", "void"]


def test_a_fix_note_keeps_both(alice, tessa, clock):
    feedback = make_feedback(alice)
    make_fix_note([feedback], actor=tessa)
    assert [promise.state for promise in promises(feedback).values()] == ["kept", "kept"]


def test_taken_back_nothing_is_owed(alice, clock):
    feedback = make_feedback(alice)
    actions.remove_feedback(feedback, actor=alice)
    feedback.refresh_from_db()
    assert [promise.state for promise in promises(feedback).values()] == ["void", "void"]
    assert feedback.due_at is None


def test_taken_up_again_a_resolution_is_promised_anew(alice, tessa, clock):
    feedback = make_feedback(alice)
    make_fix_note([feedback], actor=tessa)
    feedback.refresh_from_db()
    clock.shift(48 * HOUR)
    actions.rate_feedback(feedback, actor=alice, score=1)
    feedback.refresh_from_db()
    rounds = feedback.promises.filter(target="resolve").order_by("round")
    assert [(promise.round, promise.state) for promise in rounds] == [(1, "kept"), (2, "running")]
    assert feedback.due_at == MONDAY + (48 + 336) * HOUR
    # The first answer was given once and for all.
    assert promises(feedback)["answer"].state == "kept"


# --- waiting for the member -----------------------------------------------------------------------------------


def test_the_clock_stands_still_while_we_wait_for_the_author(alice, tessa, clock):
    feedback = make_feedback(alice)
    clock.shift(4 * HOUR)
    step(feedback, tessa, answer="Which shop?", status=Status.NEEDS_INFO)
    assert promises(feedback)["answer"].state == "kept"
    assert feedback.due_at is None
    clock.shift(500 * HOUR)
    actions.watch_promises()
    assert promises(feedback)["resolve"].state == "paused"
    actions.add_comment(feedback, actor=alice, text="The one at the gate.")
    feedback.refresh_from_db()
    assert feedback.due_at == MONDAY + (336 + 500) * HOUR
    assert events(feedback, "resolve") == ["paused", "resumed"]


def test_two_pauses_add_up(alice, tessa, clock):
    feedback = make_feedback(alice)
    for _n in range(2):
        step(feedback, tessa, answer="Which?", status=Status.NEEDS_INFO)
        clock.shift(10 * HOUR)
        step(feedback, tessa, status=Status.UNDER_REVIEW)
        clock.shift(HOUR)
    assert feedback.due_at == MONDAY + (336 + 20) * HOUR
    assert promises(feedback)["resolve"].paused_seconds == 20 * 3600


def test_what_is_late_already_stays_late_when_it_is_asked_back(alice, tessa, clock):
    feedback = make_feedback(alice)
    clock.shift(400 * HOUR)
    step(feedback, tessa, answer="Which?", status=Status.NEEDS_INFO)
    assert [promise.state for promise in promises(feedback).values()] == ["broken", "broken"]


def test_silence_of_the_author_is_no_fault_of_the_team(alice, tessa, clock):
    feedback = make_feedback(alice)
    step(feedback, tessa, answer="Which?", status=Status.NEEDS_INFO)
    clock.shift(15 * 24 * HOUR)
    actions.close_silent_feedback()
    assert promises(feedback)["resolve"].state == "void"


def test_the_anonymous_authors_word_starts_the_clock_as_well(tessa, clock):
    feedback, _code = make_receipt()
    step(feedback, tessa, answer="Which?", status=Status.NEEDS_INFO)
    clock.shift(10 * HOUR)
    actions.follow_up(feedback, text="The first.")
    assert promises(feedback)["resolve"].state == "running"


# --- sorting it -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "severity", "due"),
    [
        # Shorter: from now on, and never later than what was promised.
        (5, 1, 6),
        (0.5, 1, 1.5),
        (23.5, 1, 24),
        (20, 2, 24),
        # Longer, or the same: counted from the beginning.
        (5, 3, 24),
    ],
)
def test_severity_moves_what_is_owed(after, severity, due, alice, tessa, clock):
    feedback = make_feedback(alice)
    clock.shift(after * HOUR)
    step(feedback, tessa, severity=severity)
    assert feedback.due_at == MONDAY + due * HOUR


def test_back_to_a_longer_time_counts_from_the_beginning(alice, tessa, clock):
    feedback = make_feedback(alice)
    step(feedback, tessa, severity=1)
    assert feedback.due_at == MONDAY + HOUR
    step(feedback, tessa, severity=3)
    assert feedback.due_at == MONDAY + 24 * HOUR
    assert events(feedback, "answer") == ["moved", "moved"]


def test_a_shorter_time_still_holds_after_a_pause(alice, tessa, clock):
    feedback = make_feedback(alice)
    clock.shift(10 * HOUR)
    step(feedback, tessa, answer="Yes.", severity=1)
    assert feedback.due_at == MONDAY + 34 * HOUR
    step(feedback, tessa, answer="Which?", status=Status.NEEDS_INFO)
    clock.shift(100 * HOUR)
    step(feedback, tessa, status=Status.IN_PROGRESS)
    assert feedback.due_at == MONDAY + 134 * HOUR


def test_severity_set_while_the_clock_stands_counts_when_it_runs_again(alice, tessa, clock):
    feedback = make_feedback(alice)
    step(feedback, tessa, answer="Which?", status=Status.NEEDS_INFO)
    clock.shift(100 * HOUR)
    step(feedback, tessa, severity=1)
    assert feedback.due_at is None
    clock.shift(100 * HOUR)
    step(feedback, tessa, status=Status.IN_PROGRESS)
    assert feedback.due_at == MONDAY + 224 * HOUR


def test_sorting_what_is_late_makes_it_no_less_late(alice, tessa, clock):
    feedback = make_feedback(alice)
    clock.shift(30 * HOUR)
    step(feedback, tessa, severity=4)
    assert promises(feedback)["answer"].due_at == MONDAY + 24 * HOUR
    assert Feedback.objects.overdue().count() == 1


# --- the sweep ------------------------------------------------------------------------------------------------


def warnings(member):
    rows = Notification.objects.filter(member=member, kind__startswith="feedback.promise").order_by("pk")
    return [row.kind.rpartition("_")[2] for row in rows]


def test_each_warning_is_given_once(alice, tessa, clock):
    feedback = make_feedback(alice)
    step(feedback, tessa, owner=tessa)
    for _hour in range(30):
        clock.shift(HOUR)
        actions.watch_promises()
        actions.watch_promises()
    assert warnings(tessa) == ["near", "broken"]
    assert events(feedback, "answer") == ["near", "broken"]


def test_the_lead_hears_of_what_is_late_not_of_what_is_near(alice, tessa, clock):
    lead = make_member("Lea", is_staff=True)
    team = make_team(lead=lead, members=[tessa])
    feedback = make_feedback(alice, fields={"team": team, "owner": tessa})
    clock.shift(18 * HOUR)
    actions.watch_promises()
    assert (warnings(tessa), warnings(lead)) == (["near"], [])
    clock.shift(6 * HOUR)
    actions.watch_promises()
    assert (warnings(tessa), warnings(lead)) == (["near", "broken"], ["broken"])
    assert feedback.promises.get(target="answer").state == "broken"


def test_after_a_worker_was_away_only_what_still_matters_is_told(alice, tessa, clock):
    feedback = make_feedback(alice)
    step(feedback, tessa, owner=tessa)
    clock.shift(100 * HOUR)
    actions.watch_promises()
    assert warnings(tessa) == ["broken"]
    assert promises(feedback)["answer"].settled_at == MONDAY + 24 * HOUR


def test_where_there_is_no_team_all_who_triage_are_warned(alice, tessa, adam, clock):
    make_feedback(alice)
    clock.shift(18 * HOUR)
    actions.watch_promises()
    assert warnings(tessa) == warnings(adam) == ["near"]
    assert warnings(alice) == []


def test_a_resolution_is_watched_as_well(alice, tessa, clock):
    feedback = make_feedback(alice)
    step(feedback, tessa, answer="Yes.", owner=tessa)
    clock.shift(337 * HOUR)
    actions.watch_promises()
    assert warnings(tessa) == ["broken"]
    assert promises(feedback)["resolve"].state == "broken"
    assert Feedback.objects.overdue().get() == feedback


def test_after_a_pause_nobody_is_warned_again(alice, tessa, clock):
    feedback = make_feedback(alice)
    step(feedback, tessa, answer="Yes.", owner=tessa)
    clock.shift(300 * HOUR)
    actions.watch_promises()
    step(feedback, tessa, answer="Which?", status=Status.NEEDS_INFO)
    clock.shift(10 * HOUR)
    step(feedback, tessa, status=Status.IN_PROGRESS)
    clock.shift(HOUR)
    actions.watch_promises()
    assert warnings(tessa) == ["near"]


# --- the trail ------------------------------------------------------------------------------------------------


def test_events_are_only_added(alice, tessa):
    feedback = make_feedback(alice)
    step(feedback, tessa, answer="Yes.")
    with pytest.raises(PermissionDenied):
        SlaEvent.objects.update(kind="kept")
    with pytest.raises(PermissionDenied):
        SlaEvent.objects.all().delete()


def test_the_database_keeps_one_outcome_and_one_running_promise(alice, tessa):
    feedback = make_feedback(alice)
    step(feedback, tessa, answer="Yes.")
    answer = promises(feedback)["answer"]
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        SlaEvent.objects.create(promise=answer, kind="broken", due_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Promise.objects.create(
            feedback=feedback, target="resolve", round=2, hours=1, started_at=now, due_at=now, state="running"
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Promise.objects.filter(pk=answer.pk).update(settled_at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.objects.filter(pk=feedback.pk).update(status="fixed")


def test_moving_a_due_time_in_tests_moves_all_of_it(alice):
    feedback = make_feedback(alice)
    moment = timezone.now() - timedelta(hours=2)
    make_due(feedback, moment)
    assert feedback.due_at == feedback.answer_due_at == moment
