"""Every page of points, honours, coupons and fairness in each theme and language, as test_looks asks of all others."""

import pytest
from django.contrib.auth.models import Group

from rewards import actions as bank
from rewards.fairness.actions import hold_suspicion
from rewards.honours import actions as honours
from rewards.honours.models import Badge
from rewards.models import Bank
from rewards.proving import prove_ledger
from rewards.shop import actions as shop
from rewards.shop.models import Campaign
from tests.browser.test_looks import DESK_LOOKS, LOOKS, faults_everywhere
from tests.factories import give_points, make_member, set_rule
from tests.rewards.conftest import earn, suspect
from tests.rewards.shop_kit import make_item, make_listed, make_pack, rich

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOR_ALL = [
    "/honours/",
    "/honours/?period=month",
    "/honours/?period=all",
    "/honours/badges/",
    "/rewards/",
    "{tea}",
    "{pack}",
]
FOR_ALL += ["/rewards/show/"]
FOR_MEMBERS = [
    "/me/",
    "{me}",
    "/rewards/points/",
    "{pack}redeem/",
    "{dear}redeem/",
    "/rewards/mine/",
    "{coupon}",
    "{used}",
]
FOR_MEMBERS += ["/rewards/mine/?show=past", "{coupon}give-back/", "/rewards/held/"]
FOR_MODERATORS = ["/rewards/verify/", "/admin/fairness/suspicion/queue/", "/admin/fairness/suspicion/held/"]
FOR_MODERATORS += ["/admin/fairness/suspicion/{open}/desk/", "/admin/fairness/suspicion/{held}/desk/"]
FOR_LEADS = [
    "/admin/rewards/rule/tariff/",
    "/admin/rewards/adjustment/add/",
    "/admin/rewards/adjustment/{adjustment}/change/",
]
FOR_LEADS += ["/admin/shop/campaign/{campaign}/run/", "/admin/shop/item/{listed}/codes/"]
FOR_LEADS += ["/admin/shop/redemption/{redemption}/cancel/", "/admin/fairness/suspicion/{held}/desk/"]


@pytest.fixture
def addresses(alice, bob, tessa, adam):
    rich(alice, 200)
    set_rule(points=5, daily_cap=20)
    earned = [earn(member, key=f"reply:{member.pk}:accepted") for member in (alice, bob, make_member("Cem"))]
    Bank.objects.update_or_create(pk=1, defaults={"expire_months": 1})
    give_points(bob, 5)
    honours.award_badge(alice, Badge.objects.given()[9], 1, actor=adam, citation="She held the ladder.")
    honours.review_due()
    tea = make_item("Tea", valid_days=3, stock=9, per_member_limit=5, cancel_days=3, description="Green or black.")
    listed = make_listed("A-1", "A-2", partner="Old Street bakery", terms="One each.")
    pack, dear = make_pack((tea, 2), listed, name="Morning"), make_item("Day out", cost=900, min_points=500)
    coupon, used = (shop.redeem_item(tea, actor=alice).coupons.get() for _n in range(2))
    shop.use_coupon(used, actor=adam)
    campaign = Campaign.objects.create(name="Thanks", item=tea, audience="contributions", min_contributions=1)
    held = suspect(earned[0], earned[1])
    hold_suspicion(held, actor=adam, note="We look at the votes.")
    adjustment = bank.ask_adjustment(bob, 500, actor=adam, reason="Prize of the raffle")
    prove_ledger()
    return {
        **{name: item.get_absolute_url() for name, item in {"tea": tea, "pack": pack, "dear": dear}.items()},
        "coupon": coupon.get_absolute_url(),
        "used": used.get_absolute_url(),
        "me": alice.get_absolute_url(),
        "open": suspect(earned[2], fingerprint="vote_ring:2").pk,
        "held": held.pk,
        "adjustment": adjustment.pk,
        "campaign": campaign.pk,
        "listed": listed.pk,
        "redemption": coupon.redemption_id,
    }


@pytest.mark.parametrize(("look", "signed_in"), LOOKS.values(), ids=LOOKS)
def test_every_public_page_is_sound(look, signed_in, addresses, browser, live_server, sign_in, alice):
    places = [place.format(**addresses) for place in FOR_ALL + (FOR_MEMBERS if signed_in else [])]
    faults = faults_everywhere(places, look, alice if signed_in else None, browser, live_server, sign_in)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("look", DESK_LOOKS.values(), ids=DESK_LOOKS)
def test_every_page_of_the_desk_is_sound(look, addresses, browser, live_server, sign_in, tessa):
    faults = []
    for group, places in (("moderators", FOR_MODERATORS), ("leads", FOR_LEADS)):
        tessa.groups.set([Group.objects.get(name=group)])
        places = [place.format(**addresses) for place in places]
        faults += faults_everywhere(places, look, tessa, browser, live_server, sign_in)
    assert not faults, "\n".join(faults)
