"""Training the weights of mood.py, with scikit-learn, which the running site does not need, and those of urgency.py."""

import csv
import random
from hashlib import sha256
from pathlib import Path

from feedback.analysis import urgency
from feedback.analysis.features import BUCKETS, numbers_of
from feedback.analysis.softmax import Example
from feedback.analysis.softmax import fit as fit_softmax
from feedback.analysis.text import clip, language_of

OWN = Path(__file__).with_name("own_zh.tsv")
# Shares of 256 by the hash of a text: the same text is always on the same side, and only "train" is learnt from.
TEST, TUNE = 38, 64
STRENGTH, LEANING_STRENGTH, OPINION_STRENGTH = 8.0, 20.0, 4.0
# Own sentences are few and count as much as so many of the samples.
OWN_WEIGHT, OWN_OPINION_WEIGHT = 4.0, 1.0
# An item has a title and a text: so many pairs of own sentences of one mood are learnt from as well.
PAIRS = 1000
URGENT = Path(__file__).with_name("urgency_set.tsv")
# The sentences from which urgency is learnt; the other parts of the set are measured on. So many reviews stand for what
# is said every day, each for half a sentence.
URGENT_PARTS = {"one", "two", "three", "four"}
CALM_REVIEWS, CALM_WEIGHT = 1000, 0.5


def part_of(text):
    """'test', 'tune' or 'train'."""
    first = sha256(text.encode()).digest()[0]
    return "test" if first < TEST else "tune" if first < TUNE else "train"


def read_rows(path, delimiter="\t"):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def read_reviews(data):
    """[(text, 'negative' or 'positive', source, category)] of the Chinese samples."""
    rows = read_rows(data / "reviews_zh.tsv")
    return [(r["text"], r["sentiment"], r["source"], r["category"]) for r in rows if r["sentiment"] != "neutral"]


def read_questions(data):
    """Sentences that ask or order something and mean neither well nor ill, each once."""
    rows = read_rows(data / "question_pairs_zh.tsv")
    return list(dict.fromkeys(text for row in rows for text in (row["a"], row["b"])))


def read_own():
    """[(text, mood)] of the sentences that were written for this."""
    lines = OWN.read_text(encoding="utf-8").splitlines()
    return [(text, mood) for mood, _tab, text in (line.partition("\t") for line in lines)]


def read_own_to_learn():
    """The own sentences of the training part, and pairs of them."""
    chance = random.Random(1)
    own = [(text, mood) for text, mood in read_own() if part_of(text) == "train"]
    pairs = []
    for mood in ("negative", "neutral", "positive"):
        texts = [text for text, one in own if one == mood]
        for _n in range(PAIRS if len(texts) > 1 else 0):
            pairs.append((chance.choice(["\n", "，", "。"]).join(chance.sample(texts, 2)), mood))
    return own + pairs


def matrix_of(texts):
    """A row of length one for each text."""
    import numpy
    from scipy.sparse import csr_matrix

    rows = [numpy.array(numbers_of(text), dtype="int64") for text in texts]
    ends = numpy.cumsum([0, *(len(row) for row in rows)])
    values = numpy.concatenate([numpy.full(len(row), 1 / max(len(row), 1) ** 0.5) for row in rows])
    return csr_matrix((values, numpy.concatenate(rows), ends), shape=(len(texts), BUCKETS))


def fit(rows, labels, strength, weights=None):
    """(coefficients, intercept) of a logistic regression."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=strength, max_iter=400, solver="liblinear", random_state=1)
    model.fit(rows, labels, sample_weight=weights)
    return model.coef_.ravel(), float(model.intercept_[0])


def fit_polarity(rows, labels, weights):
    """The mean of two regressions, each made one wide: on the grams as they are, and on the grams scaled by how
    unevenly they are spread (Wang and Manning: Baselines and bigrams, ACL 2012). Both are linear, and so is the mean.
    """
    import numpy

    counted = rows > 0
    good = numpy.asarray(counted[labels == 1].sum(0)).ravel() + 1.0
    bad = numpy.asarray(counted[labels == 0].sum(0)).ravel() + 1.0
    ratio = numpy.log((good / good.sum()) / (bad / bad.sum()))
    plain, at_plain = fit(rows, labels, STRENGTH, weights)
    scaled, at_scaled = fit(rows.multiply(ratio).tocsr(), labels, LEANING_STRENGTH, weights)
    scaled = scaled * ratio
    coefficients, intercept = 0.0, 0.0
    for part, at in ((plain, at_plain), (scaled, at_scaled)):
        width = float((rows @ part + at).std())
        coefficients, intercept = coefficients + part / width, intercept + at / width
    # Back to the scale of the first, whose probabilities are those of the data.
    width = float((rows @ plain + at_plain).std())
    return coefficients * width / 2, intercept * width / 2


def to_bytes(coefficients):
    """(weights of one byte, what one step of them is worth)."""
    import numpy

    # Nothing is cut off: the few strongest grams are worth more than finer steps of the many weak ones.
    scale = float(numpy.abs(coefficients).max()) / 127
    return numpy.round(coefficients / scale).astype("int8"), scale


def train(data):
    """The weights of both heads from the training part of the samples."""
    import numpy

    reviews = [row for row in read_reviews(data) if part_of(row[0]) == "train"]
    own = read_own_to_learn()
    asked = [text for text in read_questions(data) if part_of(text) == "train"]
    opinions = [(text, mood) for text, mood, _source, _category in reviews]
    voiced = [(text, mood) for text, mood in own if mood != "neutral"]
    plain = [text for text, mood in own if mood == "neutral"]

    texts = [text for text, _mood in opinions + voiced]
    labels = numpy.array([int(mood == "positive") for _text, mood in opinions + voiced])
    heavy = numpy.array([1.0] * len(opinions) + [OWN_WEIGHT] * len(voiced))
    rows = matrix_of(texts)
    polarity, polarity_bias = fit_polarity(rows, labels, heavy)

    both = matrix_of(texts + asked + plain)
    is_opinion = numpy.array([1] * len(texts) + [0] * (len(asked) + len(plain)))
    heavy = [1.0] * len(opinions) + [OWN_OPINION_WEIGHT] * len(voiced) + [1.0] * len(asked)
    heavy = numpy.array(heavy + [OWN_OPINION_WEIGHT] * len(plain))
    opinion, opinion_bias = fit(both, is_opinion, OPINION_STRENGTH, heavy)

    polarity, polarity_scale = to_bytes(polarity)
    opinion, opinion_scale = to_bytes(opinion)
    return {
        "polarity": polarity,
        "polarity_scale": polarity_scale,
        "polarity_bias": polarity_bias,
        "opinion": opinion,
        "opinion_scale": opinion_scale,
        "opinion_bias": opinion_bias,
    }


def train_urgency(data):
    """The weights of guess_alarm from Chinese sentences written for it and reviews of the training part."""
    with URGENT.open(encoding="utf-8", newline="") as file:
        written = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    labels = ("-", *urgency.REASONS)
    chosen = [(text, labels.index(reason), 1.0) for part, reason, text in written if part in URGENT_PARTS]
    reviews = sorted(row[0] for row in read_reviews(data) if part_of(row[0]) == "train")
    # Those in which a rule finds something are no everyday ones.
    random.Random(1).shuffle(reviews)
    calm = [text for text in reviews[: 2 * CALM_REVIEWS] if not urgency.match_rules(clip(text))[0]]
    chosen += [(text, 0, CALM_WEIGHT) for text in calm[:CALM_REVIEWS]]
    examples = []
    for text, label, weight in chosen:
        clipped = clip(text)
        if language_of(clipped) == "zh-hans":
            _found, live = urgency.match_rules(clipped)
            examples.append(Example(numbers_of(live), 0, label, weight))
    return fit_softmax(examples, len(labels))
