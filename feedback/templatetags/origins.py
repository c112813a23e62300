"""What the pages of posts say of feedback: posts know nothing of it themselves."""

from django import template

from community.prepared import prepared
from feedback.actions import origin_of
from feedback.models import Origin
from feedback.permissions import may_triage

register = template.Library()


@register.simple_tag(takes_context=True)
def item_from(context, post):
    """The item that a post became, if this reader may see it, or None."""
    # Most posts became none, and to fetch an item is dear.
    if not origins_of(post.pk):
        return None
    origin, user = origin_of(post), context["user"]
    if origin is None:
        return None
    item = origin.feedback
    seen = item.is_public or may_triage(user) or (user.is_authenticated and item.author_id == user.pk)
    return item if seen else None


@prepared
def origins_of(post):
    return Origin.objects.filter(post=post).values_list("pk")[:1]
