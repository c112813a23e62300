"""What the Atom feeds have in common."""

import re

from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed

from community.models import Community

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
