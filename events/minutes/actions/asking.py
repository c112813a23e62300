"""Every question gets an answer or becomes feedback."""

import time

from django.core.exceptions import ValidationError
from django.db import transaction

from community.audit import record
from events.actions.seats import hold_event, tell_visitors
from events.minutes.actions.promising import may_be_said_on
from events.minutes.models import ActionItem
from events.minutes.questions import become_feedback, hold_question, turn_down, unanswered
from feedback.actions import Behalf, note_session_outcome, submit_feedback
from feedback.models.progress import InSession

# How long one press may take; what is left takes another.
SECONDS = 15


def make_feedback_of(question, *, actor):
    """Have a question taken in as feedback of who asked it; of one without a name as anonymous feedback, whose receipt
    code nobody gets to see, for nobody can be told apart as its author. Once for each question; returns the item.

    It goes where the session was: into its group, in a private one to its members alone. Of a session for chosen
    members the team alone sees it until who asked agrees. Its first step says where it was asked. Raises what
    submit_feedback refuses.
    """
    with transaction.atomic():
        event = hold_event(question.event)
        question = hold_question(question)
        if question.feedback_id:
            return question.feedback
        feedback = submit_feedback(
            question.text,
            actor=question.author,
            channel="session",
            group=event.group,
            submit_key=f"session-question-{question.pk}",
            behalf=Behalf(actor, str(event), has_consent=False) if event.is_for_chosen else None,
        ).feedback
        become_feedback(question, feedback, actor=actor)
        ActionItem.objects.filter(event=event, question=question, feedback=None).update(feedback=feedback)
        if may_be_said_on(event, feedback):
            note_session_outcome(
                feedback,
                actor=actor,
                what=InSession.ASKED,
                title=event.title,
                title_en=event.title_en,
                # Whose minutes need not be out yet.
                url=f"{event.get_absolute_url()}#question-{question.pk}",
            )
        record("minutes.question.made_feedback", question, actor=actor, changes={"feedback": [None, feedback.pk]})
        tell_visitors(event)
    return feedback


def make_feedback_of_rest(event, *, actor, seconds=SECONDS):
    """Do so with all that have no answer yet, for `seconds`. Returns (items, refused): the new items, and
    [(question, ValidationError)] of what cannot become feedback."""
    made, refused, deadline = [], [], time.monotonic() + seconds
    for question in unanswered(event):
        question.event = event
        try:
            made.append(make_feedback_of(question, actor=actor))
        except ValidationError as error:
            refused.append((question, error))
        if time.monotonic() > deadline:
            break
    return made, refused


def leave_question_out(question, *, actor):
    """Turn a question down that nobody answered: it stands in no minutes. Returns whether this call did it."""
    with transaction.atomic():
        hold_event(question.event)
        return turn_down(question, actor=actor)
