"""Sessions as calendar files (RFC 5545): one, or all of a member's.

Moments are written in UTC, so that no calendar has to know our time zones. A session keeps its UID; each change that
calendars show is a new SEQUENCE, so that a later file moves or strikes out what an earlier one put there.
"""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from icalendar import Calendar
from icalendar import Event as Entry

from community.models import Community
from events.models import CalendarFeed, Event, Registration

# How long what is over stays in a subscribed calendar.
PAST = timedelta(days=400)
CANCELLED, CONFIRMED, TENTATIVE = "CANCELLED", "CONFIRMED", "TENTATIVE"


def calendar_file(entries):
    """The bytes of a calendar with these entries."""
    community = Community.get()
    calendar = Calendar()
    calendar.add("prodid", "-//Huiyin//Sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", community.display_name)
    for entry in entries:
        calendar.add_component(entry)
    return calendar.to_ical()


def entry_of(event, *, registration=None, shows_link=False):
    """A session as an entry; with `shows_link` it carries the online link, which those alone may have who have a
    seat."""
    entry = Entry()
    address = f"{settings.SITE_URL}{event.get_absolute_url()}"
    link = event.online_link if shows_link else ""
    entry.add("uid", f"session-{event.pk}@{urlsplit(settings.SITE_URL).hostname}")
    entry.add("dtstamp", event.changed_at)
    entry.add("last-modified", event.changed_at)
    entry.add("sequence", event.revision)
    entry.add("dtstart", event.starts_at)
    entry.add("dtend", event.ends_at)
    entry.add("summary", event.display_title)
    entry.add("status", status_of(event, registration))
    entry.add("url", address)
    if where := event.place or link:
        entry.add("location", where)
    entry.add("description", "\n".join(line for line in (link, address) if line))
    return entry


def status_of(event, registration):
    if event.is_cancelled:
        return CANCELLED
    return TENTATIVE if registration and registration.is_waiting else CONFIRMED


def entries_of(member, now):
    """All sessions that a member has or had a seat in or waits for, as far as he may still know of them."""
    since = now - PAST
    mine = {
        registration.event_id: registration
        for registration in Registration.objects.live().filter(member=member, event__ends_at__gte=since)
    }
    known = Event.objects.visible_to(member).filter(pk__in=mine).order_by("starts_at", "pk")
    return [entry_of(event, registration=mine[event.pk], shows_link=mine[event.pk].is_going) for event in known]


# --- the address of a member's calendar -------------------------------------------------------------------------


def token_of(feed):
    """What opens a member's calendar without signing in: 128 bits that follow from a nonce and our secret, so that
    nothing that is stored opens it."""
    return salted_hmac("events.calendar", f"{feed.member_id}:{feed.nonce}", algorithm="sha256").hexdigest()[:32]


def find_feed(member_id, token):
    """The feed that this address opens, or None."""
    feed = CalendarFeed.objects.select_related("member").filter(member=member_id).first()
    return feed if feed and constant_time_compare(token_of(feed), token) else None
