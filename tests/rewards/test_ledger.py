"""R1: one entry per cause, the balance is their sum, and nothing is lost or counted twice."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from rewards import actions
from rewards.actions.ledger import post_entry
from rewards.models import Account, Bank, Entry, PeriodScore, ReasonTotal, TakenBack
from rewards.proving import prove_ledger
from tests.factories import make_group, set_rule

pytestmark = pytest.mark.django_db


def account_of(member):
    return Account.objects.get(member=member)


def pay(member, number=1, **options):
    return actions.award(member, "answer_accepted", key=f"reply:{number}:accepted", **options)


def test_a_deed_is_paid_once(alice):
    set_rule(points=5)
    first, second = pay(alice), pay(alice)
    assert first == second
    assert Entry.objects.count() == 1
    account = account_of(alice)
    assert (account.balance, account.earned, account.contributions) == (5, 5, 1)
    assert first.subject == "reply:1"


@pytest.mark.parametrize("fields", [{"points": 0}, {"points": 5, "is_active": False}])
def test_a_rule_that_does_not_pay_writes_nothing(alice, fields):
    set_rule(**fields)
    assert pay(alice) is None
    assert not Entry.objects.exists()


def test_nobody_is_paid_for_what_he_decides_himself_nor_who_left(alice):
    assert pay(alice, actor=alice) is None
    assert actions.award(None, "answer_accepted", key="reply:1:accepted") is None
    alice.is_active = False
    assert pay(alice) is None


def test_a_reason_that_nobody_knows_is_refused(alice):
    with pytest.raises(ValueError, match="no known reason"):
        actions.award(alice, "breathing", key="air:1:breathed")


def test_a_limit_of_the_day_pays_what_is_left_and_says_so(alice):
    set_rule(points=5, daily_cap=12)
    entries = [pay(alice, number) for number in range(4)]
    assert [entry.worth for entry in entries] == [5, 5, 2, 0]
    assert [entry.is_capped for entry in entries] == [False, False, True, True]
    yesterday = timezone.localdate() - timedelta(days=1)
    assert pay(alice, 9, day=yesterday).worth == 5


def test_a_limit_of_the_month_holds_over_its_days(alice):
    set_rule(points=5, daily_cap=5, monthly_cap=10)
    day = timezone.localdate().replace(day=10)
    assert [pay(alice, n, day=day + timedelta(days=n)).worth for n in range(3)] == [5, 5, 0]


def test_what_is_taken_back_makes_room_under_the_limit(alice):
    set_rule(points=5, daily_cap=5)
    actions.reverse_entry(pay(alice, 1))
    assert pay(alice, 2).worth == 5


def test_spending_takes_what_is_there_and_no_more(old_alice):
    set_rule(points=5)
    pay(old_alice)
    assert actions.spend(old_alice, 3, key="redemption:1:paid").worth == -3
    assert actions.spend(old_alice, 3, key="redemption:1:paid").balance == 2
    with pytest.raises(ValidationError) as refused:
        actions.spend(old_alice, 3, key="redemption:2:paid")
    assert refused.value.code == "too_few_points"
    assert account_of(old_alice).balance == 2
    assert account_of(old_alice).earned == 5


def test_a_new_account_earns_and_cannot_spend_yet(alice):
    set_rule(points=5)
    pay(alice)
    with pytest.raises(ValidationError) as refused:
        actions.spend(alice, 1, key="redemption:1:paid")
    assert refused.value.code == "account_too_young"


def test_taking_back_and_giving_again_in_any_number(alice):
    set_rule(points=5)
    pay(alice)
    for _round in range(3):
        [entry] = actions.reverse_awards("reply:1", note="hidden")
        assert actions.reverse_awards("reply:1") == []
        assert (account_of(alice).balance, account_of(alice).contributions, entry.worth) == (0, 0, -5)
        [entry] = actions.restore_awards("reply:1")
        assert actions.restore_awards("reply:1") == []
        assert (account_of(alice).balance, account_of(alice).contributions, entry.worth) == (5, 1, 5)
    assert Entry.objects.count() == 7
    assert prove_ledger().wrong_count == 0


def test_what_was_spent_and_is_taken_back_is_owed_and_paid_by_what_comes_next(old_alice):
    set_rule(points=5)
    pay(old_alice, 1)
    actions.spend(old_alice, 4, key="redemption:1:paid")
    actions.reverse_awards("reply:1")
    account = account_of(old_alice)
    assert (account.balance, account.owed, account.earned) == (0, 4, 0)
    pay(old_alice, 2)
    account = account_of(old_alice)
    assert (account.balance, account.owed, account.earned) == (1, 0, 5)
    assert prove_ledger().wrong_count == 0


def test_a_refund_gives_back_what_was_paid(old_alice):
    set_rule(points=5)
    pay(old_alice)
    spent = actions.spend(old_alice, 4, key="redemption:1:paid")
    assert actions.reverse_entry(spent, note="cancelled").worth == 4
    assert actions.reverse_entry(spent) is None
    assert (account_of(old_alice).balance, account_of(old_alice).earned) == (5, 5)


def test_scores_stand_ready_by_week_month_and_group(alice):
    set_rule(points=5)
    group = make_group()
    day = date(2026, 11, 4)
    entry = pay(alice, 1, day=day, group_id=group.pk)
    pay(alice, 2, day=day + timedelta(days=10))
    scores = set(PeriodScore.objects.values_list("period", "starts_on", "group", "points"))
    monday, november, ever = date(2026, 11, 2), date(2026, 11, 1), date(2000, 1, 1)
    later = date(2026, 11, 9)
    assert scores == {
        ("week", monday, None, 5),
        ("week", later, None, 5),
        ("month", november, None, 10),
        ("all", ever, None, 10),
        ("week", monday, group.pk, 5),
        ("month", november, group.pk, 5),
        ("all", ever, group.pk, 5),
    }
    actions.reverse_entry(entry)
    assert PeriodScore.objects.get(period="week", starts_on=monday, group=None).points == 0
    assert ReasonTotal.objects.get().count == 1
    assert prove_ledger().wrong_count == 0


# --- points that expire -------------------------------------------------------------------------------------


def test_the_oldest_points_expire_and_the_used_ones_are_the_oldest(old_alice):
    set_rule(points=10)
    Bank.objects.update_or_create(pk=1, defaults={"expire_months": 12})
    today = timezone.localdate()
    pay(old_alice, 1, day=today - timedelta(days=500))
    pay(old_alice, 2, day=today - timedelta(days=20))
    actions.spend(old_alice, 4, key="redemption:1:paid")
    assert actions.expires_next(account_of(old_alice)) == 6
    assert actions.expire_due() is None
    assert account_of(old_alice).balance == 10
    actions.expire_due()
    assert account_of(old_alice).balance == 10
    assert Entry.objects.filter(kind="expiry").count() == 1
    assert prove_ledger().wrong_count == 0


def test_a_correction_that_paid_what_was_owed_counts_among_what_came_in(old_alice):
    set_rule(points=10)
    Bank.objects.update_or_create(pk=1, defaults={"expire_months": 12})
    old = timezone.localdate() - timedelta(days=500)
    pay(old_alice, 1, day=old)
    actions.spend(old_alice, 10, key="redemption:1:paid")
    actions.reverse_awards("reply:1")
    with transaction.atomic():
        account = actions.hold_account(old_alice)
        post_entry(account, Entry.Kind.ADJUSTMENT, 5, key="adjustment:1:booked", counts_on=old)
    pay(old_alice, 2, day=old)
    assert account_of(old_alice).balance == 5
    # 10 of the second award and 5 of the correction came and stand, 10 went: the 5 that are left are old.
    assert actions.expires_next(account_of(old_alice)) == 5
    assert prove_ledger().wrong_count == 0


def test_points_stay_unless_the_bank_says_otherwise(alice):
    set_rule(points=10)
    pay(alice, 1, day=timezone.localdate() - timedelta(days=5000))
    actions.expire_due()
    assert account_of(alice).balance == 10


# --- what the database itself refuses -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "broken",
    [{"balance": -1}, {"owed": -1}, {"earned": -1}, {"contributions": -1}, {"balance": 1, "owed": 1}],
)
def test_an_account_below_zero_cannot_be_written(alice, broken):
    actions.hold_account(alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(member=alice).update(**broken)


def test_entries_are_written_once_and_never_changed(alice):
    set_rule(points=5)
    entry = pay(alice)
    for change in (Entry.objects.all().delete, lambda: Entry.objects.update(amount=7)):
        with pytest.raises(PermissionDenied):
            change()
    with pytest.raises(PermissionDenied):
        entry.delete()
    entry.amount = 700
    with pytest.raises(PermissionDenied):
        entry.save()
    # Nor by a new object in its place.
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry(pk=entry.pk, account=entry.account, kind="award", key="other", amount=700, balance=700, step=1).save()
    assert Entry.objects.get().amount == 5


@pytest.mark.parametrize("figure", ["balance", "earned", "contributions"])
def test_the_proof_finds_a_figure_that_was_changed(alice, figure):
    set_rule(points=5)
    pay(alice)
    assert prove_ledger().wrong_count == 0
    Account.objects.update(**{figure: 7})
    proof = prove_ledger()
    assert proof.wrong_count == 1
    assert figure in proof.findings


def test_the_proof_finds_wrong_totals_and_scores(alice):
    set_rule(points=5)
    pay(alice)
    ReasonTotal.objects.update(points=6)
    PeriodScore.objects.filter(period="week").update(points=6)
    assert prove_ledger().wrong_count == 2


# --- several reasons to take back ---------------------------------------------------------------------------


def test_what_two_took_back_comes_again_when_both_gave_it_back(alice):
    set_rule(points=5)
    entry = pay(alice)
    held = actions.reverse_entry(entry, by="suspicion:1", note="held")
    assert (held.worth, held.note) == (-5, "held")
    assert actions.reverse_entry(entry, by="suspicion:1") is None
    # Meanwhile the deed itself is gone: nothing more is taken, and releasing gives nothing back.
    assert actions.reverse_awards("reply:1") == []
    assert actions.restore_entry(entry, by="suspicion:1") is None
    assert account_of(alice).balance == 0
    [entry] = actions.restore_awards("reply:1")
    assert (entry.worth, account_of(alice).balance) == (5, 5)
    assert prove_ledger().wrong_count == 0


def test_what_is_shown_again_does_not_override_a_hold(alice):
    set_rule(points=5)
    entry = pay(alice)
    actions.reverse_awards("reply:1")
    assert actions.reverse_entry(entry, by="suspicion:1") is None
    assert actions.restore_awards("reply:1") == []
    # Nor does the sweep that pays what is there again.
    assert actions.restore_awards("reply:1") == []
    assert account_of(alice).balance == 0
    assert actions.restore_entry(entry, by="suspicion:2") is None
    assert actions.restore_entry(entry, by="suspicion:1").worth == 5
    assert actions.restore_entry(entry, by="suspicion:1") is None
    assert prove_ledger().wrong_count == 0


def test_the_proof_finds_what_is_taken_back_without_a_reason(alice):
    set_rule(points=5)
    actions.reverse_entry(pay(alice, 1))
    entry = pay(alice, 2)
    TakenBack.objects.all().delete()
    assert prove_ledger().wrong_count == 1
    TakenBack.objects.create(entry=entry)
    assert prove_ledger().wrong_count == 2
