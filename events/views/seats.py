"""Taking a seat and giving it back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from community.limits import limited
from community.permissions import member_required
from events import actions
from events.permissions import get_event_or_404, registration_of


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
    words = _("All seats are taken: you are number %(place)s in line and told as soon as one is yours.")
    return words % {"place": registration.place_in_line}


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
