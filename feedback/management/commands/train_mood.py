"""Trains the weights of feedback/analysis/mood.py anew."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from feedback.analysis import mood, train


class Command(BaseCommand):
    help = "Trains the mood of Chinese texts on reviews_zh.tsv and question_pairs_zh.tsv in DATA_DIR (scikit-learn)."

    def add_arguments(self, parser):
        parser.add_argument("data", metavar="DATA_DIR", type=Path)
        parser.add_argument("--out", type=Path, default=mood.WEIGHTS, help="where the weights go (the shipped file)")

    def handle(self, *, data, out, **_options):
        try:
            import numpy
            import sklearn  # noqa: F401 - said before anything is read
        except ImportError as missing:
            raise CommandError("Training needs what requirements-train.in names.") from missing
        for name in ("reviews_zh.tsv", "question_pairs_zh.tsv"):
            if not (data / name).exists():
                raise CommandError(f"{data / name} is not there.")
        weights = train.train(data)
        numpy.savez_compressed(out, **weights)
        self.stdout.write(f"{out}: {out.stat().st_size / 1000:.0f} kB. Now run measure_analysis.")
