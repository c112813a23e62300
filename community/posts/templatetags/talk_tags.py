"""Filters that speak of kinds of posts."""

from django import template

from community.fragments import face_of, kept_fragment
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
    group, is_muted = context.get("group"), post.author_id in context["muted"]
    shown = (post.edited_at, post.reply_count, post.reaction_count, post.picture_count, post.accepted_reply_id)
    shown += (post.is_pinned, is_muted, group and group.pk, *face_of(post.author))
    if post.group and not group:
        shown += (post.group.name, post.group.is_private)
    parts = {"post": post, "group": group, "is_muted": is_muted}
    return kept_fragment("posts/_post_row.html", parts, post.pk, *shown)
