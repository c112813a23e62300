"""Approve and withhold at once: one decision; a second look and a vote on behalf once."""

import pytest
from django.core.exceptions import ValidationError

from community.models import Activity, AuditEntry, InterestGroup, Notification
from community.moderation.models import Sanction
from feedback import actions
from feedback.models import Approval, Channel, Feedback, OnBehalf, Status, TrustedAuthor, Vote
from tests.factories import make_feedback, make_group
from tests.races.conftest import errors_in, run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ROUNDS = 6


@pytest.fixture
def items(alice):
    Channel.objects.update(publishing="nothing")
    group = make_group()
    return [make_feedback(alice, group=group) for _n in range(ROUNDS)]


def decide_at_once(items, tessa, adam):
    """Both read every item while it waited; one approves it, the other does not publish it."""

    def decide(turn):
        item = Feedback.objects.get(pk=items[turn // 2].pk)
        if turn % 2:
            return actions.approve_feedback(item, actor=tessa)
        return actions.withhold_feedback(item, actor=adam, reason="spam", words="No.")

    return run_together(2 * len(items), decide)


def test_one_of_two_decisions_counts(items, alice, tessa, adam):
    results = decide_at_once(items, tessa, adam)
    for number, item in enumerate(items):
        pair = results[2 * number : 2 * number + 2]
        [lost] = errors_in(pair)
        assert isinstance(lost, ValidationError)
        assert lost.code == "decided_meanwhile"
        item.refresh_from_db()
        outcome = Approval.objects.get(feedback=item).outcome
        assert (item.visibility, outcome) in {("public", "approved"), ("hidden", "withheld")}
        assert item.entries.filter(kind__in=["approved", "withheld"]).count() == 1
    public = Feedback.objects.public().count()
    assert InterestGroup.objects.get().feedback_count == public
    assert Activity.objects.filter(kind="feedback").count() == public
    assert Notification.objects.filter(member=alice).count() == ROUNDS
    decided = AuditEntry.objects.filter(action__in=["feedback.feedback.approved", "feedback.feedback.withheld"])
    assert decided.count() == ROUNDS


def test_control_without_the_claim_both_decide(items, tessa, adam, monkeypatch):
    """With the guard off an item counts as waiting whatever it is."""
    real = Feedback.objects.filter

    def loose(*args, visibility=None, **kwargs):
        return real(*args, **kwargs)

    monkeypatch.setattr(Feedback.objects, "filter", loose)
    results = decide_at_once(items, tessa, adam)
    assert errors_in(results) == []
    assert (
        AuditEntry.objects.filter(action__startswith="feedback.feedback.")
        .exclude(action="feedback.feedback.submitted")
        .count()
        == 2 * ROUNDS
    )


def test_ten_approvals_publish_once(items, tessa):
    item = items[0]
    results = run_together(
        10, lambda _turn: actions.approve_feedback(Feedback.objects.get(pk=item.pk), actor=tessa, trust=True)
    )
    assert errors_in(results) == []
    assert results.count(True) == 1
    assert InterestGroup.objects.get().feedback_count == 1
    assert TrustedAuthor.objects.count() == 1
    assert AuditEntry.objects.filter(action="feedback.trust.created").count() == 1


def test_several_pauses_are_one(alice, tessa):
    results = run_together(8, lambda turn: actions.pause_author(alice, actor=tessa, days=1 + turn, reason="spam"))
    assert errors_in(results) == []
    pause = Sanction.objects.in_force("pause").get()
    assert round((pause.until - pause.starts_at).total_seconds() / 86_400) == 8


def test_mending_and_approving_at_once_lets_nothing_unread_through(items, alice, tessa):
    """Either the approval saw the old words and they stayed, or it was refused."""

    def work(turn):
        item = Feedback.objects.get(pk=items[turn // 2].pk)
        if turn % 2:
            return actions.approve_feedback(item, actor=tessa, seen_edited_at=None)
        return actions.edit_feedback(item, actor=alice, title="Buy gold", text="Buy gold!", category=None)

    run_together(2 * ROUNDS, work)
    for item in items:
        item.refresh_from_db()
        assert (item.visibility, item.text == "Buy gold!") in {("public", False), ("pending", True)}


def test_a_second_look_is_asked_once(alice, tessa):
    item = make_feedback(alice, status=Status.DECLINED, by=tessa)
    results = run_together(
        10, lambda turn: actions.ask_to_look_again(Feedback.objects.get(pk=item.pk), actor=alice, text=f"Why {turn}?")
    )
    assert len(errors_in(results)) == 9
    assert {error.code for error in errors_in(results)} == {"again_once"}
    assert item.entries.filter(kind="again").count() == 1
    assert AuditEntry.objects.filter(action="feedback.feedback.asked_again").count() == 1


def test_one_vote_however_many_enter_it(alice, bob, tessa):
    item, channel = make_feedback(alice), Channel.objects.get(slug="phone")

    def vote(turn):
        if turn % 2:
            return actions.cast_vote(Feedback.objects.get(pk=item.pk), actor=bob)
        return actions.vote_on_behalf(
            Feedback.objects.get(pk=item.pk), member=bob, actor=tessa, source="By phone.", channel=channel
        )

    results = run_together(10, vote)
    assert errors_in(results) == []
    item.refresh_from_db()
    assert Vote.objects.count() == item.vote_count == 1
    assert OnBehalf.objects.count() <= 1
