"""Answering a post or one of its replies, mending it, taking it back, and accepting an answer."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from community.activity import record_activity
from community.audit import record
from community.blocks import check_not_blocked
from community.models import Community
from community.moderation.checks import check_may_contribute
from community.notices import forget_words, reword
from community.posts.actions.words import take_over
from community.posts.mentions import render_with_mentions
from community.posts.models import Post, Reply
from community.posts.permissions import check_member_of
from community.submits import hash_submit_key

State = Reply.State


def find_reply(post, *, text, submit_key):
    """The reply that these words with this key have made already, or None."""
    key_hash = hash_submit_key(submit_key, f"post {post.pk}", text.strip())
    return Reply.objects.filter(submit_key=key_hash).first() if key_hash else None


def add_reply(post, *, actor, text, parent=None, submit_key=""):
    """Say something under a post, or to `parent` under it; the same `submit_key` twice makes one. Returns it.

    An answer to an answer stands beside it, one level deep. Raises ValidationError('not_a_member'), ('blocked') where
    somebody does not want to hear from the writer, and what check_may_contribute refuses.
    """
    text = text.strip()
    key_hash = hash_submit_key(submit_key, f"post {post.pk}", text)
    if known := find_reply(post, text=text, submit_key=submit_key):
        return known
    check_member_of(actor, post.group)
    check_not_blocked(actor, post.author)
    if parent:
        check_not_blocked(actor, parent.author)
    # Whoever is paused may still answer under what he asked before.
    check_may_contribute(actor, text, is_answer=post.author_id == actor.pk)
    rendered, _named = render_with_mentions(text, group=post.group)
    now = timezone.now()
    try:
        with transaction.atomic():
            reply = Reply.objects.create(
                post=post,
                parent_id=parent and (parent.parent_id or parent.pk),
                author=actor,
                text=text,
                rendered=rendered,
                submit_key=key_hash,
                created_at=now,
            )
            Post.objects.filter(pk=post.pk).update(reply_count=F("reply_count") + 1, lively_at=now)
            record_activity(actor, "reply", group_id=post.group_id)
            async_task("community.posts.tasks.tell_of_reply", reply.pk)
            Community.bump()
    except IntegrityError:
        known = Reply.objects.filter(submit_key=key_hash).first() if key_hash else None
        if known is None:
            raise
        return known
    return reply


def edit_reply(reply, *, actor, text):
    """Mend one's own reply within an hour. Raises ValidationError('too_late'), ('not_a_member') for whoever has left
    the group, ('changed_meanwhile') for one that is no longer as it was read, and what check_may_contribute refuses."""
    now, text = timezone.now(), text.strip()
    if not reply.may_be_edited_at(now):
        raise ValidationError(_("This can no longer be edited. Add a reply instead."), code="too_late")
    if text == reply.text:
        return reply
    check_member_of(actor, reply.post.group)
    check_may_contribute(actor, text, is_counted=True)
    rendered, _named = render_with_mentions(text, group=reply.post.group)
    mended = {"text": text, "rendered": rendered, "edited_at": now}
    with transaction.atomic():
        # Only while it stands as it was read: words taken back meanwhile stay away.
        standing = Reply.objects.filter(pk=reply.pk, state=State.SHOWN, text=reply.text)
        if not standing.update(**mended):
            raise ValidationError(_("This was changed meanwhile. Look at it once more."), code="changed_meanwhile")
        record("posts.reply.edited", reply, actor=actor, changes={"text": [reply.text, text]})
        Community.bump()
    for name, value in mended.items():
        setattr(reply, name, value)
    return reply


def remove_reply(reply, *, actor):
    """Take one's own reply back: the words go, the row stays. May run twice."""
    with transaction.atomic():
        if not take_off(reply, State.REMOVED, text="", rendered=""):
            return
        # The words go from the instance too, so that the trail does not keep them.
        reply.text = reply.rendered = ""
        record("posts.reply.removed", reply, actor=actor)
        Community.bump()


def hide_reply(reply, *, actor, reason=""):
    """Take a reply away from everybody but its author, the hosts and the team; the words stay. Returns whether this
    call did it; twice is once."""
    with transaction.atomic():
        if not take_off(reply, State.HIDDEN, hidden_reason=reason, hidden_by=actor):
            take_over(Reply.objects.filter(pk=reply.pk, state=State.HIDDEN), actor)
            return False
        record("posts.reply.hidden", reply, actor=actor, changes={"reason": ["", reason]})
        Community.bump()
    return True


def show_reply(reply, *, actor):
    """Show a hidden reply again. Returns whether this call did it; twice is once."""
    with transaction.atomic():
        hidden = Reply.objects.filter(pk=reply.pk, state=State.HIDDEN)
        if not hidden.update(state=State.SHOWN, hidden_reason="", hidden_by=None):
            return False
        reply.state, reply.hidden_reason, reply.hidden_by = State.SHOWN, "", None
        Post.count(reply.post_id, reply_count=1)
        accept_again(reply)
        if Post.objects.filter(pk=reply.post_id).published().exists():
            reword(causes_of_reply(reply), text=reply.text[:300])
        record("posts.reply.shown", reply, actor=actor)
        Community.bump()
    return True


def accept_again(reply):
    """Make a reply that was the accepted answer when it was hidden the answer again, unless there is another one by
    now; in the caller's transaction."""
    if not Reply.objects.filter(pk=reply.pk, was_accepted=True).update(was_accepted=False):
        return
    if Post.objects.filter(pk=reply.post_id, accepted_reply=None).update(accepted_reply=reply):
        async_task("rewards.tasks.settle_answer", reply.pk)


def take_off(reply, state, **fields):
    """Claim a reply for leaving the page, in the caller's transaction, with all that follows: its count, the answer it
    may have been, and the words of what was told of it. Returns whether this call did it."""
    standing = Reply.objects.filter(pk=reply.pk)
    if standing.filter(state=State.SHOWN).update(state=state, **fields):
        Post.count(reply.post_id, reply_count=-1)
        if Post.objects.filter(pk=reply.post_id, accepted_reply=reply).update(accepted_reply=None):
            standing.update(was_accepted=state == State.HIDDEN)
            async_task("rewards.tasks.settle_answer", reply.pk)
    elif state == State.HIDDEN or not standing.exclude(state=state).update(state=state, **fields):
        return False
    reply.state = state
    forget_words(causes_of_reply(reply), "text")
    return True


def causes_of_reply(reply):
    """The causes of all that members were told of a reply."""
    return [f"reply:{reply.pk}", f"accepted:{reply.pk}"]


def accept_reply(reply, *, actor):
    """Make a reply the accepted answer of its question, in the place of another one; may run twice. Raises
    ValidationError('not_a_question'), ('reply_gone')."""
    post = reply.post
    if post.kind != Post.Kind.QUESTION:
        raise ValidationError(_("Only a question has an accepted answer."), code="not_a_question")
    with transaction.atomic():
        shown = Reply.objects.select_for_update(no_key=True).filter(pk=reply.pk, state=State.SHOWN)
        if not shown.exists():
            raise ValidationError(_("This reply is no longer there."), code="reply_gone")
        before = Post.objects.values_list("accepted_reply", flat=True).get(pk=post.pk)
        if not Post.objects.filter(pk=post.pk).exclude(accepted_reply=reply).update(accepted_reply=reply):
            return
        record("posts.reply.accepted", reply, actor=actor)
        async_task("community.posts.tasks.tell_of_accepted", reply.pk, actor.pk)
        for pk in {before, reply.pk} - {None}:
            async_task("rewards.tasks.settle_answer", pk)
        Community.bump()


def withdraw_acceptance(reply, *, actor):
    """The question is open again; without effect for a reply that is not the accepted one."""
    with transaction.atomic():
        if Post.objects.filter(pk=reply.post_id, accepted_reply=reply).update(accepted_reply=None):
            record("posts.reply.unaccepted", reply, actor=actor)
            async_task("rewards.tasks.settle_answer", reply.pk)
            Community.bump()
