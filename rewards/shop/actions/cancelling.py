"""A redemption is undone: coupons, stock, the member's count and the points, all or none of them."""

from collections import Counter

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from community.audit import record
from community.models import Community, MailChoice
from community.notices import notify
from rewards.actions import reverse_entry
from rewards.models import Entry
from rewards.shop.models import Coupon, Item, MemberItemCount, Redemption


def give_back(redemption, *, actor):
    """A member undoes his own redemption while its item allows it and nothing of it is used or over. Returns whether
    this call did it; twice is once. Raises ValidationError: 'not_yours', 'too_late', 'used'."""
    if redemption.member_id != actor.pk:
        raise ValidationError(_("This is not yours."), code="not_yours")
    if redemption.state == Redemption.State.CANCELLED:
        return False
    now = timezone.now()
    ended = redemption.coupons.filter(state=Coupon.State.LIVE, valid_until__lte=now)
    if redemption.cancel_until is None or redemption.cancel_until <= now or ended.exists():
        raise ValidationError(_("The time to give this back is over."), code="too_late")
    return undo(redemption, actor=actor)


def cancel_redemption(redemption, *, actor, reason):
    """The team undoes a redemption of which nothing is used, with a reason that the member reads. Returns whether this
    call did it; twice is once. Raises ValidationError: 'reason_needed', 'used'."""
    reason = reason.strip()
    if not reason:
        raise ValidationError(_("Say why; the member reads it."), code="reason_needed")
    with transaction.atomic():
        if not undo(redemption, actor=actor, reason=reason):
            return False
        notify(
            {redemption.member_id} - {None},
            kind="shop.cancelled",
            cause_key=f"{redemption.subject}:cancelled",
            params={
                "item": redemption.item.name,
                "item_en": redemption.item.name_en,
                "points": redemption.cost,
                "reason": reason,
            },
            url="/rewards/mine/?show=past",
            mail_kind=MailChoice.Kind.REWARDS,
        )
    return True


def undo(redemption, *, actor, reason=""):
    """Cancel a live redemption; returns whether this call did it. Raises ValidationError('used') where a coupon of it
    was used, also at this moment."""
    with transaction.atomic():
        live = Redemption.objects.live().filter(pk=redemption.pk)
        words = {"cancelled_at": timezone.now(), "cancelled_by": actor, "cancel_reason": reason[:300]}
        if not live.update(state=Redemption.State.CANCELLED, **words):
            return False
        redemption.refresh_from_db()
        coupons = list(Coupon.objects.filter(redemption=redemption).select_related("item"))
        if unused(redemption).update(state=Coupon.State.CANCELLED) != len(coupons):
            raise ValidationError(_("It was used already, so it stays."), code="used")
        put_back(redemption, coupons)
        if entry := Entry.objects.filter(key=redemption.paid_key).first():
            reverse_entry(entry, actor=actor, note=reason)
        record("shop.redemption.cancelled", redemption, actor=actor, changes={"reason": [None, reason]})
        Community.bump()
    return True


def unused(redemption):
    """The coupons of a redemption that nobody used meanwhile."""
    return Coupon.objects.filter(redemption=redemption, state=Coupon.State.LIVE)


def put_back(redemption, coupons):
    """Give back to the stock, and to the member's limit, what a redemption took. A partner's code that somebody has
    seen is not given to another, so it counts as given for ever."""
    back = Counter(coupon.item_id for coupon in coupons if not coupon.item.is_uploaded)
    if redemption.item.is_pack:
        back[redemption.item_id] += 1
    for pk in sorted(back):
        Item.objects.filter(pk=pk).update(taken=F("taken") - back[pk])
    if redemption.campaign_id is None and redemption.member_id:
        counts = MemberItemCount.objects.filter(item=redemption.item_id, member=redemption.member_id)
        counts.update(count=F("count") - 1)
