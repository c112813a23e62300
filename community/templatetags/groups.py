"""What the pages of a group have in common."""

from django import template

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
        waiting = JoinRequest.objects.filter(group=group, member=user, state=JoinRequest.State.OPEN)
        return "asked" if waiting.exists() else "request"
    return group.policy


@register.simple_tag(takes_context=True)
def runs_this_group(context):
    """Whether this reader runs the group of the page."""
    return runs_group(context["user"], context.get("membership"))


@register.inclusion_tag("community/_group_rail.html", takes_context=True)
def group_rail(context):
    """Beside every page of a group: who runs it, and its rules."""
    hosts = context["group"].memberships.filter(role=Membership.Role.HOST, member__is_active=True)
    hosts = list(hosts.select_related("member").order_by("pk")[:HOSTS_SHOWN])
    return {"group": context["group"], "hosts": hosts, "tab": context.get("tab", "")}
