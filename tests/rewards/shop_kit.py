"""Items of the catalogue, and members who can pay for them."""

from datetime import timedelta

from django.utils import timezone

from rewards.models import Account
from rewards.shop import actions
from rewards.shop.models import Item, PackPart
from tests.factories import give_points, make_member, numbers


def make_item(name="", **fields):
    number = next(numbers)
    names = {"name": name or f"礼券 {number}", "name_en": name or f"Coupon {number}"}
    return Item.objects.create(**({"cost": 10} | names | fields))


def make_listed(*codes, actor=None, **fields):
    """An item with a partner's codes."""
    item = make_item(**({"codes": "uploaded", "stock": 0} | fields))
    actions.add_codes(item, codes, actor=actor)
    return item


def make_pack(*parts, **fields):
    """A gift pack of these items, or (item, quantity)."""
    pack = make_item(**({"kind": "pack"} | fields))
    for part in parts:
        item, quantity = part if isinstance(part, tuple) else (part, 1)
        PackPart.objects.create(pack=pack, part=item, quantity=quantity)
    return pack


def rich(member=None, points=100):
    """A member who was here long enough and has so many points."""
    member = member or make_member()
    member.joined_at = timezone.now() - timedelta(days=100)
    member.save(update_fields=["joined_at"])
    if points:
        give_points(member, points)
    return member


def balance_of(member):
    return Account.objects.of(member).balance


def fresh(row):
    return type(row).objects.get(pk=row.pk)
