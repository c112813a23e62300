"""Telling many of one session: the cause is written with the deed, and gone through by workers, a batch at a time."""

import time
from datetime import UTC, timedelta

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django_q.tasks import async_task

from community.models import MailChoice
from community.notices import notify
from community.segments import members_of
from events.models import COMING, Event, Invitee, Registration, Telling

BATCH = 500
What, To = Telling.What, Telling.To
# What is only worth telling while the session is still to come.
BEFORE = (What.PUBLISHED, What.MOVED, What.DAY, What.HOUR)
# A reminder that could not go out in time is left out: (how long before the session, until when it makes sense).
REMINDERS = {
    What.DAY: (timedelta(days=1), timedelta(hours=3)),
    What.HOUR: (timedelta(hours=1), timedelta(0)),
}


def tell(event, what, to, *, once="", **params):
    """Have all in `to` told of `what`, once for each `once`; in the caller's transaction. Returns the Telling."""
    # In UTC, as it comes back from the database: whoever moved it may have named it by another clock.
    starts_at = event.starts_at.astimezone(UTC).isoformat()
    words = {"title": event.title, "title_en": event.title_en, "starts_at": starts_at}
    key = f"event:{event.pk}:{what}" + (f":{once}" if once else "")
    telling, created = Telling.objects.get_or_create(
        cause_key=key, defaults={"event": event, "what": what, "to": to, "params": words | params}
    )
    if created:
        async_task("events.tasks.tell", telling.pk)
    return telling


def remind_of(event, *, now=None):
    """Have those with a seat reminded if a reminder is due; each of them once for one beginning, so that a session that
    was moved reminds again. Returns what was begun; may run twice."""
    now = now or timezone.now()
    left, begun = event.starts_at - now, []
    for what, (before, until) in REMINDERS.items():
        # One that is published later than that needs no reminder of it.
        is_due = until < left <= before and event.published_at <= event.starts_at - before
        if is_due and event.state in COMING:
            begun.append(tell(event, what, To.GOING, once=f"{event.starts_at:%Y%m%d%H%M}"))
    return begun


def work_telling(pk, *, seconds=None):
    """Tell those who are to be told, in the order of their keys, from where the last call stopped. Returns whether all
    are told; False means that `seconds` are over. Each batch is one transaction that also notes how far it came, so
    killed, repeated or run twice at once nobody is told twice."""
    deadline = time.monotonic() + seconds if seconds else None
    while tell_batch(pk):
        if deadline and time.monotonic() > deadline:
            return False
    return True


def tell_batch(pk):
    """The next members in line; whether there may be more."""
    with transaction.atomic():
        telling = Telling.objects.to_tell().select_for_update(no_key=True).filter(pk=pk).first()
        if telling is None:
            return False
        event = Event.objects.select_related("group", "saved_segment").get(pk=telling.event_id)
        keys = [] if is_stale(telling, event) else next_keys(telling, event)
        if telling.what == What.PUBLISHED and event.is_for_chosen:
            Invitee.objects.bulk_create([Invitee(event=event, member_id=key) for key in keys], ignore_conflicts=True)
        told = notify(
            keys,
            kind=f"events.{telling.what}",
            cause_key=telling.cause_key,
            params=telling.params,
            url=address_of(telling, event),
            mail_kind=MailChoice.Kind.EVENTS,
            group=event.group,
        )
        is_last = len(keys) < BATCH
        Telling.objects.filter(pk=pk).update(
            told_up_to=keys[-1] if keys else F("told_up_to"),
            told_count=F("told_count") + told,
            told_at=timezone.now() if is_last else None,
        )
    return not is_last


def address_of(telling, event):
    """Where what is told leads: to the page it is about."""
    page = {What.MINUTES: "minutes:minutes_detail", What.SURVEY: "minutes:survey"}.get(telling.what)
    return reverse(page, args=[event.pk]) if page else event.get_absolute_url()


def is_stale(telling, event):
    """Whether nobody needs to know any more: the session is called off, or begins at another time than what was to be
    told; of a new session its date is told as it stands in its page."""
    if telling.what not in BEFORE:
        return False
    is_moved = telling.params["starts_at"] != event.starts_at.isoformat()
    return event.state not in COMING or (is_moved and telling.what != What.PUBLISHED)


def next_keys(telling, event):
    """The next members to tell, by key."""
    if telling.to == To.INVITED:
        members = members_of(event.addressee).filter(pk__gt=telling.told_up_to)
        return list(members.order_by("pk").values_list("pk", flat=True)[:BATCH])
    guests = Registration.objects.filter(event=event, member__isnull=False, member__gt=telling.told_up_to)
    guests = {To.REGISTERED: guests.live, To.GOING: guests.going, To.ATTENDED: guests.attended}[telling.to]()
    return list(guests.order_by("member").values_list("member", flat=True)[:BATCH])
