"""Recounts what merges and votes keep on the items, and says where they differ."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from feedback.actions.counting import find_broken_merges, find_miscounted, hold_sets, recount
from feedback.models import Feedback


class Command(BaseCommand):
    help = "Checks that votes count each person once and that every merge leads to an item that speaks for it."

    def add_arguments(self, parser):
        parser.add_argument("--repair", action="store_true", help="write the true counts")

    def handle(self, *, repair, **_options):
        broken = find_broken_merges()
        wrong = find_miscounted()
        for pk, (kept, true) in sorted(wrong.items()):
            self.stdout.write(f"#{pk}: {kept} people are shown, {true} support it")
        for pk in sorted(broken):
            self.stdout.write(f"#{pk}: what is merged here does not hold together")
        for pk in {*wrong, *broken} if repair else ():
            with transaction.atomic():
                recount(hold_sets(Feedback(pk=pk))[pk])
        if repair:
            broken, wrong = find_broken_merges(), find_miscounted()
        if broken or wrong:
            raise CommandError(f"{len(wrong)} items are miscounted, {len(broken)} merges are broken.")
        self.stdout.write("Every person is counted once, and every merge leads to its item.")
