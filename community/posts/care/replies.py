"""How a reported reply is found, shown and hidden; see config/care.py."""

from django.utils.translation import gettext_lazy as _

from community.posts import actions
from community.posts.models import Reply
from community.posts.permissions import get_any_reply_or_404

LABEL = _("Reply")
# How many replies before and after stand beside it.
BEFORE, AFTER = 3, 3


def get_or_404(user, pk):
    return get_any_reply_or_404(user, pk)


def find(pk):
    replies = Reply.objects.exclude(state=Reply.State.REMOVED).select_related("author", "post__author", "post__group")
    return replies.filter(pk=pk).first()


def author_of(reply):
    return reply.author


def words_of(reply):
    return reply.text


def url_of(reply):
    return reply.get_absolute_url()


def is_hidden(reply):
    return reply.state == Reply.State.HIDDEN


def around(reply):
    """[(member or None, words, moment, whether this is it)]: the post, and what was replied before and after."""
    post = reply.post
    talk = Reply.objects.filter(post=post).exclude(state=Reply.State.REMOVED).select_related("author")
    before = list(talk.filter(pk__lt=reply.pk).order_by("-pk")[:BEFORE])[::-1]
    after = talk.filter(pk__gt=reply.pk).order_by("pk")[:AFTER]
    said = [(post.author, post.words.strip(), post.created_at, False)]
    return said + [(one.author, one.text, one.created_at, one == reply) for one in (*before, reply, *after)]


def hide(reply, *, actor):
    """May run twice."""
    actions.hide_reply(reply, actor=actor)


def show(reply, *, actor):
    """May run twice."""
    actions.show_reply(reply, actor=actor)
