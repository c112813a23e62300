"""What all tables have in common: limits, records, and the one way to say that a file cannot be read."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 200
# Characters of one row; also what a quote that never closes may swallow before the row is given up.
MAX_ROW_LENGTH = 120_000

WHY = {
    "no_file": _("The file “%(name)s” cannot be opened: %(reason)s."),
    "empty_file": _("The file is empty."),
    "file_too_large": _("The file has %(size)s MB; %(limit)s MB are allowed."),
    "too_many_rows": _("The file has more than %(limit)s rows. Split it and import the parts one after another."),
    "too_many_columns": _("The file has more than %(limit)s columns."),
    "no_table": _("This is not a table. CSV, XLSX and JSON can be read."),
    "old_excel": _("This is an old or password-protected Excel file. Save it as .xlsx without a password."),
    "broken_header": _("The first line with the names of the columns cannot be read."),
    "broken_workbook": _("This Excel file is damaged or is no workbook (%(detail)s)."),
    "bomb": _("This Excel file unpacks to far more than a table needs and was not opened."),
    "doctype": _("This Excel file contains declarations that no spreadsheet writes and was not opened."),
    "broken_json": _("The JSON ends or breaks on line %(line)s: %(detail)s."),
    "no_items": _("The JSON holds no list of objects, neither at the top nor under “items”."),
}


class Unreadable(ValidationError):
    """The file as a whole cannot be read; one sentence says why."""

    def __init__(self, code, **params):
        super().__init__(WHY[code], code=code, params=params)


@dataclass(slots=True)
class Record:
    """One row as it stands in the file.

    `number` counts rows from 1 without the header, `line` is the physical line (in a sheet: the row) it starts on.
    With a `problem` (a code of feedback.channels.rows.REASONS) the cells are what could be saved of it.
    """

    number: int
    line: int
    cells: dict[str, object] = field(default_factory=dict)
    problem: str = ""


class Table:
    kind = ""
    encoding = ""

    def __init__(self, path):
        self.path = path
        self.columns: list[str] = []

    def records(self) -> Iterator[Record]:
        """Every row in order, read anew from the start of the file."""
        raise NotImplementedError

    def count_records(self) -> int:
        """How many rows there are; reads all of the file, so that whatever breaks it is found before any writing."""
        return sum(1 for _record in self.records())

    def check_columns(self, columns):
        if len(columns) > MAX_COLUMNS:
            raise Unreadable("too_many_columns", limit=MAX_COLUMNS)
        return columns


def check_number(number):
    """`number` of a row, or Unreadable beyond the limit."""
    if number > MAX_ROWS:
        raise Unreadable("too_many_rows", limit=MAX_ROWS)
    return number
