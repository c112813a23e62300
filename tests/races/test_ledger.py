"""The ledger under fire: whatever runs at once, every figure is the sum of its entries. RACE_ROUNDS says how often."""

import copy
import os
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from rewards import actions
from rewards.models import Account, Entry
from rewards.proving import prove_ledger
from tests.factories import give_points, make_member, set_rule
from tests.races.conftest import errors_in, run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ROUNDS = range(int(os.environ.get("RACE_ROUNDS", 2)))
MANY = 50


@pytest.fixture(autouse=True)
def tariff(db):
    set_rule(points=5)


def settled():
    """Somebody who has been here long enough to spend."""
    return make_member(joined_at=timezone.now() - timedelta(days=100))


def account_of(member):
    return Account.objects.get(member=member)


def assert_adds_up():
    proof = prove_ledger()
    assert proof.wrong_count == 0, proof.findings


@pytest.mark.parametrize("turn", ROUNDS)
def test_one_deed_reported_by_fifty_at_once_is_paid_once(turn):
    member = settled()
    key = f"reply:{turn}:accepted"
    results = run_together(MANY, lambda _n: actions.award(member, "answer_accepted", key=key))
    assert errors_in(results) == []
    assert len({entry.pk for entry in results}) == 1
    assert account_of(member).balance == 5
    assert_adds_up()


def test_control_without_the_one_key_each_report_pays():
    member = settled()
    run_together(10, lambda n: actions.award(member, "answer_accepted", key=f"reply:{n}:accepted"))
    assert account_of(member).balance == 50


@pytest.mark.parametrize("turn", ROUNDS)
def test_the_last_points_are_spent_once(turn):
    member = settled()
    give_points(member, 10)
    results = run_together(MANY, lambda n: actions.spend(member, 3, key=f"redemption:{turn}-{n}:paid"))
    errors = errors_in(results)
    assert [error.code for error in errors] == ["too_few_points"] * (MANY - 3)
    assert account_of(member).balance == 1
    assert_adds_up()


@pytest.mark.parametrize("turn", ROUNDS)
def test_an_award_is_taken_back_while_its_points_are_spent(turn):
    member = settled()
    award = actions.award(member, "answer_accepted", key=f"reply:{turn}:accepted")

    def press(n):
        if n % 5:
            return actions.spend(member, 2, key=f"redemption:{turn}-{n}:paid")
        return (actions.reverse_entry if n % 10 else actions.restore_entry)(award)

    errors = errors_in(run_together(MANY, press))
    assert {error.code for error in errors} <= {"too_few_points"}
    assert_adds_up()
    links = Entry.objects.filter(root=award).count()
    assert account_of(member).earned == (0 if links % 2 else 5)


@pytest.mark.parametrize("turn", ROUNDS)
def test_an_award_is_taken_back_by_fifty_at_once(turn):
    member = settled()
    award = actions.award(member, "answer_accepted", key=f"reply:{turn}:accepted")
    results = run_together(MANY, lambda _n: actions.reverse_entry(award))
    assert errors_in(results) == []
    assert sum(entry is not None for entry in results) == 1
    assert account_of(member).balance == 0
    assert_adds_up()


def test_two_who_pay_the_same_people_in_another_order_do_not_wait_for_each_other():
    people = [settled() for _n in range(6)]

    def pay_all(n):
        with transaction.atomic():
            actions.hold_accounts(people if n % 2 else people[::-1])
            for place, member in enumerate(people if n % 2 else people[::-1]):
                actions.award(member, "answer_accepted", key=f"reply:{n}-{place}:accepted")

    assert errors_in(run_together(12, pay_all)) == []
    assert {account_of(member).balance for member in people} == {60}
    assert_adds_up()


# --- the guards are off -------------------------------------------------------------------------------------


@pytest.fixture
def unguarded(monkeypatch):
    """A function that turns the guards off for a member: nobody holds the account, everybody goes by what he read
    before, and writes what he makes of it."""

    def turn_off(member):
        seen = account_of(member)

        class Rows:
            def __init__(self, account):
                self.account = account

            def update(self, **moves):
                values = {name: getattr(self.account, name) + move.rhs.value for name, move in list(moves.items())[:2]}
                return Account.objects.filter(pk=self.account.pk).update(**values)

        monkeypatch.setattr("rewards.actions.ledger.hold_account", lambda _member: copy.copy(seen))
        monkeypatch.setattr("rewards.actions.ledger.hold_account_row", lambda _pk: copy.copy(seen))
        monkeypatch.setattr("rewards.actions.ledger.seen_as_read", Rows)

    return turn_off


def test_control_what_was_read_before_is_spent_by_everybody(unguarded):
    member = settled()
    give_points(member, 10)
    unguarded(member)
    results = run_together(10, lambda n: actions.spend(member, 3, key=f"redemption:{n}:paid"))
    assert errors_in(results) == []
    assert account_of(member).balance == 7
    assert prove_ledger().wrong_count > 0


def test_control_what_is_taken_back_while_it_is_spent_is_lost(unguarded):
    member = settled()
    award = actions.award(member, "answer_accepted", key="reply:1:accepted")
    unguarded(member)

    def press(n):
        if n:
            return actions.spend(member, 2, key=f"redemption:{n}:paid")
        return actions.reverse_entry(award)

    run_together(5, press)
    assert prove_ledger().wrong_count > 0
