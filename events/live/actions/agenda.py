"""The course of a session: it begins, goes through its agenda, and ends."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.audit import record
from events.actions import begin_event, finish_event
from events.actions.seats import hold_event
from events.live.actions.holding import wake
from events.live.actions.polling import close_running
from events.live.models import Question, State
from events.models import AgendaItem, Event

# What those who run a session turn on and off while it runs.
SWITCHES = ("questions_wait", "shows_code_word")


def begin_session(event, *, actor):
    """Go live. Returns whether this call did it. Raises ValidationError('not_published') for what cannot begin."""
    if begin_event(event, actor=actor):
        return True
    event.refresh_from_db()
    if not event.is_live:
        raise ValidationError(_("Only a published session can begin."), code="not_published")
    return False


def end_session(event, *, actor):
    """The session is over: what was on goes back to the list, running polls close. Returns whether this call did
    it."""
    with transaction.atomic():
        event = hold_event(event)
        if not event.is_live:
            return False
        AgendaItem.objects.filter(pk=event.current_item_id, ended_at=None).update(ended_at=timezone.now())
        put_away(event, actor=actor)
        return finish_event(event, actor=actor)


def put_away(event, *, actor):
    """Nothing is being answered any more, and nobody votes; the caller holds the session. Returns whether there was
    something."""
    stopped = Question.objects.filter(event=event, state=State.NOW).update(state=State.APPROVED)
    return close_running(event, actor=actor) + stopped > 0


def tidy_ended(event):
    """Put away what was on when a session ended by itself or was called off. Returns whether this call did it."""
    with transaction.atomic():
        event = hold_event(event)
        if event.is_coming or not put_away(event, actor=None):
            return False
        wake(event)
    return True


def begin_item(event, item, *, actor):
    """Turn to an item of the agenda; the one before it ends. Returns whether this call did it; may run twice. Raises
    ValidationError('not_live')."""
    now = timezone.now()
    with transaction.atomic():
        event = hold_event(event)
        if not event.is_live:
            raise ValidationError(_("Begin the session first."), code="not_live")
        turned = Event.objects.filter(pk=event.pk, state=Event.State.LIVE).exclude(current_item=item)
        if not turned.update(current_item=item, current_since=now):
            return False
        AgendaItem.objects.filter(pk=event.current_item_id, ended_at=None).update(ended_at=now)
        AgendaItem.objects.filter(pk=item.pk).update(begun_at=now, ended_at=None)
        record("live.item.begun", item, actor=actor)
        wake(event, counted=False)
    return True


def end_item(event, item, *, actor):
    """Be done with an item without turning to another one. Returns whether this call did it; may run twice."""
    with transaction.atomic():
        event = hold_event(event)
        turned = Event.objects.filter(pk=event.pk, current_item=item)
        if not turned.update(current_item=None, current_since=None):
            return False
        AgendaItem.objects.filter(pk=item.pk).update(ended_at=timezone.now())
        record("live.item.ended", item, actor=actor)
        wake(event, counted=False)
    return True


def set_switch(event, name, on, *, actor):
    """Turn one of SWITCHES on or off. Returns whether this call did it; may run twice."""
    if name not in SWITCHES:
        raise ValueError(f"{name} is no switch")
    with transaction.atomic():
        if not Event.objects.filter(pk=event.pk, **{name: not on}).update(**{name: on}):
            return False
        setattr(event, name, on)
        # Spelled so that the trail does not take the name for that of a secret.
        switch = "questions wait" if name == "questions_wait" else "the word is shown"
        record("live.event.switched", event, actor=actor, changes={switch: [not on, on]})
        wake(event, counted=False)
    return True
