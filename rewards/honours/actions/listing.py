"""Whether somebody stands on the honour board."""

from django.db import transaction

from community.models import Community
from rewards.actions import hold_account
from rewards.models import Account


def set_listed(member, wanted):
    """Let a member stand on the honour board or not; his points are counted in any case. Twice is once. Returns whether
    anything changed."""
    with transaction.atomic():
        account = hold_account(member)
        changed = Account.objects.filter(pk=account.pk).exclude(is_listed=wanted).update(is_listed=wanted)
        if changed:
            Community.bump()
    return bool(changed)
