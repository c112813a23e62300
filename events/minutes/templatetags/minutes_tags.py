"""What pages of sessions say of what comes after them: the core knows nothing of it."""

from django import template
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.html import format_html

from events.minutes.models import Minutes, SurveyAnswer
from events.minutes.models.survey import is_survey_open
from events.minutes.permissions import WRITTEN
from events.models import Event

register = template.Library()
PROMISES = 6


@register.simple_tag
def on_day(day):
    """<time> with a day, given as a date or as it is kept in text; with its year where that is another one."""
    day = parse_date(day) if isinstance(day, str) else day
    if not day:
        return ""
    words = date_format(day, "MONTH_DAY_FORMAT" if day.year == timezone.localdate().year else "DATE_FORMAT")
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), words)


@register.filter
def day_of(text):
    """A day that was kept as text."""
    return parse_date(text or "")


@register.filter
def is_seen(feedback, seen):
    """Whether this item, or none, is among those that the reader may see."""
    return bool(feedback) and feedback.pk in seen


@register.inclusion_tag("minutes/_last_promises.html", takes_context=True)
def last_promises(context, event):
    """What was promised in the session of the series before this one, as the rail of its page shows it; nothing where
    there was none, or this reader may not know of it. Two queries at most, three for a private one."""
    minutes = Minutes.objects.latest_before(event)
    if minutes and minutes.event.is_private and not may_know(context["user"], minutes.event):
        minutes = None
    if minutes is None:
        return {}
    promises = minutes.event.promises.select_related("owner").by_day()[:PROMISES]
    return {"minutes": minutes, "event": minutes.event, "promises": promises}


def may_know(user, event):
    return Event.objects.visible_to(user).filter(pk=event.pk).exists()


@register.inclusion_tag("minutes/_links.html", takes_context=True)
def minutes_link(context, event):
    """The way to the minutes once they are published, to writing them for those who run the session (`runs` of the
    page), and to the survey for those who came (`registration` of the page)."""
    if event.state not in WRITTEN:
        return {}
    minutes = Minutes.objects.published().filter(event=event).exists()
    return {"event": event, "minutes": minutes, "runs": context.get("runs"), "asks": asks(context, event)}


def asks(context, event):
    """Whether the reader of the page came, and has not said yet how it was."""
    registration, user = context.get("registration"), context["user"]
    if not registration or not registration.checked_in_at or not is_survey_open(event):
        return False
    if user.pk in (event.host_id, event.responsible_id):
        return False
    return not SurveyAnswer.objects.filter(event=event, member=user).exists()
