"""Corrections of an account by the team."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.db.models.functions import Abs
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from community.audit import record
from community.models import MailChoice
from community.notices import notify
from rewards.actions.ledger import hold_account, post_entry
from rewards.models import Adjustment, Bank, Entry

# For so long the corrections that one person books alone count together.
ALONE = timedelta(days=30)


def ask_adjustment(member, points, *, actor, reason, submit_key=None):
    """Give (or, below zero, take) points with a reason that the member reads; returns the adjustment.

    Up to the bank's limit it is booked at once; above it waits for a second person, and so does what goes above it with
    all that the same person booked alone for this member lately. The same `submit_key` again is the same adjustment.
    Raises ValidationError: 'own_account', 'no_points', 'too_few_points'.
    """
    if member.pk == actor.pk:
        raise ValidationError(_("Nobody sets his own account right; ask somebody else."), code="own_account")
    if not points:
        raise ValidationError(_("Say how many points."), code="no_points")
    fields = {"member": member, "points": points, "reason": reason.strip(), "asked_by": actor}
    try:
        with transaction.atomic():
            # Held, so that of two at once the second sees the first.
            hold_account(member)
            needs_second = abs(points) + booked_alone(member, actor) > Bank.get().approval_limit
            adjustment = Adjustment(needs_second=needs_second, submit_key=submit_key or None, **fields)
            adjustment.full_clean(exclude=["submit_key"])
            adjustment.save()
            record("rewards.adjustment.asked", adjustment, actor=actor, changes={"points": [None, points]})
            if not needs_second:
                book(adjustment, actor=actor)
    except IntegrityError:
        if known := Adjustment.objects.filter(submit_key=submit_key).first() if submit_key else None:
            return known
        raise
    return adjustment


def booked_alone(member, actor):
    """How many points somebody moved on a member's account lately without a second person."""
    lately = Adjustment.objects.filter(member=member, asked_by=actor, created_at__gt=timezone.now() - ALONE)
    alone = lately.filter(state=Adjustment.State.APPROVED, needs_second=False)
    return alone.aggregate(points=Sum(Abs("points"), default=0))["points"]


def approve_adjustment(adjustment, *, actor):
    """Book a correction that waits; once, whoever presses how often. Raises ValidationError: 'own_request' for whoever
    asked for it, 'own_account', 'too_few_points', 'decided' for one that was declined or withdrawn."""
    if adjustment.asked_by_id == actor.pk:
        raise ValidationError(_("A second person must look at it."), code="own_request")
    if adjustment.member_id == actor.pk:
        raise ValidationError(_("Nobody sets his own account right; ask somebody else."), code="own_account")
    with transaction.atomic():
        if not book(adjustment, actor=actor):
            adjustment.refresh_from_db()
            if adjustment.state != Adjustment.State.APPROVED:
                raise ValidationError(_("This was decided already."), code="decided")


def decline_adjustment(adjustment, *, actor):
    """Close a correction that waits, without points: declined, or withdrawn by whoever asked. May run twice; one that
    was booked stays."""
    own = adjustment.asked_by_id == actor.pk
    state = Adjustment.State.WITHDRAWN if own else Adjustment.State.DECLINED
    with transaction.atomic():
        if decide(adjustment, state, actor):
            record(f"rewards.adjustment.{state}", adjustment, actor=actor)
    adjustment.refresh_from_db()


def decide(adjustment, state, actor):
    """Claim a waiting adjustment for a state; whether it was this call."""
    return (
        Adjustment.objects.waiting()
        .filter(pk=adjustment.pk)
        .update(state=state, decided_by=actor, decided_at=timezone.now())
    )


def book(adjustment, *, actor):
    """Write the entry of an adjustment that waits, and tell the member; whether it was this call."""
    if adjustment.member is None or not decide(adjustment, Adjustment.State.APPROVED, actor):
        return False
    account = hold_account(adjustment.member)
    if account.balance + adjustment.points < 0:
        raise ValidationError(
            _("The account has %(balance)s points; more cannot be taken."),
            code="too_few_points",
            params={"balance": account.balance},
        )
    entry = post_entry(
        account,
        Entry.Kind.ADJUSTMENT,
        adjustment.points,
        key=f"adjustment:{adjustment.pk}:booked",
        note=adjustment.reason,
        actor=actor,
    )
    record("rewards.adjustment.approved", adjustment, actor=actor, changes={"points": [None, adjustment.points]})
    tell_of_entry(entry, "adjusted")
    adjustment.refresh_from_db()
    return True


def tell_of_entry(entry, name):
    """Tell the holder of an account of one entry: what it was, and why."""
    notify(
        {entry.account.member_id} - {None},
        kind=f"rewards.{name}",
        cause_key=f"entry:{entry.pk}",
        params={"points": abs(entry.worth), "is_more": entry.worth > 0, "about": entry.about, "note": entry.note},
        url=reverse("rewards:points"),
        mail_kind=MailChoice.Kind.REWARDS,
    )
