"""Texts as they are read: folded letter by letter, so that places in the folded text are places in the text itself."""

import re

HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]+")
# Longer words say no more, and reading stays fast: so much of the beginning, so much of the end.
HEAD, TAIL = 600, 200
# Full-width letters, digits and marks to half-width ones, and the wide blank to a blank.
HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def clip(text):
    """At most HEAD + TAIL characters of a text, with a break where something was left out."""
    return text if len(text) <= HEAD + TAIL else f"{text[:HEAD]}\n{text[-TAIL:]}"


def fold(text):
    """Lower case and half width, as long as the text was."""
    folded = text.translate(HALF_WIDTH)
    lower = folded.lower()
    if len(lower) == len(folded):
        return lower
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in folded)


def language_of(text):
    """'zh-hans' when Chinese characters carry the text, else 'en'."""
    han = len(HAN.findall(text))
    return "zh-hans" if han and han * 3 >= len(LATIN.findall(text)) else "en"


def pieces_of(text, grams, limit):
    """The strongest pieces of a text: `grams` are (weight, start, end); those that overlap become one piece.

    Returns at most `limit` strings as they stand in the text, the strongest first, each once.
    """
    merged = []
    for weight, start, end in sorted(grams, key=lambda gram: gram[1]):
        if merged and start < merged[-1][2]:
            merged[-1][0] += weight
            merged[-1][2] = max(merged[-1][2], end)
        else:
            merged.append([weight, start, end])
    merged.sort(key=lambda piece: -piece[0])
    return tuple(dict.fromkeys(text[start:end].strip() for _weight, start, end in merged if text[start:end].strip()))[
        :limit
    ]
