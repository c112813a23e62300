"""A word without words, given and taken back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from community.activity import record_activity
from community.blocks import check_not_blocked
from community.models import Community
from community.moderation.checks import check_may_contribute
from community.posts.models import Post, Reaction, Reply
from community.posts.permissions import check_member_of


def react(post, *, actor, kind, reply=None):
    """Leave one of the few reactions on a post, or on a reply under it; one per member and kind, whatever runs at once.

    Raises ValidationError('own'), ('not_a_member'), ('blocked') and what check_may_contribute refuses.
    """
    kind, target = Reaction.Kind(kind), reply or post
    if target.author_id == actor.pk:
        raise ValidationError(_("You said it yourself: that counts already."), code="own")
    check_member_of(actor, post.group)
    check_not_blocked(actor, target.author)
    check_may_contribute(actor)
    with transaction.atomic():
        _row, created = Reaction.objects.get_or_create(post=post, reply=reply, member=actor, kind=kind)
        if created:
            count_reactions(target, 1)
            record_activity(actor, "react", group_id=post.group_id)
            Community.bump()


def take_reaction_back(post, *, actor, kind, reply=None):
    """Take a reaction back; without one nothing happens."""
    with transaction.atomic():
        rows = Reaction.objects.filter(post=post, reply=reply, member=actor, kind=Reaction.Kind(kind))
        deleted, _by_model = rows.delete()
        if deleted:
            count_reactions(reply or post, -1)
            Community.bump()


def count_reactions(target, step):
    table = Reply if isinstance(target, Reply) else Post
    table.objects.filter(pk=target.pk).update(reaction_count=F("reaction_count") + step)
