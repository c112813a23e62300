"""The rows that were not taken, as a CSV that can be mended and imported again."""

from django.utils.translation import gettext as _

from community.cells import MARK, guard, writer


def header_line(columns):
    return MARK + writer.writerow([_("Line"), _("Reason"), *map(guard, columns)])


def issue_line(columns, issue):
    """The row of `issue`: its line in the file, the reason, and its cells under their own headers."""
    cells = [guard(issue.cells.get(column)) for column in columns]
    return writer.writerow([issue.line, guard(issue.reason), *cells])
