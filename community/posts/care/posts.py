"""How a reported post is found, shown and hidden; see config/care.py."""

from django.utils.translation import gettext_lazy as _

from community.posts import actions
from community.posts.models import Post, Reply
from community.posts.permissions import get_post_or_404

LABEL = _("Post")
# How many of the first replies stand beside it.
TALK = 6


def get_or_404(user, pk):
    return get_post_or_404(user, pk)


def find(pk):
    posts = Post.objects.exclude(visibility=Post.Visibility.REMOVED).select_related("author", "group")
    return posts.filter(pk=pk).first()


def author_of(post):
    return post.author


def words_of(post):
    return post.words.strip()


def url_of(post):
    return post.get_absolute_url()


def is_hidden(post):
    return post.is_hidden


def around(post):
    """[(member or None, words, moment, whether this is it)]: the post and what was replied first."""
    talk = Reply.objects.filter(post=post, state=Reply.State.SHOWN).select_related("author").order_by("pk")
    said = [(post.author, words_of(post), post.created_at, True)]
    return said + [(reply.author, reply.text, reply.created_at, False) for reply in talk[:TALK]]


def pictures_of(post):
    return post.pictures.order_by("pk")


def newest(limit):
    """[(moment, post)] of what was published last for all to read."""
    rows = Post.objects.public().order_by("-published_at", "-pk").only("title", "text", "published_at")
    return [(row.published_at, row) for row in rows[:limit]]


def hide(post, *, actor):
    """May run twice."""
    actions.hide_post(post, actor=actor)


def show(post, *, actor):
    """May run twice."""
    actions.show_post(post, actor=actor)
