"""The agenda of a session: what stands on it, in which order, for how long, and who speaks. The session is held first,
always, so that of two who set it up neither undoes what the other did."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from community.audit import record
from community.submits import hash_submit_key
from events.actions.seats import hold_event, tell_visitors
from events.models import SHOWN, AgendaItem, Event, Language

Why = AgendaItem.Why
# More than any evening has room for.
LINES_MAX = 60
TITLE_MAX = AgendaItem._meta.get_field("title").max_length


def add_line(event, *, actor, title, minutes=10, speaker=None, submit_key=""):
    """Put a line of one's own on the agenda; returns it. The same `submit_key` with the same title makes one.

    Raises ValidationError('over') for a session that is over or cancelled, ('too_many'), and what
    settings.CHECK_STANDING refuses.
    """
    key = hash_submit_key(submit_key, f"agenda {event.pk}", title)
    line = AgendaItem(title=title, minutes=minutes, speaker=speaker, submit_key=key)
    with transaction.atomic():
        event = hold_agenda(event, actor)
        known = AgendaItem.objects.filter(submit_key=key).first() if key else None
        return known or place_line(event, line, actor)


def take_up(event, feedback, *, actor, why="", minutes=10):
    """Put an item of feedback on the agenda, in the place of a merged one that which speaks for it; returns the line.
    May run twice. `why` is the reason for which it was proposed.

    Raises ValidationError('not_here') for an item that this session may not talk about, and as add_line.
    """
    feedback = feedback.merged_into or feedback
    with transaction.atomic():
        event = hold_agenda(event, actor)
        if known := AgendaItem.objects.filter(event=event, feedback=feedback).first():
            return known
        if not may_discuss(event, feedback):
            raise ValidationError(_("This cannot be discussed here."), code="not_here")
        why = why if why in (Why.WANTED, Why.NEGATIVE, Why.WAITING) else ""
        return place_line(event, AgendaItem(feedback=feedback, title=feedback.title, minutes=minutes, why=why), actor)


def take_up_usual(event, why, *, actor, minutes=10):
    """Put what was promised last time (Why.PROMISES) at the beginning of the agenda, or the questions from the room
    (Why.QUESTIONS) at its end; returns the line. May run twice; raises as add_line."""
    with transaction.atomic():
        event = hold_agenda(event, actor)
        if known := AgendaItem.objects.filter(event=event, why=why).first():
            return known
        return place_line(event, AgendaItem(title=title_of(event, why), minutes=minutes, why=why), actor)


def title_of(event, why):
    """What the agenda calls it, in the language that is spoken."""
    with translation.override("en" if event.language == Language.ENGLISH else "zh-hans"):
        return str(Why(why).label)


def may_discuss(event, feedback):
    """Whether an item may stand on the agenda: a public one anywhere, one of a private group in its own sessions."""
    return AgendaItem(event=event, feedback=feedback).shows_item


def place_line(event, line, actor):
    """Save a new line where it belongs; the session is held by the caller."""
    lines = list(AgendaItem.objects.filter(event=event).in_order())
    if len(lines) >= LINES_MAX:
        raise ValidationError(_("The agenda is full: take something off it first."), code="too_many")
    line.event, line.position = event, len(lines) + 1
    line.save(force_insert=True)
    if line.why == Why.PROMISES:
        lines.insert(0, line)
    elif lines and lines[-1].why == Why.QUESTIONS:
        lines.insert(-1, line)
    else:
        lines.append(line)
    number_lines(lines)
    say_changed(event, actor, {"added": [None, line.title]})
    return line


def edit_line(line, *, actor, title, minutes, speaker):
    """Change what a line says; returns whether anything changed. Raises as add_line."""
    with transaction.atomic():
        event = hold_agenda(line.event, actor)
        line.refresh_from_db()
        given = {"title": title, "minutes": minutes, "speaker": speaker}
        changes = {name: [getattr(line, name), value] for name, value in given.items() if getattr(line, name) != value}
        if not changes:
            return False
        for name, value in given.items():
            setattr(line, name, value)
        line.save(update_fields=[*given])
        say_changed(event, actor, changes)
    return True


def move_line(line, *, actor, before=None):
    """Put a line before another of the same agenda, or at the end; returns whether it stood elsewhere. Raises as
    add_line."""
    with transaction.atomic():
        event = hold_agenda(line.event, actor)
        lines = list(AgendaItem.objects.filter(event=event).in_order())
        order = [one.pk for one in lines]
        if line.pk not in order or (before is not None and before.pk not in order):
            return False
        others = [one for one in lines if one.pk != line.pk]
        place = next((n for n, one in enumerate(others) if before is not None and one.pk == before.pk), len(others))
        others.insert(place, lines[order.index(line.pk)])
        if [one.pk for one in others] == order or before == line:
            return False
        number_lines(others)
        say_changed(event, actor, {"moved": [None, line.title]})
    return True


def remove_line(line, *, actor):
    """Take a line off the agenda; returns whether this call did it.

    Raises ValidationError('was_discussed') for one that was begun, and as add_line.
    """
    with transaction.atomic():
        event = hold_agenda(line.event, actor)
        line = AgendaItem.objects.filter(pk=line.pk).first()
        if line is None:
            return False
        if line.begun_at:
            raise ValidationError(_("It was discussed already and stays."), code="was_discussed")
        removed = {"removed": [line.title, None]}
        line.delete()
        number_lines(list(AgendaItem.objects.filter(event=event).in_order()))
        say_changed(event, actor, removed)
    return True


def hold_agenda(event, actor):
    """The session as it stands, held until the caller's transaction ends, if its agenda may still be set up."""
    import_string(settings.CHECK_STANDING)(actor)
    event = hold_event(event)
    if event.state in (Event.State.FINISHED, Event.State.CANCELLED):
        raise ValidationError(_("It is over: its agenda stays as it is."), code="over")
    return event


def number_lines(lines):
    for position, line in enumerate(lines, 1):
        if line.position != position:
            AgendaItem.objects.filter(pk=line.pk).update(position=position)


def say_changed(event, actor, changes):
    """Write down that the agenda changed, and show it: on the live page, and to visitors where they may know of it."""
    Event.wake(event.pk)
    record("events.agenda.edited", event, actor=actor, changes=changes)
    if event.state in SHOWN:
        tell_visitors(event)
