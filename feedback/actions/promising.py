"""The promise clock: when an answer and a resolution are owed, what stops and moves it, and how it ends.

All of these run in the transaction of the verb that calls them, after it claimed the item.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from community.models import Community
from feedback.models import Feedback, Promise, SlaEvent, SlaPolicy, Status

Target, State, Kind = Promise.Target, Promise.State, SlaEvent.Kind
# Of these nothing is owed any more.
ENDED = (Status.FIXED, Status.CLOSED, Status.DECLINED)


@dataclass(frozen=True)
class Terms:
    """What is promised: hours to answer and (or None) to resolve, counted by a version of a calendar or round the
    clock, with the warning when so much of it is used up."""

    answer_hours: int
    resolve_hours: int | None
    warn_percent: int = 75
    policy: SlaPolicy | None = None
    calendar: object = None

    def promises(self, feedback, *, start, targets=Target.values, round=1):
        """Unsaved promises of these terms for an item, from the moment `start` (UTC) on."""
        hours = {Target.ANSWER: self.answer_hours, Target.RESOLVE: self.resolve_hours}
        for target in targets:
            if hours[target]:
                promise = Promise(
                    feedback=feedback,
                    target=target,
                    round=round,
                    policy=self.policy,
                    hours=hours[target],
                    warn_percent=self.warn_percent,
                    calendar=self.calendar,
                    started_at=start,
                )
                promise.run_from(start, promise.hours * 3600)
                yield promise


class PolicyBook:
    """All policies in force, read once: for one item or for a batch of them."""

    def __init__(self):
        self.policies = list(SlaPolicy.objects.filter(is_active=True).select_related("calendar"))
        self.versions = {}

    def terms(self, *, severity, category_id, channel_id):
        """The terms for such an item: of the policies that fit the most special one, by channel before category
        before severity. Without any, the promise of the community, round the clock."""
        fitting = [
            policy
            for policy in self.policies
            if policy.severity == severity
            and policy.category_id in (None, category_id)
            and policy.channel_id in (None, channel_id)
        ]
        if not fitting:
            return Terms(Community.get().promise_hours, None)
        policy = max(fitting, key=lambda policy: (policy.channel_id is not None, policy.category_id is not None))
        return Terms(
            policy.answer_hours, policy.resolve_hours, policy.warn_percent, policy, self.version_of(policy.calendar)
        )

    def terms_of(self, feedback):
        return self.terms(severity=feedback.severity, category_id=feedback.category_id, channel_id=feedback.channel_id)

    def version_of(self, calendar):
        if calendar is None:
            return None
        if calendar.pk not in self.versions:
            self.versions[calendar.pk] = calendar.version()
        return self.versions[calendar.pk]


def make_promises(items, book, *, start):
    """Set the due times on new, unsaved items and return the promises to save once the items have keys."""
    promises = []
    for item in items:
        made = list(book.terms_of(item).promises(item, start=start))
        by_target = {promise.target: promise.due_at for promise in made}
        item.answer_due_at = item.due_at = by_target.get(Target.ANSWER)
        item.resolve_due_at = by_target.get(Target.RESOLVE)
        promises += made
    return promises


def move_clock(feedback, *, old, new, answered, at):
    """What a step from status `old` to `new`, with an official answer or not, means for what is owed.

    An answer keeps the promise of one, or breaks it when it is late; asking back stops the clock and the author's
    word starts it again; fixing, declining and closing end it; taking up again promises a resolution anew.
    """
    running = {promise.target: promise for promise in open_promises(feedback)}
    if answered and (promise := running.pop(Target.ANSWER, None)):
        settle(promise, at)
    if new in ENDED and old not in ENDED:
        # Closed unanswered, or because the member stayed silent: nothing was kept and nothing broken.
        silent = new == Status.CLOSED and (Target.ANSWER in running or old == Status.NEEDS_INFO)
        for promise in running.values():
            (call_off if silent else settle)(promise, at)
    elif new not in ENDED and old in ENDED:
        renew(feedback, at)
    elif new == Status.NEEDS_INFO != old:
        for promise in running.values():
            pause(promise, at)
    elif old == Status.NEEDS_INFO != new:
        for promise in running.values():
            resume(promise, at)
    show_due(feedback)


def open_promises(feedback):
    return Promise.objects.filter(feedback=feedback, state__in=[State.RUNNING, State.PAUSED]).select_related("calendar")


def settle(promise, at):
    """End a promise: kept, when its time had not passed at `at`, else broken at its due time. Once."""
    in_time = promise.state == State.PAUSED or at <= promise.due_at
    state, kind = (State.KEPT, Kind.KEPT) if in_time else (State.BROKEN, Kind.BROKEN)
    when = at if in_time else promise.due_at
    end(promise, state, kind, at=when, settled_at=when)


def call_off(promise, at):
    """End a promise of which nothing can be said. Once."""
    end(promise, State.VOID, Kind.VOID, at=at, settled_at=None)


def end(promise, state, kind, *, at, settled_at):
    open_one = Promise.objects.filter(pk=promise.pk, state__in=[State.RUNNING, State.PAUSED])
    if open_one.update(state=state, settled_at=settled_at, look_at=None, paused_at=None):
        SlaEvent.objects.create(promise=promise, kind=kind, at=at, due_at=promise.due_at)


def pause(promise, at):
    """Stop the clock while the item waits for its author. What is late already stays late."""
    if at > promise.due_at:
        settle(promise, at)
        return
    running = Promise.objects.filter(pk=promise.pk, state=State.RUNNING)
    if running.update(state=State.PAUSED, paused_at=at, look_at=None):
        SlaEvent.objects.create(promise=promise, kind=Kind.PAUSED, at=at, due_at=promise.due_at)


def resume(promise, at):
    """Let the clock run again with as much time as was left when it stopped."""
    if promise.state != State.PAUSED:
        return
    left = promise.between(promise.paused_at, promise.due_at)
    waited = round(promise.between(promise.paused_at, at))
    promise.run_from(at, left, warned=was_warned(promise))
    paused = Promise.objects.filter(pk=promise.pk, state=State.PAUSED, paused_at=promise.paused_at)
    if paused.update(
        state=State.RUNNING,
        paused_at=None,
        paused_seconds=F("paused_seconds") + waited,
        due_at=promise.due_at,
        look_at=promise.look_at,
    ):
        SlaEvent.objects.create(promise=promise, kind=Kind.RESUMED, at=at, due_at=promise.due_at)


def was_warned(promise):
    return promise.events.filter(kind=Kind.NEAR).exists()


def renew(feedback, at):
    """Promise a resolution anew for an item that was taken up again, in a new round."""
    if open_promises(feedback).filter(target=Target.RESOLVE).exists():
        return
    last = feedback.promises.filter(target=Target.RESOLVE).order_by("-round").first()
    terms = PolicyBook().terms_of(feedback)
    for promise in terms.promises(feedback, start=at, targets=[Target.RESOLVE], round=last.round + 1 if last else 1):
        promise.save(force_insert=True)


def apply_policy(feedback, *, at):
    """Measure what is still owed by the policy that fits the item now, after its severity, category or channel
    changed. A shorter time begins at `at` and never ends later than what was promised; a longer one counts from the
    beginning. What ended stays as it ended.
    """
    terms = PolicyBook().terms_of(feedback)
    for promise in open_promises(feedback):
        measure_anew(promise, terms, at)
    if feedback.is_open and not feedback.promises.filter(target=Target.RESOLVE).exists():
        for promise in terms.promises(feedback, start=feedback.received_at, targets=[Target.RESOLVE]):
            promise.save(force_insert=True)
    show_due(feedback)


def measure_anew(promise, terms, at):
    hours = terms.answer_hours if promise.target == Target.ANSWER else terms.resolve_hours
    if not hours:
        call_off(promise, at)
        return
    # A clock that stands still is measured where it stopped.
    now, before = promise.paused_at or at, promise.due_at
    if now > before or (promise.hours, promise.calendar) == (hours, terms.calendar):
        return
    promise.policy, promise.hours, promise.calendar = terms.policy, hours, terms.calendar
    promise.warn_percent = terms.warn_percent
    left = hours * 3600 - promise.used(now)
    if promise.plus(now, max(left, 0)) < before:
        left = max(left, min(promise.between(now, before), hours * 3600))
    promise.run_from(now, left, warned=was_warned(promise))
    if promise.state == State.PAUSED:
        promise.look_at = None
    names = ("policy", "hours", "calendar", "warn_percent", "due_at", "look_at")
    changes = {name: getattr(promise, name) for name in names}
    if Promise.objects.filter(pk=promise.pk, state=promise.state).update(**changes):
        SlaEvent.objects.create(promise=promise, kind=Kind.MOVED, at=at, due_at=promise.due_at)


def stop_clock(feedback, *, at):
    """Nothing is owed for an item while another one speaks for it; what is left of the time is kept."""
    for promise in open_promises(feedback):
        pause(promise, at)


def start_clock(feedback, *, at):
    """An item stands on its own again: its clock runs on, unless it waits for its author."""
    if feedback.status != Status.NEEDS_INFO:
        for promise in open_promises(feedback):
            resume(promise, at)
    show_due(feedback)


def call_off_promises(feedback, *, at=None):
    """Nothing is owed for an item that was taken back. May run twice."""
    for promise in open_promises(feedback):
        call_off(promise, at or timezone.now())
    show_due(feedback)


def show_due(feedback):
    """Copy to the item what its promises say, for lists: when the answer and the resolution are or were due, and
    what is owed next (null while nothing runs)."""
    newest = {promise.target: promise for promise in feedback.promises.order_by("round")}
    answer, resolve = newest.get(Target.ANSWER), newest.get(Target.RESOLVE)
    owed = resolve if feedback.answered_at or not answer else answer
    waits = feedback.status == Status.NEEDS_INFO or feedback.visibility == Feedback.Visibility.REMOVED
    if owed and (owed.state not in (State.RUNNING, State.BROKEN) or waits or not feedback.is_open):
        owed = None
    due = {
        "answer_due_at": answer.due_at if answer else None,
        "resolve_due_at": resolve.due_at if resolve else None,
        "due_at": owed.due_at if owed else None,
    }
    Feedback.objects.filter(pk=feedback.pk).update(**due)
    for name, value in due.items():
        setattr(feedback, name, value)


@transaction.atomic
def save_policy_figure(policy):
    """Keep what the pages tell newcomers in line with what is promised to items nobody has sorted yet."""
    if policy.severity is None and not policy.category_id and not policy.channel_id and policy.is_active:
        Community.objects.filter(pk=1).update(promise_hours=policy.answer_hours)
        Community.bump()
