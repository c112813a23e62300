"""Sessions for calendars: a file of one, and a member's own calendar that other programs subscribe to."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from community.limits import limited
from community.permissions import may_act, member_required
from events import actions
from events.calendars import calendar_file, entries_of, entry_of, find_feed, token_of
from events.models import CalendarFeed
from events.permissions import get_event_or_404, may_see_link, registration_of


@require_safe
@never_cache
def event_file(request, pk):
    """One session as a file; with the online link for those alone who have a seat."""
    event = get_event_or_404(request.user, pk)
    registration = registration_of(request.user, event)
    shows_link = may_see_link(request.user, event, registration)
    entry = entry_of(event, registration=registration, shows_link=shows_link)
    return as_calendar([entry], f"session-{event.pk}.ics")


@require_safe
@never_cache
@limited("calendar", limit=120, seconds=3600)
def calendar_feed(request, member_id, token):
    """All sessions of the member whose address this is; who is suspended or gone has none."""
    feed = find_feed(member_id, token)
    if feed is None or not feed.member.is_active or not may_act(feed.member):
        raise Http404
    with translation.override(feed.member.language):
        return as_calendar(entries_of(feed.member, timezone.now()), "sessions.ics")


def as_calendar(entries, name):
    response = HttpResponse(calendar_file(entries), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
@member_required
def my_calendar(request):
    """The address of my calendar, and how to use it."""
    feed = CalendarFeed.objects.filter(member=request.user).first()
    context = {"address": address_of(feed) if feed else "", "nav": "me"}
    return render(request, "events/my_calendar.html", context)


def address_of(feed):
    return settings.SITE_URL + reverse("events:calendar_feed", args=[feed.member_id, token_of(feed)])


@require_POST
@member_required
@limited("calendar-address", limit=20, seconds=3600)
def my_calendar_open(request):
    """Make an address, or keep the one there is."""
    actions.open_calendar(actor=request.user)
    return redirect("events:my_calendar")


@require_POST
@member_required
@limited("calendar-address", limit=20, seconds=3600)
def my_calendar_close(request):
    """Close the address: whoever has it reads nothing any more."""
    if actions.close_calendar(actor=request.user):
        messages.success(request, _("The address is closed. A new one can be made at any time."))
    return redirect("events:my_calendar")
