"""The reactions on a post and its replies, as a reader sees them."""

from dataclasses import dataclass

from django.db.models import Count, Q

from community.posts.models import Reaction
from community.prepared import prepared


@dataclass
class Shown:
    """One kind of reaction on one thing: how many, and whether the reader's is among them."""

    kind: str
    label: str
    count: int
    is_mine: bool


def show_reactions(post, replies, user):
    """Give the post and each of these replies its `shown_reactions`, in the order of the kinds; one query, and none
    where `reaction_count` says of each that there is none."""
    member, reacted = user.pk if user.is_authenticated else 0, [reply.pk for reply in replies if reply.reaction_count]
    if reacted:
        rows = count_by_kind(Reaction.objects.filter(Q(reply=None) | Q(reply__in=reacted), post=post), member)
    else:
        rows = reactions_to(post.pk, member) if post.reaction_count else []
    counted = {(reply, kind): (n, mine) for reply, kind, n, mine in rows}
    for target, key in [(post, None), *((reply, reply.pk) for reply in replies)]:
        target.shown_reactions = [
            Shown(kind.value, kind.label, n, bool(mine))
            for kind in Reaction.Kind
            for n, mine in [counted.get((key, kind.value), (0, 0))]
        ]


def count_by_kind(reactions, member):
    """(reply, kind, how many, how many of this member) of these reactions."""
    rows = reactions.order_by().values_list("reply", "kind")
    return rows.annotate(n=Count("pk"), mine=Count("pk", filter=Q(member=member)))


@prepared
def reactions_to(post, member):
    return count_by_kind(Reaction.objects.filter(post=post, reply=None), member)
