"""How well look-alikes are found among 10,000 texts, and how fast, in a database of its own."""

import csv
import random
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from community.search import find_similar, index_texts
from feedback.alike import TWIN_SCORE
from feedback.measuring import percentile, throw_away_database


class Command(BaseCommand):
    help = (
        "Plants one half of each pair of questions that mean the same among real texts of DATA_DIR and looks for it "
        "with the other half; reports pairs of even number (on which the search was tuned) and of odd number apart."
    )

    def add_arguments(self, parser):
        parser.add_argument("data", metavar="DATA_DIR", type=Path)
        parser.add_argument("--items", type=int, default=10_000)
        parser.add_argument("--misses", action="store_true", help="show what was not found")

    def handle(self, *, data, items, misses, **_options):
        pairs = read_table(data / "question_pairs_zh.tsv", "\t")
        same = [(row["a"], row["b"]) for row in pairs if row["same"] == "1"]
        other = [(row["a"], row["b"]) for row in pairs if row["same"] == "0"]
        planted = [one for one, _two in same] + [one for one, _two in other]
        texts = planted + fillers(data, items - len(planted))
        with throw_away_database():
            plant(texts)
            self.stdout.write(f"{len(texts)} texts, {len(same)} pairs that mean the same, {len(other)} that do not")
            find_similar("feedback", "reads once how rare tokens are")
            times = []
            for name, half in (("tuned on", 0), ("not tuned on", 1)):
                found = [look_for(two, at + 1, times) for at, (_one, two) in enumerate(same)][half::2]
                self.stdout.write(
                    f"{name:>13}: {share(found, 1):.1%} first, {share(found, 5):.1%} among the first five, "
                    f"{sum(score >= TWIN_SCORE for _place, score in found) / len(found):.1%} kept as pairs"
                )
            wrong = [look_for(two, len(same) + at + 1, times) for at, (_one, two) in enumerate(other)]
            alarms = sum(score >= TWIN_SCORE for _place, score in wrong)
            self.stdout.write(f"false alarms: {alarms / len(wrong):.1%} of the pairs that look alike and are not")
            self.stdout.write(f"milliseconds: {percentile(times, 50):.1f} median, {percentile(times, 95):.1f} p95")
            long = [text for text in texts[len(planted) :] if len(text) > 100][:300]
            times, halves = [], []
            for text in long:
                halves.append(look_for(text[len(text) // 2 :], texts.index(text) + 1, times))
            self.stdout.write(
                f"second halves of long texts: {share(halves, 5):.1%} among the first five, "
                f"{percentile(times, 95):.1f} ms p95"
            )
            proposing = [len(find_similar("feedback", text, limit=2, floor=TWIN_SCORE)) > 1 for text in long]
            self.stdout.write(f"long texts for which another is proposed as the same: {sum(proposing) / len(long):.1%}")
            for at, (one, two) in enumerate(same if misses else ()):
                if not 1 <= look_for(two, at + 1, [])[0] <= 5:
                    self.stdout.write(f"  missed: {two} / {one}")


def look_for(text, key, times):
    """(place from 1, 0 for not found; score) of the document `key` among what is found for `text`."""
    start = time.perf_counter()
    found = find_similar("feedback", text, limit=5, floor=0.05)
    times.append(1000 * (time.perf_counter() - start))
    for place, (pk, score) in enumerate(found, 1):
        if pk == key:
            return place, score
    return 0, 0.0


def share(found, places):
    return sum(1 <= place <= places for place, _score in found) / len(found)


def plant(texts):
    for start in range(0, len(texts), 500):
        with transaction.atomic():
            rows = [(start + at + 1, text, True) for at, text in enumerate(texts[start : start + 500])]
            index_texts("feedback", rows)


def fillers(data, number):
    texts = [row["text"] for row in read_table(data / "reviews_zh.tsv", "\t")]
    texts += [row["text"] for row in read_table(data / "import_4000.csv", ",")]
    random.Random(1).shuffle(texts)
    if len(texts) < number:
        raise CommandError(f"There are only {len(texts)} texts to fill it with.")
    return texts[:number]


def read_table(path, delimiter):
    if not path.exists():
        raise CommandError(f"{path} is not there.")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))
