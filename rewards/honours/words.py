"""Names that staff write in two languages."""

from django.utils.translation import get_language


def in_language(words, words_en):
    """The English words where the reader reads English and there are some, else the others."""
    return words_en if words_en and (get_language() or "").startswith("en") else words
