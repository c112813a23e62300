"""Wanting to hear an answer, and no longer wanting it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from community.activity import record_activity
from community.moderation.checks import check_may_contribute
from events.live.actions.counting import recount, voice_of
from events.live.actions.holding import hold_question, wake
from events.live.models import Question, QuestionVote
from events.live.models.question import OPEN


def cast_question_vote(question, *, actor):
    """Want to hear the answer; returns whether this call did it. May run twice. Who asked without a name may vote for
    it like anybody: nobody knows.

    Raises ValidationError('own') for one's own question, ('merged') for one that was merged meanwhile, ('ended') where
    nothing is to be answered any more, and what check_may_contribute refuses.
    """
    check_may_contribute(actor)
    with transaction.atomic():
        event, question = hold_question(question)
        check_open(question, event)
        voice = voice_of(actor, question)
        if voice == "mine":
            raise ValidationError(_("It is your own question: your voice is in it already."), code="own")
        if voice or not take_voice(question, actor):
            return False
        row = Question.objects.filter(pk=question.pk, merged_into=None, hidden_at=None, state__in=OPEN)
        row.update(vote_count=F("vote_count") + 1)
        record_activity(actor, "vote", group_id=event.group_id)
        wake(event, counted=False)
    return True


def take_voice(question, actor):
    """Write the row of a vote; whether it is new."""
    _row, created = QuestionVote.objects.get_or_create(question=question, member=actor)
    return created


def withdraw_question_vote(question, *, actor):
    """No longer want it, nor what was merged into it; returns whether this call did it. May run twice. Raises as
    cast_question_vote does."""
    with transaction.atomic():
        event, question = hold_question(question)
        check_open(question, event)
        family = Q(question=question) | Q(question__merged_into=question)
        gone, _rows = QuestionVote.objects.filter(family, member=actor).delete()
        if not gone:
            return False
        recount(question.pk)
        wake(event, counted=False)
    return True


def check_open(question, event):
    if question.merged_into_id:
        raise ValidationError(_("This was just merged with another question. Vote there."), code="merged")
    if not question.is_open or not event.is_coming:
        raise ValidationError(_("Votes for this question are no longer counted."), code="ended")
