"""What is done with questions, as far as minutes need it."""

from django.db import transaction
from django.utils import timezone

from community.audit import record
from community.markdown import render_markdown
from events.actions.seats import hold_event, tell_visitors
from events.live.models import Question, State
from events.live.models.question import UNANSWERED
from events.models import Event

__all__ = ["answer_question", "move_question"]


def write(event, question, **values):
    Question.objects.filter(pk=question.pk).update(**values)
    count = Question.objects.filter(event=event).shown().count()
    Event.objects.filter(pk=event.pk).update(question_count=count)
    tell_visitors(event)


def answer_question(question, *, actor, answer=""):
    """Write down that a question was answered. Returns whether this call changed something."""
    with transaction.atomic():
        event = hold_event(Event(pk=question.event_id))
        row = Question.objects.get(pk=question.pk)
        if row.state == State.ANSWERED and answer in ("", row.answer):
            return False
        write(
            event,
            row,
            state=State.ANSWERED,
            answer=answer,
            answer_rendered=render_markdown(answer, top=4) if answer else "",
            answered_at=row.answered_at or timezone.now(),
            answered_by=actor,
        )
        record("live.question.answered", row, actor=actor)
    return True


def move_question(question, state, *, actor):
    """Move a question to another state than ANSWERED. Returns whether this call did it."""
    with transaction.atomic():
        event = hold_event(Event(pk=question.event_id))
        row = Question.objects.get(pk=question.pk)
        if row.state == state or row.state not in UNANSWERED:
            return False
        write(event, row, state=state)
        record("live.question.moved", row, actor=actor)
    return True
