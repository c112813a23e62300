"""How far a question is: approved, being answered, answered, left for later or turned down; hidden and shown again."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.audit import record
from community.markdown import render_markdown
from events.live.actions.counting import recount
from events.live.actions.holding import hold_question, wake
from events.live.actions.merging import free_merged
from events.live.models import Question, State
from events.live.models.question import UNANSWERED

# From where a question may be moved; to ANSWERED it goes with answer_question.
MOVES = {
    State.APPROVED: (State.SUBMITTED, State.NOW, State.LATER, State.DECLINED, State.ANSWERED),
    State.NOW: (State.SUBMITTED, State.APPROVED, State.LATER),
    State.LATER: (State.SUBMITTED, State.APPROVED, State.NOW),
    State.DECLINED: UNANSWERED,
}


def move_question(question, state, *, actor):
    """Move a question to another state than ANSWERED. Returns whether this call did it; the same state again is
    nothing. Of one being answered there is one in a session: another one that was goes back to the list.

    Raises ValidationError('moved') where it stands elsewhere meanwhile, ('merged') for one that another one stands
    for, ('not_live') for answering while the session does not run.
    """
    state = State(state)
    with transaction.atomic():
        event, question = hold_question(question)
        if question.state == state and not question.merged_into_id:
            return False
        check_free(question)
        if state == State.NOW:
            if not event.is_live:
                raise ValidationError(_("Begin the session first."), code="not_live")
            Question.objects.filter(event=event, state=State.NOW).update(state=State.APPROVED)
        values = {"state": state}
        if question.state == State.ANSWERED:
            values |= {"answer": "", "answer_rendered": "", "answered_at": None, "answered_by": None}
        claim(question, MOVES[state], **values)
        if state == State.DECLINED:
            free_merged(question)
        record("live.question.moved", question, actor=actor, changes={"state": [question.state, state]})
        wake(event)
    return True


def answer_question(question, *, actor, answer=""):
    """Write down that a question was answered: in the room, or with these words. Another answer takes the place of the
    first; without words it stays. Returns whether this call changed something. Raises ValidationError('moved'),
    ('merged')."""
    answer = answer.strip()
    with transaction.atomic():
        event, question = hold_question(question)
        if question.state == State.ANSWERED and answer in ("", question.answer):
            return False
        check_free(question)
        claim(
            question,
            (*UNANSWERED, State.ANSWERED),
            state=State.ANSWERED,
            answer=answer,
            answer_rendered=render_markdown(answer, top=4) if answer else "",
            answered_at=question.answered_at or timezone.now(),
            answered_by=actor,
        )
        changes = {"state": [question.state, State.ANSWERED], "answer": [question.answer or None, answer or None]}
        record("live.question.answered", question, actor=actor, changes=changes)
        wake(event)
    return True


def check_free(question):
    if question.merged_into_id:
        raise ValidationError(_("Another question stands for this one. Take them apart first."), code="merged")


def claim(question, states, **values):
    """Write these values if the question stands in one of the states; raises ValidationError('moved')."""
    if not Question.objects.filter(pk=question.pk, merged_into=None, hidden_at=None, state__in=states).update(**values):
        raise ValidationError(_("Somebody moved this question meanwhile. Look again."), code="moved")


def hide_question(question, *, actor):
    """Take a question from everybody's eyes. May run twice."""
    with transaction.atomic():
        event, question = hold_question(question)
        # Whoever hides what is being answered makes room for another one.
        state = State.APPROVED if question.state == State.NOW else question.state
        if not Question.objects.filter(pk=question.pk, hidden_at=None).update(hidden_at=timezone.now(), state=state):
            return
        free_merged(question)
        if question.merged_into_id:
            recount(question.merged_into_id)
        record("live.question.hidden", question, actor=actor)
        wake(event)


def show_question(question, *, actor):
    """Let everybody see a hidden question again. May run twice."""
    with transaction.atomic():
        event, question = hold_question(question)
        if not Question.objects.filter(pk=question.pk, hidden_at__isnull=False).update(hidden_at=None):
            return
        if question.merged_into_id:
            recount(question.merged_into_id)
        record("live.question.shown", question, actor=actor)
        wake(event)
