"""One question for several that ask the same. Only a pointer is set: no words are moved, and it is undone by clearing
it. There are no chains."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community.audit import record
from events.live.actions.counting import recount
from events.live.actions.holding import hold_question, wake
from events.live.models import Question, State
from events.live.models.question import UNANSWERED


def merge_question(question, *, into, actor):
    """Let `into` stand for a question and for all that was merged into it; who voted for several counts once. Returns
    whether this call did it; may run twice.

    Raises ValidationError('itself'), ('other_session'), ('not_open') where one of them is not to be answered any more.
    """
    if question.pk == into.pk:
        raise ValidationError(_("A question cannot be merged into itself."), code="itself")
    if question.event_id != into.event_id:
        raise ValidationError(_("Only questions of one session can be merged."), code="other_session")
    with transaction.atomic():
        event, question = hold_question(question)
        if question.merged_into_id == into.pk:
            return False
        into = Question.objects.get(pk=into.pk)
        if not (question.is_unanswered and not question.hidden_at and into.is_open):
            raise ValidationError(_("One of the two is no longer open. Look again."), code="not_open")
        before = question.merged_into_id
        state = State.APPROVED if question.state == State.NOW else question.state
        rows = Question.objects.filter(pk=question.pk, state__in=UNANSWERED)
        rows.update(merged_into=into, state=state)
        Question.objects.filter(merged_into=question).update(merged_into=into)
        recount(into.pk)
        if before:
            recount(before)
        record("live.question.merged", question, actor=actor, changes={"merged_into": [before, into.pk]})
        wake(event)
    return True


def part_question(question, *, actor):
    """Let a merged question stand on its own again. Returns whether this call did it; may run twice."""
    with transaction.atomic():
        event, question = hold_question(question)
        into = question.merged_into_id
        if not into:
            return False
        Question.objects.filter(pk=question.pk).update(merged_into=None)
        recount(question.pk)
        recount(into)
        record("live.question.parted", question, actor=actor, changes={"merged_into": [into, None]})
        wake(event)
    return True


def free_merged(question):
    """What was merged into a question that goes stands on its own again; the caller holds the session."""
    freed = list(Question.objects.filter(merged_into=question).values_list("pk", flat=True))
    Question.objects.filter(pk__in=freed).update(merged_into=None)
    for pk in freed:
        recount(pk)
