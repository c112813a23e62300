"""The reactions on a post and its replies, as a reader sees them."""

from dataclasses import dataclass

from django.db.models import Count, Q

from community.posts.models import Reaction


@dataclass
class Shown:
    """One kind of reaction on one thing: how many, and whether the reader's is among them."""

    kind: str
    label: str
    count: int
    is_mine: bool


def show_reactions(post, replies, user):
    """Give the post and each of these replies its `shown_reactions`, in the order of the kinds; one query."""
    member = user.pk if user.is_authenticated else None
    rows = (
        Reaction.objects.filter(Q(reply=None) | Q(reply__in=[reply.pk for reply in replies]), post=post)
        .order_by()
        .values_list("reply", "kind")
        .annotate(n=Count("pk"), mine=Count("pk", filter=Q(member=member)))
    )
    counted = {(reply, kind): (n, mine) for reply, kind, n, mine in rows}
    for target, key in [(post, None), *((reply, reply.pk) for reply in replies)]:
        target.shown_reactions = [
            Shown(kind.value, kind.label, n, bool(mine))
            for kind in Reaction.Kind
            for n, mine in [counted.get((key, kind.value), (0, 0))]
        ]
