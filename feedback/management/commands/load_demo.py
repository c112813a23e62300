"""Fill an empty installation with a demo community."""

import sys

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from community.models import Member
from feedback.demo import builder
from feedback.demo.cast import demo_members
from feedback.demo.stories import STORIES


class Command(BaseCommand):
    help = (
        "Fill an empty installation with a demo community and write accounts.json into the data folder. "
        "Interrupted, it leaves nothing behind; finished, running it again adds nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("demo", choices=list(STORIES))
        parser.add_argument("--items", type=int, default=0, metavar="N", help="Make N items beyond the written ones.")
        parser.add_argument("--months", type=int, default=6, metavar="N", help="Spread over the last N months.")
        parser.add_argument("--seed", type=int, default=1, metavar="N")
        parser.add_argument("--force", action="store_true", help="Add it although there are other members.")

    def handle(self, *args, **options):
        if options["items"] < 0 or options["months"] < 1:
            raise CommandError(_("--items must not be negative, --months at least 1."))
        story = STORIES[options["demo"]]
        if builder.is_built(story):
            self.stdout.write(_("The demo is here already; nothing was added."))
            return
        for name, other in STORIES.items():
            if builder.is_built(other):
                raise CommandError(
                    _("The demo “%(name)s” is here already. Load another one into an empty data folder.")
                    % {"name": name}
                )
        if demo_members().exists():
            raise CommandError(
                _("There are accounts of a demo here, but not the demo itself. Start over with an empty data folder.")
            )
        others = Member.objects.exclude(pk__in=demo_members()).exists()
        if others and not options["force"]:
            raise CommandError(_("There are members here already. --force adds the demo to them."))
        total = len(story.written) + options["items"]
        with tqdm(total=total, unit=" items", disable=None, file=sys.stderr) as bar:
            builder.build(
                story,
                items=options["items"],
                months=options["months"],
                seed=options["seed"],
                rename=not others,
                on_batch=bar.update,
            )
        self.stdout.write(_("%(items)s items were written.") % {"items": total})
