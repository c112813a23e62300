"""Lists of groups: the directory by key, and which groups somebody may like."""

from collections import Counter

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
    that took him out. Four queries, whatever the sizes.
    """
    mine = list(Membership.objects.filter(member=member).values_list("group_id", "group__member_count"))
    fellows = fellows_of(member, [pk for pk, count in mine if count <= CLOSE_GROUP])
    shared = shared_interests(member)
    out = GroupRemoval.objects.in_force().filter(member=member).values("group")
    joinable = InterestGroup.objects.listed().exclude(policy=InterestGroup.Policy.INVITATION).exclude(pk__in=out)
    joinable = joinable.exclude(pk__in=[pk for pk, _count in mine])
    if only_open:
        joinable = joinable.filter(policy=InterestGroup.Policy.OPEN)
    best = {pk for counted in (shared, fellows) for pk, _count in counted.most_common(CANDIDATES)}
    found = {group.pk: group for group in joinable.filter(pk__in=best)} if best else {}
    if len(found) < limit:
        found |= {group.pk: group for group in joinable.exclude(pk__in=found)[:limit]}
    for group in found.values():
        group.shared, group.fellows = shared[group.pk], fellows[group.pk]
    ranked = sorted(found.values(), key=lambda group: (-group.shared, -group.fellows, -group.member_count, group.pk))
    return ranked[:limit]


def shared_interests(member):
    """Counter of the groups by how many of the member's interests they are about."""
    about = InterestGroup.interests.through.objects.filter(interest__members=member, interest__is_active=True)
    return Counter(about.values_list("interestgroup_id", flat=True))


def fellows_of(member, groups):
    """Counter of the groups that people of these groups are in, as far as FELLOWS of them tell."""
    if not groups:
        return Counter()
    people = Membership.objects.filter(group__in=groups).exclude(member=member).order_by().values("member")[:FELLOWS]
    theirs = Membership.objects.filter(member__in=list(people.values_list("member_id", flat=True)))
    return Counter(theirs.order_by().values_list("group_id", flat=True))
