"""How well categories are suggested: learn from labelled reviews in a database of its own, judge others."""

import csv
import random
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from community.models import SearchDoc
from community.search import index_texts
from feedback.actions.categorising import keep_decision
from feedback.categories import suggest_categories, text_of
from feedback.measuring import percentile, throw_away_database
from feedback.models import Category, CategoryDecision, CategoryTally, CategoryToken, Channel, Feedback

# The ten categories of the Chinese shop (online_shopping_10_cats); its hotels stand in a source of their own.
SOURCES = ("shop", "hotel")
JUDGED = 500


class Command(BaseCommand):
    help = "Measures suggested categories on reviews_zh.tsv in DATA_DIR; nothing is kept."

    def add_arguments(self, parser):
        parser.add_argument("data", metavar="DATA_DIR", type=Path)
        parser.add_argument("--orders", type=int, default=5, help="random orders that are averaged (5)")
        parser.add_argument("--labels", type=int, nargs="+", default=[50, 200, 1000], help="when to judge")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *, data, orders, labels, seed, **_options):
        texts = read_reviews(data / "reviews_zh.tsv")
        self.stdout.write(f"{len(texts)} reviews in {len({name for name, _text in texts})} categories")
        self.stdout.write(" labels   top-1   top-3  silent  top-1 when not silent   p95 ms  rows of counts")
        with throw_away_database():
            categories = make_categories(texts)
            sums = {}
            for order in range(orders):
                for stage, row in self.learn_and_judge(texts, categories, sorted(labels), seed + order):
                    sums.setdefault(stage, []).append(row)
            for stage, rows in sums.items():
                means = [sum(values) / len(rows) for values in zip(*rows, strict=True)]
                one, three, silent, sure, slow, size = means
                self.stdout.write(
                    f"{stage:7}  {one:6.1%}  {three:6.1%}  {silent:6.1%}  {sure:21.1%}  {slow:7.2f}  {size:14.0f}"
                )

    def learn_and_judge(self, texts, categories, labels, seed):
        """Learn in one random order; at each number of labels judge texts that come later."""
        for model in (CategoryDecision, CategoryToken, CategoryTally, SearchDoc, Feedback):
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {model._meta.db_table}")
        order = texts[:]
        random.Random(seed).shuffle(order)
        channel, done = Channel.objects.first(), 0
        judged = order[labels[-1] : labels[-1] + JUDGED]
        for stage in labels:
            with transaction.atomic():
                items = Feedback.objects.bulk_create(
                    Feedback(title=text[:20], text=text, channel=channel) for _name, text in order[done:stage]
                )
                index_texts("feedback", [(item.pk, item.words, True) for item in items])
                for item, (name, _text) in zip(items, order[done:stage], strict=True):
                    keep_decision(item, categories[name], actor=None)
            done = stage
            yield stage, self.judge(judged, categories)

    def judge(self, judged, categories):
        first = three = silent = spoken_right = 0
        times = []
        for name, text in judged:
            item = Feedback(title=text[:20], text=text)
            start = time.perf_counter()
            spoken = suggest_categories(text_of(item))
            times.append(1000 * (time.perf_counter() - start))
            ranked = spoken or suggest_categories(text_of(item), sure=0)
            keys = [suggestion.category.pk for suggestion in ranked]
            right = categories[name].pk
            first += keys[:1] == [right]
            three += right in keys
            silent += not spoken
            spoken_right += bool(spoken) and keys[0] == right
        number = len(judged)
        rows = CategoryToken.objects.count()
        sure = spoken_right / max(number - silent, 1)
        return first / number, three / number, silent / number, sure, percentile(times, 95), rows


def read_reviews(path):
    if not path.exists():
        raise CommandError(f"{path} is not there.")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [(row["category"], row["text"]) for row in rows if row["source"] in SOURCES]


def make_categories(texts):
    Category.objects.update(is_active=False)
    names = sorted({name for name, _text in texts})
    return {name: Category.objects.create(slug=f"measured-{n}", name=name) for n, name in enumerate(names)}
