"""What those do who run a group, and the team: pin, take away with a reason, show again."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community.actions.founding import said_in_private
from community.audit import record
from community.models import Community, InterestGroup, SearchDoc
from community.posts.actions.replying import hide_reply, show_reply
from community.posts.actions.telling import tell_given_back, tell_taken_away
from community.posts.actions.words import forget_told, index_post, take_over, tell_words_again
from community.posts.models import Post

HIDDEN = Post.Visibility.HIDDEN


def pin_post(post, *, actor):
    """Let a post stand above the others of its place; three at most. May run twice. Raises
    ValidationError('too_many_pins'), ('not_shown')."""
    with transaction.atomic():
        if post.group_id:
            # One pin of a group at a time, so that there are never four.
            InterestGroup.objects.select_for_update(no_key=True).get(pk=post.group_id)
        pinned = Post.objects.filter(group=post.group, is_pinned=True).exclude(pk=post.pk)
        if pinned.count() >= Post.PINS:
            raise ValidationError(
                _("%(max)s posts at most are pinned. Take another one down first."),
                code="too_many_pins",
                params={"max": Post.PINS},
            )
        if not Post.objects.filter(pk=post.pk).published().exists():
            raise ValidationError(_("It is not shown, so it cannot be pinned."), code="not_shown")
        if Post.objects.filter(pk=post.pk, is_pinned=False).update(is_pinned=True):
            record("posts.post.pinned", post, actor=actor)
            Community.bump()


def unpin_post(post, *, actor):
    """May run twice."""
    with transaction.atomic():
        if Post.objects.filter(pk=post.pk, is_pinned=True).update(is_pinned=False):
            record("posts.post.unpinned", post, actor=actor)
            Community.bump()


def hide_post(post, *, actor, reason=""):
    """Take a post away from everybody but its author and the team, and the hosts where one of them does it: lists,
    search and notices forget it, its words stay. Returns whether this call did it; twice is once."""
    with transaction.atomic():
        shown = Post.objects.filter(pk=post.pk).exclude(visibility__in=[HIDDEN, Post.Visibility.REMOVED])
        if not shown.update(visibility=HIDDEN, hidden_reason=reason, hidden_by=actor, is_pinned=False):
            take_over(Post.objects.filter(pk=post.pk, visibility=HIDDEN), actor)
            return False
        post.visibility, post.hidden_reason, post.hidden_by, post.is_pinned = HIDDEN, reason, actor, False
        index_post(post)
        forget_told(post)
        record("posts.post.hidden", post, actor=actor, changes={"reason": ["", reason]})
        Community.bump()
    return True


def take_post_away(post, *, actor, reason):
    """Hide a post and tell its author why. Returns whether this call did it; twice is once."""
    with transaction.atomic():
        if not hide_post(post, actor=actor, reason=reason):
            return False
        tell_taken_away(post, post=post, reason=reason)
    return True


def take_reply_away(reply, *, actor, reason):
    """Hide a reply and tell its author why. Returns whether this call did it; twice is once."""
    with transaction.atomic():
        if not hide_reply(reply, actor=actor, reason=reason):
            return False
        tell_taken_away(reply, post=reply.post, reason=reason)
    return True


def give_post_back(post, *, actor):
    """Show again what was taken away and tell its author. Returns whether this call did it; twice is once."""
    with transaction.atomic():
        if not show_post(post, actor=actor):
            return False
        tell_given_back(post, post=post)
    return True


def give_reply_back(reply, *, actor):
    """Show again what was taken away and tell its author. Returns whether this call did it; twice is once."""
    with transaction.atomic():
        if not show_reply(reply, actor=actor):
            return False
        tell_given_back(reply, post=reply.post)
    return True


def show_post(post, *, actor):
    """Show a hidden post again to those who saw it. Returns whether this call did it; twice is once."""
    with transaction.atomic():
        visibility = hold_visibility(post)
        hidden = Post.objects.filter(pk=post.pk, visibility=HIDDEN)
        if not hidden.update(visibility=visibility, hidden_reason="", hidden_by=None):
            return False
        post.visibility, post.hidden_reason, post.hidden_by = visibility, "", None
        index_post(post)
        tell_words_again(post)
        record("posts.post.shown", post, actor=actor)
        Community.bump()
    return True


def follow_privacy(group):
    """Show the posts of a group that became private to its members alone, in the transaction that changes it. May run
    twice. Raises ValidationError('said_in_private') when it would become public and has posts."""
    posts = Post.objects.filter(group=group)
    if not group.is_private:
        if posts.filter(state=Post.State.PUBLISHED).exclude(visibility=Post.Visibility.REMOVED).exists():
            raise said_in_private()
        return
    posts.filter(visibility=Post.Visibility.PUBLIC).update(visibility=Post.Visibility.GROUP)
    moved = posts.filter(visibility=Post.Visibility.GROUP).values("pk")
    SearchDoc.objects.filter(kind="post", object_id__in=moved).update(is_public=False)


def hold_visibility(post):
    """Who sees a post while nobody hides it; its group is held until the caller's transaction ends, so that it cannot
    become private, or be opened, unseen."""
    if post.group_id:
        post.group = InterestGroup.objects.select_for_update(no_key=True).get(pk=post.group_id)
    return post.proper_visibility
