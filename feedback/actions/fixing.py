"""Telling what was fixed, and asking whether it helped."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from community.activity import record_activity
from community.audit import record
from community.markdown import render_markdown
from community.models import Community, MailChoice
from community.notices import notify
from community.permissions import may_act, staff_with
from feedback.actions.progress import write_step
from feedback.actions.promising import move_clock
from feedback.actions.thanking import hold_authors, thank_for_step
from feedback.models import Feedback, FixNote, Follow, ProgressEntry, Rating, Status, Vote
from feedback.models.status import SHARED

NOTE_WORDS = (
    "title",
    "you_said",
    "text",
    "before_caption",
    "before_figure",
    "after_caption",
    "after_figure",
    "done_by",
    "before_image",
    "after_image",
)


def save_fix_note(note, *, actor, changes=None):
    """Keep a note with the words and pictures it carries now; a published one shows them at once.

    `changes` maps what was changed to old and new value, for the audit trail. The state is left alone.
    """
    fresh = note._state.adding
    note.rendered = render_markdown(note.text)
    with transaction.atomic():
        if fresh:
            note.author = actor
        # The hour may come while somebody mends the words: the state is not written back.
        note.save(**({} if fresh else {"update_fields": [*NOTE_WORDS, "rendered"]}))
        record(f"feedback.fixnote.{'drafted' if fresh else 'edited'}", note, actor=actor, changes=changes)
        Community.bump()
    return note


def schedule_fix_note(note, *, actor, publish_at):
    """Have a draft publish itself at `publish_at` (UTC, in the future). May be called again to move it."""
    if publish_at <= timezone.now():
        raise ValidationError(_("Choose a time that is still to come."), code="past")
    with transaction.atomic():
        claimed = (
            FixNote.objects.filter(pk=note.pk)
            .exclude(state=FixNote.State.PUBLISHED)
            .update(state=FixNote.State.SCHEDULED, publish_at=publish_at)
        )
        if claimed:
            record("feedback.fixnote.scheduled", note, actor=actor, changes={"publish_at": [None, publish_at]})


def publish_fix_note(note, *, actor):
    """Publish a note: its items become fixed and each follower is told once. Returns whether it did.

    A note that is published already is left alone, so pressing twice or a job running twice tells once.
    Raises ValidationError('no_items') when it answers nothing.
    """
    now = timezone.now()
    with transaction.atomic():
        claimed = (
            FixNote.objects.filter(pk=note.pk)
            .exclude(state=FixNote.State.PUBLISHED)
            .update(state=FixNote.State.PUBLISHED, published_at=now, rendered=render_markdown(note.text))
        )
        if not claimed:
            return False
        # Of what was merged meanwhile the item that speaks for it is fixed, and its followers are told there.
        note.items.add(*note.items.filter(merged_into__isnull=False).values_list("merged_into", flat=True))
        items = list(note.items.kept().exclude(status=Status.MERGED).order_by("pk"))
        if not items:
            raise ValidationError(_("Name at least one item that this answers."), code="no_items")
        hold_authors(items)
        for item in items:
            _fix_item(item, note, actor=actor, now=now)
        # The note is read by all: of what was said in private groups it does not tell how many said it.
        people = count_people([item for item in items if not item.is_for_group])
        FixNote.objects.filter(pk=note.pk).update(people_count=people)
        record("feedback.fixnote.published", note, actor=actor, changes={"items": [None, [i.pk for i in items]]})
        Community.bump()
    return True


def return_fix_note(note, *, actor=None, why=""):
    """Make a scheduled note a draft again; on any other state nothing happens. `why` ("suspended", "no_items") is for
    the system, which did not publish it at its hour: those who may are told."""
    with transaction.atomic():
        scheduled = FixNote.objects.filter(pk=note.pk, state=FixNote.State.SCHEDULED)
        if scheduled.update(state=FixNote.State.DRAFT):
            record("feedback.fixnote.returned", note, actor=actor)
            if why:
                tell_note_returned(note, why)


def tell_note_returned(note, why):
    """Tell those who may publish it, and whoever wrote it, that it did not come out at its hour."""
    keys = {member.pk for member in staff_with("feedback.publish_fixnote")}
    if note.author and may_act(note.author):
        keys.add(note.author.pk)
    notify(
        keys,
        kind="feedback.note_not_published",
        cause_key=f"fixnote:{note.pk}:returned:{note.publish_at:%Y%m%d%H%M}",
        params={"title": note.title, "why": why},
        url=reverse("admin:feedback_fixnote_publish", args=[note.pk]),
        mail_kind=MailChoice.Kind.DUTIES,
    )


def remove_fix_note(note, *, actor):
    """Throw a note away before it is published. Raises ValidationError('published') afterwards."""
    with transaction.atomic():
        record("feedback.fixnote.removed", note, actor=actor)
        unpublished = FixNote.objects.exclude(state=FixNote.State.PUBLISHED)
        if not unpublished.filter(pk=note.pk).delete()[0]:
            raise ValidationError(_("A published note stays; mend its words instead."), code="published")


def _fix_item(item, note, *, actor, now):
    """Move one item to fixed (from wherever it stands) and write the step that tells its followers."""
    item = Feedback.objects.select_for_update(of=("self",), no_key=True).get(pk=item.pk)
    moves = item.status not in (Status.FIXED, Status.CLOSED)
    fields = {"changed_at": now, "last_answer_at": now, "answered_at": item.answered_at or now}
    if moves:
        fields |= {"status": Status.FIXED, "fixed_at": now, "decline_reason": "", "closed_at": None, "due_at": None}
    old = item.status
    Feedback.objects.filter(pk=item.pk).update(**fields)
    write_step(
        item,
        ProgressEntry.Kind.FIX,
        actor=actor,
        text=note.text,
        old=item.status if moves else "",
        new=Status.FIXED if moves else "",
        fix_note=note,
    )
    item.refresh_from_db()
    move_clock(item, old=old, new=item.status, answered=True, at=now)
    thank_for_step(item, Status.FIXED, actor=actor)


def count_people(items):
    """How many distinct people said or supported these items and what was merged into them; an anonymous author
    counts as one."""
    items = [*items, *Feedback.objects.filter(merged_into__in=items, visibility__in=SHARED)]
    people = set(Vote.objects.filter(feedback__in=items).values_list("member_id", flat=True))
    people |= {item.author_id for item in items if item.author_id}
    return len(people) + sum(1 for item in items if item.author_id is None)


def rate_feedback(feedback, *, actor, score, remark="", by_receipt=False):
    """Say whether the fix helped (score 1–5). The first score stays. Returns the Rating that counts.

    `actor` is the author or a follower; with `by_receipt` the anonymous author. A score of 1 or 2 reopens
    the item for its owner. Raises ValidationError('not_fixed') before the fix, ('score') out of range.
    """
    who = {"by_receipt": True} if by_receipt else {"member": actor}
    if known := Rating.objects.filter(feedback=feedback, **who).first():
        return known
    if feedback.status not in (Status.FIXED, Status.CLOSED):
        raise ValidationError(_("It is not fixed yet, so there is nothing to rate."), code="not_fixed")
    if score not in range(1, 6):
        raise ValidationError(_("Choose one to five stars."), code="score")
    try:
        with transaction.atomic():
            rating = Rating.objects.create(feedback=feedback, score=score, remark=remark.strip(), **who)
            add = {"rating_sum": F("rating_sum") + score, "rating_count": F("rating_count") + 1}
            Feedback.objects.filter(pk=feedback.pk).update(**add)
            notes = FixNote.objects.filter(items=feedback, state=FixNote.State.PUBLISHED)
            for note in () if feedback.is_for_group else notes:
                FixNote.objects.filter(pk=note.pk).update(**add)
            record_activity(None if by_receipt else actor, "rating", group_id=feedback.group_id)
            record("feedback.feedback.rated", feedback, actor=None if by_receipt else actor)
            if score <= Rating.LOW:
                _reopen(feedback, actor=None if by_receipt else actor)
            Community.bump()
    except IntegrityError:
        return Rating.objects.get(feedback=feedback, **who)
    return rating


def _reopen(feedback, *, actor):
    """A low score takes the item back under review, once; its owner hears of it as a follower."""
    claimed = Feedback.objects.filter(pk=feedback.pk, status__in=[Status.FIXED, Status.CLOSED]).update(
        status=Status.UNDER_REVIEW, fixed_at=None, closed_at=None, changed_at=timezone.now()
    )
    if not claimed:
        return
    if feedback.owner_id:
        Follow.objects.get_or_create(feedback=feedback, member_id=feedback.owner_id)
    write_step(
        feedback,
        ProgressEntry.Kind.REOPENED,
        actor=actor,
        old=feedback.status,
        new=Status.UNDER_REVIEW,
    )
    old, feedback.status, feedback.fixed_at = feedback.status, Status.UNDER_REVIEW, None
    move_clock(feedback, old=old, new=Status.UNDER_REVIEW, answered=False, at=timezone.now())
    record(
        "feedback.feedback.reopened",
        feedback,
        actor=actor,
        changes={"status": [old, Status.UNDER_REVIEW]},
    )
