"""The rows that were not taken, as a CSV that can be mended and imported again."""

import csv

from django.utils.translation import gettext as _

# A spreadsheet would run these as formulas.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guard(value):
    """A cell as text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


class Echo:
    """What csv.writer needs of a file: gives back each line instead of keeping it."""

    def write(self, line):
        return line


writer = csv.writer(Echo())


def header_line(columns):
    # Excel reads UTF-8 by the mark at the start alone.
    return "\ufeff" + writer.writerow([_("Line"), _("Reason"), *map(guard, columns)])


def issue_line(columns, issue):
    """The row of `issue`: its line in the file, the reason, and its cells under their own headers."""
    cells = [guard(issue.cells.get(column)) for column in columns]
    return writer.writerow([issue.line, guard(issue.reason), *cells])
