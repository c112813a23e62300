"""A softmax regression over hashed grams that begins where another machine stands and learns what that gets wrong.

A text's grams count alike and together as one; beside them stands what the machine before said. Without any grams the
result is what that machine said, and the fewer texts there are, the nearer it stays. numpy only.
"""

import io
from dataclasses import dataclass
from math import exp, sqrt

# How sure the machine before is taken to be: e² to 1 against each other label.
AGREE = 2.0
# Ridges that hold the grams near nothing and the machine before near AGREE; chosen by measure_learning.
GRAM_RIDGE, BEFORE_RIDGE = 0.1, 10.0
STEPS = 100
# Of a text with fewer grams than this each counts no more than in one with as many.
FEW = 12
# A gram in one text alone says nothing of other texts.
SEEN = 2
FOLDS = 4


@dataclass(frozen=True, slots=True)
class Example:
    """A text's gram numbers, what the machine before says, what is right (both places in the list of labels), and how
    much that counts."""

    numbers: list[int]
    before: int
    right: int
    weight: float = 1.0


@dataclass(frozen=True)
class Check:
    """What learning would change on texts that were not learnt from, in weights of examples: how many there are, how
    many were right before, and how many it mends and breaks."""

    total: float
    right: float
    mended: float
    broken: float

    @property
    def is_better(self):
        """Whether it mends more than it breaks by more than chance would: by one standard deviation of a coin."""
        return self.mended - self.broken > sqrt(self.mended + self.broken)

    @property
    def shares(self):
        """(right before, right after), from 0 to 1."""
        total = self.total or 1
        return self.right / total, (self.right + self.mended - self.broken) / total


class Weights:
    """What was learnt: for each gram number one small integer for each label, what a step of them is worth, and a row
    for each label that the machine before may give."""

    def __init__(self, numbers, steps, scale, before):
        self.steps, self.scale, self.before = steps, float(scale), before
        self.places = {number: place for place, number in enumerate(numbers.tolist())}

    def judge(self, numbers, before=0):
        """Probabilities of the labels for a text with these gram numbers."""
        scores = self.before[before].tolist()
        if known := [self.places[number] for number in numbers if number in self.places]:
            spoken = self.steps[known].sum(0, dtype="int32") * (self.scale / sqrt(max(len(numbers), FEW)))
            scores = [score + more for score, more in zip(scores, spoken.tolist(), strict=True)]
        highest = max(scores)
        powers = [exp(score - highest) for score in scores]
        return [power / sum(powers) for power in powers]

    def leaning(self, number, label, other):
        """How much one gram speaks for a label rather than for another, in steps."""
        place = self.places.get(number)
        return 0 if place is None else int(self.steps[place, label]) - int(self.steps[place, other])

    def to_bytes(self):
        import numpy

        file = io.BytesIO()
        numbers = numpy.fromiter(self.places, dtype="int32", count=len(self.places))
        numpy.savez_compressed(file, numbers=numbers, steps=self.steps, scale=self.scale, before=self.before)
        return file.getvalue()

    @classmethod
    def from_file(cls, file):
        """From a path or an open file that to_bytes made."""
        import numpy

        with numpy.load(file) as kept:
            return cls(kept["numbers"], kept["steps"], kept["scale"], kept["before"])

    @classmethod
    def from_bytes(cls, content):
        return cls.from_file(io.BytesIO(content))


def fit(examples, labels):
    """Weights learnt from Examples with so many labels. The same examples give the same weights.

    Full steps of Nesterov's accelerated gradient, whose length the largest curvature gives. Nesterov: A method of
    solving a convex programming problem with convergence rate O(1/k²), Soviet Mathematics Doklady 27 (1983).
    """
    import numpy

    count = len(examples)
    if not count:
        return Weights(numpy.zeros(0, "int64"), numpy.zeros((0, labels), "int8"), 1.0, numpy.eye(labels) * AGREE)
    sizes = numpy.array([len(example.numbers) for example in examples])
    rows = numpy.repeat(numpy.arange(count), sizes)
    values = numpy.repeat(1 / numpy.sqrt(numpy.maximum(sizes, FEW)), sizes)
    everything = numpy.concatenate([numpy.array(example.numbers, dtype="int64") for example in examples])
    numbers, columns, seen = numpy.unique(everything, return_inverse=True, return_counts=True)
    often = seen >= SEEN
    renumbered = numpy.cumsum(often) - 1
    kept = often[columns]
    rows, values, columns, numbers = rows[kept], values[kept], renumbered[columns[kept]], numbers[often]

    before = numpy.array([example.before for example in examples])
    right = numpy.eye(labels)[[example.right for example in examples]]
    heavy = numpy.array([example.weight for example in examples])[:, None]
    start = numpy.eye(labels) * AGREE

    def spread(one):
        """The sum over each text's grams of a value for each gram."""
        return numpy.bincount(rows, weights=one[columns] * values, minlength=count)

    def gather(one):
        """The sum over each gram's texts of a value for each text."""
        return numpy.bincount(columns, weights=one[rows] * values, minlength=len(numbers))

    def slope(grams, machine):
        scores = machine[before] + numpy.stack([spread(grams[:, label]) for label in range(labels)], 1)
        powers = numpy.exp(scores - scores.max(1, keepdims=True))
        wrong = (powers / powers.sum(1, keepdims=True) - right) * heavy
        of_grams = numpy.stack([gather(wrong[:, label]) for label in range(labels)], 1)
        of_machine = numpy.stack([numpy.bincount(before, wrong[:, label], labels) for label in range(labels)], 1)
        return of_grams + GRAM_RIDGE * grams, of_machine + BEFORE_RIDGE * (machine - start)

    # The largest curvature of the grams by power iteration, and that of the machine before.
    vector, curve = numpy.ones(len(numbers)), 0.0
    for _turn in range(12):
        vector = gather(spread(vector) * heavy[:, 0])
        if not (curve := float(numpy.linalg.norm(vector))):
            break
        vector /= curve
    length = 1 / (0.5 * (curve + numpy.bincount(before, heavy[:, 0]).max()) + GRAM_RIDGE + BEFORE_RIDGE)

    grams, machine = numpy.zeros((len(numbers), labels)), start
    ahead, pace = (grams, machine), 1.0
    for _step in range(STEPS):
        slopes = slope(*ahead)
        after = [place - length * steep for place, steep in zip(ahead, slopes, strict=True)]
        faster = (1 + sqrt(1 + 4 * pace * pace)) / 2
        push = (pace - 1) / faster
        ahead = tuple(new + push * (new - old) for new, old in zip(after, (grams, machine), strict=True))
        (grams, machine), pace = after, faster
    scale = float(numpy.abs(grams).max(initial=0)) / 127 or 1.0
    return Weights(numbers, numpy.round(grams / scale).astype("int8"), scale, machine)


def check(examples, labels):
    """Check of what learning from these examples is worth: each is judged by weights learnt from the other folds."""
    total = right = mended = broken = 0.0
    for fold in range(FOLDS):
        others = [example for place, example in enumerate(examples) if place % FOLDS != fold]
        weights = fit(others, labels)
        for example in examples[fold::FOLDS]:
            found = weights.judge(example.numbers, example.before)
            was_right = example.before == example.right
            is_right = found.index(max(found)) == example.right
            total += example.weight
            right += example.weight * was_right
            mended += example.weight * (is_right and not was_right)
            broken += example.weight * (was_right and not is_right)
    return Check(total, right, mended, broken)
