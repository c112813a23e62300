"""Tags of the shop's pages and notices."""

from django import template

from community.text import read_moment
from rewards.shop.models.item import in_language

register = template.Library()


@register.simple_tag
def item_words(words, words_en):
    """Of two wordings the one in the reader's language."""
    return in_language(words, words_en)


@register.filter
def as_moment(text):
    """A moment that was kept as text, for `date`."""
    return read_moment(text)
