"""What those do who run a group, and the team: pin, take away with a reason, show again."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community.audit import record
from community.models import Community, InterestGroup, SearchDoc
from community.posts.actions.replying import hide_reply
from community.posts.actions.telling import tell_taken_away
from community.posts.actions.words import forget_told, index_post, tell_words_again
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
    """Take a post away from everybody but its author and the team: lists, search and notices forget it, its words stay.
    Returns whether this call did it; twice is once."""
    with transaction.atomic():
        shown = Post.objects.filter(pk=post.pk).exclude(visibility__in=[HIDDEN, Post.Visibility.REMOVED])
        if not shown.update(visibility=HIDDEN, hidden_reason=reason, is_pinned=False):
            return False
        post.visibility, post.hidden_reason, post.is_pinned = HIDDEN, reason, False
        index_post(post)
        forget_told(post)
        record("posts.post.hidden", post, actor=actor, changes={"reason": ["", reason]})
        Community.bump()
    return True


def take_post_away(post, *, actor, reason):
    """Hide a post and tell its author why. Returns whether this call did it; twice is once."""
    title = post.headline
    with transaction.atomic():
        if not hide_post(post, actor=actor, reason=reason):
            return False
        tell_taken_away(post, cause_key=f"post_taken:{post.pk}", title=title, reason=reason)
    return True


def take_reply_away(reply, *, actor, reason):
    """Hide a reply and tell its author why. Returns whether this call did it; twice is once."""
    title = reply.post.headline
    with transaction.atomic():
        if not hide_reply(reply, actor=actor, reason=reason):
            return False
        tell_taken_away(reply, cause_key=f"reply_taken:{reply.pk}", title=title, reason=reason)
    return True


def show_post(post, *, actor):
    """Show a hidden post again to those who saw it. Returns whether this call did it; twice is once."""
    with transaction.atomic():
        visibility = post.proper_visibility
        hidden = Post.objects.filter(pk=post.pk, visibility=HIDDEN)
        if not hidden.update(visibility=visibility, hidden_reason=""):
            return False
        post.visibility, post.hidden_reason = visibility, ""
        index_post(post)
        tell_words_again(post)
        record("posts.post.shown", post, actor=actor)
        Community.bump()
    return True


def follow_privacy(group):
    """Show the posts of a group to those who see the group now, in the transaction that changes it. May run twice."""
    old, new = Post.Visibility.PUBLIC, Post.Visibility.GROUP
    if not group.is_private:
        old, new = new, old
    Post.objects.filter(group=group, visibility=old).update(visibility=new)
    moved = Post.objects.filter(group=group, visibility=new).values("pk")
    SearchDoc.objects.filter(kind="post", object_id__in=moved).update(is_public=new == Post.Visibility.PUBLIC)


def follow_group(post):
    """Bring a post in line with its group, which became private or is so no longer; may run twice."""
    visibility = post.proper_visibility
    with transaction.atomic():
        standing = Post.objects.filter(pk=post.pk, visibility__in=["public", "group"]).exclude(visibility=visibility)
        if standing.update(visibility=visibility):
            post.visibility = visibility
            index_post(post)
            Community.bump()
