"""The doors to what comes after a session. Missing and forbidden look alike (404)."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from events.minutes.models import ActionItem, Minutes
from events.models import Event
from events.permissions import get_event_or_404, get_run_event_or_404, may_run, registration_of

# When there is something to write down.
WRITTEN = (Event.State.LIVE, Event.State.FINISHED)


def get_minutes_or_404(user, pk):
    """(event, minutes) for those who may know of the session; what is not published for those alone who run it."""
    event = get_event_or_404(user, pk)
    minutes = Minutes.objects.select_related("edited_by").filter(event=event).first()
    if event.state not in WRITTEN or minutes is None:
        raise Http404
    if not minutes.is_published and not may_run(user, event):
        raise Http404
    return event, minutes


def get_written_event_or_404(user, pk):
    """A session that goes on or is over, for those who run it."""
    event = get_run_event_or_404(user, pk)
    if event.state not in WRITTEN:
        raise Http404
    return event


def get_promise_or_404(user, pk):
    """A promise, for its owner, as long as he may know of the session, and for those who run that."""
    shown_with = ["event__series", "event__group", "owner", "feedback", "agenda_item", "question"]
    promise = get_object_or_404(ActionItem.objects.select_related(*shown_with), pk=pk)
    if may_run(user, promise.event):
        return promise
    if promise.owner_id != user.pk:
        raise Http404
    get_event_or_404(user, promise.event_id)
    return promise


def get_run_promise_or_404(user, pk):
    """A promise, for those who run its session."""
    promise = get_promise_or_404(user, pk)
    if not may_run(user, promise.event):
        raise Http404
    return promise


def may_know_of(member, event):
    """Whether a session, and what was promised there, is no secret to this member."""
    return Event.objects.visible_to(member).filter(pk=event.pk).exists() or may_run(member, event)


def came_to(user, event):
    """Whether this reader was seen there as a guest: not as its host, who would judge himself."""
    if user.pk in (event.host_id, event.responsible_id):
        return False
    registration = registration_of(user, event)
    return bool(registration and registration.checked_in_at)


def get_survey_event_or_404(user, pk):
    """A session that is over, for those who came and those who run it."""
    event = get_event_or_404(user, pk)
    if not event.is_over or not (came_to(user, event) or may_run(user, event)):
        raise Http404
    return event
