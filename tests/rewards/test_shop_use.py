"""R8: coupons are used once, given back whole, and end by the clock."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from community.models import AuditEntry, Notification
from rewards.proving import prove_ledger
from rewards.shop import actions, tasks
from rewards.shop.models import Coupon, MemberItemCount
from tests.rewards.shop_kit import balance_of, fresh, make_item, make_listed, make_pack, rich

pytestmark = pytest.mark.django_db


def refused(call):
    with pytest.raises(ValidationError) as error:
        call()
    return error.value.code


def coupon_of(member, **fields):
    return actions.redeem_item(make_item(**fields), actor=member).coupons.get()


def test_a_coupon_is_used_once_and_says_when_and_by_whom(tessa):
    coupon = coupon_of(rich())
    assert actions.use_coupon(coupon, actor=tessa)
    assert not actions.use_coupon(fresh(coupon), actor=tessa)
    assert (coupon.state, coupon.used_by) == ("used", tessa)
    assert AuditEntry.objects.filter(action="shop.coupon.used", actor=tessa).count() == 1


def test_what_is_over_is_not_used(tessa):
    coupon = coupon_of(rich(), valid_days=3)
    with time_machine.travel(timezone.now() + timedelta(days=5)):
        assert fresh(coupon).standing == "expired"
        assert not actions.use_coupon(coupon, actor=tessa)
    assert fresh(coupon).state == "live"


def test_giving_back_undoes_everything():
    alice, item = rich(points=30), make_item(cost=12, stock=1, per_member_limit=1, cancel_days=3)
    redemption = actions.redeem_item(item, actor=alice)
    assert actions.give_back(redemption, actor=alice)
    assert not actions.give_back(fresh(redemption), actor=alice)
    assert not actions.give_back(redemption, actor=alice)
    assert balance_of(alice) == 30
    assert fresh(item).stock_left == 1
    assert MemberItemCount.objects.get().count == 0
    assert Coupon.objects.get().state == "cancelled"
    assert prove_ledger().wrong_count == 0
    assert actions.redeem_item(item, actor=alice)
    assert prove_ledger().wrong_count == 0


def test_a_used_redemption_is_not_given_back(tessa):
    alice = rich()
    pack = make_pack(make_item(), make_item(), cancel_days=3, stock=1)
    redemption = actions.redeem_item(pack, actor=alice)
    actions.use_coupon(redemption.coupons.first(), actor=tessa)
    assert refused(lambda: actions.give_back(redemption, actor=alice)) == "used"
    assert fresh(redemption).state == "live"
    assert sorted(redemption.coupons.values_list("state", flat=True)) == ["live", "used"]
    assert balance_of(alice) == 90
    assert prove_ledger().wrong_count == 0


def test_a_pack_goes_back_whole(tessa):
    alice, tea, listed = rich(), make_item(stock=4), make_listed("A-1", "A-2")
    pack = make_pack((tea, 2), listed, stock=1)
    actions.cancel_redemption(actions.redeem_item(pack, actor=alice), actor=tessa, reason="The kitchen is closed")
    # A partner's code that was seen is given to nobody else.
    assert [fresh(item).taken for item in (pack, tea, listed)] == [0, 0, 1]
    assert prove_ledger().wrong_count == 0


def test_giving_back_has_its_time_and_its_owner():
    alice, bob = rich(), rich()
    never = actions.redeem_item(make_item(), actor=alice)
    assert refused(lambda: actions.give_back(never, actor=alice)) == "too_late"
    some = actions.redeem_item(make_item(cancel_days=10, valid_days=2), actor=alice)
    assert refused(lambda: actions.give_back(some, actor=bob)) == "not_yours"
    with time_machine.travel(timezone.now() + timedelta(days=5)):
        assert refused(lambda: actions.give_back(some, actor=alice)) == "too_late"


def test_the_team_cancels_with_a_reason_that_is_read(tessa):
    alice = rich()
    redemption = actions.redeem_item(make_item("Tea", cost=10), actor=alice)
    assert refused(lambda: actions.cancel_redemption(redemption, actor=tessa, reason=" ")) == "reason_needed"
    assert actions.cancel_redemption(redemption, actor=tessa, reason="The shop has closed.")
    assert not actions.cancel_redemption(redemption, actor=tessa, reason="Again.")
    assert balance_of(alice) == 100
    notice = Notification.objects.get(member=alice)
    assert (notice.kind, notice.params["reason"]) == ("shop.cancelled", "The shop has closed.")
    assert fresh(redemption).cancelled_by == tessa
    assert prove_ledger().wrong_count == 0


# --- reminders ----------------------------------------------------------------------------------------------


def told(member):
    return Notification.objects.filter(member=member, kind="shop.ending").count()


def test_the_holder_is_told_a_week_and_a_day_before_each_once():
    alice = rich()
    coupon = coupon_of(alice, valid_days=30)
    tasks.sweep_reminders()
    assert told(alice) == 0
    for before, number in ((timedelta(days=6), 1), (timedelta(hours=20), 2), (timedelta(hours=-1), 2)):
        with time_machine.travel(coupon.valid_until - before):
            for _run in range(2):
                tasks.sweep_reminders()
            assert told(alice) == number


def test_what_ends_soon_from_the_beginning_is_told_of_only_on_the_last_day():
    alice = rich()
    coupon = coupon_of(alice, valid_days=5)
    tasks.sweep_reminders()
    assert told(alice) == 0
    with time_machine.travel(coupon.valid_until - timedelta(hours=3)):
        tasks.sweep_reminders()
    assert told(alice) == 1


def test_a_used_coupon_is_not_reminded_of(tessa):
    alice = rich()
    coupon = coupon_of(alice, valid_days=30)
    actions.use_coupon(coupon, actor=tessa)
    with time_machine.travel(coupon.valid_until - timedelta(days=2)):
        tasks.sweep_reminders()
        assert not actions.remind_of_end(coupon)
    assert told(alice) == 0


@pytest.mark.parametrize("in_pack", [False, True])
def test_who_has_seen_a_partners_code_does_not_give_it_back(in_pack):
    """It works at the partner's, whatever we say of it; only the team can undo that."""
    listed = make_listed("AAAA", "BBBB", cancel_days=3)
    item, member = (make_pack(listed, cancel_days=3) if in_pack else listed), rich()
    redemption = actions.redeem_item(item, actor=member)
    assert redemption.cancel_until is None
    with pytest.raises(ValidationError) as caught:
        actions.give_back(redemption, actor=member)
    assert caught.value.code == "too_late"
    assert balance_of(member) == 90
