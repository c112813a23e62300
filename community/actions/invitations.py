"""Inviting, coming by an invitation, and who brought whom."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from community.actions.groups import enter_group, hold_group
from community.audit import record
from community.invitations import find_invitation
from community.models import Arrival, Community, Invitation
from community.models.invitation import make_code


def make_invitation(*, actor):
    """A member's own link, made on first asking; limit and days are the community's of that moment. Raises
    ValidationError('inviting_off')."""
    terms = terms_of_links()
    link, created = Invitation.objects.get_or_create(member=actor, defaults=terms)
    if created:
        record("community.invitation.created", link, actor=actor)
    return link


def renew_invitation(link, *, actor, code):
    """Put a new code in the place of `code`, which opens nothing from then on; the same press twice is one. Once its
    days are over the link begins afresh, before that what is used up stays used up. Raises
    ValidationError('inviting_off')."""
    terms = terms_of_links() if link.is_over else {}
    if terms:
        terms["joined_count"] = 0
    with transaction.atomic():
        claimed = Invitation.objects.filter(pk=link.pk, member=actor, code=code, ends_at=link.ends_at)
        if claimed.update(code=make_code(), **terms):
            record("community.invitation.renewed", link, actor=actor)
    link.refresh_from_db()
    return link


def terms_of_links():
    community = Community.get()
    if not community.invite_limit:
        raise ValidationError(_("Members do not invite here at the moment."), code="inviting_off")
    now = timezone.now()
    return {"limit": community.invite_limit, "starts_at": now, "ends_at": now + timedelta(days=community.invite_days)}


def count_opening(link):
    """Count that a browser opened the page of an invitation; nothing is kept of whose it was."""
    Invitation.objects.filter(pk=link.pk).update(opened_count=F("opened_count") + 1)


def note_arrival(member, code):
    """Keep who brought a member who just signed up with this code; nothing for a code that opens nothing. It counts
    only once `count_arrival` has been called. Returns whether there was something to keep."""
    link = find_invitation(code)
    if link is None or link.member_id == member.pk:
        return False
    row = {"member": member, "invitation": link, "brought_by_id": link.member_id}
    Arrival.objects.bulk_create([Arrival(**row)], ignore_conflicts=True)
    return True


def count_arrival(member):
    """A member's address is proven, or need not be: count whoever brought him, within the limit of the invitation,
    and take him into the campaign's group. May run twice and counts once.

    Where the limit was reached meanwhile he is a member all the same, but nobody brought him. Returns whether it was
    counted.
    """
    with transaction.atomic():
        if not Arrival.objects.filter(member=member, arrived_at=None).update(arrived_at=timezone.now()):
            return False
        arrival = Arrival.objects.select_related("invitation__group").get(member=member)
        link = arrival.invitation
        if link is None or not take_place(link):
            arrival.delete()
            return False
        record("community.member.brought", member, actor=arrival.brought_by, changes={"by": [None, str(link)]})
        if link.group:
            group = hold_group(link.group)
            if group.is_active:
                # Whoever may join it otherwise: the campaign invited him.
                enter_group(group, member, actor=member)
    return True


def take_place(link):
    """One of the places of an invitation, or nothing: no more than its limit, whatever runs at once."""
    free = Invitation.objects.filter(pk=link.pk, is_active=True, joined_count__lt=F("limit"))
    return bool(free.update(joined_count=F("joined_count") + 1))
