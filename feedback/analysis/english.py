"""The mood of English texts from the VADER lexicon, and a few words that complaints about products are made of.

Hutto and Gilbert: VADER, a parsimonious rule-based model for sentiment analysis of social media text (ICWSM 2014):
words have a valence from −4 to 4, a negation before them turns it, and the sum is squeezed between −1 and 1. The rules
here are fewer than theirs. The lexicon (MIT) is read from the installed package; its code is not imported.
"""

import re
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from math import sqrt

from feedback.analysis.text import fold, pieces_of

METHOD = "lexicon-1"
SHOWN = 3
# As in the paper.
NEGATED, ALPHA, LOUDER = -0.74, 15, 0.293
BORDER = 0.05
WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?|[:;=]-?[)(dp]|<3")
NEGATIONS = {"not", "no", "never", "without", "cannot", "nothing", "nobody", "hardly", "barely", "neither", "nor"}
BOOSTERS = {"very", "really", "so", "too", "extremely", "absolutely", "completely", "totally", "most", "quite"}
# What says that something is wrong without a word of feeling, and what says that it is right.
PHRASES = [
    (-2.2, r"crash(?:es|ed|ing)?|freez(?:es|ing)|frozen|froze|glitch(?:y|es)?|bug(?:s|gy)?|lag(?:s|gy|ging)?"),
    (
        -2.2,
        r"(?:does|did|do|is|are|was|will|would|can|could)(?:n['’]?t| not) (?:even )?"
        r"(?:work|load|open|start|play|save|sync|connect|update|respond|log ?in|sign ?in|arrive|come|show|help|let)\w*",
    ),
    (-2.2, r"(?:won['’]?t|can['’]?t|cannot|unable to|impossible to) (?:even )?\w+"),
    (-2.0, r"(?:not|never|stopped|stops|no longer) (?:working|loading|responding|arrived|answered|works?|delivered)"),
    (-1.8, r"late|delay(?:ed|s)?|cancel(?:led|ed|s)?|overcharged|charged twice|double[- ]charged|missing|expired"),
    (-1.8, r"on hold|no (?:one|body) (?:answers|answered|replied|helps?)|no (?:reply|response|answer|refund)"),
    (-1.6, r"slow(?:er|ly)?|stuck|broken|broke|leak(?:s|ed|ing)?|melted|rotten|stale|mold(?:y)?|unusable|outdated"),
    (-1.6, r"(?:waste|ruin)(?:d|ed|s|ing)?|rip[- ]?off|spam|(?:too many )?ads(?: everywhere)?"),
    (-1.6, r"keeps? (?:logging|asking|crashing|failing|stopping)"),
    (1.8, r"works? (?:great|well|fine|perfectly|now|again)|easy to use|well done|keep it up"),
    (1.8, r"fast(?:er)? (?:delivery|reply|answer)"),
    (1.6, r"fixed (?:it|now|quickly)|on time|user[- ]friendly|thumbs up"),
]
PHRASES = [(valence, re.compile(rf"\b(?:{pattern})\b")) for valence, pattern in PHRASES]
# A wish or a question; said without a complaint it is neutral however politely it is put.
ASKS = re.compile(
    r"\b(?:could|can|would|will) (?:you|we|i|there|it|the)\b"
    r"|\bplease (?:add|make|let|allow|bring|give|consider|support)\b"
    r"|\b(?:how|where|when|what|which|who|is there|are there|do you|does it|may i)\b[^.!]*\?"
    r"|\bit would be\b|\bwould be (?:nice|great|good)|\bsuggestion\b|\bfeature request\b|\bany (?:plans|chance|way)\b"
    r"|\b(?:i|we) (?:suggest|wish|would like|'d like)\b"
)
CLAUSE = re.compile(r"[.!?\n]+|\bbut\b|\bhowever\b")


@lru_cache(maxsize=1)
def lexicon():
    """{word or emoticon: valence}."""
    lines = files("vaderSentiment").joinpath("vader_lexicon.txt").read_text(encoding="utf-8").splitlines()
    return {word: float(valence) for word, valence, *_rest in (line.split("\t") for line in lines if "\t" in line)}


def read_mood(text):
    """(sentiment, score from −1 to 1, words that caused it) of a clipped English text."""
    folded = fold(text)
    valences = [found for clause in clauses_of(folded) for found in weigh(folded, *clause)]
    total = sum(valence for valence, _start, _end in valences)
    score = total / sqrt(total * total + ALPHA)
    worst = min((valence for valence, _start, _end in valences), default=0)
    if ASKS.search(folded) and worst > -1.5:
        return "neutral", round(score / 2, 3), ()
    if abs(score) < BORDER:
        return "neutral", round(score, 3), ()
    towards = 1 if score > 0 else -1
    loud = [(valence * towards, start, end) for valence, start, end in valences if valence * towards > 0]
    return "positive" if score > 0 else "negative", round(score, 3), pieces_of(text, loud, SHOWN)


def clauses_of(folded):
    """(start, end, weight) of the parts of a text: what comes after "but" counts more than what stood before it."""
    start, parts = 0, []
    for mark in [*CLAUSE.finditer(folded), None]:
        end = mark.start() if mark else len(folded)
        parts.append([start, end, 1.0])
        if mark:
            start = mark.end()
            if mark.group()[0].isalpha():
                parts[-1][2] = 0.5
                parts.append([end, start, 0.0])
    for before, part in pairwise(parts):
        if before[2] == 0.0:
            part[2] = 1.5
    return [part for part in parts if part[2]]


def weigh(folded, start, end, weight):
    """[(valence, start, end)] of the words and phrases of one clause."""
    clause, found, taken = folded[start:end], [], []
    for valence, pattern in PHRASES:
        for match in pattern.finditer(clause):
            if not any(match.start() < there and here < match.end() for here, there in taken):
                taken.append(match.span())
                found.append((valence * weight, start + match.start(), start + match.end()))
    words = list(WORD.finditer(clause))
    known = lexicon()
    for at, match in enumerate(words):
        valence = known.get(match.group(), 0.0)
        if not valence or any(here <= match.start() < there for here, there in taken):
            continue
        before, begins = words[max(at - 3, 0) : at], match.start()
        if before and before[-1].group() in BOOSTERS:
            valence += LOUDER if valence > 0 else -LOUDER
        negation = next((word for word in before if is_negation(word.group())), None)
        if negation:
            valence, begins = valence * NEGATED, negation.start()
        found.append((valence * weight, start + begins, start + match.end()))
    return found


def is_negation(word):
    return word in NEGATIONS or word.endswith(("n't", "n’t"))
