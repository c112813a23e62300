"""Whatever is done in whatever order – earning, taking back, redeeming, giving back, using, waiting, restocking –
points, stock and coupons stand where a plain model says.

SHOP_EXAMPLES and SHOP_STEPS say how far it goes; what is told of it in a release is 200 × 50.
"""

import os
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from rewards import actions as bank
from rewards.models import Account, Entry
from rewards.proving import prove_ledger
from rewards.shop import actions, tasks
from rewards.shop.models import Coupon, Redemption
from tests.factories import make_member, set_rule
from tests.rewards.shop_kit import fresh, make_item, make_listed, make_pack, rich

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]

EXAMPLES, STEPS = int(os.environ.get("SHOP_EXAMPLES", "15")), int(os.environ.get("SHOP_STEPS", "20"))
WORTH = 5
pick, some_member, some_item = st.integers(0, 60), st.sampled_from([0, 1]), st.sampled_from(range(5))


def attempt(call):
    """(what a call returned, None), or (None, the code with which it was refused)."""
    try:
        return call(), None
    except ValidationError as error:
        return None, error.code


class Shop(RuleBasedStateMachine):
    """Two members, five items, and what each has as plain numbers. Every example is rolled back."""

    def __init__(self):
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.clock = time_machine.travel(timezone.now(), tick=False)
        self.moment = self.clock.start()

    def teardown(self):
        self.clock.stop()
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    @initialize()
    def open_shop(self):
        set_rule(points=WORTH)
        self.clerk = make_member(is_staff=True)
        self.members = [rich(points=0), rich(points=0)]
        tea = make_item(cost=4, stock=3, cancel_days=5, valid_days=10)
        cake = make_item(cost=7, per_member_limit=2, cancel_days=2)
        listed = make_listed("A-1", "A-2", "A-3", cost=3, cancel_days=9)
        pack = make_pack((tea, 2), listed, cost=9, stock=4, cancel_days=9)
        self.items = [tea, cake, listed, pack, make_item(cost=0, stock=2)]
        self.stock = {tea.pk: 3, cake.pk: None, listed.pk: 3, pack.pk: 4, self.items[4].pk: 2}
        self.taken = dict.fromkeys(self.stock, 0)
        self.needs = {item.pk: {item.pk: 1} for item in self.items}
        self.needs[pack.pk] = {pack.pk: 1, tea.pk: 2, listed.pk: 1}
        self.listed = listed.pk
        self.balance, self.owed, self.earned = ({m.pk: 0 for m in self.members} for _n in range(3))
        # {award key: (member, whether it is in force)}, {redemption: what became of it}, {coupon: state}
        self.awards, self.live, self.coupons = {}, {}, {}
        self.number = 0
        for _turn in range(5):
            for who in range(2):
                self.earn(who)

    # --- points -------------------------------------------------------------------------------------------

    def move(self, member, worth):
        """What post_entry promises: what comes in pays first what is owed, what is missing is owed."""
        net = self.balance[member] - self.owed[member] + worth
        self.balance[member], self.owed[member] = max(0, net), max(0, -net)

    @rule(who=some_member)
    def earn(self, who):
        member, self.number = self.members[who], self.number + 1
        key = f"reply:{self.number}:accepted"
        for _again in range(2):
            bank.award(member, "answer_accepted", key=key)
        self.awards[key] = [member.pk, True]
        self.earned[member.pk] += WORTH
        self.move(member.pk, WORTH)

    @rule(which=pick, back=st.booleans())
    def take_back_or_give_again(self, which, back):
        if not self.awards:
            return
        key = sorted(self.awards)[which % len(self.awards)]
        member, is_in_force = self.awards[key]
        (bank.reverse_entry if back else bank.restore_entry)(Entry.objects.get(key=key))
        if is_in_force == back:
            self.awards[key][1] = not back
            worth = -WORTH if back else WORTH
            self.earned[member] += worth
            self.move(member, worth)

    # --- the shop -----------------------------------------------------------------------------------------

    def refusal(self, item, member):
        """Why the model refuses a redemption, or None."""
        for pk, number in sorted(self.needs[item.pk].items()):
            if self.stock[pk] is not None and self.taken[pk] + number > self.stock[pk]:
                return "sold_out"
        had = sum(1 for state in self.live.values() if state["item"] == item.pk and state["member"] == member.pk)
        if item.per_member_limit is not None and had >= item.per_member_limit:
            return "limit_reached"
        return "too_few_points" if self.balance[member.pk] < item.cost else None

    @rule(who=some_member, what=some_item, twice=st.booleans())
    def redeem(self, who, what, twice):
        member, item = self.members[who], self.items[what]
        self.number += 1
        key, expected = f"{self.number:032}", self.refusal(item, member)
        redemption, code = attempt(lambda: actions.redeem_item(fresh(item), actor=member, submit_key=key))
        assert code == expected
        if code:
            return
        if twice:
            assert actions.redeem_item(fresh(item), actor=member, submit_key=key) == redemption
        for pk, number in self.needs[item.pk].items():
            self.taken[pk] += number
        self.move(member.pk, -item.cost)
        coupons = list(redemption.coupons.all())
        # What has a partner's code in it only the team takes back.
        days = 0 if self.listed in self.needs[item.pk] else item.cancel_days
        self.live[redemption.pk] = {
            "item": item.pk,
            "member": member.pk,
            "cost": item.cost,
            "until": timezone.now() + timedelta(days=days) if days else None,
            "coupons": [coupon.pk for coupon in coupons],
        }
        self.coupons |= {coupon.pk: ["live", coupon.valid_until, coupon.item_id] for coupon in coupons}

    @rule(which=pick, by_staff=st.booleans())
    def cancel(self, which, by_staff):
        if not self.live:
            return
        pk = sorted(self.live)[which % len(self.live)]
        it, redemption = self.live[pk], Redemption.objects.get(pk=pk)
        ours = [self.coupons[coupon] for coupon in it["coupons"]]
        is_used = any(coupon[0] == "used" for coupon in ours)
        is_over = any(coupon[0] == "live" and coupon[1] and coupon[1] <= timezone.now() for coupon in ours)
        is_late = it["until"] is None or it["until"] <= timezone.now() or is_over
        expected = "too_late" if is_late and not by_staff else "used" if is_used else None
        for again in range(2):
            done, code = attempt(lambda: self.undo(redemption, by_staff))
            assert code == expected
            if code:
                return
            assert done == (not again)
        del self.live[pk]
        for coupon in ours:
            coupon[0] = "cancelled"
        for item, number in self.needs[it["item"]].items():
            if not next(row for row in self.items if row.pk == item).is_uploaded:
                self.taken[item] -= number
        self.move(it["member"], it["cost"])

    def undo(self, redemption, by_staff):
        if by_staff:
            return actions.cancel_redemption(redemption, actor=self.clerk, reason="Closed.")
        return actions.give_back(redemption, actor=redemption.member)

    @rule(which=pick)
    def use(self, which):
        if not self.coupons:
            return
        pk = sorted(self.coupons)[which % len(self.coupons)]
        state = self.coupons[pk]
        usable = state[0] == "live" and (state[1] is None or state[1] > timezone.now())
        assert actions.use_coupon(Coupon.objects.get(pk=pk), actor=self.clerk) == usable
        if usable:
            state[0] = "used"

    @rule(what=st.sampled_from(range(4)), stock=st.none() | st.integers(0, 8))
    def restock(self, what, stock):
        item = [row for row in self.items if not row.is_uploaded][what]
        _none, code = attempt(lambda: actions.set_stock(item, stock))
        is_too_low = stock is not None and stock < self.taken[item.pk]
        assert code == ("below_given" if is_too_low else None)
        if not code:
            self.stock[item.pk] = stock

    @rule(number=st.integers(1, 3), repeat=st.booleans())
    def upload(self, number, repeat):
        item = self.items[2]
        lines = [f"B-{self.number}-{n}" for n in range(number)]
        self.number += 1
        for again in range(2 if repeat else 1):
            assert actions.add_codes(item, lines, actor=self.clerk).added == (0 if again else number)
        self.stock[item.pk] += number

    @rule(days=st.integers(1, 6))
    def wait(self, days):
        self.moment.shift(timedelta(days=days))
        tasks.sweep_reminders()

    # --- what holds after every step ----------------------------------------------------------------------

    @invariant()
    def stands_as_the_model_says(self):
        if not hasattr(self, "items"):
            return
        for member in self.members:
            account = Account.objects.of(member)
            stands = (account.balance, account.owed, account.earned)
            assert stands == (self.balance[member.pk], self.owed[member.pk], self.earned[member.pk])
        for item in map(fresh, self.items):
            assert (item.stock, item.taken) == (self.stock[item.pk], self.taken[item.pk])
        states = dict(Coupon.objects.exclude(state="free").values_list("pk", "state"))
        assert states == {pk: state for pk, (state, *_rest) in self.coupons.items()}
        proof = prove_ledger()
        assert proof.wrong_count == 0, proof.findings


def test_points_stock_and_coupons_stand_as_a_plain_model_says():
    run_state_machine_as_test(
        Shop,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            derandomize="SHOP_EXAMPLES" not in os.environ,
        ),
    )
