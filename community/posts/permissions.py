"""The doors to posts: who may see and touch what. Missing and forbidden look alike (404)."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from community.models import InterestGroup
from community.permissions import may_host, membership_of, runs_group
from community.posts.models import Picture, Poll, Post, Reply
from community.prepared import prepared

REMOVED = Post.Visibility.REMOVED


def may_moderate(user):
    """Whether this member of staff looks after what is said anywhere: he opens by its number what he was told of."""
    return user.is_authenticated and user.is_active and user.is_staff and user.has_perm("posts.change_post")


def hosts_something(user):
    return user.memberships.filter(role="host", group__is_active=True).exists()


def may_plan(user):
    """Whether this member may let posts publish themselves later: whoever runs a group, or announces for the team."""
    return may_announce(user, None) or hosts_something(user)


def may_run(user, post):
    """Whether this member may pin, take away and accept here: a host of its group, or the team."""
    if not user.is_authenticated:
        return False
    return may_moderate(user) or bool(post.group_id and may_host(user, post.group))


def runs_place(user, post, membership):
    """`may_run` for a reader whose membership in the post's group was asked for already."""
    if not user.is_authenticated:
        return False
    return may_moderate(user) or bool(post.group_id and runs_group(user, membership))


def may_read(user, post):
    """Whether a post may be seen by this reader: it is public, his own, said in a group of his, or he moderates. What
    hosts took away is seen by the hosts of its group."""
    if post.visibility == REMOVED:
        return False
    if user.is_authenticated and post.author_id == user.pk:
        # Of a private group that one has left one knows nothing any more, not even one's own words.
        return not post.group_id or not post.group.is_private or membership_of(user, post.group) is not None
    if not post.is_published:
        return False
    if may_moderate(user):
        return True
    if post.is_hidden:
        return post.is_taken_by_host and may_run(user, post)
    return post.is_public or bool(post.group_id and post.group.is_active and membership_of(user, post.group))


def shows_again(user, words, *, runs):
    """Whether this member, who runs the place or not, may show a hidden post or reply again: the team, and hosts what
    hosts took away. Nobody his own."""
    if not words.is_hidden or not runs or words.author_id == user.pk:
        return False
    return may_moderate(user) or words.is_taken_by_host


def get_hidden_post_or_404(user, pk):
    """A hidden post, for those who may show it again."""
    post = get_post_or_404(user, pk)
    if not shows_again(user, post, runs=may_run(user, post)):
        raise Http404
    return post


def get_post_or_404(user, pk):
    """The post, if this reader may see it."""
    for post in posts_with_key(int(pk)):
        if may_read(user, post):
            return post
    raise Http404


@prepared
def posts_with_key(pk):
    return Post.objects.select_related("author", "group", "accepted_reply__author").filter(pk=pk)


def get_live_post_or_404(user, pk):
    """The post, if this reader may see it and it is shown to others: one can answer and react."""
    post = get_post_or_404(user, pk)
    if not post.is_shown:
        raise Http404
    return post


def is_draft_of(user, post):
    """Whether this is what the member began and nobody else reads yet: it stays his, also when he has left its
    group."""
    return post.author_id == user.pk and not post.is_published and post.visibility != REMOVED


def get_own_post_or_404(user, pk):
    """The post, if this member wrote it, has not taken it back and may still see it; drafts in any case."""
    post = get_object_or_404(Post.objects.select_related("author", "group"), pk=pk, author=user)
    if not is_draft_of(user, post) and not may_read(user, post):
        raise Http404
    return post


def get_run_post_or_404(user, pk):
    """The post, for those who run its group and for the team."""
    post = get_post_or_404(user, pk)
    if not post.is_published or not may_run(user, post):
        raise Http404
    return post


def may_contribute_in(user, group):
    """Whether this member may say something in a group (None: to the whole community)."""
    return group is None or (group.is_active and membership_of(user, group) is not None)


def check_member_of(user, group):
    """Raise ValidationError('not_a_member') for whoever does not belong to the group he wants to speak in."""
    if not may_contribute_in(user, group):
        raise ValidationError(_("Join the group first: only its members speak there."), code="not_a_member")


def may_announce(user, group):
    """Whether this member may speak for a group, or with None for the community."""
    if group is None:
        return user.is_staff and user.has_perm("posts.announce_post")
    return may_host(user, group)


def groups_to_write_in(user):
    """The groups of this member, by name."""
    return InterestGroup.objects.filter(is_active=True, memberships__member=user).order_by("name")


def get_reply_or_404(user, pk):
    """The reply, if it is shown and this reader may see its post."""
    reply = get_object_or_404(Reply.objects.shown().select_related("post__group", "post__author", "author"), pk=pk)
    if not may_read(user, reply.post):
        raise Http404
    return reply


def get_any_reply_or_404(user, pk):
    """The reply, if its post may be seen; a hidden one for its writer and the team, one taken back for nobody."""
    replies = Reply.objects.exclude(state=Reply.State.REMOVED).select_related("post__group", "post__author", "author")
    reply = get_object_or_404(replies, pk=pk)
    if not may_read(user, reply.post):
        raise Http404
    if reply.is_shown or may_moderate(user) or (user.is_authenticated and reply.author_id == user.pk):
        return reply
    raise Http404


def get_own_reply_or_404(user, pk):
    reply = get_reply_or_404(user, pk)
    if reply.author_id != user.pk:
        raise Http404
    return reply


def get_run_reply_or_404(user, pk):
    """The reply, for those who run the group of its post and for the team."""
    reply = get_reply_or_404(user, pk)
    if not may_run(user, reply.post):
        raise Http404
    return reply


def get_hidden_reply_or_404(user, pk):
    """A hidden reply, for those who may show it again."""
    replies = Reply.objects.filter(state=Reply.State.HIDDEN).select_related("post__group", "post__author", "author")
    reply = get_object_or_404(replies, pk=pk)
    if not may_read(user, reply.post) or not shows_again(user, reply, runs=may_run(user, reply.post)):
        raise Http404
    return reply


def get_acceptable_reply_or_404(user, pk):
    """A reply to a question that this member may accept: who asked, and who runs the place."""
    reply = get_reply_or_404(user, pk)
    if not may_accept(user, reply.post):
        raise Http404
    return reply


def may_accept(user, post):
    return post.kind == Post.Kind.QUESTION and post.is_shown and (post.author_id == user.pk or may_run(user, post))


def get_poll_or_404(user, pk):
    """A poll in a post that this member may vote in: one that is shown and said where he belongs."""
    poll = get_object_or_404(Poll.objects.select_related("post__group", "post__author"), pk=pk, post__isnull=False)
    if not poll.post.is_shown or not may_read(user, poll.post) or not may_contribute_in(user, poll.post.group):
        raise Http404
    return poll


def may_close(user, poll):
    """Whether this member may close the poll of a post before its time: who asked, and who runs the place."""
    return user.is_authenticated and (poll.post.author_id == user.pk or may_run(user, poll.post))


def get_own_poll_or_404(user, pk):
    """A poll in a published post that this member may close, whether he votes in it or not."""
    poll = get_object_or_404(Poll.objects.select_related("post__group", "post__author"), pk=pk, post__isnull=False)
    if not poll.post.is_published or not may_read(user, poll.post) or not may_close(user, poll):
        raise Http404
    return poll


def get_picture_or_404(user, pk):
    """The picture, if its post may be seen; a draft's by its sender alone."""
    picture = get_object_or_404(Picture.objects.select_related("post__group"), pk=pk)
    if picture.post_id:
        if not is_draft_of(user, picture.post) and not may_read(user, picture.post):
            raise Http404
        return picture
    if user.is_authenticated and picture.owner_id == user.pk:
        return picture
    raise Http404
