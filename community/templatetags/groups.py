"""What the pages of a group have in common."""

from django import template

from community.fragments import kept_fragment
from community.groups import draw_group, draw_person, look_of
from community.models import InterestGroup, JoinRequest, Membership
from community.permissions import runs_group
from community.text import read_moment

register = template.Library()
HOSTS_SHOWN = 12


@register.filter
def moment(value):
    """A moment that was kept as text."""
    return read_moment(value)


@register.simple_tag(takes_context=True)
def group_door(context):
    """How this reader meets the group of the page: 'visitor', 'in', 'asked', or by which door he may come in ('open',
    'request', 'invitation'). Reads `group` and `membership`; asks at most one question."""
    group, user = context["group"], context["user"]
    if not user.is_authenticated:
        return "visitor"
    if context.get("membership"):
        return "in"
    if group.policy == InterestGroup.Policy.REQUEST:
        waiting = JoinRequest.objects.open().filter(group=group, member=user)
        return "asked" if waiting.exists() else "request"
    return group.policy


@register.simple_tag(takes_context=True)
def runs_this_group(context):
    """Whether this reader runs the group of the page."""
    return runs_group(context["user"], context.get("membership"))


@register.simple_tag
def group_facts(group):
    """The door and the counts of a group in one line."""
    shown = (group.is_private, group.policy, group.member_count, group.feedback_count)
    return kept_fragment("community/_group_facts.html", {"group": group}, *shown)


@register.simple_tag(takes_context=True)
def group_row(context, group):
    """A row of the directory. Reads `joined` and `asked`, the keys of the groups this reader is in or waits for."""
    state = "joined" if group.pk in context["joined"] else "asked" if group.pk in context["asked"] else ""
    drawn = getattr(group, "drawn", None)
    return drawn[state] if drawn else draw_group(group, state)


@register.simple_tag
def my_groups(memberships):
    """The groups of a member, as they stand above the directory."""
    shown = [(membership.is_host, *look_of(membership.group)) for membership in memberships]
    return kept_fragment("community/_my_groups.html", {"memberships": memberships}, *shown)


@register.simple_tag
def group_cards(groups):
    """What suggest_groups suggests, as cards."""
    shown = [(group.fellows, *look_of(group)) for group in groups]
    return kept_fragment("community/_group_cards.html", {"groups": groups}, *shown)


@register.simple_tag(takes_context=True)
def group_person(context, row):
    """One of those in a group. Reads `group` and `runs`, whether the reader runs it."""
    drawn = getattr(row, "drawn", "")
    return drawn or draw_person(context["group"], row, runs=context["runs"])


@register.simple_tag(takes_context=True)
def group_rail(context):
    """Beside every page of a group: who runs it, and its rules. Asks for its hosts only when it has to be made anew;
    they are behind the community's version, while the group itself was read before that."""
    group, tab = context["group"], context.get("tab", "")
    parts = {"group": group, "tab": tab, "hosts": lambda: hosts_of(group)}
    shown = (group.rules_rendered, group.is_private, group.policy, context["community"].version)
    return kept_fragment("community/_group_rail.html", parts, group.pk, tab, *shown)


def hosts_of(group):
    hosts = group.memberships.filter(role=Membership.Role.HOST, member__is_active=True)
    return list(hosts.select_related("member").order_by("pk")[:HOSTS_SHOWN])
