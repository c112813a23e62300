"""R6–R8: points become coupons, once and no more than there are; and everything that can be refused."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.models import AuditEntry
from rewards.models import Account, Entry
from rewards.proving import prove_ledger
from rewards.shop import actions
from rewards.shop.codes import ALPHABET, code_key, new_code
from rewards.shop.models import Coupon, Item, MemberItemCount, PackPart, Redemption
from tests.factories import make_member
from tests.rewards.shop_kit import balance_of, fresh, make_item, make_listed, make_pack, rich

pytestmark = pytest.mark.django_db


def refused(call):
    with pytest.raises(ValidationError) as error:
        call()
    return error.value.code


def assert_nothing_happened():
    assert not Redemption.objects.exists()
    assert not Entry.objects.filter(kind="spending").exists()
    assert not Item.objects.filter(taken__gt=0).exists()
    assert not MemberItemCount.objects.filter(count__gt=0).exists()
    assert not Coupon.objects.exclude(state="free").exists()


def test_points_become_a_coupon():
    alice, item = rich(points=30), make_item(cost=12, stock=5, valid_days=30, cancel_days=3)
    redemption = actions.redeem_item(item, actor=alice, submit_key="a" * 32, cost=12)
    coupon = redemption.coupons.get()
    assert balance_of(alice) == 18
    assert Entry.objects.get(kind="spending").key == f"redemption:{redemption.pk}:paid"
    assert fresh(item).stock_left == 4
    assert (coupon.member, coupon.state, coupon.standing) == (alice, "live", "live")
    assert timezone.localtime(coupon.valid_until).date() == timezone.localdate() + timedelta(days=30)
    assert redemption.cancel_until > timezone.now()
    assert prove_ledger().wrong_count == 0


def test_a_code_is_long_plain_and_found_however_it_is_written():
    assert len(ALPHABET) ** 16 > 2**64
    assert not set("01OIL2Z5S") & set(ALPHABET)
    alice = rich()
    coupon = actions.redeem_item(make_item(), actor=alice).coupons.get()
    assert [len(group) for group in coupon.code.split("-")] == [4] * 4
    for written in (coupon.code, coupon.code.lower(), coupon.code.replace("-", " "), f" {coupon.code_key}。"):
        assert actions.find_coupon(written) == coupon
    assert actions.find_coupon(new_code()) is None
    assert actions.find_coupon("") is None
    assert actions.find_coupon("x" * 5000) is None


def test_the_same_press_twice_is_one_redemption():
    alice, item = rich(points=10), make_item(cost=10, stock=1, per_member_limit=1)
    first = actions.redeem_item(item, actor=alice, submit_key="a" * 32)
    assert actions.redeem_item(item, actor=alice, submit_key="a" * 32) == first
    assert balance_of(alice) == 0
    assert refused(lambda: actions.redeem_item(item, actor=alice, submit_key="b" * 32)) == "sold_out"


def test_the_press_of_somebody_else_with_the_same_key_is_his_own():
    item = make_item()
    first = actions.redeem_item(item, actor=rich(), submit_key="a" * 32)
    assert actions.redeem_item(item, actor=rich(), submit_key="a" * 32) != first


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"cost": 101}, "too_few_points"),
        ({"stock": 0}, "sold_out"),
        ({"is_active": False}, "not_on_sale"),
        ({"sale_from": timezone.now() + timedelta(hours=1)}, "not_on_sale"),
        ({"sale_until": timezone.now() - timedelta(hours=1)}, "not_on_sale"),
        ({"valid_until": timezone.now() - timedelta(hours=1)}, "not_on_sale"),
        ({"kind": "pack"}, "not_on_sale"),
        ({"min_points": 1}, "level_needed"),
        ({"min_contributions": 1}, "level_needed"),
    ],
)
def test_what_is_refused_takes_nothing(fields, code):
    alice, item = rich(), make_item(**fields)
    assert refused(lambda: actions.redeem_item(item, actor=alice)) == code
    assert_nothing_happened()


def test_a_new_account_cannot_spend_nor_take_what_is_free():
    alice = make_member()
    for cost in (0, 10):
        item = make_item(cost=cost)
        assert refused(lambda item=item: actions.redeem_item(item, actor=alice)) == "account_too_young"
    assert_nothing_happened()


def test_a_price_that_changed_meanwhile_is_agreed_to_anew():
    alice, item = rich(), make_item(cost=10)
    Item.objects.update(cost=20)
    assert refused(lambda: actions.redeem_item(item, actor=alice, cost=10)) == "cost_changed"
    assert_nothing_happened()
    assert actions.redeem_item(item, actor=alice, cost=20).cost == 20


def test_levels_open_by_what_was_earned_not_by_what_is_left():
    alice, item = rich(points=20), make_item(min_points=50, min_contributions=3)
    Account.objects.update(earned=50, contributions=3)
    assert actions.redeem_item(item, actor=alice)


def test_one_member_has_no_more_than_his_limit():
    alice, item = rich(), make_item(per_member_limit=2)
    for _turn in range(2):
        actions.redeem_item(item, actor=alice)
    assert refused(lambda: actions.redeem_item(item, actor=alice)) == "limit_reached"
    assert actions.redeem_item(item, actor=rich())
    assert MemberItemCount.objects.get(member=alice).count == 2


def test_a_free_item_moves_no_points():
    alice, item = rich(points=0), make_item(cost=0)
    actions.redeem_item(item, actor=alice)
    assert not Entry.objects.exists()
    assert prove_ledger().wrong_count == 0


def test_the_audit_trail_knows_no_code():
    coupon = actions.redeem_item(make_item(), actor=rich()).coupons.get()
    for entry in AuditEntry.objects.all():
        assert coupon.code_key not in code_key(f"{entry.object_label} {entry.changes}")


# --- a partner's codes --------------------------------------------------------------------------------------


def test_a_partners_codes_are_given_in_their_order_once_each():
    item = make_listed("ABC-1", "ABC-2")
    assert item.stock_left == 2
    codes = [actions.redeem_item(item, actor=rich()).coupons.get().code for _turn in range(2)]
    assert codes == ["ABC-1", "ABC-2"]
    assert refused(lambda: actions.redeem_item(item, actor=rich())) == "sold_out"
    assert prove_ledger().wrong_count == 0


def test_doubles_in_a_list_are_told_by_line():
    item = make_listed("ABC-1", "ABC-2")
    upload = actions.add_codes(item, ["abc 1", "", "NEW-1", "new1", "!!!", "NEW-2,ignored"], actor=None)
    assert upload.added == 2
    assert upload.issues == [(1, "known"), (4, "repeated"), (5, "unreadable")]
    assert item.stock == 4
    assert actions.add_codes(item, ["NEW-1"], actor=None).added == 0
    assert prove_ledger().wrong_count == 0


def test_a_list_is_refused_where_it_cannot_be_one(settings):
    assert refused(lambda: actions.add_codes(make_item(), ["A"], actor=None)) == "not_uploaded"
    item = make_listed("A-1")
    assert refused(lambda: actions.add_codes(item, [" ", ""], actor=None)) == "no_codes"
    assert refused(lambda: actions.add_codes(item, ["A"] * 10_001, actor=None)) == "too_many_lines"


def test_ten_thousand_codes_go_in_at_once():
    item = make_listed("A-1")
    assert actions.add_codes(item, [f"LIST-{n:05}" for n in range(10_000)], actor=None).added == 10_000
    assert item.stock_left == 10_001


def test_a_code_that_nobody_has_is_unknown_at_the_counter():
    make_listed("ABC-1")
    assert actions.find_coupon("ABC-1") is None


# --- packs --------------------------------------------------------------------------------------------------


def test_a_pack_gives_a_coupon_for_each_part():
    tea, cake, listed = make_item("Tea", stock=5), make_item("Cake"), make_listed("P-1", "P-2")
    pack = make_pack((tea, 2), cake, listed, cost=50, stock=3)
    redemption = actions.redeem_item(pack, actor=rich())
    assert redemption.coupons.count() == 4
    assert [fresh(item).taken for item in (pack, tea, cake, listed)] == [1, 2, 1, 1]
    assert prove_ledger().wrong_count == 0


def test_a_pack_with_one_part_missing_takes_nothing():
    tea, cake = make_item("Tea", stock=5), make_item("Cake", stock=1)
    pack = make_pack(tea, (cake, 2), stock=3)
    assert refused(lambda: actions.redeem_item(pack, actor=rich())) == "sold_out"
    assert_nothing_happened()


def test_a_part_need_not_be_offered_by_itself():
    tea = make_item("Tea", is_active=False)
    assert actions.redeem_item(make_pack(tea), actor=rich()).coupons.get().item == tea


def test_a_pack_with_a_part_that_is_over_is_not_offered():
    over = make_item(valid_until=timezone.now() - timedelta(hours=1))
    pack, member = make_pack(make_item(), over), rich()
    with pytest.raises(ValidationError) as caught:
        actions.redeem_item(pack, actor=member)
    assert caught.value.code == "not_on_sale"
    assert balance_of(member) == 100
    assert list(Item.objects.on_sale().filter(pk=pack.pk)) == []
    assert not pack.is_on_sale()


def test_the_entry_leads_to_the_coupon_also_when_the_item_is_gone(sign_in):
    item, member = make_item(), rich()
    coupon = actions.redeem_item(item, actor=member).coupons.get()
    Item.objects.update(is_active=False)
    entry = Entry.objects.get(kind="spending")
    assert entry.url == coupon.get_absolute_url()
    assert sign_in(member).get(entry.url).status_code == 200


def test_packs_hold_no_packs_and_no_codes_of_a_partner():
    pack = make_pack(make_item())
    with pytest.raises(ValidationError):
        PackPart(pack=make_item(kind="pack"), part=pack, quantity=1).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_item(kind="pack", codes="uploaded", stock=0)


# --- stock --------------------------------------------------------------------------------------------------


def test_stock_is_never_set_below_what_is_given():
    item = make_item(stock=3)
    actions.redeem_item(item, actor=rich())
    actions.set_stock(item, 1)
    assert fresh(item).stock_left == 0
    assert refused(lambda: actions.set_stock(item, 0)) == "below_given"
    actions.set_stock(item, None)
    assert fresh(item).stock_left is None
    assert refused(lambda: actions.set_stock(make_listed("A-1"), 5)) == "counted_from_codes"


# --- what the database itself refuses, and what the proof finds ----------------------------------------------


@pytest.mark.parametrize("broken", [{"taken": -1}, {"taken": 6}, {"stock": 0}, {"per_member_limit": 0}])
def test_an_item_that_cannot_be_is_not_written(broken):
    item = make_item(stock=5)
    actions.redeem_item(item, actor=rich())
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.update(**broken)


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "free"},
        {"state": "used"},
        {"redemption": None},
        {"code_key": ""},
        {"used_at": timezone.now()},
    ],
)
def test_a_coupon_that_cannot_be_is_not_written(broken):
    actions.redeem_item(make_item(), actor=rich())
    with pytest.raises(IntegrityError), transaction.atomic():
        Coupon.objects.update(**broken)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda: Item.objects.update(taken=2), "counted as given"),
        (lambda: MemberItemCount.objects.update(count=2), "counted to have"),
        (lambda: Redemption.objects.update(cost=11), "it cost 11"),
        (lambda: Redemption.objects.update(state="cancelled", cancelled_at=timezone.now()), "its points are taken"),
        (lambda: Coupon.objects.update(state="cancelled"), "its redemption live"),
    ],
)
def test_the_proof_finds_what_was_changed(change, found):
    actions.redeem_item(make_item(stock=5), actor=rich())
    assert prove_ledger().wrong_count == 0
    change()
    assert found in prove_ledger().findings


def test_who_leaves_takes_nothing_with_him():
    alice = rich()
    actions.redeem_item(make_item(stock=5), actor=alice)
    alice.delete()
    assert Coupon.objects.get().member is None
    assert prove_ledger().wrong_count == 0
