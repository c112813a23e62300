"""Whatever is done in whatever order, the ledger says what a plain sum says. MACHINE_EXAMPLES and MACHINE_STEPS say how
long it is tried."""

import os
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from rewards import actions
from rewards.models import Account, Bank, Entry
from rewards.proving import prove_ledger
from tests.factories import make_member, set_rule

EXAMPLES, STEPS = int(os.environ.get("MACHINE_EXAMPLES", 10)), int(os.environ.get("MACHINE_STEPS", 25))
WORTH = {"answer_accepted": 5, "feedback_fixed": 20, "test_reported": 7}


class LedgerMachine(RuleBasedStateMachine):
    """One member, and beside the ledger a plain model: what each cause is worth now, and what it was worth at first."""

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        for reason, points in WORTH.items():
            set_rule(reason, points=points)
        # One person corrects as often as it likes.
        Bank.objects.update_or_create(pk=1, defaults={"approval_limit": 100_000})
        self.member = make_member(joined_at=timezone.now() - timedelta(days=400))
        self.staff = make_member(is_staff=True)
        self.entries, self.worth, self.is_award = [], {}, {}

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @property
    def net(self):
        return sum(self.worth.values())

    def keep(self, entry, worth, is_award):
        self.entries.append(entry)
        self.worth[entry.pk], self.is_award[entry.pk] = worth, is_award

    @rule(reason=st.sampled_from(sorted(WORTH)), days=st.integers(0, 60))
    def earn(self, reason, days):
        key = f"thing:{len(self.entries)}:done"
        day = timezone.localdate() - timedelta(days=days)
        entry = actions.award(self.member, reason, key=key, day=day)
        assert actions.award(self.member, reason, key=key) == entry
        self.keep(entry, WORTH[reason], True)

    @rule(points=st.integers(1, 30))
    def spend(self, points):
        key = f"redemption:{len(self.entries)}:paid"
        if self.net < points:
            with pytest.raises(ValidationError):
                actions.spend(self.member, points, key=key)
        else:
            self.keep(actions.spend(self.member, points, key=key), -points, False)

    @rule(points=st.integers(-30, 30).filter(bool))
    def correct(self, points):
        if self.net + points < 0 and points < 0:
            with pytest.raises(ValidationError):
                actions.ask_adjustment(self.member, points, actor=self.staff, reason="Count")
        else:
            adjustment = actions.ask_adjustment(self.member, points, actor=self.staff, reason="Count")
            self.keep(Entry.objects.get(key=f"adjustment:{adjustment.pk}:booked"), points, False)

    @precondition(lambda self: self.entries)
    @rule(data=st.data())
    def take_back(self, data):
        entry = data.draw(st.sampled_from(self.entries))
        done = actions.reverse_entry(entry)
        assert (done is None) == (self.worth[entry.pk] == 0)
        self.worth[entry.pk] = 0

    @precondition(lambda self: self.entries)
    @rule(data=st.data())
    def give_back(self, data):
        entry = data.draw(st.sampled_from(self.entries))
        done = actions.restore_entry(entry)
        assert (done is None) == (self.worth[entry.pk] != 0)
        self.worth[entry.pk] = entry.worth

    @invariant()
    def it_is_the_plain_sum(self):
        account = Account.objects.of(self.member)
        in_force = [self.worth[pk] for pk, is_award in self.is_award.items() if is_award and self.worth[pk]]
        assert (account.balance, account.owed) == (max(self.net, 0), max(-self.net, 0))
        assert account.earned == sum(in_force)

    @invariant()
    def it_is_proven(self):
        proof = prove_ledger()
        assert proof.wrong_count == 0, proof.findings


@pytest.mark.django_db
def test_any_order_of_deeds_adds_up():
    chosen = settings(
        max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(LedgerMachine, settings=chosen)


@pytest.mark.django_db
def test_control_a_figure_that_is_not_moved_is_found(monkeypatch):
    """With one sum left standing still, the machine finds it; the shortest way there is of no interest."""
    monkeypatch.setattr("rewards.actions.ledger.count_award", lambda entry: None)
    with pytest.raises(AssertionError):
        found = settings(max_examples=5, deadline=None, database=None, phases=[Phase.generate])
        run_state_machine_as_test(LedgerMachine, settings=found)
