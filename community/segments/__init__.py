"""Who is how active, and groups of members by what they have in common."""


def members_of(audience):
    """QuerySet of the active members that `audience` names: "all", an InterestGroup, a Segment (or its word), or a
    SavedSegment; where addresses must be proven, of those who proved theirs. Any other word raises ValueError."""
    # Django imports this package before any model may be.
    from community.segments import audiences

    return audiences.members_of(audience)
