"""What comes, what was, and one session; taking a seat and giving it back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.limits import limited
from community.page_cache import visitor_page
from community.permissions import member_required
from events import actions
from events.models import AgendaItem, Event
from events.permissions import get_event_or_404, may_register, may_run, may_see_link, registration_of

COMING, PAST = 20, 12


@require_safe
@visitor_page(query=set())
def event_list(request):
    """What comes next, and what came of the last ones."""
    events = Event.objects.visible_to(request.user).select_related("group", "host", "series")
    context = {"coming": events.coming()[:COMING], "past": events.past()[:PAST], "nav": "events"}
    return render(request, "events/event_list.html", context)


@require_safe
@visitor_page(query=set())
def event_detail(request, pk):
    event = get_event_or_404(request.user, pk)
    registration = registration_of(request.user, event)
    agenda = AgendaItem.objects.filter(event=event).in_order().select_related("feedback", "speaker")
    context = {
        "event": event,
        "registration": registration,
        "may_register": request.user.is_authenticated and may_register(request.user, event),
        "runs": may_run(request.user, event),
        "shows_link": may_see_link(request.user, event, registration),
        "agenda": agenda,
        "nav": "events",
    }
    return render(request, "events/event_detail.html", context)


@require_POST
@member_required
@limited("event-seat", limit=60, seconds=3600)
def event_register(request, pk):
    event = get_event_or_404(request.user, pk)
    try:
        registration = actions.register_for(event, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, said_of(registration))
    return redirect(event)


def said_of(registration):
    if registration.is_going:
        return _("You have a seat. You are reminded a day and an hour before.")
    place = registration.place_in_line
    return _("All seats are taken: you are number %(place)s in line and told as soon as one is yours.") % {
        "place": place
    }


@require_POST
@member_required
@limited("event-seat", limit=60, seconds=3600)
def event_leave(request, pk):
    event = get_event_or_404(request.user, pk)
    registration = registration_of(request.user, event)
    try:
        if registration and actions.cancel_registration(registration, actor=request.user):
            messages.success(request, _("Your seat is free for somebody else. Thank you for telling."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(event)
