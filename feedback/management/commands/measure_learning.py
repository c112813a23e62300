"""How much is read better after so many decisions of people, and what that does to texts of another kind."""

import random
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from feedback.actions.learning import LEFT_WEIGHT
from feedback.analysis import analyse, softmax, train
from feedback.analysis.features import numbers_of
from feedback.corrections import LABELS, What
from feedback.management.commands.measure_analysis import read_table, share

MOODS = LABELS[What.MOOD]
# Somebody at the desk corrects so many of the moods that are wrong, and confirms so many of those that are right; the
# others he leaves. So many texts go by, and the rest are judged.
CORRECTED, CONFIRMED, GOING_BY = 0.7, 0.1, 1500


class Command(BaseCommand):
    help = "Measures what corrections of moods teach, on tweets_en.tsv and the test part of reviews_zh.tsv in DATA_DIR."

    def add_arguments(self, parser):
        parser.add_argument("data", metavar="DATA_DIR", type=Path)
        parser.add_argument("--decisions", type=int, nargs="+", default=[30, 100, 300], help="when to judge")
        parser.add_argument("--orders", type=int, default=3, help="random orders that are averaged (3)")

    def handle(self, *, data, decisions, orders, **_options):
        for name in ("reviews_zh.tsv", "tweets_en.tsv"):
            if not (data / name).exists():
                raise CommandError(f"{data / name} is not there.")
        tweets = [(row["text"], row["sentiment"]) for row in train.read_rows(data / "tweets_en.tsv")]
        reviews = [row[:2] for row in train.read_reviews(data) if train.part_of(row[0]) == "test"]
        written = read_table(train.OWN.with_name("mood_set.tsv"))
        portal = {
            language: [(text, mood) for kind, mood, text in written if (kind == "portal-en") == (language == "en")]
            for language in ("en", "zh-hans")
        }
        self.stdout.write("Moods right as three, before → with what was learnt; the other texts are those of a portal")
        self.stdout.write("  texts            decisions  left   others of the kind    texts of another   use it")
        for label, texts, others in (
            ("English tweets", tweets, portal["en"]),
            ("Chinese reviews", reviews, portal["zh-hans"]),
        ):
            rows, beside = read_all(texts), read_all(others)
            for count in decisions:
                found = [self.learn(rows, beside, count, seed) for seed in range(1, orders + 1)]
                decided, left, old, new, kept, after, used = (sum(one) / orders for one in zip(*found, strict=True))
                self.stdout.write(
                    f"  {label:16} {decided:9.0f} {left:5.0f}   {old:7.1%} → {new:6.1%}    "
                    f"{kept:7.1%} → {after:6.1%}   {used * orders:.0f} of {orders}"
                )

    def learn(self, rows, beside, count, seed):
        """Learn as a site would; (decisions, left, right before and after, the same of other texts, whether it would
        be used)."""
        chance = random.Random(seed)
        order = rows[:]
        chance.shuffle(order)
        going_by, judged = order[:GOING_BY], order[GOING_BY:]
        examples, decided = [], 0
        for numbers, before, right in going_by:
            if decided == count:
                break
            if chance.random() < (CONFIRMED if before == right else CORRECTED):
                decided += 1
                examples.append(softmax.Example(numbers, before, right))
            else:
                examples.append(softmax.Example(numbers, before, before, LEFT_WEIGHT))
        weights = softmax.fit(examples, len(MOODS))
        shares = [right_of(texts, one) for texts in (judged, beside) for one in (None, weights)]
        is_used = softmax.check(examples, len(MOODS)).is_better
        return decided, len(examples) - decided, *shares, is_used


def read_all(texts):
    """[(gram numbers, label that the shipped machine reads, right label)]."""
    return [(numbers_of(text), MOODS.index(analyse(text).sentiment), MOODS.index(mood)) for text, mood in texts]


def right_of(rows, weights):
    """The share that is read right, by the shipped machine or with weights."""
    if weights is None:
        return share(before == right for _numbers, before, right in rows)
    judged = [(weights.judge(numbers, before), right) for numbers, before, right in rows]
    return share(shares.index(max(shares)) == right for shares, right in judged)
