"""How the promises of an item stand, as its readers see it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from community.templatetags.huiyin import say_duration
from feedback.models import Promise


@dataclass(frozen=True)
class Standing:
    """One promise as shown: `state` is 'kept', 'late' (done, but late), 'owed' (late and not done), 'running' or
    'paused'; `took`, `left` and `late_by` are seconds, None where they do not apply."""

    target: str
    state: str
    due_at: datetime
    promised: str
    by_calendar: bool
    took: float | None = None
    left: float | None = None
    late_by: float | None = None

    @property
    def is_answer(self):
        return self.target == Promise.Target.ANSWER


def standings(feedback, now=None):
    """[Standing] of the answer and the resolution that were last promised for an item; none that was called off, and
    the resolution only while it is owed. One query."""
    now = now or timezone.now()
    if feedback.merged_into_id:
        return []
    newest = {promise.target: promise for promise in feedback.promises.order_by("round")}
    shown = []
    for target in (Promise.Target.ANSWER, Promise.Target.RESOLVE):
        promise = newest.get(target)
        if promise is None or promise.state == Promise.State.VOID:
            continue
        done_at = feedback.answered_at if target == Promise.Target.ANSWER else None
        if target == Promise.Target.RESOLVE and not feedback.is_open:
            continue
        shown.append(standing(promise, done_at, now))
    return shown


def standing(promise, done_at, now):
    late = promise.state == Promise.State.BROKEN or (promise.state == Promise.State.RUNNING and now > promise.due_at)
    known = {
        "target": promise.target,
        "due_at": promise.due_at,
        "promised": say_duration(promise.hours * 3600),
        "by_calendar": promise.calendar_id is not None,
    }
    if done_at:
        return Standing(state="late" if late else "kept", took=(done_at - promise.started_at).total_seconds(), **known)
    if late:
        return Standing(state="owed", late_by=(now - promise.due_at).total_seconds(), **known)
    if promise.state == Promise.State.PAUSED:
        return Standing(state="paused", **known)
    return Standing(state="running", left=(promise.due_at - now).total_seconds(), **known)
