"""The promises of demo items: what the clock would have written, had it run all the time."""

from feedback.actions.promising import ENDED
from feedback.models import Promise, Status

Target, State = Promise.Target, Promise.State


def run_clock(item, entries, terms, now):
    """[Promise] of an item, from its entries in time, and the due times set on the item."""
    made = {promise.target: promise for promise in terms.promises(item, start=item.received_at)}
    rounds = list(made.values())
    for entry in sorted(entries, key=lambda entry: entry.created_at):
        at = entry.created_at
        answer, resolve = made.get(Target.ANSWER), made.get(Target.RESOLVE)
        if answer and answer.state == State.RUNNING and (entry.text or entry.fix_note_id) and entry.is_public:
            settle(answer, at)
        if resolve is None or not entry.new_status:
            continue
        if entry.new_status in ENDED and resolve.is_open:
            end(resolve, entry, at)
        elif entry.new_status == Status.NEEDS_INFO and resolve.state == State.RUNNING and at <= resolve.due_at:
            resolve.state, resolve.paused_at = State.PAUSED, at
        elif resolve.state == State.PAUSED:
            go_on(resolve, at)
        elif entry.old_status in ENDED and not resolve.is_open:
            again = terms.promises(item, start=at, targets=[Target.RESOLVE], round=resolve.round + 1)
            made[Target.RESOLVE] = next(again)
            rounds.append(made[Target.RESOLVE])
    for promise in rounds:
        finish(promise, item, now)
    show(item, made)
    return rounds


def settle(promise, at):
    kept = at <= promise.due_at
    promise.state, promise.settled_at = (State.KEPT, at) if kept else (State.BROKEN, promise.due_at)


def end(promise, entry, at):
    if promise.state == State.PAUSED and entry.new_status == Status.CLOSED:
        promise.state = State.VOID
    else:
        settle(promise, at)
    promise.paused_at = None


def go_on(promise, at):
    left = promise.between(promise.paused_at, promise.due_at)
    promise.paused_seconds += round(promise.between(promise.paused_at, at))
    promise.state, promise.paused_at = State.RUNNING, None
    promise.run_from(at, left)


def finish(promise, item, now):
    """What is still running is late by now, or will be looked at when it is due: nobody is warned of the past."""
    if promise.state == State.RUNNING and not item.is_open:
        promise.state = State.VOID
    elif promise.state == State.RUNNING and promise.due_at <= now:
        promise.state, promise.settled_at = State.BROKEN, promise.due_at
    running = promise.state == State.RUNNING
    promise.look_at = (promise.look_at if promise.look_at > now else promise.due_at) if running else None


def show(item, made):
    answer, resolve = made.get(Target.ANSWER), made.get(Target.RESOLVE)
    item.answer_due_at = answer.due_at if answer else None
    item.resolve_due_at = resolve.due_at if resolve else None
    owed = resolve if item.answered_at or not answer else answer
    waits = item.status == Status.NEEDS_INFO or not item.is_open
    item.due_at = owed.due_at if owed and not waits and owed.state in (State.RUNNING, State.BROKEN) else None


def save_promises(promises):
    """Save promises whose items have been saved meanwhile."""
    for promise in promises:
        promise.feedback_id = promise.feedback.pk
    Promise.objects.bulk_create(promises)
