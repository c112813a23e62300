"""R1: the ledger is proven each night, however large it is and whatever becomes of the worker."""

import pytest
from django.utils import timezone

from community.models import Notification
from rewards import actions, proving, tasks
from rewards.models import Account, LedgerProof, PeriodScore
from tests.factories import make_group, make_member, set_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def night(monkeypatch):
    moment = timezone.localtime().replace(hour=4)
    monkeypatch.setattr("rewards.tasks.timezone.localtime", lambda: moment)


@pytest.fixture
def three(monkeypatch):
    """Three accounts, each a block of its own, and jobs that have time for one."""
    set_rule(points=5)
    monkeypatch.setattr(proving, "BLOCK", 1)
    monkeypatch.setattr(tasks, "SECONDS", -1)
    members = [make_member() for _n in range(3)]
    for member in members:
        actions.award(member, "answer_accepted", key=f"reply:{member.pk}:accepted")
    return members


def test_nights_prove_once(alice, night):
    actions.hold_account(alice)
    tasks.prove_nightly()
    tasks.prove_nightly()
    assert LedgerProof.objects.count() == 1


def test_a_large_ledger_is_proven_job_by_job(three, night, queue):
    tasks.prove_nightly()
    steps = 0
    while jobs := queue.jobs():
        queue.lose()
        [job] = jobs
        tasks.prove_on(*job["args"])
        steps += 1
    # One for each block, and the last for the whole.
    assert steps == 4
    proof = LedgerProof.objects.get()
    assert (proof.account_count, proof.entry_count, proof.balance_sum, proof.wrong_count) == (3, 3, 15, 0)
    assert proof.finished_at


def test_a_proof_whose_job_was_lost_is_gone_on_with(three, night, queue, adam):
    Account.objects.filter(member=three[0]).update(balance=7)
    tasks.prove_nightly()
    [job] = queue.jobs()
    queue.lose()
    tasks.prove_on(*job["args"])
    queue.lose()
    assert LedgerProof.objects.get().finished_at is None
    tasks.prove_nightly()
    queue.run()
    proof = LedgerProof.objects.get()
    assert proof.finished_at
    # What was found before the loss is still there.
    assert (proof.wrong_count, proof.account_count) == (1, 3)
    assert "balance is 7" in proof.findings
    for _twice in range(2):
        tasks.prove_nightly()
    assert Notification.objects.filter(member=adam, kind="rewards.ledger_wrong").count() == 1


def test_a_worker_that_dies_before_telling_is_made_up_for(three, night, queue, adam):
    Account.objects.filter(member=three[0]).update(balance=7)
    proving.prove_ledger()
    assert not Notification.objects.exists()
    tasks.prove_nightly()
    assert Notification.objects.get().member == adam


def test_two_who_prove_the_same_at_once_count_nothing_twice(three):
    Account.objects.filter(member=three[0]).update(balance=7)
    proof = proving.begin_proof()
    behind = LedgerProof.objects.get(pk=proof.pk)
    proving.go_on(proof)
    proving.go_on(behind)
    assert (behind.account_count, behind.wrong_count) == (1, 1)
    while not behind.finished_at:
        proving.go_on(behind)
    assert (behind.account_count, behind.wrong_count) == (3, 1)


@pytest.mark.parametrize("lost", ["one", "all"])
def test_lost_scores_of_a_group_are_found(alice, bob, lost):
    set_rule(points=5)
    group = make_group()
    for number, member in enumerate((alice, bob)):
        actions.award(member, "answer_accepted", key=f"reply:{number}:accepted", group_id=group.pk)
    scores = PeriodScore.objects.filter(group=group)
    (scores.filter(account__member=alice) if lost == "one" else scores).delete()
    assert proving.prove_ledger().wrong_count == (3 if lost == "one" else 6)


def test_the_scores_of_a_group_go_with_it(alice):
    set_rule(points=5)
    group = make_group()
    actions.award(alice, "answer_accepted", key="reply:1:accepted", group_id=group.pk)
    group.delete()
    assert proving.prove_ledger().wrong_count == 0
