"""The first steps of a member."""

from django.db import transaction
from django.utils import timezone

from community.models import Interest, Member


def choose_interests(member, interests):
    """Care about exactly these (active) interests; may run twice. What is no longer offered stays as it was."""
    with transaction.atomic():
        Member.objects.select_for_update(no_key=True).get(pk=member.pk)
        retired = Interest.objects.filter(members=member, is_active=False)
        member.interests.set([*retired, *interests])


def settle_in(member):
    """No longer offer the first steps; the first time stays."""
    Member.objects.filter(pk=member.pk, settled_at=None).update(settled_at=timezone.now())
