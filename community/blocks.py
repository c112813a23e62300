"""Whom a member does not want to read, and who may not answer whom. Written by actions/blocking.py."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from community.models import Block
from community.prepared import prepared


def muted_by(user):
    """The keys of the members whose words this reader does not want to see, muted or blocked; empty for a visitor.

    One query for each request, however many parts of a page ask.
    """
    if not user.is_authenticated:
        return frozenset()
    if not hasattr(user, "muted_ids"):
        user.muted_ids = frozenset(other for (other,) in others_of(user.pk))
    return user.muted_ids


@prepared
def others_of(member):
    return Block.objects.filter(member=member).values_list("other_id")


def forget_muted(user):
    """Let muted_by ask anew for this reader."""
    user.__dict__.pop("muted_ids", None)


def muters_of(author_id):
    """The keys of those who do not want to read this author (None: nobody); for whoever tells many of his words."""
    return set(Block.objects.filter(other=author_id).values_list("member_id", flat=True)) if author_id else set()


def is_blocked(actor, other):
    """Whether `other` (a Member or None) does not want to hear from `actor`. The team's own duty goes before."""
    if other is None or other.pk == actor.pk or actor.is_staff:
        return False
    return Block.objects.filter(member=other.pk, other=actor.pk, level=Block.Level.BLOCK).exists()


def is_muted(actor, other):
    """Whether `other` does not want to read `actor`, muted or blocked; of the team too."""
    return Block.objects.filter(member=other.pk, other=actor.pk).exists()


def check_not_blocked(actor, other):
    """Raise ValidationError('blocked') where `other` (a Member or None) does not want to hear from `actor`. The words
    do not tell why: who blocks is not given away."""
    if is_blocked(actor, other):
        raise ValidationError(_("This could not be posted here."), code="blocked")
