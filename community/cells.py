"""Cells of tables that people open in a spreadsheet."""

import csv

# A spreadsheet would run these as formulas.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Excel reads UTF-8 by this mark at the start alone.
MARK = "\ufeff"


def guard(value):
    """A cell as text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


class Echo:
    """What csv.writer needs of a file: gives back each line instead of keeping it."""

    def write(self, line):
        return line


writer = csv.writer(Echo())
