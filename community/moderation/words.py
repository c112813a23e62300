"""Comparing texts with blocked words: tricks of writing fall away, and a piece of another word is no hit.

No pattern ever comes from the admin: what is looked for is taken letter by letter.
"""

import re
from dataclasses import dataclass

from community.moderation.models import BlockedWord
from community.search import PAIRED, fold
from community.text import JOINERS, UNSEEN

# Blanks and marks between two characters of a script that is written without: they hide a word and say nothing.
BETWEEN = re.compile(rf"(?<=[{PAIRED}])[\W_]+(?=[{PAIRED}])")
BLANKS = re.compile(r"\s+")
# What one can follow to another place.
LINK = re.compile(r"https?://|\bwww\.|[a-z0-9-]\.(?:com|cn|net|org|top|xyz|info|shop|vip|club|cc|me|io|ru)\b")


@dataclass(frozen=True)
class Hit:
    """A blocked word found in a text."""

    words: str
    action: str


def squeeze(text):
    """`text` as it is compared: NFKC, case folded, nothing unseen, one blank where there are several, none and no marks
    between Chinese characters."""
    seen = JOINERS.sub("", UNSEEN.sub("", text))
    folded = JOINERS.sub("", UNSEEN.sub("", fold(seen)))
    return BLANKS.sub(" ", BETWEEN.sub("", folded)).strip()


def holds(squeezed_text, squeezed_word):
    """Whether the text holds the word: Chinese anywhere, other scripts only as whole words."""
    start = squeezed_text.find(squeezed_word)
    while start >= 0:
        end = start + len(squeezed_word)
        if not (is_within(squeezed_text, start) or is_within(squeezed_text, end)):
            return True
        start = squeezed_text.find(squeezed_word, start + 1)
    return False


def is_within(text, place):
    """Whether a place lies inside a run of letters of a script that parts its words by blanks."""
    return 0 < place < len(text) and is_of_word(text[place - 1]) and is_of_word(text[place])


def is_of_word(letter):
    return letter.isalnum() and not re.match(f"[{PAIRED}]", letter)


def find_hits(*texts, blocked=None):
    """The blocked words in these texts, those that refuse first; `blocked` are other rows than all that are kept."""
    squeezed = [squeeze(text) for text in texts if text]
    if not squeezed:
        return []
    rows = BlockedWord.objects.values_list("words", "squeezed", "action") if blocked is None else blocked
    hits = [Hit(words, action) for words, key, action in rows if any(holds(text, key) for text in squeezed)]
    return sorted(hits, key=lambda hit: hit.action != BlockedWord.Action.REFUSE)


def has_link(*texts):
    """Whether one of these texts leads somewhere else."""
    return any(LINK.search(squeeze(text)) for text in texts if text)
