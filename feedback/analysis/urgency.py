"""Why something may be urgent: rules for five named reasons, in Chinese and English, in urgency_rules.txt.

A plain complaint is not urgent however angry it is, and neither are figures of speech, a question how something goes,
what did not happen, and what is over. Traps are taken out of the text before the rules look; the others take a match
back. Where no rule matches a Chinese text, weights learnt from sentences written for this (train.py) are asked.
"""

import re
from functools import lru_cache
from pathlib import Path

from feedback.analysis.features import is_telling, numbered
from feedback.analysis.softmax import Weights
from feedback.analysis.text import HAN, LATIN, fold, language_of, pieces_of

METHOD = "rules-2"
RULES = Path(__file__).with_name("urgency_rules.txt")
WEIGHTS = Path(__file__).with_name("weights_urgency.npz")
# In the order in which they press.
REASONS = ("danger", "money", "loss", "law", "stuck")
# The weights speak when all reasons together are likelier than none.
SURE = 0.5
# Of these nothing is denied by "not": not being paid back, or not getting in, is what they are made of.
NEVER_DENIED = {"money", "loss", "stuck"}
# So far before a match one looks for what denies it.
BEFORE = 24
SENTENCE = re.compile(r"[。！？!?\n；;]+|\.(?=\s|$)")
SHOWN = 3


@lru_cache(maxsize=3)
def load(*scripts):
    """{section of the rules: one pattern of its lines for "han", "latin" or both}; read once, when first asked for.

    Lines for Latin script begin with a word boundary. Most texts are of one script, and are read four times as fast
    with the lines for that one alone.
    """
    sections = {}
    for line in RULES.read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]") and line[1:-1].isalpha():
            section = sections.setdefault(line[1:-1], [])
        elif line and not line.startswith("#") and ("latin" if line.startswith(r"\b") else "han") in scripts:
            section.append(f"(?:{line})")
    return {name: re.compile("|".join(lines) or "(?!)") for name, lines in sections.items()}


@lru_cache(maxsize=1)
def load_weights():
    """Weights of "nothing urgent" and the five reasons; read once, when first asked for."""
    return Weights.from_file(WEIGHTS)


def find_alarms(text):
    """[(reason, words as they stand in the text)] of a clipped text, the most pressing reason first."""
    found, live = match_rules(text)
    if not found and language_of(text) == "zh-hans":
        return guess_alarm(text, live)
    return found


def match_rules(text):
    """(the same as the rules alone find it, the folded text with nothing left but the parts that may alarm, each in its
    place)."""
    rules = load(*scripts_of(text))
    # As long as before, so that places stay places in the text.
    folded = rules["trap"].sub(lambda trap: "\0" * len(trap.group()), fold(text))
    spans = list(sentences_of(folded))
    # What is over is mostly said at the end, and of everything before it.
    settled = max((end for start, end in spans if rules["over"].search(folded, start, end)), default=0)
    spans = [span for span in spans if span[1] > settled and not rules["asked"].search(folded[slice(*span)].strip())]
    found = []
    for reason in REASONS:
        matches = [match for span in spans for match in rules[reason].finditer(folded, *span)]
        matches = [match for match in matches if reason in NEVER_DENIED or not is_denied(rules, folded, match)]
        if matches:
            grams = [(match.end() - match.start(), match.start(), match.end()) for match in matches]
            found.append((reason, pieces_of(text, grams, SHOWN)))
    return found, only(folded, spans)


def guess_alarm(text, live):
    """The same by the weights: the likeliest reason, or nothing. `live` are the parts of the text that may alarm."""
    places, numbers = numbered(live)
    weights = load_weights()
    calm, *urgent = weights.judge(sorted(set(numbers.values())))
    if 1 - calm < SURE:
        return []
    label = 1 + urgent.index(max(urgent))
    leaning = {gram: weights.leaning(number, label, 0) for gram, number in numbers.items() if is_telling(gram)}
    loud = sorted((gram for gram in leaning if leaning[gram] > 0), key=leaning.get, reverse=True)[: 2 * SHOWN]
    words = pieces_of(text, [(leaning[gram], *places[gram]) for gram in loud], SHOWN)
    return [(REASONS[label - 1], words)] if words else []


def scripts_of(text):
    return [name for name, letters in (("han", HAN), ("latin", LATIN)) if letters.search(text)] or ["han"]


def only(folded, spans):
    """A text in which nothing but these parts is left, each in its place; where something is gone, words end."""
    letters = [" "] * len(folded)
    for start, end in spans:
        letters[start:end] = folded[start:end]
    return "".join(letters).replace("\0", " ")


def is_denied(rules, folded, match):
    before = folded[max(0, match.start() - BEFORE) : match.start()]
    return rules["denied"].search(SENTENCE.split(before)[-1])


def sentences_of(folded):
    """(start, end) of each sentence with the mark that ends it: a question is known by that."""
    start = 0
    for mark in SENTENCE.finditer(folded):
        yield start, mark.end()
        start = mark.end()
    if start < len(folded):
        yield start, len(folded)
