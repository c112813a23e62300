"""Entry points for the workers; each may run twice."""

from django.db.models import Q

from events.live import actions
from events.live.models import Question, SessionPoll, State
from events.models import Event

BATCH = 50
ENDED = (Event.State.FINISHED, Event.State.CANCELLED)


def sweep_ended():
    """Every minute: what was on when a session ended by itself or was called off is put away."""
    left = Q(pk__in=Question.objects.filter(state=State.NOW).values("event"))
    left |= Q(pk__in=SessionPoll.objects.running().order_by().values("event"))
    for event in Event.objects.filter(left, state__in=ENDED).order_by("pk")[:BATCH]:
        actions.tidy_ended(event)
