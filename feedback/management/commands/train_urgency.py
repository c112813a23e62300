"""Trains the weights that stand behind the rules of feedback/analysis/urgency.py anew."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from feedback.analysis import train, urgency


class Command(BaseCommand):
    help = "Trains the urgency of Chinese texts on urgency_set.tsv, with reviews_zh.tsv in DATA_DIR for what is not."

    def add_arguments(self, parser):
        parser.add_argument("data", metavar="DATA_DIR", type=Path)
        parser.add_argument("--out", type=Path, default=urgency.WEIGHTS, help="where the weights go (the shipped file)")

    def handle(self, *, data, out, **_options):
        if not (data / "reviews_zh.tsv").exists():
            raise CommandError(f"{data / 'reviews_zh.tsv'} is not there.")
        out.write_bytes(train.train_urgency(data).to_bytes())
        self.stdout.write(f"{out}: {out.stat().st_size / 1000:.0f} kB. Now run measure_analysis.")
