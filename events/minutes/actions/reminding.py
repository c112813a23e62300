"""Owners hear of their promises, and guests are asked how it was; each once."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from community.models import MailChoice
from community.notices import notify
from events.actions import tell
from events.minutes.models import SURVEY_DAYS, ActionItem
from events.minutes.models.promise import community_day
from events.models import Event, Telling

# So long after the end those who came are asked.
ASKED_AFTER = timedelta(hours=1)
BATCH = 200


def tell_owner(promise, what, *, once="", actor=None):
    """Tell the owner of a promise, if there is one and it is not he who does this; once for each `what` and `once`, in
    the caller's transaction."""
    if promise.owner_id is None or (actor and actor.pk == promise.owner_id):
        return
    event = promise.event
    notify(
        [promise.owner_id],
        kind=f"minutes.{what}",
        cause_key=f"promise:{promise.pk}:{what}" + (f":{once}" if once else ""),
        params={
            "text": promise.text,
            "due_on": promise.due_on.isoformat(),
            "title": event.title,
            "title_en": event.title_en,
        },
        url=promise.get_absolute_url(),
        mail_kind=MailChoice.Kind.EVENTS,
        group=event.group,
    )


def remind_owners(today=None):
    """Tell owners that the day of a promise comes, and that it is over: each once for each day that was promised, by
    the community's calendar. A batch of each; returns how many were told. May run twice."""
    today = today or community_day()
    rows = ActionItem.objects.select_related("event__group")
    near = [remind(promise, "promise_near", "remind_on") for promise in rows.to_remind(today)[:BATCH]]
    late = [remind(promise, "promise_late", "late_on") for promise in rows.to_urge(today)[:BATCH]]
    return sum(near) + sum(late)


def remind(promise, what, marker):
    """Claim one reminder and give it; whether this call did it."""
    with transaction.atomic():
        still = {"pk": promise.pk, "state": ActionItem.State.OPEN, marker: getattr(promise, marker)}
        if not ActionItem.objects.filter(**still).update(**{marker: None}):
            return False
        tell_owner(promise, what, once=f"{promise.due_on:%Y%m%d}:{promise.owner_id}")
    return True


def ask_attended(event):
    """Have those who came asked how it was, once; in the caller's transaction. Returns the Telling, or None where
    nobody was seen to come."""
    return tell(event, Telling.What.SURVEY, Telling.To.ATTENDED) if event.attended_count else None


def ask_due(now=None):
    """Ask about the sessions that ended an hour ago; a batch. Returns how many. May run twice."""
    now = now or timezone.now()
    over = Event.objects.filter(
        state=Event.State.FINISHED,
        finished_at__lte=now - ASKED_AFTER,
        finished_at__gt=now - timedelta(days=SURVEY_DAYS),
        attended_count__gt=0,
    )
    due = list(over.exclude(tellings__what=Telling.What.SURVEY).order_by("finished_at", "pk")[:BATCH])
    for event in due:
        with transaction.atomic():
            ask_attended(event)
    return len(due)
