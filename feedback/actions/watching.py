"""The sweep over the promises: warnings before and after the time, once each, and handing on what nobody works at."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from community.models import MailChoice
from community.notices import notify
from feedback.actions.assigning import hand_on_feedback
from feedback.duty import desk_watchers, on_duty, team_for
from feedback.models import ProgressEntry, Promise, SlaEvent

BATCH = 200


def watch_promises(*, now=None):
    """Look after the promises whose warning or deadline has come, the longest waiting first. Returns how many.

    Each in a transaction of its own and claimed by what was read, so it may run twice or at once: nobody is warned
    twice. A warning whose deadline has passed as well, because no worker was there, is left out.
    """
    now = now or timezone.now()
    related = ("calendar", "feedback__owner", "feedback__team__lead", "feedback__category__team__lead")
    return sum(look_after(promise, now) for promise in Promise.objects.to_look_at(now).select_related(*related)[:BATCH])


@transaction.atomic
def look_after(promise, now):
    """Warn of one promise, or write down that it was broken. Returns whether there was anything to do."""
    late = now >= promise.due_at
    claimed = Promise.objects.running().filter(pk=promise.pk, look_at=promise.look_at)
    if late:
        changes = {"state": Promise.State.BROKEN, "settled_at": promise.due_at, "look_at": None}
    else:
        changes = {"look_at": promise.due_at}
    if not claimed.update(**changes):
        return False
    kind = SlaEvent.Kind.BROKEN if late else SlaEvent.Kind.NEAR
    SlaEvent.objects.create(promise=promise, kind=kind, at=now, due_at=promise.due_at)
    feedback = promise.feedback
    team = team_for(feedback)
    duty = on_duty(team, now) if team else desk_watchers()
    if promise.target == Promise.Target.ANSWER and feedback.owner_id and (why := idle(feedback, duty, late=late)):
        hand_on_feedback(feedback, at=now, why=why)
    tell_of_promise(promise, kind, people_to_warn(feedback, team, duty, late=late))
    return True


def idle(feedback, duty, *, late):
    """Why the owner will not answer: "away", "silent" (at the deadline, without a step since he got it), or ""."""
    if feedback.owner_id not in duty:
        return "away"
    begun = ProgressEntry.objects.filter(feedback=feedback, actor=feedback.owner_id).exists()
    return "silent" if late and not begun else ""


def people_to_warn(feedback, team, duty, *, late):
    """Before the time its owner, or everybody on duty when nobody has it; after it the lead and those on duty too."""
    if not late:
        return {feedback.owner_id} if feedback.owner_id else duty
    lead = {team.lead_id} if team and team.lead_id else set()
    return duty | lead | ({feedback.owner_id} if feedback.owner_id else set())


def tell_of_promise(promise, kind, people):
    feedback = promise.feedback
    notify(
        people,
        kind=f"feedback.promise_{kind}",
        cause_key=f"promise:{promise.pk}:{kind}",
        params={
            "number": feedback.pk,
            "title": feedback.title,
            "target": promise.target,
            "due_at": promise.due_at.isoformat(),
            "text": "",
        },
        url=reverse("admin:feedback_desk", args=[feedback.pk]),
        mail_kind=MailChoice.Kind.DUTIES,
    )
