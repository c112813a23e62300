"""Asking something, and taking it back."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from community.activity import record_activity
from community.audit import record
from community.moderation.checks import (
    check_may_contribute,
    check_standing,
    check_words,
    count_newcomer,
    is_newcomer,
)
from community.submits import hash_submit_key
from events.actions.seats import hold_event
from events.live.actions.counting import recount
from events.live.actions.holding import hold_question, wake
from events.live.actions.merging import free_merged
from events.live.models import Question, QuestionVote, State
from events.live.permissions import may_ask
from events.permissions import may_run


def ask_question(event, *, actor, text, nameless=False, submit_key=""):
    """Ask a session something; returns (question, whether it was made now).

    It is seen at once, unless the session lets questions wait or the checks hold its words. With `nameless` nothing of
    the person is kept: no author, no activity, no trail. The same `submit_key` with the same words makes one question.
    Raises ValidationError('closed') for a session that is not published or is over, and what check_may_contribute
    refuses, save for the rules of one without a name.
    """
    text = text.strip()
    key_hash = hash_of(event, text, nameless, submit_key)
    if known := find_by(key_hash):
        return known, False
    if not may_ask(event):
        raise closed()
    held = check_asking(actor, text, nameless)
    waits = held or (event.questions_wait and not may_run(actor, event))
    author = None if nameless else actor
    try:
        with transaction.atomic():
            event = hold_event(event)
            if not may_ask(event):
                raise closed()
            question = Question.objects.create(
                event=event,
                author=author,
                is_nameless=nameless,
                text=text,
                state=State.SUBMITTED if waits else State.APPROVED,
                submit_key=key_hash,
            )
            record_activity(author, "session_question", group_id=event.group_id)
            record("live.question.asked", question, actor=author)
            wake(event)
    except IntegrityError:
        # The other half of a double tap was faster: the unique key let one of the two through.
        if known := find_by(key_hash):
            return known, False
        raise
    return question, True


def check_asking(actor, text, nameless):
    """What stands before a question; returns why it must wait. Of one without a name the rules are not asked about:
    accepting them is written down with the member and the moment, which would lead back."""
    if not nameless:
        return check_may_contribute(actor, text, may_hold=True)
    check_standing(actor)
    is_new = not actor.is_staff and is_newcomer(actor)
    held = check_words(text, may_hold=True, is_newcomer=is_new)
    if is_new:
        count_newcomer(actor)
    return held


def find_asked(event, *, text, nameless, submit_key):
    """The question that these words with this key have made already, or None."""
    return find_by(hash_of(event, text.strip(), nameless, submit_key))


def hash_of(event, text, nameless, submit_key):
    return hash_submit_key(submit_key, f"event {event.pk}", "nameless" if nameless else "named", text)


def find_by(key_hash):
    return Question.objects.filter(submit_key=key_hash).first() if key_hash else None


def closed():
    return ValidationError(_("This session takes no questions any more."), code="closed")


def withdraw_question(question, *, actor):
    """Take one's own question back: the words and the votes go. Returns whether this call did it; may run twice.

    Raises ValidationError('answered') for one that was answered or is being answered.
    """
    with transaction.atomic():
        event, question = hold_question(question)
        if question.state == State.WITHDRAWN:
            return False
        gone = {"state": State.WITHDRAWN, "text": "", "vote_count": 0, "merged_into": None}
        row = Question.objects.filter(pk=question.pk, author=actor)
        if not row.exclude(state__in=[State.ANSWERED, State.NOW]).update(**gone):
            raise ValidationError(_("It is being answered, so it stays."), code="answered")
        QuestionVote.objects.filter(question=question).delete()
        free_merged(question)
        if question.merged_into_id:
            recount(question.merged_into_id)
        record("live.question.withdrawn", question, actor=actor)
        wake(event)
    return True
