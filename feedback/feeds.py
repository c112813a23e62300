"""Atom feeds of the board and of what was fixed; public things only."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from community.feeds import CommunityFeed
from feedback.models import Feedback, FixNote


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
