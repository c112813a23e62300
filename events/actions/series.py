"""Series: the sessions that they make, and what is changed of all that follow."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django_q.tasks import async_task

from community.audit import record
from community.permissions import may_act
from events.actions.publishing import AUDIENCE, SAVED, draft_event, publish_event, save_event
from events.dates import moment_of, planned
from events.models import Event, Series
from events.models.audience import ForAudience
from events.models.common import SessionPlan

# What a series hands on to its sessions.
HANDED = [field.name for base in (SessionPlan, ForAudience) for field in base._meta.fields]
SEATS = ["capacity", "reserved"]
# What it keeps to itself, as far as people set it.
RULE = [
    *("rule", "every", "weekday", "nth", "month_day", "starts_on", "ends_on", "start_time", "duration"),
    *("calendar", "on_holiday", "days_ahead", "publishes"),
]
# So many sessions are changed at once with the one before them.
FOLLOWING_MAX = 400


def make_due_events(series, *, now=None):
    """Make the sessions of a series that are due, up to `days_ahead`; those published at once are told of as others
    are. Returns them. Never one in the past, none twice, whatever became of the first; may run twice and at once.

    A series that ended, or whose group is closed, makes none; one whose host is suspended makes drafts.
    """
    now = now or timezone.now()
    made = []
    with transaction.atomic():
        series = hold_series(series)
        if not series.is_active or (series.group_id and not series.group.is_active):
            return made
        last = (now.astimezone(ZoneInfo(series.zone)) + timedelta(days=series.days_ahead)).date()
        for occurrence, starts_at in planned(series, series.worktime):
            if occurrence.occurs_on > last:
                break
            is_made = series.made_until is not None and occurrence.occurs_on <= series.made_until
            if starts_at > now and not is_made:
                made.append(make_event(series, occurrence.occurs_on, starts_at))
        if made:
            Series.objects.filter(pk=series.pk).update(made_until=made[-1].occurs_on)
    return made


def hold_series(series):
    """The series as it stands, held until the caller's transaction ends."""
    rows = Series.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("group", "saved_segment", "calendar", "host", "responsible").get(pk=series.pk)


def make_event(series, occurs_on, starts_at):
    """The session of a series, held by the caller, for one date of its rule."""
    last = Event.objects.filter(series=series).aggregate(last=Max("number"))["last"] or 0
    event = Event(series=series, occurs_on=occurs_on, number=last + 1, starts_at=starts_at)
    for name in HANDED:
        setattr(event, name, getattr(series, name))
    event.ends_at = starts_at + timedelta(minutes=series.duration)
    draft_event(event, actor=None)
    if series.publishes and may_act(series.host):
        publish_event(event, actor=None)
    return event


def save_series(series, *, actor, changes=None):
    """Keep a new series, or what was changed of one; returns it. Sessions that were made already stay as they are, and
    a new rule begins behind the last of them. `changes` is {field: [before, after]} in words. What is due is made by a
    worker."""
    with transaction.atomic():
        verb = "edited" if series.pk else "created"
        if series.pk:
            series.save(update_fields=[*HANDED, *RULE])
        else:
            series.created_by = actor
            series.save(force_insert=True)
        record(f"events.series.{verb}", series, actor=actor, changes=changes)
        async_task("events.tasks.make_events_of", series.pk)
    return series


def stop_series(series, *, actor):
    """No more sessions are made; those made already take place. Returns whether this call did it."""
    return switch_series(series, False, "stopped", actor)


def resume_series(series, *, actor):
    """Sessions are made again, from now on. Returns whether this call did it."""
    return switch_series(series, True, "edited", actor)


def switch_series(series, is_active, verb, actor):
    with transaction.atomic():
        if not Series.objects.filter(pk=series.pk, is_active=not is_active).update(is_active=is_active):
            return False
        series.is_active = is_active
        changes = {"is_active": [not is_active, is_active]}
        record(f"events.series.{verb}", series, actor=actor, changes=changes)
        if is_active:
            async_task("events.tasks.make_events_of", series.pk)
    return True


# --- this one and all that follow -------------------------------------------------------------------------------


def change_following(event, *, actor):
    """Keep what was changed of a session (as save_event does), hand it on to its series, and to every later session
    that is still planned and still had what the series had: what was changed of one alone stays. Another time of day
    moves each by the clock of its place; another day is of this one alone. The guests of each are told once. Returns
    how many others changed.

    Raises what save_event raises, with the day where it is of a later session; then nothing is changed.
    """
    with transaction.atomic():
        series = hold_series(event.series)
        before = Event.objects.get(pk=event.pk)
        save_event(event, actor=actor)
        new, old = changes_between(before, event), {name: getattr(series, name) for name in [*HANDED, *CLOCK]}
        if not new:
            return 0
        changes = {name: [old[name], value] for name, value in new.items() if old[name] != value}
        for name, value in new.items():
            setattr(series, name, value)
        series.save(update_fields=[*new])
        if changes:
            record("events.series.edited", series, actor=actor, changes=changes)
        return sum(follow(later, old, new, actor) for later in later_than(before))


# When a session begins by the clock, and how long it lasts, as a series says it.
CLOCK = ["start_time", "duration"]
# Columns that say one thing together.
TOGETHER = [AUDIENCE, SEATS]


def changes_between(before, event):
    """{name: value} of what a session hands on to its series, as far as it differs."""
    differing = {name for name in HANDED if getattr(event, name) != getattr(before, name)}
    for names in TOGETHER:
        differing |= set(names) if differing & set(names) else set()
    new = {name: getattr(event, name) for name in HANDED if name in differing}
    if before.starts_there.time() != event.starts_there.time():
        new["start_time"] = event.starts_there.time()
    if before.minutes != event.minutes:
        new["duration"] = event.minutes
    return new


def later_than(event):
    """The sessions of the same series that are planned behind this one, in order."""
    rows = Event.objects.filter(series=event.series_id, occurs_on__gt=event.occurs_on)
    rows = rows.filter(state__in=[Event.State.DRAFT, Event.State.PUBLISHED], starts_at__gt=timezone.now())
    rows = rows.select_related("group", "saved_segment", "host", "responsible")
    return list(rows.order_by("occurs_on")[:FOLLOWING_MAX])


def follow(later, old, new, actor):
    """Change a later session where it still has what its series had; whether anything was changed."""
    kept = {name: getattr(later, name) for name in [*SAVED, *AUDIENCE, *SEATS]}
    day, clock, minutes = later.starts_there.date(), later.starts_there.time(), later.minutes
    if later.starts_at == moment_of(day, old["start_time"], old["zone"]):
        clock = new.get("start_time", old["start_time"])
    if minutes == old["duration"]:
        minutes = new.get("duration", minutes)
    for name in free_to_follow(later, old):
        setattr(later, name, new.get(name, getattr(later, name)))
    if (clock, later.zone) != (later.starts_there.time(), kept["zone"]):
        later.starts_at = moment_of(day, clock, later.zone)
    later.ends_at = later.starts_at + timedelta(minutes=minutes)
    if all(getattr(later, name) == value for name, value in kept.items()):
        return False
    try:
        save_event(later, actor=actor)
    except ValidationError as error:
        words = "{}: {}".format(date_format(day, "DATE_FORMAT"), " ".join(error.messages))
        raise ValidationError(words, code="following") from error
    return True


def free_to_follow(later, old):
    """The names of what a session has as its series had it; whom it is for stays once it is published."""
    free = {name for name in HANDED if getattr(later, name) == old[name]}
    for names in TOGETHER:
        if not free.issuperset(names) or (names is AUDIENCE and later.state != Event.State.DRAFT):
            free -= set(names)
    return [name for name in HANDED if name in free]
