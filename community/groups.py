"""Lists of groups: the directory by key, which groups somebody may like, and who is in one."""

from collections import Counter

from django.db.models import Count

from community.fragments import face_of, kept_for, kept_fragment, kept_list
from community.models import GroupRemoval, InterestGroup, Membership
from community.text import is_key, name_key

PAGE, MEMBERS, HOSTS = 24, 48, 60
# What lists show of a group, and of those in it.
ROW_FIELDS = ["name", "slug", "description", "cover", "hue", "policy", "is_private", "member_count", "feedback_count"]
PERSON_FIELDS = ["group", "role", "joined_at", "member__name", "member__avatar", "member__job_title", "member__mark"]
PERSON_FIELDS += ["member__title", "member__title_en", "member__is_staff", "member__is_active"]
# How many of the people who share a group with somebody are looked at, and how many people a group may have to say
# something of those in it.
FELLOWS = 200
CLOSE_GROUP = 2000
HOUR = 60 * 60
# Whom one meets in so many common groups says more than any size.
CANDIDATES = 40


def page_of_groups(groups, after):
    """(groups, key): the next ones behind the key `after`, the largest first, and the key of the page behind them
    (empty at the end); a key that is none starts at the top."""
    count, _tilde, pk = after.partition("~")
    rows = groups.largest_first().only(*ROW_FIELDS)
    if is_key(count) and is_key(pk) and int(count) < 2**31:
        rows = rows.filter(member_count__lte=int(count)).exclude(member_count=int(count), pk__lte=int(pk))
    return cut(list(rows[: PAGE + 1]))


def cut(rows):
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return rows[:PAGE], f"{last.member_count}~{last.pk}" if last else ""


def first_groups(community, own):
    """What page_of_groups answers at its top for a reader who is in these private groups (`own`). What everybody may
    know of is read once for all who look while nothing public changes, and drawn (`drawn`) in each state that it can
    have for a reader, see draw_group."""

    def draw():
        groups = list(InterestGroup.objects.listed().only(*ROW_FIELDS)[: PAGE + 1])
        for group in groups:
            group.drawn = {state: draw_group(group, state) for state in ("", "joined", "asked")}
        return groups

    # By key, for one that has become private meanwhile.
    groups = {group.pk: group for group in [*kept_list(draw, community, "groups"), *own]}
    return cut(sorted(groups.values(), key=lambda group: (-group.member_count, group.pk)))


def draw_group(group, state):
    """The HTML of a row of the directory; `state` is 'joined', 'asked' or empty."""
    shown = (group.name, group.description, group.cover.name, group.hue, group.is_private, group.policy)
    shown += (group.member_count, group.feedback_count, state)
    return kept_fragment("community/_group_row.html", {"group": group, "state": state}, group.pk, *shown)


# --- who is in one ------------------------------------------------------------------------------------------


def people_of(group, q="", after=""):
    """(hosts, people, key) of a group: its hosts on the first page, then the others, those who came last first; or all
    whose name a search finds. The key is that of the page behind them, empty at the end."""
    people = group.memberships.filter(member__is_active=True).select_related("member").only(*PERSON_FIELDS)
    people, hosts = people.order_by("-pk"), []
    if q:
        people = people.filter(member__name_key__contains=name_key(q))
    else:
        hosts = list(people.filter(role=Membership.Role.HOST)[:HOSTS]) if not after else []
        people = people.filter(role=Membership.Role.MEMBER)
    if is_key(after):
        people = people.filter(pk__lt=int(after))
    rows = list(people[: MEMBERS + 1])
    return hosts, rows[:MEMBERS], rows[MEMBERS - 1].pk if len(rows) > MEMBERS else ""


def first_people(group, community):
    """What people_of answers first of a public group, drawn (`drawn`) for those who do not run it; once for all who
    look while nothing public changes."""

    def draw():
        hosts, people, after = people_of(group)
        for row in [*hosts, *people]:
            row.drawn = draw_person(group, row, runs=False)
        return hosts, people, after

    return kept_list(draw, community, "people", group.pk, group.slug)


def draw_person(group, row, *, runs):
    """The HTML of one of those in a group; `runs` for a reader who runs it."""
    parts = {"group": group, "row": row, "runs": runs}
    shown = (row.role, group.slug, runs, *face_of(row.member))
    return kept_fragment("community/_group_person.html", parts, row.pk, *shown)


# --- suggestions --------------------------------------------------------------------------------------------


def suggest_groups(member, limit, *, only_open=False):
    """Up to `limit` groups that this member may like and can join by himself or by asking, the best first; with
    `only_open` those alone that a press joins.

    First come those that share the most of his interests (`shared` says how many), then those in which the most people
    are who share a small group with him (`fellows`), then the largest. None that he is in, none that is private, none
    that took him out. Six queries at most, whatever the sizes.
    """
    sizes = dict(Membership.objects.filter(member=member).values_list("group", "group__member_count"))
    fellows, shared = fellows_of(member, sizes), shared_interests(member)
    closed = sizes.keys() | set(GroupRemoval.objects.in_force().filter(member=member).values_list("group", flat=True))
    joinable = InterestGroup.objects.listed().exclude(policy=InterestGroup.Policy.INVITATION).only(*ROW_FIELDS)
    if only_open:
        joinable = joinable.filter(policy=InterestGroup.Policy.OPEN)
    best = {pk for counted in (shared, fellows) for pk, _count in counted.most_common(CANDIDATES)}
    found = list(joinable.filter(pk__in=best - closed))
    if len(found) < limit:
        found += joinable.exclude(pk__in=best | closed)[:limit]
    for group in found:
        group.shared, group.fellows = shared[group.pk], fellows[group.pk]
    return sorted(found, key=lambda group: (-group.shared, -group.fellows, -group.member_count, group.pk))[:limit]


def shared_interests(member):
    """Counter of the groups by how many of the member's interests they are about."""
    about = InterestGroup.interests.through.objects.filter(interest__members=member, interest__is_active=True)
    return Counter(about.values_list("interestgroup_id", flat=True))


def fellows_of(member, sizes):
    """Counter of the groups that people are in who share a small group with this member, as far as FELLOWS of them
    tell. `sizes` is {key: how many are in it} of his groups.

    Kept for an hour, and asked for anew when he joins or leaves one: it costs most of the directory, and what hundreds
    do hardly changes.
    """
    small = sorted(pk for pk, size in sizes.items() if size <= CLOSE_GROUP)
    return kept_for(HOUR, lambda: count_fellows(member, small), "fellows", member.pk, small)


def count_fellows(member, small):
    people = Membership.objects.filter(group__in=small).exclude(member=member).order_by().values("member")[:FELLOWS]
    theirs = Membership.objects.filter(member__in=people).order_by().values_list("group_id")
    return Counter(dict(theirs.annotate(n=Count("pk"))))
