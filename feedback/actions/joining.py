"""Joining in: votes, follows and comments."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from community.activity import record_activity
from community.audit import record
from community.blocks import check_not_blocked
from community.markdown import render_markdown
from community.models import Community, Membership
from community.moderation.actions import delete_files, let_pictures_go
from community.moderation.checks import check_may_contribute
from community.notices import forget_words, reword
from community.submits import hash_submit_key
from feedback.actions.behalf import Behalf, check_source, tell_entered
from feedback.actions.counting import hold_canonical, recount, voices_in_merged
from feedback.actions.pictures import attach_pictures
from feedback.actions.saying import answer_from_author, count_voices
from feedback.models import Comment, Feedback, Follow, OnBehalf, Vote


def cast_vote(feedback, *, actor):
    """Support an item; once per member, whatever runs at once. Returns the new count.

    A first vote also follows the item's status, so that voters hear when it is fixed.
    Who said or supports something that was merged into it counts already: nothing is added. Raises
    ValidationError('closed') on an item that is no longer open, ('own') on one's own, ('merged').
    """
    if not feedback.is_open:
        raise ValidationError(_("This one is settled, so votes are closed."), code="closed")
    if feedback.author_id == actor.pk:
        raise ValidationError(_("You said it yourself: that counts already."), code="own")
    with transaction.atomic():
        row = hold_canonical(feedback)
        if voices_in_merged([row], actor):
            return row.vote_count
        _vote, created = Vote.objects.get_or_create(feedback=feedback, member=actor)
        if created:
            count_voices(feedback, votes=1, row=row)
            follow_if_new(feedback, actor, Follow.Level.STATUS)
            record_activity(actor, "vote", group_id=feedback.group_id)
            Community.bump()
    return feedback.vote_count


def vote_on_behalf(feedback, *, member, actor, source, channel):
    """Support an item for a member who said so elsewhere; his one vote, whoever enters it. Returns whether it is new.

    A vote that stands already is left as it is. Raises as cast_vote does, and ValidationError('source_missing') or,
    where the member could not read it, ('not_public').
    """
    check_source(Behalf(actor, source, True))
    if not feedback.is_shared:
        raise ValidationError(_("It is not public, so nobody can support it."), code="not_public")
    if feedback.is_for_group and not Membership.objects.filter(group=feedback.group_id, member=member).exists():
        raise ValidationError(_("It is for the members of its group, and they are not in it."), code="not_public")
    with transaction.atomic():
        if Vote.objects.filter(feedback=feedback, member=member).exists():
            return False
        cast_vote(feedback, actor=member)
        row, created = OnBehalf.objects.get_or_create(
            what=OnBehalf.What.VOTE,
            feedback=feedback,
            member=member,
            defaults={"channel": channel, "source": source.strip(), "has_consent": True, "entered_by": actor},
        )
        if created:
            record("feedback.feedback.supported_for", feedback, actor=actor, changes={"member": [None, member.name]})
            tell_entered(row)
    return created


def withdraw_vote(feedback, *, actor):
    """Take one's support back, also from what was merged into the item; without a vote nothing happens. Returns the
    new count. Raises ValidationError('merged')."""
    with transaction.atomic():
        row = hold_canonical(feedback)
        given_to = Q(feedback=feedback)
        if row.merged_count:
            given_to |= Q(feedback__in=Feedback.objects.merged_into(feedback).order_by())
        deleted, _by_model = Vote.objects.filter(given_to, member=actor).delete()
        if deleted and row.merged_count:
            recount(row)
            feedback.refresh_from_db(fields=["vote_count"])
        elif deleted:
            count_voices(feedback, votes=-1, row=row)
        if deleted:
            OnBehalf.objects.filter(feedback=feedback, member=actor, what=OnBehalf.What.VOTE).delete()
            Community.bump()
    return feedback.vote_count


def set_follow(feedback, *, actor, level):
    """Choose what to be told of an item; `level` is a Follow.Level. May run twice."""
    Follow.objects.update_or_create(feedback=feedback, member=actor, defaults={"level": Follow.Level(level)})


def follow_if_new(feedback, member, level):
    """Follow an item at this level, unless the member has chosen one before."""
    Follow.objects.bulk_create([Follow(feedback=feedback, member=member, level=level)], ignore_conflicts=True)


def find_comment(feedback, *, text, submit_key):
    """The comment that these words with this key have made already, or None."""
    key_hash = hash_submit_key(submit_key, str(feedback.pk), text.strip())
    return Comment.objects.filter(submit_key=key_hash).first() if key_hash else None


def add_comment(feedback, *, actor, text, submit_key="", draft_key=""):
    """Say something under an item; the same `submit_key` twice makes one comment. Returns it.

    The author's word on an item that waits for it moves the item back under review. Raises what
    check_may_contribute does; a pause keeps nobody from answering under his own items, for the team may have asked; and
    ValidationError('blocked') for one whom the author does not want to hear.
    """
    text = text.strip()
    key_hash = hash_submit_key(submit_key, str(feedback.pk), text)
    if known := find_comment(feedback, text=text, submit_key=submit_key):
        return known
    check_may_contribute(actor, text, is_answer=feedback.author_id == actor.pk)
    check_not_blocked(actor, feedback.author)
    try:
        with transaction.atomic():
            comment = Comment.objects.create(
                feedback=feedback,
                author=actor,
                text=text,
                rendered=render_markdown(text),
                submit_key=key_hash,
            )
            if draft_key:
                attach_pictures(draft_key, feedback=feedback, comment=comment)
            count_voices(feedback, comments=1)
            follow_if_new(feedback, actor, Follow.Level.ALL)
            if feedback.author_id == actor.pk:
                answer_from_author(feedback, actor=actor)
            if feedback.is_shared:
                record_activity(actor, "comment", group_id=feedback.group_id)
            async_task("feedback.tasks.announce_comment", comment.pk)
            Community.bump()
    except IntegrityError:
        known = Comment.objects.filter(submit_key=key_hash).first() if key_hash else None
        if known is None:
            raise
        return known
    return comment


def edit_comment(comment, *, actor, text):
    """Mend one's own comment within an hour. Raises ValidationError('too_late'), and as check_may_contribute does."""
    now = timezone.now()
    if not comment.may_be_edited_at(now):
        raise ValidationError(_("This can no longer be edited. Add a comment instead."), code="too_late")
    text = text.strip()
    if text == comment.text:
        return comment
    # As when it was said: whoever is paused may still answer under his own item.
    check_may_contribute(actor, text, is_answer=comment.feedback.author_id == actor.pk, is_counted=True)
    with transaction.atomic():
        record("feedback.comment.edited", comment, actor=actor, changes={"text": [comment.text, text]})
        comment.text, comment.rendered, comment.edited_at = text, render_markdown(text), now
        comment.save(update_fields=["text", "rendered", "edited_at"])
        Community.bump()
    return comment


def delete_comment(comment, *, actor):
    """Take a comment back, one's own or as a moderator: the words go, the row stays. May run twice."""
    with transaction.atomic():
        _count, files = let_pictures_go("comment", comment.pk, comment.attachments.all())
        held = hold_comment(comment)
        if held.deleted_at:
            return
        Comment.objects.filter(pk=comment.pk).update(deleted_at=timezone.now(), text="", rendered="")
        if held.hidden_at is None:
            count_voices(comment.feedback, comments=-1)
        forget_words([f"comment:{comment.pk}"], "text")
        # The words go from the instance too, so that the trail does not keep them.
        comment.text = comment.rendered = ""
        record("feedback.comment.removed", comment, actor=actor)
        Community.bump()
    delete_files(files)


def hide_comment(comment, *, actor):
    """Take a comment out of sight; the words stay for the team. May run twice."""
    with transaction.atomic():
        held = hold_comment(comment)
        if held.deleted_at or held.hidden_at:
            return
        Comment.objects.filter(pk=comment.pk).update(hidden_at=timezone.now())
        count_voices(comment.feedback, comments=-1)
        forget_words([f"comment:{comment.pk}"], "text")
        record("feedback.comment.hidden", comment, actor=actor)
        Community.bump()
    comment.refresh_from_db()


def show_comment(comment, *, actor):
    """Put a hidden comment back. May run twice."""
    with transaction.atomic():
        held = hold_comment(comment)
        if held.deleted_at or held.hidden_at is None:
            return
        Comment.objects.filter(pk=comment.pk).update(hidden_at=None)
        count_voices(comment.feedback, comments=1)
        reword([f"comment:{comment.pk}"], text=held.text[:300])
        record("feedback.comment.shown", comment, actor=actor)
        Community.bump()
    comment.refresh_from_db()


def hold_comment(comment):
    """The comment as it is, locked until the caller's transaction ends: it is counted once, whatever runs at once."""
    return Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
