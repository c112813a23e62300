"""Holding a session while something of it changes, and letting its pages know."""

from events.actions.seats import hold_event, tell_visitors
from events.live.models import Question
from events.models import Event


def hold_question(question):
    """(session, question) as they stand, held until the caller's transaction ends: whoever holds the session is alone
    with all its questions, so that nobody waits in a circle."""
    event = hold_event(Event(pk=question.event_id))
    row = Question.objects.get(pk=question.pk)
    row.event = event
    return event, row


def wake(event, *, counted=True):
    """Let the live page, the screen and the desk see a change, in the transaction that made it and last in it; with
    `counted` the number of questions that all see is written anew."""
    counts = {"question_count": Question.objects.filter(event=event).shown().count()} if counted else {}
    Event.wake(event.pk, **counts)
    tell_visitors(event)
