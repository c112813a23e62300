"""What pages of other wings show of sessions, and their dates."""

from django import template
from django.utils import timezone

from events.models import COMING, AgendaItem, Event

register = template.Library()
SHOWN_AT = 3


@register.inclusion_tag("events/_to_be_discussed.html", takes_context=True)
def to_be_discussed(context, feedback):
    """At which coming sessions that this reader may know of an item stands on the agenda; of a merged one that which
    speaks for it. One query."""
    lines = AgendaItem.objects.filter(feedback=feedback.merged_into_id or feedback.pk).values("event")
    events = Event.objects.visible_to(context["user"]).filter(pk__in=lines, state__in=COMING)
    return {"events": events.order_by("starts_at", "pk")[:SHOWN_AT]}


@register.filter
def clock(moment):
    """The hour and minute of a moment by the clock in force."""
    return timezone.localtime(moment).strftime("%H:%M") if moment else ""


@register.inclusion_tag("events/_host_tabs.html", takes_context=True)
def host_tabs(context, event):
    """Beside each other the pages of those who run a session; `tab` names the one shown."""
    return {"event": event, "tab": context.get("tab", ""), "csrf_token": context.get("csrf_token")}
