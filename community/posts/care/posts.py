"""How a reported post is found, shown and hidden; see config/care.py."""

from django.utils.translation import gettext_lazy as _

from community.posts import actions
from community.posts.permissions import get_post_or_404

LABEL = _("post")


def get_or_404(user, pk):
    return get_post_or_404(user, pk)


def author_of(post):
    return post.author


def words_of(post):
    return post.words.strip()


def url_of(post):
    return post.get_absolute_url()


def hide(post, *, actor):
    """May run twice."""
    actions.hide_post(post, actor=actor)


def show(post, *, actor):
    """May run twice."""
    actions.show_post(post, actor=actor)
