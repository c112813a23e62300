"""Reports, decisions and appeals at the same moment: one case, one decision, one appeal."""

from time import sleep

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from community.models import AuditEntry, Community, Member, Notification
from community.moderation import actions
from community.moderation.models import Appeal, Case, Report, Sanction
from community.moderation.standing import copy_suspension
from feedback import actions as feedback_actions
from feedback.models import Comment, Feedback
from tests.factories import make_comment, make_feedback, make_member
from tests.races.conftest import errors_in, run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ROUNDS = 6


@pytest.fixture
def comment(alice, bob):
    return make_comment(make_feedback(bob), alice, "You are all fools.")


def cases_of(alice, bob, number):
    item = make_feedback(bob)
    comments = [make_comment(item, alice, f"Fools {n}.") for n in range(number)]
    return [actions.report_thing("comment", one, actor=bob, reason="spam")[0].case for one in comments]


def test_one_report_however_often_it_is_sent(comment, bob):
    results = run_together(10, lambda _turn: actions.report_thing("comment", comment, actor=bob, reason="spam"))
    assert errors_in(results) == []
    assert [created for _report, created in results].count(True) == 1
    case = Case.objects.get()
    assert (case.report_count, case.weight, Report.objects.count()) == (1, 1, 1)
    assert AuditEntry.objects.filter(action="moderation.case.reported").count() == 1


def test_many_reporters_make_one_case_that_counts_them(comment):
    members = [make_member() for _n in range(10)]
    results = run_together(
        10, lambda turn: actions.report_thing("comment", comment, actor=members[turn], reason="hate")
    )
    assert errors_in(results) == []
    case = Case.objects.get()
    assert (case.report_count, case.weight, Report.objects.count()) == (10, 50, 10)


def decide_at_once(cases, tessa, adam):
    """Both have read every case; one leaves it, the other pauses the author and hides the words."""

    def decide(turn):
        case = Case.objects.select_related("author").get(pk=cases[turn // 2].pk)
        if turn % 2:
            return actions.decide_case(case, actor=tessa, outcome="none")
        return actions.decide_case(
            case, actor=adam, outcome="pause", reason="spam", words="No.", days=turn + 1, hide=True
        )

    return run_together(2 * len(cases), decide)


def test_of_two_moderators_one_wins(alice, bob, tessa, adam):
    cases = cases_of(alice, bob, ROUNDS)
    results = decide_at_once(cases, tessa, adam)
    for number, case in enumerate(cases):
        [lost] = errors_in(results[2 * number : 2 * number + 2])
        assert isinstance(lost, ValidationError)
        assert lost.code == "decided_meanwhile"
        case.refresh_from_db()
        hidden = Comment.objects.get(pk=case.object_id).hidden_at is not None
        assert (case.outcome, hidden) in {("none", False), ("pause", True)}
    assert AuditEntry.objects.filter(action="moderation.case.decided").count() == ROUNDS
    assert Notification.objects.filter(kind="moderation.reported").count() == ROUNDS
    assert Sanction.objects.in_force("pause").count() <= 1


def test_control_without_the_claim_both_decide(alice, bob, tessa, adam, monkeypatch):
    """With the guard off a decided case counts as open."""
    cases = cases_of(alice, bob, ROUNDS)
    monkeypatch.setattr(type(Case.objects.all()), "open", lambda self: self.all())
    monkeypatch.setattr(type(Case.objects), "open", lambda self: self.all())
    assert errors_in(decide_at_once(cases, tessa, adam)) == []
    assert AuditEntry.objects.filter(action="moderation.case.decided").count() == 2 * ROUNDS


def test_a_report_is_in_the_case_that_is_decided_or_opens_the_next(comment, bob, tessa):
    case = actions.report_thing("comment", comment, actor=bob, reason="spam")[0].case
    members = [make_member() for _n in range(8)]

    def work(turn):
        if turn == 4:
            return actions.decide_case(Case.objects.get(pk=case.pk), actor=tessa, outcome="none")
        return actions.report_thing("comment", comment, actor=members[turn % 8], reason="spam")

    assert errors_in(run_together(8, work)) == []
    told = set(Notification.objects.filter(kind="moderation.reported").values_list("member_id", flat=True))
    assert told == set(Report.objects.filter(case=case).values_list("reporter_id", flat=True))
    for one in Case.objects.all():
        assert one.report_count == one.reports.count()


def test_a_decision_and_the_profile_of_its_member_wait_for_nobody_in_a_circle(alice, bob, tessa):
    """Both hold the member and write the one row that makes pages stale."""
    [case] = cases_of(alice, bob, 1)

    def work(turn):
        if turn:
            sleep(0.2)
            return actions.decide_case(case, actor=tessa, outcome="warn", reason="spam", words="No.", hide=True)
        with transaction.atomic():
            Member.objects.filter(pk=alice.pk).update(bio="Anew.")
            # Long enough for the decision to come as far as it can.
            sleep(0.8)
            Community.bump()

    assert errors_in(run_together(2, work)) == []
    assert Comment.objects.get().hidden_at
    assert Sanction.objects.get().member == alice


def test_several_pauses_are_one(alice, tessa):
    def pause(turn):
        return actions.give_sanction(alice, actor=tessa, kind="pause", reason="spam", days=1 + turn)

    assert errors_in(run_together(8, pause)) == []
    running = Sanction.objects.in_force("pause").get()
    assert round((running.until - running.starts_at).total_seconds() / 86_400) == 8


def test_lifting_a_suspension_and_giving_a_longer_one_wait_for_nobody_in_a_circle(alice, tessa, adam, monkeypatch):
    """Both end with the row of the member."""
    short = actions.give_sanction(alice, actor=tessa, kind="suspend", reason="spam", days=1)

    def slowly(member):
        # Long enough for the other to come as far as it can.
        sleep(0.6)
        copy_suspension(member)

    monkeypatch.setattr("community.moderation.actions.sanctioning.copy_suspension", slowly)

    def work(turn):
        if turn:
            sleep(0.2)
            return actions.give_sanction(alice, actor=tessa, kind="suspend", reason="spam", days=9)
        return actions.lift_sanction(short, actor=adam)

    assert errors_in(run_together(2, work)) == []
    running = Sanction.objects.in_force("suspend").get()
    assert Member.objects.get(pk=alice.pk).suspended_until == running.until


def test_one_appeal_however_often_it_is_sent(alice, tessa):
    sanction = actions.give_sanction(alice, actor=tessa, kind="warn", reason="spam", words="No.")
    results = run_together(10, lambda turn: actions.appeal(sanction, actor=alice, words=f"Why {turn % 2}?"))
    assert {error.code for error in errors_in(results)} == {"appeal_once"}
    assert Appeal.objects.count() == 1
    assert AuditEntry.objects.filter(action="moderation.appeal.made").count() == 1


def test_one_of_two_decides_an_appeal(alice, tessa, adam):
    sanction = actions.give_sanction(alice, actor=tessa, kind="pause", reason="spam", words="No.", days=9)
    asked = actions.appeal(sanction, actor=alice, words="Why?")
    others = [adam, make_member(is_staff=True, is_superuser=True)]

    def decide(turn):
        outcome = "lifted" if turn % 2 else "upheld"
        return actions.decide_appeal(
            Appeal.objects.get(pk=asked.pk), actor=others[turn % 2], outcome=outcome, words="So."
        )

    results = run_together(6, decide)
    assert results.count(True) == 1
    asked.refresh_from_db()
    assert Sanction.objects.in_force().exists() == (asked.outcome == "upheld")
    assert Notification.objects.filter(kind="moderation.appeal_decided").count() == 1


def flip(comment, tessa, turn):
    one = Comment.objects.select_related("feedback").get(pk=comment.pk)
    verb = feedback_actions.hide_comment if turn % 2 else feedback_actions.show_comment
    return verb(one, actor=tessa)


def test_hiding_and_showing_at_once_keeps_the_count(comment, tessa):
    assert errors_in(run_together(10, lambda turn: flip(comment, tessa, turn))) == []
    item = Feedback.objects.get()
    assert item.comment_count == Comment.objects.shown().count()


def test_control_a_count_beside_the_row_goes_astray(comment, tessa, monkeypatch):
    """With the guard off every call moves the count, whatever the comment is."""

    def blind(one):
        held = Comment.objects.get(pk=one.pk)
        held.deleted_at, held.hidden_at = None, None
        return held

    monkeypatch.setattr("feedback.actions.joining.hold_comment", blind)
    # The count cannot fall below nothing: that is refused by the database.
    assert errors_in(run_together(6, lambda _turn: flip(comment, tessa, 1)))
