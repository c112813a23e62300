"""Filters that speak of kinds of posts."""

from django import template

from community.posts.lists import draw_row
from community.posts.models import Post

register = template.Library()

Kind = Post.Kind
ICONS = {Kind.SHARE: "talk", Kind.QUESTION: "ask", Kind.POLL: "poll", Kind.ANNOUNCEMENT: "horn"}
# The chip's colours: those of a status, see components.css.
CLASSES = {Kind.SHARE: "new", Kind.QUESTION: "review", Kind.POLL: "planned", Kind.ANNOUNCEMENT: "progress"}


@register.filter
def kind_icon(kind):
    return ICONS.get(kind, "talk")


@register.filter
def kind_class(kind):
    return CLASSES.get(kind, "new")


@register.filter
def kind_label(kind):
    """The word for a kind, in the reader's language."""
    return Kind(kind).label


@register.simple_tag(takes_context=True)
def post_row(context, post):
    """A row of a list of posts. Reads `muted`, whom the reader does not want to read, and `group` in a list of one."""
    is_muted = post.author_id in context["muted"]
    drawn = getattr(post, "drawn", None)
    return drawn[is_muted] if drawn else draw_row(post, context.get("group"), is_muted=is_muted)
