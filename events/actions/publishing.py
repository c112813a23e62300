"""From a draft to a session that people come to, and what becomes of it. Each move is claimed, so that of two presses
one counts."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from community.audit import record
from community.markdown import render_markdown
from community.permissions import may_act
from community.submits import hash_submit_key
from events.actions.seats import set_seats, tell_visitors
from events.actions.telling import tell
from events.models import COMING, AgendaItem, Event, Telling

What, To = Telling.What, Telling.To
# What a calendar shows of a session: a change of it is a new revision.
IN_CALENDARS = ["title", "title_en", "text", "text_en", "starts_at", "ends_at", "place", "online_link"]
# Of what those who come are told at once.
WHEN_AND_WHERE = ["starts_at", "ends_at", "place"]
AUDIENCE = ["audience", "group", "segment", "saved_segment"]
SAVED = [
    *("kind", "title", "title_en", "text", "text_en", "rendered", "rendered_en", "language", "zone", "place"),
    *("online_link", "host", "responsible", "starts_at", "ends_at", "code_word", "recording_link"),
]


def draft_event(event, *, actor, submit_key=""):
    """Keep a new session as a draft, which only those who run it see; returns it. The same `submit_key` with the same
    title and time makes one. Raises what settings.CHECK_STANDING refuses; `actor` None for the system."""
    key = None
    if actor:
        import_string(settings.CHECK_STANDING)(actor)
        key = hash_submit_key(submit_key, f"session {actor.pk}", event.title, event.starts_at.isoformat())
    if known := find_drafted(key):
        return known
    event.submit_key, event.created_by = key, actor
    render(event)
    try:
        with transaction.atomic():
            event.save(force_insert=True)
            record("events.event.drafted", event, actor=actor)
    except IntegrityError:
        # The other half of a double tap was faster: the unique key let one of the two through.
        if known := find_drafted(key):
            return known
        raise
    return event


def find_drafted(key):
    return Event.objects.filter(submit_key=key).first() if key else None


def save_event(event, *, actor, told=True):
    """Keep what was changed of a session; of a published one the guests are told when or where it is now, unless
    `told` is false. Seats go through `set_seats`. Nothing changed writes nothing.

    Raises ValidationError('said_in_private') where what its agenda has of a private group would be seen by others,
    ('over') for one that is over or cancelled, save for its recording, ('past') where it would begin in the past,
    ('audience') where a published one would be for others, and as set_seats does.
    """
    with transaction.atomic():
        row = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
        changes = {name: [getattr(row, name), getattr(event, name)] for name in changed(row, event)}
        check_changes(row, event, changes)
        if changes:
            keep(row, event, changes, actor, told)
        if (row.capacity, row.reserved) != (event.capacity, event.reserved):
            set_seats(row, actor=actor, capacity=event.capacity, reserved=event.reserved)
    event.refresh_from_db()
    return event


def changed(row, event):
    """The names of what differs between two states of a session, seats left out."""
    return [name for name in [*SAVED, *AUDIENCE] if getattr(row, name) != getattr(event, name)]


def check_changes(row, event, changes):
    if row.state in (Event.State.FINISHED, Event.State.CANCELLED) and set(changes) - {"recording_link"}:
        raise ValidationError(_("It is over; only the recording can still be added."), code="over")
    if row.state == Event.State.DRAFT:
        is_elsewhere = "group" in changes and AgendaItem.objects.said_in_private().filter(event=row).exists()
        if is_elsewhere:
            words = _("What was said in a private group stands on its agenda: it can only be for that group.")
            raise ValidationError(words, code="said_in_private")
        return
    if set(changes) & set(AUDIENCE):
        raise ValidationError(_("It is published; whom it is for stays."), code="audience")
    if "starts_at" in changes and row.state == Event.State.PUBLISHED and event.starts_at <= timezone.now():
        raise ValidationError({"starts_at": ValidationError(_("Choose a time that is still to come."), code="past")})


def keep(row, event, changes, actor, told):
    render(event)
    event.changed_at = timezone.now()
    fields = [*SAVED, "changed_at", *(AUDIENCE if row.state == Event.State.DRAFT else [])]
    event.save(update_fields=fields)
    shown = set(changes) & set(IN_CALENDARS)
    # Open live pages show its name and times as well.
    Event.wake(row.pk, **({"revision": F("revision") + 1} if shown else {}))
    is_moved = row.state in COMING and bool(set(changes) & set(WHEN_AND_WHERE))
    record(f"events.event.{'moved' if is_moved else 'edited'}", event, actor=actor, changes=changes)
    if is_moved and told:
        event.refresh_from_db(fields=["revision"])
        was = {"was_at": row.starts_at.isoformat(), "was_place": row.place, "place": event.place}
        tell(event, What.MOVED, To.REGISTERED, once=f"r{event.revision}", **was)
    tell_visitors(event)


def render(event):
    for tail in ("", "_en"):
        text = getattr(event, f"text{tail}")
        setattr(event, f"rendered{tail}", render_markdown(text, top=2) if text else "")


def publish_event(event, *, actor, told=True):
    """Show a draft to all that it is for, and tell them unless `told` is false. Returns whether this call did it.

    Raises ValidationError('past') for one that would have begun already, ('group_closed').
    """
    if event.starts_at <= timezone.now():
        raise ValidationError(_("Choose a time that is still to come."), code="past")
    if event.group_id and not event.group.is_active:
        raise ValidationError(_("Its group is closed: nobody could come."), code="group_closed")
    with transaction.atomic():
        if not move(event, [Event.State.DRAFT], Event.State.PUBLISHED, published_at=timezone.now()):
            return False
        # Whom one for chosen members is for is written down while they are told.
        if told or event.is_for_chosen:
            tell(event, What.PUBLISHED, To.INVITED)
        record("events.event.published", event, actor=actor)
        tell_visitors(event)
    return True


def cancel_event(event, *, actor, reason):
    """Call a session off; all with a seat or waiting are told why. Returns whether this call did it. Raises
    ValidationError('reason') without a reason."""
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": ValidationError(_("Say why, in a sentence."), code="reason")})
    with transaction.atomic():
        gone = {"cancelled_at": timezone.now(), "cancel_reason": reason[:300], "revision": F("revision") + 1}
        if not move(event, COMING, Event.State.CANCELLED, **gone):
            return False
        tell(event, What.CANCELLED, To.REGISTERED, reason=event.cancel_reason)
        record("events.event.cancelled", event, actor=actor, changes={"reason": [None, event.cancel_reason]})
        tell_visitors(event)
    return True


def begin_event(event, *, actor):
    """Go live, at its hour or when the host says so. Returns whether this call did it."""
    return turn(event, [Event.State.PUBLISHED], Event.State.LIVE, "begun", actor, begun_at=timezone.now())


def finish_event(event, *, actor):
    """The session is over. Returns whether this call did it."""
    over = {"finished_at": timezone.now(), "current_item": None, "current_since": None}
    return turn(event, [Event.State.LIVE], Event.State.FINISHED, "finished", actor, **over)


def turn(event, states, state, verb, actor, **values):
    with transaction.atomic():
        if not move(event, states, state, live_version=F("live_version") + 1, **values):
            return False
        record(f"events.event.{verb}", event, actor=actor)
        tell_visitors(event)
    return True


def move(event, states, state, **values):
    """Claim a move of the state; the session carries what was written afterwards."""
    values |= {"state": state, "changed_at": timezone.now()}
    moved = Event.objects.filter(pk=event.pk, state__in=states).update(**values)
    if moved:
        event.refresh_from_db()
    return bool(moved)


def remove_event(event, *, actor):
    """Throw away a session that was never published. Raises ValidationError('published') for any other."""
    with transaction.atomic():
        record("events.event.removed", event, actor=actor)
        if not Event.objects.filter(pk=event.pk, state=Event.State.DRAFT).delete()[0]:
            raise ValidationError(_("What was published stays on record; cancel it instead."), code="published")


def begin_due_event(event):
    """Go live at its hour; that of a host who is suspended waits for somebody of the team. May run twice."""
    return may_act(event.host) and begin_event(event, actor=None)
