"""The shop under a crowd: the last one is given once, points are spent once, a code is used once.

RACE_ROUNDS says how often each race is run; what is told of it in a release is 20.
"""

import os
from collections import Counter

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from rewards.models import Account, Entry
from rewards.proving import prove_ledger
from rewards.shop import actions
from rewards.shop.actions import redeeming
from rewards.shop.models import Campaign, Coupon, Item, MemberItemCount, Redemption
from tests.factories import make_member
from tests.races.conftest import errors_in, run_together
from tests.rewards.shop_kit import balance_of, fresh, make_item, make_listed, make_pack, rich

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ROUNDS = int(os.environ.get("RACE_ROUNDS", "2"))
CROWD = 50
rounds = pytest.mark.parametrize("race_round", range(ROUNDS))


@pytest.fixture
def clerk(db):
    member = make_member("Clerk", is_staff=True)
    member.user_permissions.add(Permission.objects.get(codename="verify_coupon"))
    return member


def codes_of(results):
    """How often each refusal; anything that is none stands as it is."""
    return Counter(getattr(error, "code", repr(error)) for error in errors_in(results))


def assert_proven():
    proof = prove_ledger()
    assert proof.wrong_count == 0, proof.findings


@rounds
def test_the_last_one_is_given_once(race_round):
    item, members = make_item(cost=10, stock=1), [rich(points=10) for _n in range(CROWD)]
    results = run_together(CROWD, lambda turn: actions.redeem_item(item, actor=members[turn]))
    assert codes_of(results) == {"sold_out": CROWD - 1}
    assert fresh(item).taken == Redemption.objects.count() == Coupon.objects.count() == 1
    assert Entry.objects.filter(kind="spending").count() == 1
    assert_proven()


@rounds
def test_points_for_three_buy_three(race_round):
    item, alice = make_item(cost=10), rich(points=30)
    results = run_together(CROWD, lambda turn: actions.redeem_item(item, actor=alice, submit_key=f"{turn:032}"))
    assert codes_of(results) == {"too_few_points": CROWD - 3}
    assert (balance_of(alice), fresh(item).taken, Redemption.objects.count()) == (0, 3, 3)
    assert_proven()


@rounds
def test_one_press_fifty_times_is_one(race_round):
    item, alice = make_item(cost=10, stock=1, per_member_limit=1), rich(points=10)
    results = run_together(CROWD, lambda _turn: actions.redeem_item(item, actor=alice, submit_key="a" * 32))
    assert errors_in(results) == []
    assert len({result.pk for result in results}) == Redemption.objects.count() == 1
    assert balance_of(alice) == 0
    assert_proven()


@rounds
def test_one_member_has_no_more_than_his_limit(race_round):
    item, alice = make_item(cost=1, per_member_limit=2), rich(points=100)
    results = run_together(20, lambda turn: actions.redeem_item(item, actor=alice, submit_key=f"{turn:032}"))
    assert codes_of(results) == {"limit_reached": 18}
    assert MemberItemCount.objects.get().count == Redemption.objects.count() == 2
    assert_proven()


@rounds
def test_a_code_is_used_once(race_round, clerk):
    coupon = actions.redeem_item(make_item(), actor=rich()).coupons.get()
    results = run_together(CROWD, lambda _turn: actions.use_coupon(fresh(coupon), actor=clerk))
    assert Counter(results) == {True: 1, False: CROWD - 1}
    assert fresh(coupon).used_by == clerk


@rounds
def test_a_partners_codes_go_to_one_each(race_round):
    item, members = make_listed("A-1", "A-2", "A-3"), [rich(points=10) for _n in range(20)]
    results = run_together(20, lambda turn: actions.redeem_item(item, actor=members[turn]))
    assert codes_of(results) == {"sold_out": 17}
    assert Coupon.objects.filter(state="live").values("member").distinct().count() == 3
    assert_proven()


@rounds
def test_one_list_twice_at_once_is_one_list(race_round):
    item = make_listed("A-0")
    lines = [f"A-{n}" for n in range(1, 40)]
    results = run_together(4, lambda _turn: actions.add_codes(fresh(item), lines, actor=None))
    assert errors_in(results) == []
    assert sum(upload.added for upload in results) == 39
    assert fresh(item).stock == Coupon.objects.count() == 40


@rounds
def test_giving_back_against_using(race_round, clerk):
    alice = rich(points=10)
    redemption = actions.redeem_item(make_item(cost=10, stock=1, cancel_days=3), actor=alice)
    coupon = redemption.coupons.get()

    def press(turn):
        if turn % 2:
            return ("used", actions.use_coupon(fresh(coupon), actor=clerk))
        return ("back", actions.give_back(fresh(redemption), actor=alice))

    results = run_together(20, press)
    assert set(codes_of(results)) <= {"used", "too_late"}
    won = [result[0] for result in results if not isinstance(result, Exception) and result[1]]
    assert len(won) == 1
    assert fresh(coupon).state == {"used": "used", "back": "cancelled"}[won[0]]
    assert balance_of(alice) == {"used": 0, "back": 10}[won[0]]
    assert_proven()


@rounds
def test_packs_and_their_parts_from_both_ends_wait_for_nobody_in_a_circle(race_round):
    """Two packs with the same parts, the parts alone, and giving back, all at once: no deadlock, and all is right."""
    tea, cake = make_item("Tea", cost=1, stock=30), make_item("Cake", cost=1, stock=30)
    packs = [make_pack(tea, (cake, 2), cost=2, cancel_days=3), make_pack((cake, 2), tea, cost=2, cancel_days=3)]
    members = [rich(points=100) for _n in range(4)]
    back = [actions.redeem_item(packs[turn % 2], actor=members[turn % 4]) for turn in range(6)]

    def press(turn):
        member = members[turn % 4]
        if turn % 5 == 4:
            return actions.give_back(back[turn // 5], actor=back[turn // 5].member)
        return actions.redeem_item([*packs, tea, cake][turn % 4], actor=member)

    results = run_together(30, press)
    assert set(codes_of(results)) <= {"sold_out"}
    assert_proven()


@rounds
def test_a_campaign_worked_on_by_many_gives_once_each(race_round, adam):
    item, members = make_item(), [make_member() for _n in range(30)]
    campaign = Campaign.objects.create(name="Thanks", item=item, audience="listed")
    campaign.listed.set(members)
    actions.start_campaign(campaign, actor=adam)
    results = run_together(6, lambda _turn: actions.work_campaign(campaign.pk))
    assert errors_in(results) == []
    while actions.give_batch(campaign.pk):
        pass
    campaign = fresh(campaign)
    assert (campaign.state, campaign.given_count, campaign.done_count) == ("done", 30, 30)
    assert Redemption.objects.values("member").distinct().count() == Redemption.objects.count() == 30
    assert_proven()


# --- controls: with the guard off, the race is lost ---------------------------------------------------------


@pytest.fixture
def without():
    """A function that takes a constraint of a model away until the test is over."""
    taken = []

    def take(model, name):
        meta = model._meta
        [guard] = [rule for rule in meta.constraints if rule.name == name]
        taken.append((model, meta.constraints, guard))
        meta.constraints = [rule for rule in meta.constraints if rule is not guard]
        with connection.schema_editor() as editor:
            editor.remove_constraint(model, guard)

    yield take
    for model in (Coupon, Redemption, Campaign, MemberItemCount, Item):
        model.objects.all().delete()
    for model, kept, guard in reversed(taken):
        model._meta.constraints = kept
        with connection.schema_editor() as editor:
            editor.add_constraint(model, guard)


def test_control_looking_first_gives_the_last_one_to_many(monkeypatch, without):
    without(Item, "item_not_more_than_there_is")
    monkeypatch.setattr(redeeming, "enough_of", lambda pk, _number: Item.objects.filter(pk=pk))
    monkeypatch.setattr(redeeming, "check_offer", lambda *_args: None)
    item, members = make_item(cost=10, stock=1), [rich(points=10) for _n in range(8)]
    assert errors_in(run_together(8, lambda turn: actions.redeem_item(item, actor=members[turn]))) == []
    assert fresh(item).taken == 8
    assert Entry.objects.filter(kind="spending").count() == 8


def test_control_the_constraint_alone_gives_the_last_one_once(monkeypatch):
    monkeypatch.setattr(redeeming, "enough_of", lambda pk, _number: Item.objects.filter(pk=pk))
    item, members = make_item(cost=10, stock=1), [rich(points=10) for _n in range(8)]
    assert len(errors_in(run_together(8, lambda turn: actions.redeem_item(item, actor=members[turn])))) == 7
    assert fresh(item).taken == Redemption.objects.count() == 1


def test_control_a_limit_that_is_looked_at_first_is_passed_by_many(monkeypatch, without):
    without(MemberItemCount, "member_item_within_limit")
    monkeypatch.setattr(redeeming, "below_limit", lambda row, _limit: MemberItemCount.objects.filter(pk=row.pk))
    item, alice = make_item(cost=1, per_member_limit=1), rich()
    assert errors_in(run_together(8, lambda _turn: actions.redeem_item(item, actor=alice))) == []
    assert MemberItemCount.objects.get().count == 8


def test_control_points_that_were_read_before_are_spent_twice(monkeypatch):
    """With the balance as each had seen it, an account goes on below what it has, but for the database."""
    item, alice = make_item(cost=10), rich(points=10)
    monkeypatch.setattr("rewards.actions.ledger.hold_account", lambda _member: Account(pk=account.pk, balance=10))
    account = Account.objects.get(member=alice)
    monkeypatch.setattr("rewards.actions.ledger.seen_as_read", lambda account: Account.objects.filter(pk=account.pk))
    results = run_together(8, lambda _turn: actions.redeem_item(item, actor=alice))
    # The guard is off, and the last wall holds: the balance has a constraint of its own.
    assert len(errors_in(results)) == 7
    assert balance_of(alice) == 0


def test_control_a_code_that_looked_unused_is_used_by_many(monkeypatch, clerk):
    monkeypatch.setattr(
        "rewards.shop.actions.using.still_usable", lambda coupon, _now: Coupon.objects.filter(pk=coupon.pk)
    )
    coupon = actions.redeem_item(make_item(), actor=rich()).coupons.get()
    assert Counter(run_together(8, lambda _turn: actions.use_coupon(fresh(coupon), actor=clerk))) == {True: 8}


def test_control_a_free_code_that_was_seen_is_given_to_many(monkeypatch):
    """Past the item, which is held: two who saw the same free code, and only the one conditional UPDATE between."""
    item, members = make_listed("A-1"), [rich() for _n in range(6)]
    seen = Coupon.objects.get().pk
    monkeypatch.setattr(redeeming, "first_free", lambda _item: seen)
    monkeypatch.setattr(redeeming, "still_free", lambda pk: Coupon.objects.filter(pk=pk))
    assert claim_all(item, members) == 6


def test_a_free_code_that_many_saw_is_given_once():
    item, members = make_listed("A-1"), [rich() for _n in range(6)]
    assert claim_all(item, members) == 1


def claim_all(item, members):
    """How many of these members were given the first free code at the same moment."""
    redemptions = [Redemption.objects.create(member=member, item=item) for member in members]

    def claim(turn):
        given = {"redemption": redemptions[turn], "member": members[turn], "state": "live"}
        with transaction.atomic():
            return redeeming.claim_code(item, given_at=redemptions[turn].created_at, **given)

    results = run_together(len(members), claim)
    assert all(isinstance(error, ValidationError) for error in errors_in(results))
    return len(results) - len(errors_in(results))


def test_control_what_was_used_is_given_back_where_nobody_looks(monkeypatch, without, clerk):
    without(Coupon, "coupon_used_at")
    monkeypatch.setattr(
        "rewards.shop.actions.cancelling.unused", lambda redemption: Coupon.objects.filter(redemption=redemption)
    )
    alice = rich(points=10)
    redemption = actions.redeem_item(make_item(cost=10, cancel_days=3), actor=alice)
    coupon = redemption.coupons.get()
    assert actions.use_coupon(coupon, actor=clerk)
    assert actions.give_back(redemption, actor=alice)
    assert fresh(coupon).used_by == clerk
    assert balance_of(alice) == 10
