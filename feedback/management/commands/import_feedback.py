"""Import feedback from a CSV, XLSX or JSON file."""

import sys
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from feedback.channels.actions import begin_import, fail_import, finish_import, leave_import
from feedback.channels.columns import FIELDS, check_mapping, guess_mapping
from feedback.channels.importing import ImportLost, carry_out
from feedback.channels.issues import header_line, issue_line
from feedback.channels.models import ImportJob
from feedback.channels.reading import ENCODINGS, Unreadable, open_table
from feedback.models import Channel

SHOWN_ISSUES = 20


class Command(BaseCommand):
    help = (
        "Import feedback from a CSV, XLSX or JSON file into a channel. May be interrupted and run again: a row whose "
        "number is there already is left alone. Bad rows are reported and do not stop the others."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--channel", required=True, metavar="SLUG")
        parser.add_argument("--dry-run", action="store_true", help="Judge every row, write nothing.")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="FIELD=COLUMN",
            help=f"Which column holds what, where the header does not say it. Fields: {', '.join(FIELDS)}. "
            "FIELD= leaves a field out.",
        )
        parser.add_argument(
            "--encoding", default="", choices=ENCODINGS, help="Characters of the file, where the guess is wrong."
        )
        parser.add_argument("--day-first", action="store_true", help="3/4/2025 is 3 April, not 4 March.")
        parser.add_argument("--create-categories", action="store_true", help="Create categories not known yet.")
        parser.add_argument("--errors", type=Path, metavar="FILE", help="Write the bad rows there as CSV.")

    def handle(self, *args, **options):
        try:
            channel = find_channel(options["channel"])
            table = open_table(options["file"], encoding=options["encoding"])
            mapping = check_mapping(guess_mapping(table.columns) | parse_map(options["map"]), table.columns)
            total = table.count_records()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if options["errors"] and options["errors"].resolve() == options["file"].resolve():
            raise CommandError(_("--errors must name another file than the one to import."))
        choices = {
            "channel": channel,
            "mapping": mapping,
            "day_first": options["day_first"],
            "create_categories": options["create_categories"],
            "total": total,
        }
        with IssueWriter(table.columns, options["errors"]) as issues:
            if options["dry_run"]:
                job = ImportJob(is_check=True, columns=table.columns, **choices)
            else:
                job = begin_import(options["file"], table, **choices)
            self.run(job, table, issues)
        self.report(job, issues)

    def run(self, job, table, issues):
        """Carry the job out under a progress bar; end it whatever happens."""
        try:
            with tqdm(total=job.total, unit=" rows", disable=None, file=sys.stderr) as bar:
                carry_out(job, table, on_batch=bar.update, on_issue=issues.take)
        except KeyboardInterrupt:
            if job.pk:
                leave_import(job)
            self.stderr.write(_("Stopped after %(done)s rows. Run it again for the rest.") % {"done": job.done})
            raise SystemExit(130) from None
        except ImportLost as error:
            raise CommandError(_("The import was stopped from the staff desk.")) from error
        except Unreadable as error:
            if job.pk:
                fail_import(job, error.code, error.params)
            raise CommandError(" ".join(error.messages)) from error
        except Exception as error:
            if job.pk:
                fail_import(job, "crashed", {"attempts": 1, "detail": f"{type(error).__name__}: {error}"[:200]})
            raise
        if job.pk:
            finish_import(job)

    def report(self, job, issues):
        """What became of the rows, in a few lines; the bad ones first."""
        for line in issues.shown:
            self.stderr.write(line)
        if issues.count > len(issues.shown):
            more = issues.count - len(issues.shown)
            self.stderr.write(_("… and %(count)s more; --errors FILE writes them all.") % {"count": more})
        numbers = {
            "total": job.done,
            "added": job.added,
            "known": job.known,
            "differing": job.differing,
            "bad": job.bad,
        }
        if job.is_check:
            line = _(
                "Nothing was written. Of %(total)s rows %(added)s would be added, %(known)s are already there, "
                "%(differing)s are there with other words, %(bad)s are bad."
            )
        else:
            line = _(
                "Of %(total)s rows %(added)s were added, %(known)s were already there, "
                "%(differing)s are there with other words, %(bad)s are bad."
            )
        self.stdout.write(line % numbers)
        if job.unknown_categories:
            names = sorted(job.unknown_categories.items(), key=lambda pair: -pair[1])
            listed = ", ".join(f"{name} ({count})" for name, count in names)
            self.stdout.write(
                _("Unknown categories, left empty: %(names)s. --create-categories makes them.") % {"names": listed}
            )
        if job.made_categories:
            self.stdout.write(_("New categories: %(names)s.") % {"names": ", ".join(job.made_categories)})
        if job.unused_columns:
            self.stdout.write(_("Columns not used: %(names)s.") % {"names": ", ".join(job.unused_columns)})


class IssueWriter:
    """Keeps the first issues for the terminal and writes all of them to the file, if one is wanted."""

    def __init__(self, columns, path):
        self.columns, self.path, self.file = columns, path, None
        self.shown, self.count = [], 0

    def __enter__(self):
        if self.path:
            try:
                self.file = self.path.open("w", encoding="utf-8", newline="")
            except OSError as error:
                raise CommandError(f"{self.path}: {error.strerror}") from error
            self.file.write(header_line(self.columns))
        return self

    def __exit__(self, *exc_info):
        if self.file:
            self.file.close()

    def take(self, issue):
        self.count += 1
        if len(self.shown) < SHOWN_ISSUES:
            self.shown.append(_("Line %(line)s: %(reason)s") % {"line": issue.line, "reason": issue.reason})
        if self.file:
            self.file.write(issue_line(self.columns, issue))


def find_channel(slug):
    channel = Channel.objects.filter(slug=slug).first()
    if channel is None:
        known = ", ".join(Channel.objects.values_list("slug", flat=True))
        raise CommandError(_("There is no channel “%(slug)s”; there are: %(known)s.") % {"slug": slug, "known": known})
    return channel


def parse_map(pairs):
    """{field: column} of FIELD=COLUMN arguments."""
    mapping = {}
    for pair in pairs:
        field, sign, column = pair.partition("=")
        if not sign:
            raise CommandError(_("--map wants FIELD=COLUMN, not “%(given)s”.") % {"given": pair})
        mapping[field.strip()] = column.strip()
    return mapping
