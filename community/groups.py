"""Which groups might be something for whom."""

from django.db.models import Count, Q

from community.models import InterestGroup


def suggest_groups(member, limit):
    """Up to `limit` groups that a member may join by a press and has not joined: those that share most of his
    interests first, then the largest. One query."""
    shared = Count("interests", filter=Q(interests__members=member, interests__is_active=True), distinct=True)
    open_to_all = InterestGroup.objects.visible_to(member).filter(policy=InterestGroup.Policy.OPEN)
    fresh = open_to_all.exclude(memberships__member=member)
    return list(fresh.annotate(shared=shared).order_by("-shared", "-member_count", "pk")[:limit])
