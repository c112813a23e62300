"""What the team does with an item: answer, status, severity, owner, category, note, hide, close."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.audit import record
from community.models import Community, InterestGroup
from community.notices import forget_words, reword_each
from community.search import index_text, remove_text
from feedback.actions.assigning import tell_given
from feedback.actions.behalf import check_consent
from feedback.actions.categorising import keep_decision
from feedback.actions.counting import hold_sets
from feedback.actions.groups import shared_visibility
from feedback.actions.merging import leave_set, take_out
from feedback.actions.progress import causes_of, write_step
from feedback.actions.promising import ENDED, apply_policy, move_clock
from feedback.actions.thanking import hold_authors, thank_again, thank_for_step, unthank
from feedback.categories import suggest_categories, text_of
from feedback.models import Feedback, ProgressEntry, Status
from feedback.models.status import SHARED

UNSET = object()
SILENT_DAYS = 14


def triage_feedback(
    feedback,
    *,
    actor,
    answer="",
    status=None,
    severity=UNSET,
    owner=UNSET,
    category=UNSET,
    decline_reason="",
    word_to_owner="",
    seen_status=None,
    seen_at=None,
):
    """Answer, move and sort an item in one step; returns the progress entry, or None if nothing changed.

    `status` None keeps it. Somebody else who becomes the owner is told, with the private `word_to_owner`, which is
    also kept as a note. `seen_status` and `seen_at` (the item's changed_at) are what the moderator's page
    showed: when the item was moved, or answered, meanwhile – by somebody else, or by the same press sent twice –
    ValidationError('moved_meanwhile') is raised and nothing is written. A move that is
    not in Feedback.MOVES raises ('move_refused'); declining needs a reason and words ('decline_needs_reason',
    'decline_needs_words'), asking back needs words ('question_needs_words'). An official answer to a new
    item takes it under review. The same status again is no move.
    """
    answer = answer.strip()
    old = Status(seen_status or feedback.status)
    new = Status(status) if status else old
    if answer and old == Status.NEW and new == Status.NEW:
        new = Status.UNDER_REVIEW
    check_move(feedback, old, new, answer=answer, decline_reason=decline_reason)
    now = timezone.now()
    fields, changes = {}, {}
    for name, value in (("severity", severity), ("owner", owner), ("category", category)):
        if value is not UNSET and value != getattr(feedback, name):
            changes[name] = [getattr(feedback, name), value]
            fields[name] = value
    if new != old:
        changes["status"] = [old, new]
        fields |= {"status": new, "decline_reason": decline_reason if new == Status.DECLINED else ""}
        if new != Status.CLOSED:
            # What is taken up again is no longer fixed, and nobody is asked whether it helped.
            fields["fixed_at"] = now if new == Status.FIXED else None
        fields["closed_at"] = now if new in (Status.CLOSED, Status.DECLINED) else None
        if new in ENDED:
            fields["due_at"] = None
    if answer:
        changes["answer"] = ["", answer]
        fields |= {"last_answer_at": now, "answered_at": feedback.answered_at or now}
    if not changes:
        return None
    if answer or new != old:
        fields["changed_at"] = now
    # Read before anything is locked.
    decides = "category" in changes and actor is not None
    suggested = suggest_categories(text_of(feedback)) if decides else []
    with transaction.atomic():
        # Claim by what was seen: of two moderators one wins, the other is told.
        seen = {"status": old}
        if seen_at and "changed_at" in fields:
            seen["changed_at"] = seen_at
        if not Feedback.objects.filter(pk=feedback.pk, **seen).update(**fields):
            raise moved_meanwhile(feedback)
        kind = ProgressEntry.Kind
        entry = write_step(
            feedback,
            kind.ANSWER if answer else kind.STATUS if new != old else kind.TRIAGE,
            actor=actor,
            text=answer,
            old=old if new != old else "",
            new=new if new != old else "",
            is_public=bool(answer) or new != old,
            changes={name: [named(value) for value in changes[name]] for name in SORTED if name in changes},
        )
        if decides:
            keep_decision(feedback, category, actor=actor, suggested=suggested)
        record("feedback.feedback.triaged", feedback, actor=actor, changes=changes)
        feedback.refresh_from_db()
        if {"severity", "category"} & changes.keys():
            apply_policy(feedback, at=now)
        if "owner" in changes:
            tell_owner(feedback, entry, actor=actor, word=word_to_owner.strip())
        if answer or new != old:
            move_clock(feedback, old=old, new=new, answered=bool(answer), at=now)
        if new == Status.FIXED and new != old:
            hold_authors([feedback])
        if new != old:
            thank_for_step(feedback, new, actor=actor)
        Community.bump()
    return entry


SORTED = ("severity", "owner", "category")


def named(value):
    """A value of the item as its log keeps it: a severity by number, everything else by name."""
    return value if value is None or isinstance(value, int) else str(value)


def tell_owner(feedback, entry, *, actor, word=""):
    """Keep the private word that goes with an item, and tell its new owner."""
    if word:
        add_note(feedback, actor=actor, text=word)
    if feedback.owner_id not in (None, actor and actor.pk):
        tell_given(feedback, entry, word=word)


def moved_meanwhile(feedback):
    current = Feedback.objects.only("status").get(pk=feedback.pk)
    return ValidationError(
        _("This went on meanwhile and is “%(status)s” now. Your words are kept; look before sending."),
        code="moved_meanwhile",
        params={"status": current.get_status_display()},
    )


def check_move(feedback, old, new, *, answer, decline_reason):
    """Raise ValidationError, saying why, for a move that the rules refuse."""
    if old == Status.MERGED and (answer or new != old):
        raise ValidationError(
            _("It is merged into #%(n)s: answer there, or take it out first."),
            code="merged" if new == old else "move_refused",
            params={"n": feedback.merged_into_id},
        )
    if new != old and new not in Feedback.MOVES[old]:
        allowed = [str(status.label) for status in Status if status in Feedback.MOVES[old]]
        raise ValidationError(
            _("From “%(old)s” it cannot go to “%(new)s”. Possible: %(allowed)s."),
            code="move_refused",
            params={"old": old.label, "new": new.label, "allowed": " · ".join(allowed)},
        )
    if new == Status.DECLINED and new != old:
        if decline_reason not in Feedback.DeclineReason.values:
            raise ValidationError(_("Choose the reason that members will read."), code="decline_needs_reason")
        if not answer:
            raise ValidationError(
                _("Say in a sentence why, so that nobody is left guessing."), code="decline_needs_words"
            )
    if new == Status.NEEDS_INFO and new != old and not answer:
        raise ValidationError(_("Write what you need to know."), code="question_needs_words")


def add_note(feedback, *, actor, text):
    """Leave a private note for the team; it never leaves the desk. Returns the entry."""
    with transaction.atomic():
        entry = write_step(feedback, ProgressEntry.Kind.NOTE, actor=actor, text=text.strip(), is_public=False)
        record("feedback.feedback.noted", feedback, actor=actor)
    return entry


def hide_feedback(feedback, *, actor):
    """Take an item out of everything public. May run twice."""
    _change_visibility(feedback, SHARED, Feedback.Visibility.HIDDEN, "hidden", actor)


def show_feedback(feedback, *, actor):
    """Put a hidden item back. May run twice. Raises ValidationError('no_consent')."""
    check_consent(feedback)
    with transaction.atomic():
        shared = shared_visibility(feedback.group_id)
        _change_visibility(feedback, [Feedback.Visibility.HIDDEN], shared, "shown", actor)


def _change_visibility(feedback, old, new, verb, actor):
    with transaction.atomic():
        held = hold_sets(feedback)[feedback.pk]
        if not Feedback.objects.filter(pk=feedback.pk, visibility__in=old).update(visibility=new):
            return
        feedback.visibility = new
        if held.is_merged and feedback.is_shared and held.merged_into.visibility != new:
            # Its group has become private, or public, meanwhile: others read it than what speaks for it.
            take_out(Feedback.objects.get(pk=feedback.pk), held.merged_into, actor=actor, tell=False)
        elif not held.is_merged:
            InterestGroup.count_feedback(feedback.group_id, 1 if feedback.is_shared else -1)
        leave_set(feedback, actor=actor)
        if feedback.is_shared:
            is_public = feedback.is_public
            index_text("feedback", feedback.pk, f"{feedback.title}\n{feedback.text}", is_public=is_public)
            words = {cause: text[:300] or "—" for cause, text in causes_of(feedback).items()}
            reword_each({cause: {"title": feedback.title, "text": text} for cause, text in words.items()})
        else:
            remove_text("feedback", feedback.pk)
            forget_words(causes_of(feedback), "title", "text")
        (thank_again if feedback.is_shared else unthank)(feedback, actor=actor)
        record(f"feedback.feedback.{verb}", feedback, actor=actor)
        Community.bump()


def close_silent_feedback(*, before=None):
    """Close what was fixed, or waited for its author, 14 days without a word. Returns how many.

    `before` (UTC) overrides the 14 days. Each item is claimed on its own, so it may run twice or at once.
    """
    before = before or timezone.now() - timedelta(days=SILENT_DAYS)
    closed = 0
    for feedback in Feedback.objects.silent_since(before)[:500]:
        now = timezone.now()
        with transaction.atomic():
            claimed = Feedback.objects.filter(pk=feedback.pk, status=feedback.status, changed_at__lt=before).update(
                status=Status.CLOSED, closed_at=now, changed_at=now
            )
            if claimed:
                old, feedback.status = feedback.status, Status.CLOSED
                write_step(feedback, ProgressEntry.Kind.STATUS, actor=None, old=old, new=Status.CLOSED)
                move_clock(feedback, old=old, new=Status.CLOSED, answered=False, at=now)
                record(
                    "feedback.feedback.closed",
                    feedback,
                    actor=None,
                    changes={"status": [old, Status.CLOSED]},
                )
                Community.bump()
                closed += 1
    return closed
