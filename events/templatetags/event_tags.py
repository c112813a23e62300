"""What pages of other wings show of sessions, and their dates."""

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext, pgettext_lazy

from events.models import COMING, AgendaItem, Event

register = template.Library()
SHOWN_AT = 3
# Shorter than Django's own, which are as long in Chinese as in full.
WEEKDAYS = [
    *(pgettext_lazy("on a leaf", "Mon"), pgettext_lazy("on a leaf", "Tue"), pgettext_lazy("on a leaf", "Wed")),
    *(pgettext_lazy("on a leaf", "Thu"), pgettext_lazy("on a leaf", "Fri"), pgettext_lazy("on a leaf", "Sat")),
    pgettext_lazy("on a leaf", "Sun"),
]


@register.inclusion_tag("events/_to_be_discussed.html", takes_context=True)
def to_be_discussed(context, feedback):
    """At which coming sessions that this reader may know of an item stands on the agenda; of a merged one that which
    speaks for it. One query."""
    lines = AgendaItem.objects.filter(feedback=feedback.merged_into_id or feedback.pk).values("event")
    events = Event.objects.visible_to(context["user"]).filter(pk__in=lines, state__in=COMING)
    return {"events": events.order_by("starts_at", "pk")[:SHOWN_AT]}


@register.inclusion_tag("events/_leaf.html")
def day_leaf(moment, css=""):
    """A day as the leaf of a calendar, by the reader's clock."""
    local = timezone.localtime(moment)
    return {
        "moment": local,
        "month": date_format(local, pgettext("the month on a leaf: a date format of Django", "M")),
        "weekday": WEEKDAYS[local.weekday()],
        "css": css,
    }


@register.filter
def clock(moment):
    """The hour and minute of a moment by the clock in force."""
    return timezone.localtime(moment).strftime("%H:%M") if moment else ""


@register.inclusion_tag("events/_host_tabs.html", takes_context=True)
def host_tabs(context, event):
    """Beside each other the pages of those who run a session; `tab` names the one shown."""
    return {"event": event, "tab": context.get("tab", ""), "csrf_token": context.get("csrf_token")}
