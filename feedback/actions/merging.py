"""Merging: many said the same, one item speaks for them all.

The merged item points at the canonical one, and nothing is moved: words, votes, follows and comments stay where they
are and are looked through. So un-merging is clearing the pointer. Pointers are one step long: merging into a merged
item means its canonical one, and what had been merged into an item that is merged itself points on to the new one.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.audit import record
from community.models import Community, InterestGroup
from feedback.actions.counting import hold_sets, recount
from feedback.actions.pairing import settle_pair
from feedback.actions.progress import write_step
from feedback.actions.promising import start_clock, stop_clock
from feedback.actions.thanking import thank_for_duplicate, unthank_duplicate
from feedback.models import DuplicatePair, Feedback, ProgressEntry, Status


def merge_feedback(feedback, *, into, actor, tell=True):
    """Merge an open item into another (or the one that speaks for that); returns the progress entry, or None if it is
    merged there already.

    Its author, voters and followers are told once, if `tell`, and hear of the canonical item from then on. Both are
    seen by the same people, and the canonical one is not closed: nobody would look at it again. Of two moderators who
    merge two items into each other one succeeds. Raises ValidationError: 'same', 'circle', 'merged_elsewhere',
    'not_public', 'other_readers', 'settled', 'into_closed', 'moved_meanwhile'.
    """
    with transaction.atomic():
        rows = hold_sets(feedback, into)
        item, target = rows[feedback.pk], rows[into.pk]
        target = rows[target.merged_into_id] if target.is_merged else target
        if item.merged_into_id == target.pk:
            return None
        check_merge(item, target, named=into)
        below = [row for row in rows.values() if row.merged_into_id == item.pk]
        Feedback.objects.filter(merged_into=item).update(merged_into=target)
        now = timezone.now()
        Feedback.objects.filter(pk=item.pk).update(
            status=Status.MERGED, merged_into=target, merged_count=0, changed_at=now, due_at=None
        )
        stop_clock(item, at=now)
        InterestGroup.count_feedback(item.group_id, -1)
        kind = ProgressEntry.Kind.MERGED
        entry = write_step(item, kind, actor=actor, old=item.status, new=Status.MERGED, other=target, tell=tell)
        for row in below:
            write_step(row, kind, actor=actor, other=target, tell=False)
        write_step(target, kind, actor=actor, other=item, tell=False)
        recount(target)
        thank_for_duplicate(item, target, actor=actor)
        settle_pair(item, target, DuplicatePair.State.ACCEPTED, actor=actor)
        record("feedback.feedback.merged", item, actor=actor, changes={"merged_into": [None, target.pk]})
        Community.bump()
    feedback.refresh_from_db()
    return entry


def check_merge(item, target, *, named=None):
    """Raise ValidationError, saying why, for a merge that the rules refuse. `named` is the item that was asked for,
    where another one speaks for it."""
    if item.pk == target.pk:
        if named is None or named.pk == item.pk:
            raise ValidationError(_("An item cannot be merged into itself."), code="same")
        raise ValidationError(_("#%(n)s is merged into this one already."), code="circle", params={"n": named.pk})
    if item.is_merged:
        raise ValidationError(
            _("It is merged into #%(n)s already. Take it out there first."),
            code="merged_elsewhere",
            params={"n": item.merged_into_id},
        )
    for row in (item, target):
        if not row.is_shared:
            raise ValidationError(
                _("Only what everybody sees can be merged, and #%(n)s is not public."),
                code="not_public",
                params={"n": row.pk},
            )
    if item.visibility != target.visibility or (item.is_for_group and item.group_id != target.group_id):
        raise ValidationError(
            _("#%(n)s and #%(into)s are not seen by the same people: one was said in a private group."),
            code="other_readers",
            params={"n": item.pk, "into": target.pk},
        )
    if not item.is_open:
        raise ValidationError(
            _("#%(n)s is settled and keeps its own course. Only open items are merged into others."),
            code="settled",
            params={"n": item.pk},
        )
    if target.status == Status.CLOSED:
        raise ValidationError(
            _("#%(n)s is closed, so nobody would look at this any more. Take it under review first."),
            code="into_closed",
            params={"n": target.pk},
        )


def unmerge_feedback(feedback, *, actor):
    """Let a merged item stand on its own again, in the status it had; returns the progress entry, or None if it is not
    merged. Its followers are told once. Votes given to the canonical item meanwhile stay there."""
    with transaction.atomic():
        rows = hold_sets(feedback)
        item = rows[feedback.pk]
        if not item.is_merged:
            return None
        target = rows[item.merged_into_id]
        entry = take_out(item, target, actor=actor)
        settle_pair(item, target, DuplicatePair.State.DISMISSED, actor=actor)
        Community.bump()
    feedback.refresh_from_db()
    return entry


def leave_set(feedback, *, actor):
    """What it means for merges that an item was hidden, shown or taken back; in the caller's transaction, which holds
    the set. A merged item counts for its canonical one while it is public; what was merged into an item that is
    taken out of everything public stands on its own again."""
    feedback = Feedback.objects.select_related("merged_into").get(pk=feedback.pk)
    if feedback.is_merged:
        recount(feedback.merged_into)
    elif not feedback.is_shared:
        for item in Feedback.objects.filter(merged_into=feedback).order_by("pk"):
            take_out(item, feedback, actor=actor)


def take_out(item, target, *, actor, tell=True):
    last = item.entries.filter(new_status=Status.MERGED).newest_first()[0]
    now = timezone.now()
    Feedback.objects.filter(pk=item.pk).update(status=last.old_status, merged_into=None, changed_at=now)
    start_clock(Feedback.objects.get(pk=item.pk), at=now)
    if item.is_shared:
        InterestGroup.count_feedback(item.group_id, 1)
    kind = ProgressEntry.Kind.UNMERGED
    entry = write_step(item, kind, actor=actor, old=Status.MERGED, new=last.old_status, other=target, tell=tell)
    write_step(target, kind, actor=actor, other=item, tell=False)
    recount(item)
    recount(target)
    unthank_duplicate(item)
    record("feedback.feedback.unmerged", item, actor=actor, changes={"merged_into": [target.pk, None]})
    return entry
