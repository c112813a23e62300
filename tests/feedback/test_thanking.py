"""R2: points for quality: when a person takes feedback up, fixes it, and nothing for what is hidden or taken back."""

import pytest

from feedback import actions
from feedback.actions.triage import hide_feedback, show_feedback
from feedback.models import Status
from rewards.models import Account, Entry
from rewards.proving import prove_ledger
from tests.factories import make_call, make_feedback, make_fix_note, make_receipt, make_report, set_rule

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tariff(db):
    points = {"accepted": 10, "fixed": 20, "duplicate": 2}
    for name, worth in points.items():
        set_rule(f"feedback_{name}", points=worth)
    set_rule("first_reporter", points=7)
    set_rule("test_reported", points=5)


def balance_of(member):
    return Account.objects.of(member).balance


def reasons_of(member):
    return list(Entry.objects.filter(account__member=member).order_by("pk").values_list("reason", flat=True))


def test_sending_earns_nothing_and_being_taken_up_does_once(alice, tessa):
    feedback = make_feedback(alice)
    assert balance_of(alice) == 0
    actions.triage_feedback(feedback, actor=tessa, status=Status.UNDER_REVIEW)
    actions.triage_feedback(feedback, actor=tessa, status=Status.PLANNED)
    assert balance_of(alice) == 10
    entry = Entry.objects.get()
    assert (entry.key, entry.about, entry.url) == (
        f"feedback:{feedback.pk}:accepted",
        f"#{feedback.pk}",
        feedback.get_absolute_url(),
    )


def test_a_rule_of_the_machine_takes_nothing_up(alice):
    actions.triage_feedback(make_feedback(alice), actor=None, status=Status.UNDER_REVIEW)
    assert balance_of(alice) == 0


@pytest.mark.parametrize("status", [Status.NEEDS_INFO, Status.DECLINED])
def test_asking_back_and_declining_earn_nothing(alice, tessa, status):
    make_feedback(alice, status=status, by=tessa)
    assert balance_of(alice) == 0


def test_nobody_is_paid_for_his_own_judgement(tessa):
    make_feedback(tessa, status=Status.PLANNED, by=tessa)
    assert balance_of(tessa) == 0


def test_who_has_no_name_has_no_account(tessa):
    feedback, _code = make_receipt()
    actions.triage_feedback(feedback, actor=tessa, status=Status.PLANNED)
    assert not Account.objects.exists()


def test_a_fix_earns_more_whichever_way_it_comes(alice, bob, tessa):
    first, second = make_feedback(alice), make_feedback(bob)
    make_fix_note([first], actor=tessa)
    actions.triage_feedback(second, actor=tessa, status=Status.PLANNED)
    actions.triage_feedback(second, actor=tessa, status=Status.FIXED)
    assert balance_of(alice) == balance_of(bob) == 30
    assert reasons_of(alice) == reasons_of(bob) == ["feedback_accepted", "feedback_fixed"]


def test_fixed_again_after_it_was_reopened_is_paid_once(alice, bob, tessa):
    feedback = make_feedback(alice)
    make_fix_note([feedback], actor=tessa)
    feedback.refresh_from_db()
    actions.rate_feedback(feedback, actor=alice, score=1)
    feedback.refresh_from_db()
    make_fix_note([feedback], actor=tessa)
    assert balance_of(alice) == 30


def test_a_duplicate_earns_a_little_and_loses_it_when_it_stands_alone(alice, bob, tessa):
    target, item = make_feedback(alice), make_feedback(bob)
    actions.merge_feedback(item, into=target, actor=tessa)
    assert balance_of(bob) == 2
    actions.unmerge_feedback(item, actor=tessa)
    assert balance_of(bob) == 0
    item.refresh_from_db()
    actions.merge_feedback(item, into=target, actor=tessa)
    assert balance_of(bob) == 2
    assert prove_ledger().wrong_count == 0


def test_ones_own_duplicate_earns_nothing(alice, tessa):
    target, item = make_feedback(alice), make_feedback(alice)
    actions.merge_feedback(item, into=target, actor=tessa)
    assert balance_of(alice) == 0


def test_who_said_it_first_is_thanked_although_another_item_speaks_for_it(alice, bob, tessa):
    first, target = make_feedback(alice), make_feedback(bob)
    actions.merge_feedback(first, into=target, actor=tessa)
    make_fix_note([target], actor=tessa)
    assert reasons_of(alice) == ["feedback_duplicate", "first_reporter"]
    assert reasons_of(bob) == ["feedback_accepted", "feedback_fixed"]


def test_what_is_hidden_is_not_paid_and_what_is_shown_again_is(alice, tessa):
    feedback = make_feedback(alice)
    make_fix_note([feedback], actor=tessa)
    feedback.refresh_from_db()
    for _twice in range(2):
        hide_feedback(feedback, actor=tessa)
    assert balance_of(alice) == 0
    for _twice in range(2):
        show_feedback(feedback, actor=tessa)
    assert balance_of(alice) == 30


def test_what_was_taken_up_while_nobody_saw_it_is_paid_when_it_is_shown(alice, bob, tessa):
    hidden = make_feedback(alice)
    hide_feedback(hidden, actor=tessa)
    pending = make_feedback(bob, fields={"visibility": "pending"})
    for item in (hidden, pending):
        item.refresh_from_db()
        actions.triage_feedback(item, actor=tessa, status=Status.PLANNED)
    assert (balance_of(alice), balance_of(bob)) == (0, 0)
    show_feedback(hidden, actor=tessa)
    actions.approve_feedback(pending, actor=tessa)
    assert (balance_of(alice), balance_of(bob)) == (10, 10)


def test_showing_does_not_pay_for_what_a_rule_took_up(alice, tessa):
    item = make_feedback(alice)
    actions.triage_feedback(item, actor=None, status=Status.UNDER_REVIEW)
    hide_feedback(item, actor=tessa)
    show_feedback(item, actor=tessa)
    assert balance_of(alice) == 0


def test_showing_again_does_not_pay_for_a_merge_that_was_undone(alice, bob, tessa):
    target, item = make_feedback(alice), make_feedback(bob)
    actions.merge_feedback(item, into=target, actor=tessa)
    actions.unmerge_feedback(item, actor=tessa)
    item.refresh_from_db()
    hide_feedback(item, actor=tessa)
    show_feedback(item, actor=tessa)
    assert balance_of(bob) == 0


def test_taking_ones_words_back_gives_the_points_back(alice, tessa):
    feedback = make_feedback(alice, status=Status.PLANNED, by=tessa)
    actions.remove_feedback(feedback, actor=alice)
    assert balance_of(alice) == 0


def test_testers_are_thanked_at_the_end_of_the_call(alice, bob, carol, tessa):
    call = make_call(make_feedback(alice), tessa)
    seat = make_report(call, bob)
    actions.join_test(call, actor=carol)
    assert balance_of(bob) == 0
    actions.end_test_call(call, actor=tessa)
    assert (balance_of(bob), balance_of(carol)) == (5, 0)
    actions.hide_test_report(seat, actor=tessa)
    assert balance_of(bob) == 0
    actions.show_test_report(seat, actor=tessa)
    assert balance_of(bob) == 5
