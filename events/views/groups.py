"""The sessions of a group."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.page_cache import visitor_page
from community.permissions import get_group_or_404, membership_of, runs_group
from events.models import Event

COMING, PAST = 30, 12


@require_safe
@visitor_page(query=set())
def group_events(request, slug):
    """What comes next in a group, and what was; of a private one for its members."""
    group = get_group_or_404(request.user, slug)
    membership = membership_of(request.user, group)
    events = Event.objects.visible_to(request.user).filter(group=group).select_related("host")
    runs = runs_group(request.user, membership)
    drafts = Event.objects.filter(group=group, state=Event.State.DRAFT).order_by("starts_at", "pk")
    context = {
        "group": group,
        "membership": membership,
        "tab": "events",
        "runs": runs,
        "drafts": drafts[:COMING] if runs else [],
        "coming": events.coming()[:COMING],
        "past": events.past()[:PAST],
        "nav": "groups",
    }
    return render(request, "events/group_events.html", context)
