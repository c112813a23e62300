"""The members that something is meant for."""

from community.models import InterestGroup, Member, Membership
from community.segments.filters import narrow
from community.segments.models import MemberSegment, SavedSegment, Segment

ALL = "all"


def members_of(audience):
    """See community.segments.members_of."""
    members = Member.objects.reachable()
    if isinstance(audience, InterestGroup):
        return members.filter(pk__in=Membership.objects.filter(group=audience, group__is_active=True).values("member"))
    if isinstance(audience, SavedSegment):
        return narrow(members, audience.filters)
    if audience == ALL:
        return members
    return members.filter(pk__in=MemberSegment.objects.filter(segment=Segment(audience)).values("member"))
