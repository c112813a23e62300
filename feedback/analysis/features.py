"""What of a text is counted: characters, pairs and triples of them, and whole Latin words with their pairs, each
hashed to a number, so that no vocabulary need be shipped."""

import re
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


def numbers_of(text):
    """The distinct numbers of a text's grams, in order: what is learnt from and judged by."""
    return sorted({number_of(gram) for gram in grams_of(clip(text))})
