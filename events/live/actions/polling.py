"""Quick polls: written, opened, shown, voted in, closed. The ballots are those of community.posts."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from community.audit import record
from community.posts.actions import cast_ballot, close_poll
from community.posts.actions.writing import Ballot, check_ballot, set_options
from community.posts.models import Poll
from community.submits import hash_submit_key
from events.actions.seats import hold_event
from events.live.actions.holding import wake
from events.live.models import SessionPoll
from events.models import Event


def write_session_poll(event, *, actor, question, options, shows_figures=True, submit_key=""):
    """Write a poll for later in the session; returns the SessionPoll. Figures are shown while it runs, or with
    `shows_figures` off when it is closed. The same `submit_key` with the same words makes one.

    Raises ValidationError('question_missing'), ('over'), ('too_many_options'), and what check_ballot refuses.
    """
    question = question.strip()
    key = hash_submit_key(submit_key, f"event {event.pk}", question, *options)
    if key and (known := SessionPoll.objects.filter(submit_key=key).first()):
        return known
    if not question:
        raise ValidationError(_("Write what you ask."), code="question_missing")
    if len(options) > SessionPoll.OPTIONS_MAX:
        most = {"max": SessionPoll.OPTIONS_MAX}
        raise ValidationError(_("%(max)s options at most."), code="too_many_options", params=most)
    check_ballot(Ballot(options=options))
    results = Poll.Results.ALWAYS if shows_figures else Poll.Results.CLOSED
    try:
        with transaction.atomic():
            event = hold_event(event)
            if not event.is_coming and event.state != Event.State.DRAFT:
                raise ValidationError(_("The session is over."), code="over")
            place = (event.polls.aggregate(last=Max("position"))["last"] or 0) + 1
            poll = Poll.objects.create(question=question, is_anonymous=True, results=results)
            set_options(poll, options)
            written = SessionPoll.objects.create(event=event, poll=poll, position=place, submit_key=key)
            record("live.poll.written", written, actor=actor)
            wake(event, counted=False)
    except IntegrityError:
        if key and (known := SessionPoll.objects.filter(submit_key=key).first()):
            return known
        raise
    return written


def open_session_poll(session_poll, *, actor):
    """Let members vote. Returns whether this call did it; may run twice. Raises ValidationError('not_live')."""
    with transaction.atomic():
        event, session_poll = hold_poll(session_poll)
        if not event.is_live:
            raise ValidationError(_("Begin the session first."), code="not_live")
        row = SessionPoll.objects.filter(pk=session_poll.pk, opened_at=None)
        if not row.update(opened_at=timezone.now()):
            return False
        record("live.poll.opened", session_poll, actor=actor)
        put_on_screen(session_poll)
        wake(event, counted=False)
    return True


def close_session_poll(session_poll, *, actor):
    """Nobody votes any more. Returns whether this call did it; may run twice."""
    with transaction.atomic():
        event, session_poll = hold_poll(session_poll)
        if session_poll.opened_at is None or not close_poll(session_poll.poll, actor=actor, at_once=True):
            return False
        record("live.poll.closed", session_poll, actor=actor)
        wake(event, counted=False)
    return True


def show_session_poll(session_poll, on, *, actor):
    """Put a poll that was opened on the big screen, in the place of another one, or take it off. Returns whether this
    call did it; may run twice. Raises ValidationError('not_opened')."""
    with transaction.atomic():
        event, session_poll = hold_poll(session_poll)
        if session_poll.is_on_screen == on:
            return False
        if session_poll.opened_at is None:
            raise ValidationError(_("Open the poll first."), code="not_opened")
        if on:
            put_on_screen(session_poll)
        else:
            SessionPoll.objects.filter(pk=session_poll.pk).update(is_on_screen=False)
        record("live.poll.shown", session_poll, actor=actor, changes={"is_on_screen": [not on, on]})
        wake(event, counted=False)
    return True


def put_on_screen(session_poll):
    polls = SessionPoll.objects.filter(event=session_poll.event_id)
    polls.filter(is_on_screen=True).update(is_on_screen=False)
    polls.filter(pk=session_poll.pk).update(is_on_screen=True)


def remove_session_poll(session_poll, *, actor):
    """Throw away a poll that was never opened. Returns whether this call did it. Raises ValidationError('opened') for
    any other."""
    with transaction.atomic():
        event = hold_event(session_poll.event)
        row = SessionPoll.objects.filter(pk=session_poll.pk).select_related("poll").first()
        if row is None:
            return False
        if row.opened_at is not None:
            raise ValidationError(_("Some may have voted, so it stays; close it instead."), code="opened")
        record("live.poll.removed", row, actor=actor)
        row.poll.delete()
        wake(event, counted=False)
    return True


def cast_session_ballot(session_poll, options, *, actor):
    """Choose an option (keys) of a poll that runs. Raises ValidationError('poll_closed') before and after, and as
    cast_ballot does."""
    with transaction.atomic():
        event, session_poll = hold_poll(session_poll)
        if not event.is_live or not session_poll.is_running:
            raise ValidationError(_("This poll is not open."), code="poll_closed")
        cast_ballot(session_poll.poll, options, actor=actor, group=event.group)
        wake(event, counted=False)


def close_running(event, *, actor):
    """Close what still runs, in the caller's transaction, who holds the session. Returns how many."""
    running = SessionPoll.objects.filter(event=event).running().select_related("poll")
    closed = [row for row in running if close_poll(row.poll, actor=actor, at_once=True)]
    for session_poll in closed:
        record("live.poll.closed", session_poll, actor=actor)
    return len(closed)


def hold_poll(session_poll):
    """(session, poll) as they stand, held until the caller's transaction ends."""
    event = hold_event(Event(pk=session_poll.event_id))
    return event, SessionPoll.objects.select_related("poll").get(pk=session_poll.pk)
