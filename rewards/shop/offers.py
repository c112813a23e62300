"""The catalogue as one reader sees it: what he can afford, and why not the rest."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rewards.models import Account
from rewards.shop.models import Item

PAGE = 24


@dataclass
class Offer:
    """An item, and in words why this reader cannot have it now (empty where he can)."""

    item: Item
    why_not: str


def offer_of(item, account, had=0):
    """What an item is to the holder of an account who `had` so many of it; to a visitor (None) what it is to all."""
    return Offer(item, why_not(item, account, had))


def why_not(item, account, had):
    if item.is_sold_out:
        return _("All given away")
    if account is None:
        return ""
    if item.per_member_limit is not None and had >= item.per_member_limit:
        return _("You had yours")
    if account.earned < item.min_points:
        return _("Opens at %(n)s points earned") % {"n": item.min_points}
    if account.contributions < item.min_contributions:
        words = ngettext("Opens at %(n)s contribution", "Opens at %(n)s contributions", item.min_contributions)
        return words % {"n": item.min_contributions}
    if account.balance < item.cost:
        return _("%(n)s points to go") % {"n": item.cost - account.balance}
    return ""


def page_of_items(after):
    """(items, key of the next ones or ""): what is on sale from behind the key `after` on, the cheapest first. A key
    that is none starts at the top."""
    items = Item.objects.on_sale().cheapest_first()
    cost, _tilde, pk = after.partition("~")
    if all(text.isascii() and text.isdecimal() and len(text) <= 15 for text in (cost, pk)):
        items = items.filter(cost__gte=int(cost)).exclude(cost=int(cost), pk__lte=int(pk))
    rows = list(items.defer("description", "description_en", "terms", "terms_en")[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return rows[:PAGE], f"{last.cost}~{last.pk}" if last else ""


def account_for(user):
    """The account of a reader, or None for a visitor."""
    return Account.objects.of(user) if user.is_authenticated else None
