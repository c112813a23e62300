"""At the counter, and before a coupon ends."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from community.audit import record
from community.models import MailChoice
from community.notices import notify
from rewards.shop.codes import code_key
from rewards.shop.models import Coupon


def find_coupon(code):
    """The coupon that a code was given out as, however it is written, or None; a partner's code that nobody has is
    none."""
    key = code_key(code)
    found = Coupon.objects.given().select_related("item", "member", "used_by", "redemption")
    return found.filter(code_key=key).first() if key else None


def use_coupon(coupon, *, actor):
    """Take a coupon in at the counter, once; returns whether this call did it. The coupon is read anew, so that it
    says why where it was not."""
    with transaction.atomic():
        now = timezone.now()
        used = still_usable(coupon, now).update(state=Coupon.State.USED, used_at=now, used_by=actor)
        coupon.refresh_from_db()
        if used:
            record("shop.coupon.used", coupon, actor=actor)
    return bool(used)


def still_usable(coupon, now):
    """The row of a coupon, if nobody used or cancelled it meanwhile and it is not over."""
    return Coupon.objects.usable(now).filter(pk=coupon.pk)


def remind_of_end(coupon, *, now=None):
    """Tell the holder of a coupon what is due of its reminders, each once; returns whether one was told. May run
    twice."""
    now = now or timezone.now()
    if coupon.valid_until is None or coupon.member_id is None:
        return False
    left = coupon.valid_until - now
    due = [days for days in Coupon.REMINDERS if timedelta(0) < left <= timedelta(days=days)]
    # Of several only the last is worth telling.
    days = min(due, default=None)
    if days is None:
        return False
    with transaction.atomic():
        waits = Coupon.objects.usable(now).filter(pk=coupon.pk, reminded__gt=days)
        if not waits.update(reminded=days):
            return False
        notify(
            [coupon.member_id],
            kind="shop.ending",
            cause_key=f"coupon:{coupon.pk}:{days}",
            params={
                "item": coupon.item.name,
                "item_en": coupon.item.name_en,
                "ends_at": coupon.valid_until.isoformat(),
            },
            url=coupon.get_absolute_url(),
            mail_kind=MailChoice.Kind.REWARDS,
        )
    return True
