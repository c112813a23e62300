"""At the door: who came, by the code at the door, the code word, or the hosts' list. Coming is paid for."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from community.activity import record_activity
from community.audit import record
from community.text import fold
from events.actions.seats import hold_event, register_for
from events.models import Event, Registration
from events.models.event import new_secret
from rewards.actions import award, restore_entry, reverse_award

Way = Registration.Way
# The door opens so long before the beginning and stays open so long after the end.
BEFORE, AFTER = timedelta(hours=1), timedelta(hours=1)


def is_door_open(event, now=None):
    """Whether somebody can be checked in now."""
    now = now or timezone.now()
    held = (Event.State.PUBLISHED, Event.State.LIVE, Event.State.FINISHED)
    return event.state in held and event.starts_at - BEFORE <= now <= event.ends_at + AFTER


def check_in(event, member, *, way, actor=None):
    """Note that a member came, once, and pay for it; returns whether this call did it. Whoever has no seat yet takes
    one if one is left. `actor` is who ticked him off, None for the member himself.

    Raises ValidationError('door_closed') at another time, ('no_seat') where none is left.
    """
    with transaction.atomic():
        event = hold_event(event)
        if not is_door_open(event):
            raise ValidationError(
                _("Checking in opens an hour before it begins and ends an hour after."), code="door_closed"
            )
        registration = seat_at_door(event, member)
        came = {"checked_in_at": timezone.now(), "checked_in_by": actor, "way": way}
        if not not_yet_there(registration).update(**came):
            return False
        Event.objects.filter(pk=event.pk).update(attended_count=F("attended_count") + 1)
        pay(event, registration, member, actor)
        if actor:
            record("events.registration.checked_in", registration, actor=actor)
    return True


def seat_at_door(event, member):
    registration = Registration.objects.filter(event=event, member=member).first()
    if registration and registration.is_going:
        return registration
    if event.takes_guests:
        registration = register_for(event, actor=member)
    if registration is None or not registration.is_going:
        raise ValidationError(_("No seat is left. Ask the hosts: they can add one."), code="no_seat")
    return registration


def not_yet_there(registration):
    """The row of somebody with a seat, if nobody noted meanwhile that he came."""
    return Registration.objects.going().filter(pk=registration.pk, checked_in_at=None)


def undo_check_in(registration, *, actor):
    """Take a tick back that was set by mistake, and what was paid for it; returns whether this call did it."""
    with transaction.atomic():
        event = hold_event(registration.event)
        there = Registration.objects.filter(pk=registration.pk, checked_in_at__isnull=False)
        if not there.update(checked_in_at=None, checked_in_by=None, way=""):
            return False
        Event.objects.filter(pk=event.pk).update(attended_count=F("attended_count") - 1)
        reverse_award(key_of(registration), actor=actor)
        record("events.registration.unchecked", registration, actor=actor)
    return True


def knows_word(event, words):
    """Whether these are the session's code word, whatever their case and width; of one without a word nobody does."""
    return bool(event.code_word) and constant_time_compare(fold(event.code_word), fold(words))


def renew_door(event, *, actor, key):
    """Give the door a new code in the place of `key`, so that pressed twice it changes once. Returns whether it did."""
    with transaction.atomic():
        changed = Event.objects.filter(pk=event.pk, door_key=key).update(door_key=new_secret())
        if changed:
            record("events.event.door_renewed", event, actor=actor)
    return bool(changed)


def pay(event, registration, member, actor):
    """Paid once for one session, also after a tick that was taken back; those who run it are not paid for coming."""
    record_activity(member, "session", group_id=event.group_id)
    if member.pk in (event.host_id, event.responsible_id):
        return
    entry = award(
        member,
        "session_attended",
        key=key_of(registration),
        group_id=event.group_id,
        about=event.title[:60],
        url=event.get_absolute_url(),
        actor=actor,
    )
    if entry:
        restore_entry(entry)


def key_of(registration):
    return f"registration:{registration.pk}:attended"
