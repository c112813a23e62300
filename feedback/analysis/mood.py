"""The mood of Chinese texts: two linear heads over hashed character grams, with weights of one byte each.

One head tells good from bad, the other an opinion from a question, a wish or a plain statement. How they were trained
says train.py, how well they do `manage.py measure_mood`, and both docs/analysis.md.
"""

import re
from functools import lru_cache
from itertools import islice
from math import exp, sqrt
from pathlib import Path

from feedback.analysis.features import is_telling, numbered
from feedback.analysis.text import fold, pieces_of

WEIGHTS = Path(__file__).with_name("weights_zh.npz")
METHOD = "grams-1"
# Below this an opinion is taken for none, and between these two leanings it is too weak to call; chosen on the tuning
# part so that few are reversed and few complaints are missed.
NO_OPINION = -0.3
WEAK = (-0.05, 0.4)
# What begins as a wish or a question is neutral unless it is voiced strongly.
WISH = re.compile(
    r"能不能|能否|可不可以|可以(?:不|吗)|是否可以|会不会考虑|建议|希望(?!下次)|想要|请问|想问|有没有(?:人|可能|办法)|怎么(?:才能|样才)"
    r"|[吗呢么][?？]"
)
WISH_BEGINS, WISHED = 30, (-2.0, 2.0)
# So many grams, and pieces made of them, explain a mood.
LOUDEST, SHOWN = 6, 3


@lru_cache(maxsize=1)
def load():
    """The weights as they were trained; read once, when first asked for."""
    import numpy

    with numpy.load(WEIGHTS) as file:
        return {name: file[name] for name in file.files}


def read_mood(text):
    """(sentiment, score from −1 to 1, words that caused it) of a clipped Chinese text."""
    places, grams = numbered(fold(text))
    if not places:
        return "neutral", 0.0, ()
    weights = load()
    numbers = {number: gram for gram, number in grams.items()}
    keys = list(numbers)
    norm = sqrt(len(keys))
    polarity, opinion = weights["polarity"][keys], weights["opinion"][keys]
    lean = float(polarity.sum(dtype="int32") * weights["polarity_scale"] / norm + weights["polarity_bias"])
    said = float(opinion.sum(dtype="int32") * weights["opinion_scale"] / norm + weights["opinion_bias"])
    score = squash(lean)
    weak = WISHED if WISH.search(text[:WISH_BEGINS]) else WEAK
    if said < NO_OPINION or weak[0] < lean < weak[1]:
        return "neutral", round(score * (squash(said) + 1) / 2, 3), ()
    sentiment = "positive" if score > 0 else "negative"
    towards = 1 if score > 0 else -1
    loud = polarity.astype("int32") * towards
    loudest = (at for at in loud.argsort()[::-1].tolist() if is_telling(numbers[keys[at]]))
    order = [at for at in islice(loudest, LOUDEST) if loud[at] > 0]
    pieces = [(int(loud[at]), *places[numbers[keys[at]]]) for at in order]
    return sentiment, round(score, 3), pieces_of(text, pieces, SHOWN)


def squash(value):
    """−1 to 1, as probabilities of the logistic function on both sides of nothing."""
    return 2 / (1 + exp(-max(min(value, 30.0), -30.0))) - 1
