"""Who took a seat, who waited, who thought better of it, and who came."""

from datetime import timedelta

from django.utils import timezone

from community.models import Activity
from events.actions.checking import key_of
from events.demo.stage import names_in
from events.models import Event, Registration
from feedback.demo.presence import crowd
from rewards.history import Deed

State, Way = Registration.State, Registration.Way
# How long the line is in the end at a full session; how many more register than still want a seat in the end; how many
# of those with a seat come.
LINE, LAPSED, COME = 7, 1.09, 0.8
CANCEL, TAKE = "cancel", "take"


def write_seats(stage, held):
    """The registrations of all sessions but drafts, with the counts of each on its (unsaved) event. Returns what those
    who came are thanked for."""
    for one in held:
        if one.event.state == Event.State.DRAFT:
            continue
        one.registrations = registrations_of(stage, one)
        if one.event.is_over:
            check_in(stage, one)
        count(one)
    rows = [row for one in held for row in one.registrations]
    Registration.objects.bulk_create(rows)
    came = [(one.event, row) for one in held for row in one.came]
    Activity.objects.bulk_create(
        Activity(member_id=row.member_id, kind="session", group_id=event.group_id, day=day_of(row.checked_in_at))
        for event, row in came
    )
    return [
        deed_of(event, row.member_id, "session_attended", key_of(row), row.checked_in_at)
        for event, row in came
        if row.member_id not in (event.host_id, event.responsible_id)
    ]


def day_of(moment):
    return timezone.localtime(moment).date()


def deed_of(event, member_id, reason, key, at):
    """What a member is thanked for in a session."""
    words = {"about": event.title[:60], "url": event.get_absolute_url()}
    return Deed(member_id, reason, key, at, day_of(at), event.group_id, **words)


def registrations_of(stage, one):
    event, rng = one.event, stage.rng
    closes = min(event.cancelled_at or event.starts_at, stage.now)
    named = named_guests(stage, one)
    others = [pk for pk in stage.could_come(event) if pk not in named]
    # The team sits on what is kept for it.
    kept = [pk for pk in named if pk not in stage.cast.voices][: event.reserved]
    seats = event.capacity - event.reserved
    guests = [pk for pk in named if pk not in kept]
    number = min(round((len(others) + len(guests)) * one.words.share), round((seats + LINE) * LAPSED))
    guests += crowd(others, max(0, number - len(guests)), at=closes, stays=stage.cast.stays, rng=rng)
    begins = event.published_at + timedelta(minutes=20)
    moments = [(stage.between(max(begins, stage.joined[pk]), closes, 1.6), TAKE, pk) for pk in guests]
    # Some think better of it; those who are named came.
    lapsed = [moment for moment in moments if moment[2] not in named][: round(len(guests) * (1 - 1 / LAPSED))]
    moments += [(stage.between(at, closes), CANCEL, pk) for at, _what, pk in lapsed]
    rows = run_line(event, sorted(moments), seats, first=[pk for pk in guests if pk in named])
    for pk in kept:
        at = stage.between(begins, closes)
        rows.append(seat(event, pk, at, is_reserved=True, changed_by_id=event.host_id))
    return sorted(rows, key=lambda row: row.registered_at)


def named_guests(stage, one):
    """Those of whom the words say that they were there; of a session for a group its members alone."""
    event = one.event
    named = [pk for name in names_in(one.words) if (pk := stage.id_of(name)) not in one.hosts]
    if event.group_id is None:
        return named
    since = stage.joined_group[event.group_id]
    return [pk for pk in named if pk in since and since[pk] < event.published_at]


def seat(event, pk, at, **fields):
    return Registration(event=event, member_id=pk, state=State.GOING, registered_at=at, seated_at=at, **fields)


def run_line(event, moments, seats, first):
    """The registrations that these moments make, one after the other; `first` have theirs before the seats run out."""
    rows, line = {}, []
    taken, still = 0, set(first)
    for at, what, pk in moments:
        if what == TAKE:
            still.discard(pk)
            if pk in first or (not line and taken + len(still) < seats):
                rows[pk], taken = seat(event, pk, at), taken + 1
            else:
                rows[pk] = Registration(
                    event=event, member_id=pk, state=State.WAITING, registered_at=at, waiting_since=at
                )
                line.append(rows[pk])
            continue
        row, was = rows[pk], rows[pk].state
        row.state, row.cancelled_at = State.CANCELLED, at
        if was == State.WAITING:
            line.remove(row)
        elif line:
            following = line.pop(0)
            following.state, following.seated_at, following.waiting_since = State.GOING, at, None
        else:
            taken -= 1
    return list(rows.values())


def check_in(stage, one):
    event, rng = one.event, stage.rng
    named = set(named_guests(stage, one))
    ways = [Way.CODE] * 6 + [Way.DESK] * 2 + [Way.WORD] * 2 * bool(event.code_word)
    for row in one.registrations:
        if row.is_going and (row.member_id in named or rng.random() < COME):
            row.checked_in_at = event.starts_at + timedelta(minutes=rng.triangular(-40, 25, -3))
            row.way = rng.choice(ways)
            row.checked_in_by_id = event.host_id if row.way == Way.DESK else None


def count(one):
    going = [row for row in one.registrations if row.is_going]
    one.event.seats_taken = sum(not row.is_reserved for row in going)
    one.event.reserved_taken = sum(row.is_reserved for row in going)
    one.event.waiting_count = sum(row.is_waiting for row in one.registrations)
    one.event.attended_count = len(one.came)
