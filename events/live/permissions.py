"""The doors to questions and polls of a session. Missing and forbidden look alike (404)."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from events.live.models import Question, SessionPoll, State
from events.models import AgendaItem, Event
from events.permissions import get_event_or_404, get_run_event_or_404, may_run


def may_ask(event):
    """Whether a session takes questions: as soon as it is published, until it is over."""
    return event.is_coming


def get_live_event_or_404(user, pk):
    """A session with a live page: for all who may know of it, unless it was called off."""
    event = get_event_or_404(user, pk)
    if event.is_cancelled:
        raise Http404
    return event


def get_shown_question_or_404(user, event_pk, pk):
    """A question that all who may know of its session see; of one that was merged, the one that stands for it."""
    event = get_live_event_or_404(user, event_pk)
    question = get_object_or_404(Question.objects.select_related("merged_into"), pk=pk, event=event)
    question = question.merged_into or question
    if not question.is_shown:
        raise Http404
    question.event = event
    return question


def get_any_question_or_404(user, pk):
    """A question that this reader sees, by its key alone."""
    question = get_object_or_404(Question.objects.select_related("event"), pk=pk)
    event = get_event_or_404(user, question.event_id)
    if not (question.is_shown or (question.state != State.WITHDRAWN and may_run(user, event))):
        raise Http404
    question.event = event
    return question


def get_own_question_or_404(user, event_pk, pk):
    """What this member asked under the name and has not taken back."""
    event = get_event_or_404(user, event_pk)
    question = get_object_or_404(Question, pk=pk, event=event, author=user)
    question.event = event
    return question


def get_run_question_or_404(user, event_pk, pk):
    """(session, question) for those who run it; what the team has hidden is not theirs to show."""
    event = get_run_event_or_404(user, event_pk)
    questions = Question.objects.filter(hidden_at=None).exclude(state=State.WITHDRAWN)
    questions = questions.select_related("author", "merged_into")
    question = get_object_or_404(questions, pk=pk, event=event)
    question.event = event
    return event, question


def get_shown_poll_or_404(user, event_pk, pk):
    """(session, poll) for all who may know of the session; one that was not opened yet is not there."""
    event = get_live_event_or_404(user, event_pk)
    return event, get_object_or_404(SessionPoll, pk=pk, event=event, opened_at__isnull=False)


def get_run_poll_or_404(user, event_pk, pk):
    event = get_run_event_or_404(user, event_pk)
    session_poll = get_object_or_404(SessionPoll.objects.select_related("poll"), pk=pk, event=event)
    session_poll.event = event
    return event, session_poll


def get_item_or_404(event, pk):
    return get_object_or_404(AgendaItem, pk=pk, event=event)


def is_public(state, audience, group_is_private, group_is_active):
    """Event.objects.public() for one row that was read past the ORM."""
    is_open = audience == Event.Audience.ALL or (audience == Event.Audience.GROUP and not group_is_private)
    return state != Event.State.DRAFT and is_open and group_is_active is not False and group_is_active != 0
