"""Points that expire, the oldest first."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from rewards.actions.ledger import hold_account_row, post_entry
from rewards.models import Account, Bank, Entry
from rewards.times import months_before

BATCH = 500


def expiring(account, cutoff):
    """How many of an account's points came in before the day `cutoff` and were not used since.

    What is used, and what expired before, is used from the oldest on (first in, first out): so the points that are
    left of the old ones are those that came in before the cutoff, less all that ever went out.
    """
    entries = Entry.objects.filter(account=account).order_by()
    # A reversal counts when its award did, and has its kind: sums are what is left.
    # By what they are worth: a correction that went to what was owed moved no balance, and came in all the same.
    came = Q(kind=Entry.Kind.AWARD) | Q(kind=Entry.Kind.ADJUSTMENT, amount__gt=F("owed"))
    went = Q(kind__in=[Entry.Kind.SPENDING, Entry.Kind.EXPIRY]) | Q(kind=Entry.Kind.ADJUSTMENT, amount__lt=F("owed"))
    left = entries.filter(came, counts_on__lt=cutoff).worth() + entries.filter(went).worth()
    return max(0, min(account.balance, left))


def expire_points(pk, *, cutoff):
    """Write off what of an account (by its key) came in before the day `cutoff` and was not used; returns the entry, or
    None where nothing is left of it. May run twice: once written off, nothing is."""
    with transaction.atomic():
        account = hold_account_row(pk)
        points = expiring(account, cutoff)
        if not points:
            return None
        # Reversals may bring old points back on a day that was done already.
        number = account.entries.filter(key__startswith=f"account:{pk}:expired-{cutoff}").count()
        key = f"account:{pk}:expired-{cutoff}-{number + 1}"
        return post_entry(account, Entry.Kind.EXPIRY, -points, key=key)


def expire_due(*, today=None, after=0):
    """Write off what is due in up to 500 accounts with keys above `after`; returns the last key looked at, or None
    after the last account and where points do not expire."""
    months = Bank.get().expire_months
    if not months:
        return None
    cutoff = months_before(today or timezone.localdate(), months)
    pks = list(Account.objects.filter(balance__gt=0, pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH])
    for pk in pks:
        expire_points(pk, cutoff=cutoff)
    return pks[-1] if len(pks) == BATCH else None


def expires_next(account, *, days=30, today=None):
    """How many points will expire within `days` if they are not used; 0 where points do not expire."""
    months = Bank.get().expire_months
    if not months or not account.balance:
        return 0
    today = today or timezone.localdate()
    return expiring(account, months_before(today + timedelta(days=days), months))
