"""What was told of the sessions, as the outbox keeps it, and what still lies in the inboxes. Nobody is mailed."""

from datetime import timedelta

from community.models import Notification
from events.actions.seats import words_of
from events.models import COMING, Event, Telling

What, To = Telling.What, Telling.To


def tell_of_the_past(stage, held):
    """The causes of which somebody was told by now are noted as told, so that no sweep tells them again."""
    tellings = [telling for one in held for telling in tellings_of(stage, one)]
    Telling.objects.bulk_create(telling for telling, _members in tellings)
    Notification.objects.bulk_create(
        Notification(
            member_id=pk,
            kind=f"events.{telling.what}",
            cause_key=telling.cause_key,
            params=telling.params,
            url=telling.event.get_absolute_url(),
            created_at=telling.told_at,
        )
        for telling, members in tellings
        if telling.event.state in COMING
        for pk in members
    )


def tellings_of(stage, one):
    event, rows = one.event, one.registrations
    if event.state == Event.State.DRAFT:
        return
    invited = sorted({*stage.could_come(event), *(row.member_id for row in rows)})
    yield told(event, What.PUBLISHED, To.INVITED, event.published_at, invited)
    if event.is_cancelled:
        live = [row for row in rows if row.is_going or row.is_waiting]
        yield told(event, What.CANCELLED, To.REGISTERED, event.cancelled_at, live, reason=event.cancel_reason)
    once = f"{event.starts_at:%Y%m%d%H%M}"
    for what, before in ((What.DAY, timedelta(days=1)), (What.HOUR, timedelta(hours=1))):
        at = event.starts_at - before
        if at <= stage.now and not (event.cancelled_at and event.cancelled_at < at):
            yield told(event, what, To.GOING, at, [row for row in rows if row.is_going], once=once)
    if event.is_over:
        yield told(event, What.SURVEY, To.ATTENDED, event.finished_at, one.came)
    if one.minutes and one.minutes.published_at:
        live = [row for row in rows if row.is_going or row.is_waiting]
        yield told(event, What.MINUTES, To.REGISTERED, one.minutes.published_at, live)


def told(event, what, to, at, members, *, once="", **params):
    """(a telling that is done, the keys of those who were told)."""
    keys = sorted(getattr(one, "member_id", one) for one in members)
    telling = Telling(
        event=event,
        what=what,
        to=to,
        cause_key=f"event:{event.pk}:{what}" + (f":{once}" if once else ""),
        params=words_of(event) | params,
        told_up_to=keys[-1] if keys else 0,
        told_count=len(keys),
        created_at=at,
        told_at=at,
    )
    return telling, keys
