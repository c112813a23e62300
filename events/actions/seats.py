"""Seats: taken, waited for, given back, handed on; how many there are.

The session is held first, always, so that of two who want the last seat one sees that the other has it, and the line of
those who wait is gone through by one at a time. Each count is moved by a conditional UPDATE besides, with a constraint
behind it.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.audit import record
from community.models import Community, MailChoice
from community.notices import notify
from events.models import Event, Invitee, Registration
from events.permissions import may_register

State = Registration.State


def register_for(event, *, actor):
    """Give a member a seat, or a place in the line where none is left; returns the Registration. May run twice.

    Raises ValidationError('closed') for what takes no guests any more, ('members_only') for the session of a group that
    the member is not in.
    """
    with transaction.atomic():
        event = hold_event(event)
        check_takes_guests(event)
        if not may_register(actor, event):
            raise ValidationError(
                _("This session is for the members of “%(group)s”. Join the group first."),
                code="members_only",
                params={"group": event.group.name},
            )
        registration = Registration.objects.filter(event=event, member=actor).first()
        if registration and registration.state != State.CANCELLED:
            return registration
        now = timezone.now()
        if take_seat(event):
            given = {"state": State.GOING, "seated_at": now, "waiting_since": None}
        else:
            given = {"state": State.WAITING, "seated_at": None, "waiting_since": now}
            Event.objects.filter(pk=event.pk).update(waiting_count=F("waiting_count") + 1)
        registration = write_registration(event, actor, registered_at=now, changed_by=None, **given)
        tell_visitors(event)
    return registration


def cancel_registration(registration, *, actor):
    """Give a seat back, or leave the line; whoever waits longest gets the seat. Done by the member himself or by those
    who run the session; then he is told. Returns whether this call did it; may run twice.

    Raises ValidationError('was_there') for who was seen to have come, ('closed') for a session that is over.
    """
    with transaction.atomic():
        event = hold_event(registration.event)
        check_takes_guests(event)
        registration.refresh_from_db()
        if registration.checked_in_at:
            raise ValidationError(_("Whoever is there already keeps the seat."), code="was_there")
        if registration.state == State.CANCELLED:
            return False
        was, was_reserved = registration.state, registration.is_reserved
        by_host = actor.pk != registration.member_id
        update_registration(
            registration,
            state=State.CANCELLED,
            is_reserved=False,
            cancelled_at=timezone.now(),
            changed_by=actor if by_host else None,
        )
        if was == State.WAITING:
            Event.objects.filter(pk=event.pk).update(waiting_count=F("waiting_count") - 1)
        else:
            free_seat(event, reserved=was_reserved)
            move_up(event)
        if by_host:
            record("events.registration.taken_away", registration, actor=actor)
            tell_of_seat(event, [registration.member_id], "seat_taken")
        tell_visitors(event)
    return True


def seat_member(event, member, *, actor):
    """Give a member one of the reserved seats, or, where none of them is left, a free one that nobody waits for;
    whoever waits leaves the line. He is told. Returns the Registration; may run twice.

    Raises ValidationError('closed'), ('full'), ('members_only') for somebody outside a private group, who may not know
    of it.
    """
    with transaction.atomic():
        event = hold_event(event)
        check_takes_guests(event)
        if event.group_id and event.group.is_private and not may_register(member, event):
            words = _("A private group is known to its members alone: %(name)s is none of them.")
            raise ValidationError(words, code="members_only", params={"name": member.name})
        if event.is_for_chosen:
            # Whoever has a seat may know of it.
            Invitee.objects.get_or_create(event=event, member=member)
        registration = Registration.objects.filter(event=event, member=member).first()
        if registration and registration.is_going:
            return registration
        is_reserved = take_reserved_seat(event)
        if not is_reserved and not take_seat(event):
            raise ValidationError(_("No seat is left: add seats, or reserve some of them, and try again."), code="full")
        if registration and registration.is_waiting:
            Event.objects.filter(pk=event.pk).update(waiting_count=F("waiting_count") - 1)
        registration = write_registration(
            event,
            member,
            state=State.GOING,
            seated_at=timezone.now(),
            waiting_since=None,
            is_reserved=is_reserved,
            changed_by=actor,
        )
        record("events.registration.seated", registration, actor=actor)
        tell_of_seat(event, [member.pk], "seated")
        tell_visitors(event)
    return registration


def set_seats(event, *, actor, capacity, reserved):
    """Set how many seats there are (None: no limit) and how many of them the hosts keep for whom they choose.

    With fewer seats than guests nobody loses his, and no new one is given until enough are free; with more, those who
    wait get them in their order. Raises ValidationError('reserved_given') where more reserved seats are given already,
    ('reserved_many') where more are reserved than there are.
    """
    with transaction.atomic():
        event = hold_event(event)
        if (capacity, reserved) == (event.capacity, event.reserved):
            return event
        if reserved < event.reserved_taken:
            raise ValidationError(
                ngettext(
                    "%(n)s reserved seat is given already; keep at least so many.",
                    "%(n)s reserved seats are given already; keep at least so many.",
                    event.reserved_taken,
                ),
                code="reserved_given",
                params={"n": event.reserved_taken},
            )
        if reserved > (capacity or 0):
            raise ValidationError(_("No more seats can be reserved than there are."), code="reserved_many")
        too_many = 0 if capacity is None else max(0, event.seats_taken - (capacity - reserved))
        changes = {"capacity": [event.capacity, capacity], "reserved": [event.reserved, reserved]}
        Event.objects.filter(pk=event.pk).update(capacity=capacity, reserved=reserved, overbooked=too_many)
        event.refresh_from_db()
        record("events.event.seats_changed", event, actor=actor, changes=changes)
        move_up(event)
        tell_visitors(event)
    return event


def move_up(event):
    """Give what seats are free to those who wait longest, and tell them; the session is held by the caller. Returns how
    many got one."""
    event.refresh_from_db(fields=["state", "ends_at", "capacity", "reserved", "seats_taken", "waiting_count"])
    if not event.waiting_count or not event.takes_guests:
        return 0
    line = Registration.objects.waiting().filter(event=event)
    first = list(line if event.capacity is None else line[: event.seats_left])
    if not first:
        return 0
    given = seats_for(event, len(first)).update(
        seats_taken=F("seats_taken") + len(first), waiting_count=F("waiting_count") - len(first)
    )
    if not given:
        return 0
    rows = Registration.objects.filter(pk__in=[registration.pk for registration in first], state=State.WAITING)
    rows.update(state=State.GOING, seated_at=timezone.now(), waiting_since=None)
    tell_of_seat(event, [registration.member_id for registration in first], "moved_up")
    return len(first)


# --- the counts ---------------------------------------------------------------------------------------------


def hold_event(event):
    """The session as it stands, held until the caller's transaction ends."""
    return Event.objects.select_for_update(no_key=True, of=("self",)).select_related("group").get(pk=event.pk)


def check_takes_guests(event):
    if not event.takes_guests:
        raise ValidationError(_("Seats for this session are no longer given or taken back."), code="closed")


def take_seat(event):
    """Take one seat if one is left and nobody waits for it; whether there was one."""
    return bool(seats_for(event, 1).filter(waiting_count=0).update(seats_taken=F("seats_taken") + 1))


def seats_for(event, number):
    """The row of a session, if so many seats are left for members."""
    is_left = Q(capacity=None) | Q(seats_taken__lte=F("capacity") - F("reserved") - number)
    return Event.objects.filter(is_left, pk=event.pk)


def take_reserved_seat(event):
    row = Event.objects.filter(pk=event.pk, reserved_taken__lt=F("reserved"))
    return bool(row.update(reserved_taken=F("reserved_taken") + 1))


def free_seat(event, *, reserved):
    row = Event.objects.filter(pk=event.pk)
    if reserved:
        row.update(reserved_taken=F("reserved_taken") - 1)
    else:
        # Whoever sat too many goes first: then nobody moves up.
        row.update(seats_taken=F("seats_taken") - 1, overbooked=Greatest(F("overbooked") - 1, 0))


def write_registration(event, member, **values):
    """The one row of a member and a session, with these values."""
    values = {"cancelled_at": None} | values
    registration, _created = Registration.objects.update_or_create(event=event, member=member, defaults=values)
    return registration


def update_registration(registration, **values):
    for name, value in values.items():
        setattr(registration, name, value)
    registration.save(update_fields=[*values])


def tell_visitors(event):
    """Those who are not signed in see how many seats are left, from the next look on."""
    if not event.is_private:
        Community.bump()


def tell_of_seat(event, member_ids, what):
    """Tell members that they have a seat now, or have it no longer; in the caller's transaction, once for each time."""
    notify(
        [pk for pk in member_ids if pk],
        kind=f"events.{what}",
        cause_key=f"event:{event.pk}:{what}:{timezone.now():%Y%m%d%H%M%S%f}",
        params=words_of(event),
        url=event.get_absolute_url(),
        mail_kind=MailChoice.Kind.EVENTS,
        group=event.group,
    )


def words_of(event):
    """What notices say of a session: names and times, read in the reader's language and time zone."""
    return {"title": event.title, "title_en": event.title_en, "starts_at": event.starts_at.isoformat()}
