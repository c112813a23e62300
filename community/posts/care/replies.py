"""How a reported reply is found, shown and hidden; see config/care.py."""

from django.utils.translation import gettext_lazy as _

from community.posts import actions
from community.posts.permissions import get_any_reply_or_404

LABEL = _("reply")


def get_or_404(user, pk):
    return get_any_reply_or_404(user, pk)


def author_of(reply):
    return reply.author


def words_of(reply):
    return reply.text


def url_of(reply):
    return reply.get_absolute_url()


def hide(reply, *, actor):
    """May run twice."""
    actions.hide_reply(reply, actor=actor)


def show(reply, *, actor):
    """May run twice."""
    actions.show_reply(reply, actor=actor)
