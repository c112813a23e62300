"""Suspicions: whoever presses at once, each entry is turned once, and what is found at once is found once."""

import pytest
from django.core.exceptions import ValidationError

from rewards.fairness import actions
from rewards.fairness.models import Concerned, Suspicion
from rewards.models import Account, Entry
from rewards.proving import prove_ledger
from tests.factories import make_member
from tests.races.conftest import errors_in, run_together
from tests.rewards.conftest import earn, suspect

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lead(db):
    return make_member("Lena", is_staff=True)


@pytest.fixture
def entries(alice, bob):
    return [earn(member, key=f"reply:{member.pk}{n}:accepted") for member in (alice, bob) for n in range(3)]


@pytest.fixture
def suspicion(entries):
    return suspect(*entries)


def fresh(suspicion):
    return Suspicion.objects.get(pk=suspicion.pk)


def balances():
    return sorted(Account.objects.values_list("balance", flat=True))


def turns():
    """How often each entry was turned."""
    return sorted(entry.links.count() for entry in Entry.objects.filter(reverses=None))


def test_fifty_hold_at_once(suspicion, lead):
    results = run_together(50, lambda _turn: actions.hold_suspicion(fresh(suspicion), actor=lead))
    assert errors_in(results) == []
    assert results.count(True) == 1
    assert (turns(), balances()) == ([1] * 6, [0, 0])
    assert prove_ledger().wrong_count == 0


def test_fifty_give_back_at_once(suspicion, lead):
    actions.hold_suspicion(suspicion, actor=lead)
    results = run_together(50, lambda _turn: actions.release_suspicion(fresh(suspicion), actor=lead))
    assert errors_in(results) == []
    assert results.count(True) == 1
    assert (turns(), balances()) == ([2] * 6, [30, 30])
    assert prove_ledger().wrong_count == 0


def test_hold_against_release_against_the_rest(suspicion, lead):
    """Any mixture of presses ends in one state, and the points are where it says."""
    verbs = [actions.hold_suspicion, actions.release_suspicion, actions.reverse_suspicion, actions.dismiss_suspicion]

    def press(turn):
        verbs[turn % 4](fresh(suspicion), actor=lead, note="Because.")

    errors = errors_in(run_together(48, press))
    assert all(isinstance(error, ValidationError) for error in errors), errors
    assert balances() == ([0, 0] if fresh(suspicion).takes_back else [30, 30])
    assert max(turns()) <= 2
    assert prove_ledger().wrong_count == 0


def test_control_without_the_claim_points_are_given_back_while_they_are_held(suspicion, lead, monkeypatch):
    """With the guard off – everybody trusts the state that he read – presses that cannot both count do."""

    def trusting(suspicion, sources, target, **fields):
        may = suspicion.state in sources
        Suspicion.objects.filter(pk=suspicion.pk).update(state=target, **fields)
        return may

    monkeypatch.setattr("rewards.fairness.actions.deciding.move", trusting)
    seen = [fresh(suspicion) for _turn in range(10)]
    results = run_together(10, lambda turn: actions.hold_suspicion(seen[turn], actor=lead))
    assert results.count(True) == 10


def test_fifty_detectors_find_the_same_at_once(entries):
    results = run_together(50, lambda _turn: suspect(*entries))
    assert errors_in(results) == []
    assert Suspicion.objects.count() == 1
    assert Concerned.objects.count() == 2
    assert Suspicion.objects.get().entries.count() == 6


def test_detectors_beside_a_hold_add_nothing_to_it(suspicion, lead, alice):
    late = earn(alice, key="reply:999:accepted")

    def press(turn):
        suspect(late) if turn % 5 else actions.hold_suspicion(fresh(suspicion), actor=lead)

    assert errors_in(run_together(20, press)) == []
    held = fresh(suspicion)
    assert held.is_held
    # Whatever came in before the hold is held with the rest, and nothing came in after it.
    for entry in held.entries.all():
        assert entry.links.count() == 1
    assert late.links.count() == held.entries.filter(pk=late.pk).count()


def test_one_answer_of_fifty(suspicion, lead, alice):
    actions.hold_suspicion(suspicion, actor=lead)
    concerned = suspicion.concerned.get(member=alice)

    def press(turn):
        actions.answer_suspicion(Concerned.objects.get(pk=concerned.pk), text=f"Answer {turn}")

    errors = errors_in(run_together(50, press))
    assert len(errors) == 49
    assert {error.code for error in errors} == {"answered_already"}
    concerned.refresh_from_db()
    assert concerned.answer.startswith("Answer ")
