"""The Atom feed of what is said; public things only."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.feeds import CommunityFeed
from community.posts.models import Post


class PostFeed(CommunityFeed):
    """The newest 30 public posts."""

    title = pgettext_lazy("place", "Talk")
    link = reverse_lazy("posts:post_list")

    def items(self):
        return Post.objects.public().select_related("author", "group").order_by("-published_at", "-pk")[:30]

    def item_title(self, item):
        return item.headline

    def item_description(self, item):
        return item.rendered

    def item_author_name(self, item):
        return item.author.name if item.author else _("A former member")

    def item_pubdate(self, item):
        return item.published_at

    def item_updateddate(self, item):
        return item.edited_at or item.published_at
