"""Points become a coupon: what is left, what one member may have, the code and the points, all in one transaction.

Rows are held in one order, so that no two wait for each other: items by their keys, the member's count, codes, the
account. Each guard is a conditional UPDATE, and a constraint behind it.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.audit import record
from community.models import Community
from community.submits import hash_submit_key
from rewards.actions import spend
from rewards.actions.ledger import check_age
from rewards.models import Account
from rewards.shop.codes import code_key, new_code
from rewards.shop.models import Coupon, Item, MemberItemCount, PackPart, Redemption


def redeem_item(item, *, actor, submit_key=None, cost=None):
    """Give a member an item of the catalogue for points; returns the redemption, with a coupon for each part.

    The same `submit_key` again is the same redemption, also at the same moment. `cost` is what the member agreed to.
    Raises ValidationError: 'not_on_sale', 'cost_changed', 'level_needed', 'sold_out', 'limit_reached',
    'account_too_young', 'too_few_points'; then nothing is taken.
    """
    key = hash_submit_key(submit_key, str(actor.pk), str(item.pk))
    try:
        with transaction.atomic():
            if known := made_before(key):
                return known
            redemption = sell(item, actor, key, cost)
            record("shop.redemption.made", redemption, actor=actor, changes={"cost": [None, redemption.cost]})
            # Visitors see how many are left.
            Community.bump()
            return redemption
    except (IntegrityError, ValidationError):
        # The other half of a double tap was faster.
        if known := made_before(key):
            return known
        raise


def made_before(key):
    return Redemption.objects.filter(submit_key=key).first() if key else None


def sell(item, member, key, agreed):
    """See redeem_item; in the caller's transaction."""
    needed, parts = parts_of(item)
    check_offer(Item.objects.get(pk=item.pk), member)
    take(needed)
    # As it stands, now that it is held.
    item = Item.objects.get(pk=item.pk)
    check_offer(item, member)
    if agreed is not None and item.cost != agreed:
        raise ValidationError(
            _("This costs %(points)s points now. Look again, and press once more if you like."),
            code="cost_changed",
            params={"points": item.cost},
        )
    count_for_member(item, member)
    now, days = timezone.now(), item.days_to_give_back
    redemption = Redemption.objects.create(
        member=member,
        item=item,
        cost=item.cost,
        submit_key=key,
        created_at=now,
        cancel_until=now + timedelta(days=days) if days else None,
    )
    give_codes(redemption, parts, now)
    check_age(member)
    if item.cost:
        # What was got for them: the coupon is there for its holder when the item is no longer offered.
        coupon = redemption.coupons.order_by("pk").first()
        spend(member, item.cost, key=redemption.paid_key, about=item.name[:60], url=coupon.get_absolute_url())
    return redemption


def parts_of(item):
    """({item key: how many are taken of it}, [(item, how many coupons)]) of what one redemption gives: the item itself,
    or the parts of a pack."""
    if not item.is_pack:
        return {item.pk: 1}, [(item, 1)]
    parts = [
        (row.part, row.quantity) for row in PackPart.objects.filter(pack=item).select_related("part").order_by("part")
    ]
    return {item.pk: 1} | {part.pk: number for part, number in parts}, parts


def check_offer(item, member):
    """Raise ValidationError where an item is not offered, or not to this member."""
    if not item.is_on_sale() or (item.is_pack and not item.parts.exists()):
        raise ValidationError(_("This is not offered at the moment."), code="not_on_sale")
    account = Account.objects.of(member)
    if account.earned < item.min_points:
        raise ValidationError(
            _("This opens with %(points)s points earned in all; you have earned %(earned)s."),
            code="level_needed",
            params={"points": item.min_points, "earned": account.earned},
        )
    if account.contributions < item.min_contributions:
        raise ValidationError(
            ngettext(
                "This opens with %(n)s contribution; you have %(count)s.",
                "This opens with %(n)s contributions; you have %(count)s.",
                item.min_contributions,
            ),
            code="level_needed",
            params={"n": item.min_contributions, "count": account.contributions},
        )


def take(needed):
    """Take so many of each item ({key: number}) off what is left, the lowest key first. Raises
    ValidationError('sold_out')."""
    for pk in sorted(needed):
        if not enough_of(pk, needed[pk]).update(taken=F("taken") + needed[pk]):
            raise ValidationError(_("Somebody was faster: nothing is left of this."), code="sold_out")


def enough_of(pk, number):
    """The row of an item, if so many are left of it."""
    return Item.objects.with_left(number).filter(pk=pk)


def count_for_member(item, member):
    """Count one more of an item for a member. Raises ValidationError('limit_reached')."""
    limit = item.per_member_limit
    row, _created = MemberItemCount.objects.get_or_create(item=item, member=member)
    if not below_limit(row, limit).update(count=F("count") + 1, most=limit):
        raise ValidationError(
            ngettext(
                "Each member can have %(n)s of this, and you had yours.",
                "Each member can have %(n)s of these, and you had yours.",
                limit,
            ),
            code="limit_reached",
            params={"n": limit},
        )


def below_limit(row, limit):
    """The row of a count, if one more is within the limit."""
    rows = MemberItemCount.objects.filter(pk=row.pk)
    return rows if limit is None else rows.filter(count__lt=limit)


# --- codes --------------------------------------------------------------------------------------------------


def give_codes(redemption, parts, now):
    """Give a redemption its coupons, in the caller's transaction and after `take`."""
    for item, number in parts:
        given = {
            "redemption": redemption,
            "member_id": redemption.member_id,
            "state": Coupon.State.LIVE,
            "given_at": now,
            "valid_until": item.coupon_ends_at(now),
        }
        given["reminded"] = reminded_from(given["valid_until"], now)
        if item.is_uploaded:
            for _turn in range(number):
                claim_code(item, **given)
        else:
            codes = [new_code() for _turn in range(number)]
            Coupon.objects.bulk_create(Coupon(item=item, code=code, code_key=code_key(code), **given) for code in codes)


def reminded_from(ends_at, now):
    """The reminder that would be told at once, and so need not be told; 99 for none."""
    if ends_at is None:
        return 99
    return min((days for days in Coupon.REMINDERS if ends_at - now <= timedelta(days=days)), default=99)


def claim_code(item, **given):
    """Give the first free code of a partner's list, once, in the caller's transaction; returns its key. Raises
    ValidationError('sold_out')."""
    while pk := first_free(item):
        if still_free(pk).update(**given):
            return pk
    raise ValidationError(_("Somebody was faster: nothing is left of this."), code="sold_out")


def first_free(item):
    return Coupon.objects.filter(item=item, state=Coupon.State.FREE).order_by("pk").values_list("pk", flat=True).first()


def still_free(pk):
    """The row of a code, if nobody was given it meanwhile."""
    return Coupon.objects.filter(pk=pk, state=Coupon.State.FREE)
