"""Bring the courses that come with the product into the database."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from community.training.loading import load_courses


class Command(BaseCommand):
    help = "Load the courses that come with Huiyin. Run again, it adds what is new; edited courses stay as they are."

    def handle(self, *args, **options):
        said = {
            "created": _("%(course)s: loaded."),
            "updated": _("%(course)s: brought up to date, with a new version."),
            "unchanged": _("%(course)s: is there already."),
            "edited": _("%(course)s: was changed on the desk and stays so."),
        }
        for slug, outcome in load_courses():
            if outcome != "unchanged" or options["verbosity"] > 1:
                self.stdout.write(said[outcome] % {"course": slug})
