"""Atom feeds of the board and of what was fixed; public things only."""

import re

from django.contrib.syndication.views import Feed
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from community.models import Community
from feedback.models import Feedback, FixNote

# All that XML 1.0 cannot hold, not even as an entity.
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class SoundAtom(Atom1Feed):
    """Atom that stays readable whatever characters came in through imports or the desk."""

    def add_item(self, title, link, description, **fields):
        super().add_item(NO_XML.sub("", title), link, NO_XML.sub("", description), **fields)


class CommunityFeed(Feed):
    feed_type = SoundAtom

    def subtitle(self):
        return Community.get().display_tagline

    def item_title(self, item):
        return item.title

    def item_link(self, item):
        return item.get_absolute_url()


class FeedbackFeed(CommunityFeed):
    """The newest 30 public items; for an anonymous item nobody is named."""

    title = _("Feedback board")
    link = reverse_lazy("feedback:feedback_board")

    def items(self):
        return Feedback.objects.public().select_related("author").order_by("-pk")[:30]

    def item_description(self, item):
        return item.text

    def item_author_name(self, item):
        return item.author.name if item.author else _("Anonymous")

    def item_pubdate(self, item):
        return item.created_at

    def item_updateddate(self, item):
        return item.changed_at


class FixNoteFeed(CommunityFeed):
    """The newest 30 published fix notes."""

    title = _("What we fixed")
    link = reverse_lazy("feedback:fix_note_list")

    def items(self):
        return FixNote.objects.published()[:30]

    def item_description(self, item):
        return item.rendered

    def item_pubdate(self, item):
        return item.published_at

    def item_updateddate(self, item):
        return item.published_at
