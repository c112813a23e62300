"""Lists of groups: the directory by key, and which groups somebody may like."""

from collections import Counter

from django.db.models import Count

from community.models import GroupRemoval, InterestGroup, Membership
from community.text import is_key

PAGE = 24
# How many of the people who share a group with somebody are looked at, and how many people a group may have to say
# something of those in it.
FELLOWS = 500
CLOSE_GROUP = 2000
# Whom one meets in so many common groups says more than any size.
CANDIDATES = 40


def page_of_groups(groups, after):
    """(groups, key): the next ones behind the key `after`, the largest first, and the key of the page behind them
    (empty at the end); a key that is none starts at the top."""
    count, _tilde, pk = after.partition("~")
    rows = groups.largest_first()
    if is_key(count) and is_key(pk) and int(count) < 2**31:
        rows = rows.filter(member_count__lte=int(count)).exclude(member_count=int(count), pk__lte=int(pk))
    rows = list(rows[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return rows[:PAGE], f"{last.member_count}~{last.pk}" if last else ""


def suggest_groups(member, limit, *, only_open=False):
    """Up to `limit` groups that this member may like and can join by himself or by asking, the best first; with
    `only_open` those alone that a press joins.

    First come those that share the most of his interests (`shared` says how many), then those in which the most people
    are who share a small group with him (`fellows`), then the largest. None that he is in, none that is private, none
    that took him out. Six queries, whatever the sizes.
    """
    fellows, shared = fellows_of(member), shared_interests(member)
    closed = set(Membership.objects.filter(member=member).values_list("group", flat=True))
    closed |= set(GroupRemoval.objects.in_force().filter(member=member).values_list("group", flat=True))
    joinable = InterestGroup.objects.listed().exclude(policy=InterestGroup.Policy.INVITATION)
    if only_open:
        joinable = joinable.filter(policy=InterestGroup.Policy.OPEN)
    best = {pk for counted in (shared, fellows) for pk, _count in counted.most_common(CANDIDATES)}
    found = list(joinable.filter(pk__in=best - closed))
    found += joinable.exclude(pk__in=best | closed)[:limit]
    for group in found:
        group.shared, group.fellows = shared[group.pk], fellows[group.pk]
    return sorted(found, key=lambda group: (-group.shared, -group.fellows, -group.member_count, group.pk))[:limit]


def shared_interests(member):
    """Counter of the groups by how many of the member's interests they are about."""
    about = InterestGroup.interests.through.objects.filter(interest__members=member, interest__is_active=True)
    return Counter(about.values_list("interestgroup_id", flat=True))


def fellows_of(member):
    """Counter of the groups that people are in who share a small group with this member, as far as FELLOWS of them
    tell."""
    small = Membership.objects.filter(member=member, group__member_count__lte=CLOSE_GROUP).values("group")
    people = Membership.objects.filter(group__in=small).exclude(member=member).order_by().values("member")[:FELLOWS]
    theirs = Membership.objects.filter(member__in=people).order_by().values_list("group_id")
    return Counter(dict(theirs.annotate(n=Count("pk"))))
