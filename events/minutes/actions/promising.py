"""Promises made in a session, and what becomes of them.

The session is held first in each of these verbs, as in those of seats: of two presses one counts, and the counts beside
the rows are moved by conditional UPDATE. What everybody may read of a promise begins with the published minutes; from
then on each turn is written to the progress log of the item that it was made for.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from community.audit import record
from community.submits import hash_submit_key
from events.actions.seats import hold_event, tell_visitors
from events.minutes.actions.reminding import tell_owner
from events.minutes.models import ActionItem, Minutes
from events.minutes.models.promise import community_day
from events.minutes.permissions import WRITTEN, may_know_of
from events.models import Event
from feedback.actions import note_session_outcome
from feedback.models.progress import InSession

State = ActionItem.State
# Nobody promises for longer than that.
YEARS = 3


def add_promise(event, *, actor, text, due_on, owner=None, about=None, feedback=None, submit_key=""):
    """Write down what was promised in a session; its owner is told. `about` is an AgendaItem or a Question of the
    session, whose feedback it is then for, unless `feedback` says another. Returns the ActionItem; the same
    `submit_key` again is the same promise.

    Raises ValidationError('too_early'), {'due_on': 'past' or 'too_far'}, {'owner': 'stranger'} for somebody who may not
    know of the session.
    """
    key = hash_submit_key(submit_key, str(event.pk), text)
    if key and (known := ActionItem.objects.filter(submit_key=key).first()):
        return known
    check_day(due_on)
    check_owner(event, owner)
    is_question = about is not None and about._meta.model_name == "question"
    try:
        with transaction.atomic():
            event = hold_event(event)
            if event.state not in WRITTEN:
                raise ValidationError(_("There is nothing to write down before it has begun."), code="too_early")
            promise = ActionItem.objects.create(
                event=event,
                text=text,
                owner=owner,
                due_on=due_on,
                agenda_item=None if is_question else about,
                question=about if is_question else None,
                feedback=feedback or (about.feedback if about else None),
                created_by=actor,
                submit_key=key,
                **ActionItem.reminders(due_on),
            )
            Event.objects.filter(pk=event.pk).update(promise_count=F("promise_count") + 1)
            record("minutes.promise.made", promise, actor=actor)
            tell_owner(promise, "promised", actor=actor)
            say_on_item(promise, event=event, actor=actor)
            tell_visitors(event)
    except IntegrityError:
        # The other half of a double tap was faster.
        if key and (known := ActionItem.objects.filter(submit_key=key).first()):
            return known
        raise
    return promise


def check_day(due_on):
    today = community_day()
    if due_on < today:
        raise ValidationError({"due_on": ValidationError(_("Choose a day that is still to come."), code="past")})
    if due_on > today + timedelta(days=365 * YEARS):
        raise ValidationError({"due_on": ValidationError(_("That is too far away to be promised."), code="too_far")})


def check_owner(event, owner):
    if owner is not None and not may_know_of(owner, event):
        stranger = _("%(name)s may not know of this session.")
        raise ValidationError({"owner": ValidationError(stranger, code="stranger", params={"name": owner.name})})


def edit_promise(promise, *, actor, text, due_on, owner, feedback):
    """Mend an open promise; a new owner is told, and with a new day the reminders begin anew. Unchanged writes nothing.
    Raises ValidationError('ended') for one that is done or dropped, and as add_promise does."""
    values = {"text": text, "due_on": due_on, "owner": owner, "feedback": feedback}
    if due_on != promise.due_on:
        check_day(due_on)
    if owner != promise.owner:
        check_owner(promise.event, owner)
    with transaction.atomic():
        event, row = hold_promise(promise)
        changes = {name: [getattr(row, name), value] for name, value in values.items() if getattr(row, name) != value}
        if not changes:
            return row
        if not row.is_open:
            raise ValidationError(_("It is settled. Open it again to change it."), code="ended")
        if "due_on" in changes:
            values |= ActionItem.reminders(due_on)
        if "feedback" in changes:
            values |= {"said": ""}
        ActionItem.objects.filter(pk=row.pk, state=State.OPEN).update(**values)
        row.refresh_from_db()
        record("minutes.promise.edited", row, actor=actor, changes=changes)
        if "owner" in changes:
            tell_owner(row, "promised", actor=actor)
        say_on_item(row, event=event, actor=actor)
        tell_visitors(event)
    return row


def keep_promise(promise, *, actor, note=""):
    """It is done; `note` says how. Returns whether this call did it."""
    return settle(promise, State.DONE, "kept", actor, note)


def drop_promise(promise, *, actor, reason):
    """It will not be done; everybody who reads the minutes reads why. It stays among what was promised, and is none
    that was kept. Returns whether this call did it. Raises ValidationError('reason') without a reason."""
    if not reason:
        raise ValidationError({"note": ValidationError(_("Say why, in a sentence."), code="reason")})
    return settle(promise, State.DROPPED, "dropped", actor, reason)


def settle(promise, state, verb, actor, note):
    with transaction.atomic():
        event, row = hold_promise(promise)
        ended = {"state": state, "note": note, "done_at": timezone.now(), "done_by": actor}
        if not ActionItem.objects.filter(pk=row.pk, state=State.OPEN).update(**ended):
            return False
        if state == State.DONE:
            Event.objects.filter(pk=event.pk).update(kept_count=F("kept_count") + 1)
        finish_turn(event, row, verb, actor)
    return True


def reopen_promise(promise, *, actor):
    """It is to be done after all. Returns whether this call did it."""
    with transaction.atomic():
        event, row = hold_promise(promise)
        ended = ActionItem.objects.filter(pk=row.pk, state=row.state).exclude(state=State.OPEN)
        opened = {"state": State.OPEN, "note": "", "done_at": None, "done_by": None}
        if not ended.update(**opened, **ActionItem.reminders(row.due_on)):
            return False
        if row.is_done:
            Event.objects.filter(pk=event.pk).update(kept_count=F("kept_count") - 1)
        finish_turn(event, row, "reopened", actor)
    return True


def finish_turn(event, row, verb, actor):
    row.refresh_from_db()
    record(f"minutes.promise.{verb}", row, actor=actor, changes={"note": [None, row.note]})
    say_on_item(row, event=event, actor=actor)
    tell_visitors(event)


def remove_promise(promise, *, actor):
    """Take out what was written down by mistake. Returns whether this call did it. Raises ValidationError('published')
    once the minutes are: then it is dropped, with a reason."""
    with transaction.atomic():
        event = hold_event(promise.event)
        if is_published(event):
            raise ValidationError(_("Everybody has read it. Drop it, and say why."), code="published")
        row = ActionItem.objects.filter(pk=promise.pk).first()
        if row is None:
            return False
        record("minutes.promise.removed", row, actor=actor)
        kept = int(row.is_done)
        row.delete()
        Event.objects.filter(pk=event.pk).update(
            promise_count=F("promise_count") - 1, kept_count=F("kept_count") - kept
        )
        tell_visitors(event)
    return True


def hold_promise(promise):
    """(session, promise) as they stand, held until the caller's transaction ends."""
    event = hold_event(promise.event)
    rows = ActionItem.objects.select_for_update(no_key=True, of=("self",)).select_related("owner", "feedback")
    return event, rows.get(pk=promise.pk)


def is_published(event):
    return Minutes.objects.published().filter(event=event).exists()


# --- the item that it was made for ------------------------------------------------------------------------------


def say_on_item(promise, *, event, actor):
    """Write what stands of a promise to the progress log of its feedback, once for each turn, from when the minutes are
    published; in the caller's transaction. Readers of the item who may not know of the session hear nothing."""
    if promise.feedback is None or not may_be_said_on(event, promise.feedback) or not is_published(event):
        return
    what = said_as(promise)
    if what and ActionItem.objects.filter(pk=promise.pk, said=promise.said).update(said=promise.state):
        note_session_outcome(
            promise.feedback,
            actor=actor,
            what=what,
            title=event.title,
            title_en=event.title_en,
            url=reverse("minutes:minutes_detail", args=[event.pk]),
            text=promise.text,
            note=promise.note,
            due=promise.due_on,
        )


def said_as(promise):
    """Which turn is to be told, or None: nothing new, or dropped before anybody heard of it."""
    if promise.said == promise.state:
        return None
    if promise.is_open:
        return InSession.REOPENED if promise.said else InSession.PROMISED
    if promise.is_done:
        return InSession.KEPT
    return InSession.DROPPED if promise.said else None


def may_be_said_on(event, feedback):
    """Whether all who see an item may know of the session: it is no secret, or both are of one private group."""
    if not event.is_private:
        return True
    return bool(event.group_id) and feedback.group_id == event.group_id
