"""The catalogue of the demo: coupons, gifts and a pack, a partner's codes, what people redeemed, and one campaign."""

import random
from contextlib import suppress
from datetime import timedelta

from django.core.exceptions import ValidationError

from community.models import Member
from rewards.models import Account
from rewards.shop import actions
from rewards.shop.actions.campaigns import give
from rewards.shop.models import Campaign, Coupon, Item, PackPart, Redemption


def show_shop(story, cast, now, seed):
    """Plant the catalogue and what was redeemed of it, in the caller's transaction. Nobody is mailed."""
    words = story.shop
    if words is None:
        return
    rng = random.Random(seed)
    items = [plant(rng, now, words.TERMS, *row) for row in words.ITEMS]
    pack = next(item for item in items if item.is_pack)
    for item, quantity in ((items[0], 2), (items[1], 1)):
        PackPart.objects.create(pack=pack, part=item, quantity=quantity)
    people = list(Member.objects.filter(pk__in=cast.by_name.values(), is_active=True).order_by("pk"))
    give_to_many(items[0], words.CAMPAIGN, people, now)
    clerk = next((member for member in people if member.is_staff), None)
    for member in people:
        redeem_some(member, items, clerk, rng, now)


def plant(rng, now, terms, name, name_en, kind, cost, stock, description, fields):
    since = now - timedelta(days=45)
    is_listed = "partner" in fields and stock is None
    item = Item.objects.create(
        name=name,
        name_en=name_en,
        kind=kind,
        cost=cost,
        codes=Item.Codes.UPLOADED if is_listed else Item.Codes.MADE,
        stock=0 if is_listed else stock,
        description=description,
        terms=terms if kind != "pack" else "",
        created_at=since,
        **fields,
    )
    if is_listed:
        actions.add_codes(item, [f"LJ{rng.randrange(10**9):09}-{n:02}" for n in range(40)], actor=None)
    return item


def give_to_many(item, names, people, now):
    """A campaign that is over, with a coupon for each."""
    name, name_en = names
    given_at = now - timedelta(days=6)
    campaign = Campaign.objects.create(
        name=name,
        name_en=name_en,
        item=item,
        audience=Campaign.Audience.LISTED,
        state=Campaign.State.DONE,
        total=len(people),
        done_count=len(people),
        given_count=len(people),
        created_at=given_at,
        worked_at=given_at,
        finished_at=given_at,
    )
    campaign.listed.set(people)
    for member in people:
        give(campaign, member)
    redemptions = Redemption.objects.filter(campaign=campaign)
    Coupon.objects.filter(redemption__in=redemptions).update(given_at=given_at)
    redemptions.update(created_at=given_at)


def redeem_some(member, items, clerk, rng, now):
    """One or two things for whoever has the points, some of them used."""
    for item in rng.sample(items, 2):
        if Account.objects.of(member).balance < item.cost:
            continue
        with suppress(ValidationError):
            redemption = actions.redeem_item(item, actor=member)
            given_at = now - timedelta(days=rng.randrange(1, 5), hours=rng.randrange(12))
            Redemption.objects.filter(pk=redemption.pk).update(created_at=given_at)
            redemption.coupons.update(given_at=given_at)
            if clerk and clerk != member and rng.random() < 0.4:
                actions.use_coupon(redemption.coupons.first(), actor=clerk)
