"""Lists of groups: the directory by key, which groups somebody may like, and who is in one."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone

from community.fragments import face_of, kept_for, kept_fragment, kept_list
from community.models import GroupRemoval, InterestGroup, JoinRequest, Membership
from community.prepared import prepared
from community.text import is_key, name_key

PAGE, MEMBERS, HOSTS, MINE = 24, 48, 60, 200
# What lists show of a group, and of those in it.
ROW_FIELDS = ["name", "slug", "description", "cover", "hue", "policy", "is_private", "member_count", "feedback_count"]
PERSON_FIELDS = ["group", "role", "joined_at", "member__name", "member__avatar", "member__job_title", "member__mark"]
PERSON_FIELDS += ["member__title", "member__title_en", "member__is_staff", "member__is_active"]
# How many of the people who share a group with somebody are looked at, and how many people a group may have to say
# something of those in it.
FELLOWS = 200
CLOSE_GROUP = 2000
HOUR = 60 * 60
# So many groups are compared of those that share his interests, and of those that the people he meets are in.
CANDIDATES = 40


# --- the directory ------------------------------------------------------------------------------------------


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


@dataclass
class DrawnGroup:
    """A row of the directory as it is kept: its place, and its HTML in each state that it can have for a reader."""

    pk: int
    member_count: int
    drawn: dict


def first_groups(community, own):
    """What page_of_groups answers at its top for a reader who is in these private groups (`own`). What everybody may
    know of is read and drawn once for all who look while nothing public changes: those are DrawnGroup."""

    def draw():
        groups = InterestGroup.objects.listed().only(*ROW_FIELDS)[: PAGE + 1]
        states = ("", "joined", "asked")
        return [
            DrawnGroup(group.pk, group.member_count, {state: draw_group(group, state) for state in states})
            for group in groups
        ]

    # By key, for one that has become private meanwhile.
    groups = {group.pk: group for group in [*kept_list(draw, community, "groups"), *own]}
    return cut(sorted(groups.values(), key=lambda group: (-group.member_count, group.pk)))


def draw_group(group, state):
    """The HTML of a row of the directory; `state` is 'joined', 'asked' or empty."""
    return kept_fragment("community/_group_row.html", {"group": group, "state": state}, *look_of(group), state)


def look_of(group):
    """All that lists show of a group, for the key of a part that holds it."""
    shown = (group.pk, group.name, group.slug, group.description, group.cover.name, group.hue)
    return (*shown, group.policy, group.is_private, group.member_count, group.feedback_count)


@prepared
def memberships_of(member):
    """Those of a member in active groups, with the groups: the ones that he runs first, then the latest."""
    mine = Membership.objects.filter(member=member, group__is_active=True).select_related("group")
    return mine.only("member", "role", *(f"group__{name}" for name in ROW_FIELDS)).order_by("role", "-pk")[:MINE]


@prepared
def groups_asked_by(member):
    """The keys of the groups that a member waits for."""
    return JoinRequest.objects.open().filter(member=member).values_list("group")


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
    sizes = dict(sizes_for(member.pk))
    fellows, shared = fellows_of(member, sizes), Counter(dict(shared_interests(member.pk)))
    closed = sizes.keys() | {group for group, until in removals_of(member.pk) if until > timezone.now()}
    joinable = InterestGroup.objects.listed().exclude(policy=InterestGroup.Policy.INVITATION).only(*ROW_FIELDS)
    if only_open:
        joinable = joinable.filter(policy=InterestGroup.Policy.OPEN)
    # Both have the larger group first, and sorting leaves what is equal in its order.
    best = [pk for pk in dict.fromkeys([*shared, *fellows]) if pk not in closed]
    best.sort(key=lambda pk: (-shared[pk], -fellows[pk]))
    found = []
    # Nearly always enough of the first ones can be joined.
    for keys in (best[: 2 * limit], best[2 * limit :]):
        if keys and len(found) < limit:
            found += joinable.filter(pk__in=keys)
    if len(found) < limit:
        found += joinable.exclude(pk__in=closed.union(best))[:limit]
    for group in found:
        group.shared, group.fellows = shared[group.pk], fellows[group.pk]
    return sorted(found, key=lambda group: (-group.shared, -group.fellows, -group.member_count, group.pk))[:limit]


@prepared
def sizes_for(member):
    """(key, how many are in it) of a member's groups."""
    return Membership.objects.filter(member=member).values_list("group", "group__member_count")


@prepared
def removals_of(member):
    """(group, until when) of what took a member out of groups."""
    return GroupRemoval.objects.filter(member=member).values_list("group", "until")


@prepared
def shared_interests(member):
    """(group, how many) of the listed groups that are about most of a member's interests, the larger ones first."""
    about = InterestGroup.interests.through.objects.filter(interest__members=member, interest__is_active=True)
    return most_of(about, "interestgroup")


def most_of(rows, group):
    """(group, how many) of the listed groups that are most often among these rows, the larger ones first."""
    listed = rows.filter(**{f"{group}__is_active": True, f"{group}__is_private": False})
    counted = listed.order_by().values_list(group).annotate(n=Count("pk"))
    return counted.order_by("-n", f"-{group}__member_count", group)[:CANDIDATES]


def fellows_of(member, sizes):
    """Counter of the listed groups that most people are in who share a small group with this member, as far as FELLOWS
    of them tell, the larger ones first. `sizes` is {key: how many are in it} of his groups.

    Kept for an hour, and asked for anew when he joins or leaves one: it costs most of the directory, and what hundreds
    do hardly changes.
    """
    small = sorted(pk for pk, size in sizes.items() if size <= CLOSE_GROUP)
    return kept_for(HOUR, lambda: count_fellows(member, small), "fellows", member.pk, small)


def count_fellows(member, small):
    people = Membership.objects.filter(group__in=small).exclude(member=member).order_by().values("member")[:FELLOWS]
    return Counter(dict(most_of(Membership.objects.filter(member__in=people), "group")))
