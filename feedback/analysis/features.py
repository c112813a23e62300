"""What of a text is counted: characters, pairs and triples of them, and whole Latin words with their pairs, each
hashed to a number, so that no vocabulary need be shipped."""

import re
from functools import lru_cache
from zlib import crc32

from feedback.analysis.text import clip, fold

BUCKETS = 2**18
LONGEST = 3
RUN = re.compile(r"[a-z0-9]+(?:'[a-z]+)?|[^\sa-z0-9]+")


def grams_of(text):
    """{gram: (start, end) of its first place} of a text that is clipped already."""
    places, before = {}, None
    for run in RUN.finditer(fold(text)):
        letters, start = run.group(), run.start()
        if letters[0].isascii() and letters[0].isalnum():
            places.setdefault(letters, (start, run.end()))
            if before:
                places.setdefault(f"{before.group()} {letters}", (before.start(), run.end()))
            before = run
            continue
        before = None
        for size in range(1, LONGEST + 1):
            for at in range(len(letters) - size + 1):
                places.setdefault(letters[at : at + size], (start + at, start + at + size))
    return places


def number_of(gram):
    return crc32(gram.encode("utf-8", "surrogatepass")) % BUCKETS


def is_telling(gram):
    """Whether a gram means something to a reader: a word or a piece of one, not a mark and not a lone character."""
    return len(gram) > 1 and gram.replace(" ", "").isalnum()


@lru_cache(maxsize=2)
def numbered(folded):
    """({gram: (start, end)}, {gram: number}) of a clipped and folded text, to be read only. Kept for a moment, since
    mood, urgency and corrections mostly ask about the same one."""
    places = grams_of(folded)
    return places, {gram: number_of(gram) for gram in places}


def numbers_of(text):
    """The distinct numbers of a text's grams, in order: what is learnt from and judged by."""
    _places, numbers = numbered(fold(clip(text)))
    return sorted(set(numbers.values()))
