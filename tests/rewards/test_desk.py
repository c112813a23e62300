"""The desk of the ledger: a tariff is tried before it is kept; corrections need a reason, large ones two people."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from community.models import AuditEntry, Notification
from rewards import actions
from rewards.models import Account, Adjustment, Bank, Entry, Rule
from rewards.trying import month_before, price_month
from tests.factories import give_points, make_member, set_rule
from tests.pages import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def leah(db):
    """A lead."""
    member = make_member("Leah", is_staff=True)
    member.groups.add(Group.objects.get(name="leads"))
    return member


@pytest.fixture
def leah_client(leah, sign_in):
    return sign_in(leah)


# --- the tariff ---------------------------------------------------------------------------------------------


@pytest.fixture
def one_rule(db):
    Rule.objects.all().delete()
    set_rule("answer_accepted", points=5)
    return Rule.objects.get()


def fields_of(rule, do, **changed):
    form = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": rule.pk, "do": do}
    values = {"points": rule.points, "daily_cap": "", "monthly_cap": "", "is_active": "on"} | changed
    return form | {f"form-0-{name}": value for name, value in values.items()}


TARIFF = "/admin/rewards/rule/tariff/"


def test_trying_prices_last_month_anew_and_changes_nothing(one_rule, alice, bob, leah_client):
    first, _last = month_before(timezone.localdate())
    for number, member in enumerate([alice, alice, alice, bob]):
        actions.award(member, "answer_accepted", key=f"reply:{number}:accepted", day=first + timedelta(days=3))
    actions.reverse_awards("reply:3")
    page = leah_client.post(TARIFF, fields_of(one_rule, "try", points="10", daily_cap="25"))
    [(_form, row)] = page.context["rows"]
    assert (row.deeds, row.members, row.paid, row.would_pay) == (3, 1, 15, 25)
    one_rule.refresh_from_db()
    assert one_rule.points == 5


def test_a_month_has_a_limit_in_the_trial_too(one_rule, alice):
    first, last = month_before(timezone.localdate())
    for number in range(4):
        day = first + timedelta(days=number)
        actions.award(alice, "answer_accepted", key=f"reply:{number}:accepted", day=day)
    one_rule.monthly_cap = 12
    [row] = price_month([one_rule], first, last)
    assert (row.paid, row.would_pay, row.change) == (20, 12, -8)


def test_saving_keeps_it_and_is_recorded_once(one_rule, leah, leah_client):
    for _twice in range(2):
        assert leah_client.post(TARIFF, fields_of(one_rule, "save", points="8")).status_code == 302
    one_rule.refresh_from_db()
    assert one_rule.points == 8
    assert AuditEntry.objects.get(action="rewards.rule.edited").changes == {"points": ["5", "8"]}


@pytest.mark.parametrize(
    "wrong", [{"points": "-1"}, {"points": "x"}, {"points": "99999"}, {"daily_cap": "50", "monthly_cap": "20"}]
)
def test_a_wrong_figure_is_said_by_its_field_and_kept_as_typed(one_rule, wrong, leah_client):
    page = leah_client.post(TARIFF, fields_of(one_rule, "save", **wrong))
    assert page.status_code == 422
    for value in wrong.values():
        assert f'value="{value}"' in page.content.decode()
    one_rule.refresh_from_db()
    assert one_rule.points == 5


def test_a_post_without_a_verb_changes_nothing(one_rule, leah_client):
    assert leah_client.post(TARIFF, fields_of(one_rule, "", points="8")).status_code == 422
    one_rule.refresh_from_db()
    assert one_rule.points == 5


def test_the_tariff_is_for_leads(one_rule, visitor, alice_client, tessa_client):
    for client in (visitor, alice_client):
        assert client.get(TARIFF).status_code == 302
    assert tessa_client.get(TARIFF).status_code == 403
    assert tessa_client.post(TARIFF, fields_of(one_rule, "save", points="8")).status_code == 403


# --- corrections --------------------------------------------------------------------------------------------

ADD = "/admin/rewards/adjustment/add/"


def asked(member, points, reason="Prize of the autumn raffle", key="a" * 32):
    return {"member": member.pk, "points": points, "reason": reason, "submit_key": key}


def balance_of(member):
    return Account.objects.of(member).balance


def test_a_small_correction_is_booked_at_once_and_the_member_reads_why(alice, leah_client):
    for _twice in range(2):
        assert leah_client.post(ADD, asked(alice, 50)).status_code == 302
    assert balance_of(alice) == 50
    assert Entry.objects.get().note == "Prize of the autumn raffle"
    notice = Notification.objects.get(member=alice)
    assert (notice.kind, notice.params["points"]) == ("rewards.adjusted", 50)


def test_a_large_one_waits_for_a_second_person(alice, leah, leah_client, adam_client):
    leah_client.post(ADD, asked(alice, 500))
    adjustment = Adjustment.objects.get()
    approve = reverse("admin:rewards_adjustment_approve", args=[adjustment.pk])
    assert balance_of(alice) == 0
    assert leah_client.post(approve).status_code == 302
    assert balance_of(alice) == 0
    assert adam_client.get(approve).status_code == 405
    for _twice in range(2):
        adam_client.post(approve)
    assert balance_of(alice) == 500
    assert Entry.objects.count() == 1


def test_a_large_one_in_slices_waits_too(alice, bob, leah, leah_client, adam):
    for number, points in enumerate((60, 40)):
        leah_client.post(ADD, asked(alice, points, key=f"{number:032}"))
    assert balance_of(alice) == 100
    leah_client.post(ADD, asked(alice, -1, key="b" * 32))
    assert (balance_of(alice), Adjustment.objects.waiting().count()) == (100, 1)
    # It is what one person does to one account lately that counts.
    leah_client.post(ADD, asked(bob, 60, key="c" * 32))
    actions.ask_adjustment(alice, 60, actor=adam, reason="Prize")
    Adjustment.objects.update(created_at=timezone.now() - timedelta(days=40))
    leah_client.post(ADD, asked(alice, 60, key="d" * 32))
    assert (balance_of(alice), balance_of(bob)) == (220, 60)


def test_a_declined_one_is_never_booked(alice, leah_client, adam_client):
    leah_client.post(ADD, asked(alice, 500))
    adjustment = Adjustment.objects.get()
    adam_client.post(reverse("admin:rewards_adjustment_decline", args=[adjustment.pk]))
    adam_client.post(reverse("admin:rewards_adjustment_approve", args=[adjustment.pk]))
    adjustment.refresh_from_db()
    assert (adjustment.state, balance_of(alice)) == ("declined", 0)


def test_whoever_asked_may_withdraw(alice, leah_client):
    leah_client.post(ADD, asked(alice, 500))
    adjustment = Adjustment.objects.get()
    leah_client.post(reverse("admin:rewards_adjustment_decline", args=[adjustment.pk]))
    adjustment.refresh_from_db()
    assert adjustment.state == "withdrawn"


def test_nobody_corrects_his_own_account(leah, leah_client):
    page = leah_client.post(ADD, asked(leah, 5))
    assert page.status_code == 422
    assert "Nobody sets his own account right" in words_of(page)
    assert not Adjustment.objects.exists()


def test_more_than_there_is_cannot_be_taken_and_what_was_typed_stays(alice, leah_client):
    give_points(alice, 10)
    page = leah_client.post(ADD, asked(alice, -11, reason="Copied texts"))
    assert page.status_code == 422
    assert "Copied texts" in page.content.decode()
    assert balance_of(alice) == 10
    assert not Adjustment.objects.exists()


@pytest.mark.parametrize("wrong", [{"points": 0}, {"points": "x"}, {"points": 10**9}, {"reason": " "}, {"member": "x"}])
def test_bad_input_is_told_by_the_field(wrong, alice, leah_client):
    page = leah_client.post(ADD, asked(alice, 5) | wrong)
    assert page.status_code == 422
    assert not Entry.objects.exists()


def test_the_database_wants_two_people_too(alice, leah):
    Bank.objects.update_or_create(pk=1, defaults={"approval_limit": 10})
    adjustment = actions.ask_adjustment(alice, 50, actor=leah, reason="Prize")
    with pytest.raises(IntegrityError), transaction.atomic():
        Adjustment.objects.filter(pk=adjustment.pk).update(state="approved", decided_by=leah, decided_at=timezone.now())


def test_corrections_are_for_leads(alice, visitor, alice_client, tessa_client):
    for client in (visitor, alice_client):
        assert client.post(ADD, asked(alice, 5)).status_code == 302
    assert tessa_client.post(ADD, asked(alice, 5)).status_code == 403
    assert not Adjustment.objects.exists()
