"""CSV as people send it: comma, semicolon or tab, quotes that do not close, lines that are far too long."""

import csv
from collections import deque

from feedback.channels.columns import guess_mapping, label_columns
from feedback.channels.reading.encoding import MARK_UNDECODED
from feedback.channels.reading.table import MAX_ROW_LENGTH, Record, Table, Unreadable, check_number

DELIMITERS = ",;\t|"


class RowTooLong(Exception):
    """One row took more characters than a row may have."""


class Lines:
    """Physical lines for csv.reader, counted, that can be taken back when a row turns out broken.

    An iterator, not a generator: it goes on after it raised.
    """

    def __init__(self, file):
        self.file = file
        self.number = 0  # of the line handed out last
        self.taken = []
        self.size = 0
        self.waiting = deque()

    def __iter__(self):
        return self

    def __next__(self):
        line = self.waiting.popleft() if self.waiting else self.file.readline(MAX_ROW_LENGTH)
        if not line:
            raise StopIteration
        self.number += 1
        self.taken.append(line)
        self.size += len(line)
        if len(line) == MAX_ROW_LENGTH and line[-1] not in "\r\n":
            while (rest := self.file.readline(MAX_ROW_LENGTH)) and rest[-1] not in "\r\n":
                pass
        if self.size >= MAX_ROW_LENGTH:
            raise RowTooLong
        return line

    def begin(self):
        """Forget the lines of the row before; returns the number of the line the next row starts on."""
        self.taken, self.size = [], 0
        return self.number + 1

    def take_back_all_but_first(self):
        """Hand the lines of this row out again, except the first; returns the number of the last of them."""
        last = self.number
        self.waiting.extendleft(reversed(self.taken[1:]))
        self.number -= len(self.taken) - 1
        return last


class CsvTable(Table):
    kind = "csv"

    def __init__(self, path, encoding):
        super().__init__(path)
        self.encoding = encoding
        self.delimiter = self.guess_delimiter()
        with self.open() as file:
            lines, reader = self.start(file)
            self.columns = label_columns(self.check_columns(self.read_header(lines, reader)))

    def open(self):
        return self.path.open(encoding=self.encoding, errors=MARK_UNDECODED, newline="")

    def start(self, file, delimiter=None):
        """Lines and a reader standing before the header; a first line "sep=;" is stepped over."""
        lines = Lines(file)
        if declared_delimiter(file):
            lines.number = 1
        return lines, csv.reader(lines, delimiter=delimiter or self.delimiter, strict=True)

    def guess_delimiter(self):
        """The separator under which the header names most columns that mean something to us."""
        with self.open() as file:
            if declared := declared_delimiter(file):
                return declared
        scores = {}
        for delimiter in DELIMITERS:
            with self.open() as file:
                try:
                    header = self.read_header(*self.start(file, delimiter))
                except Unreadable:
                    continue
                scores[delimiter] = (len(guess_mapping(label_columns(header[:500]))), len(header))
        if not scores:
            raise Unreadable("broken_header")
        return max(scores, key=scores.get)

    def read_header(self, lines, reader):
        try:
            for row in reader:
                if any(cell.strip() for cell in row):
                    return row
        except (csv.Error, RowTooLong) as error:
            raise Unreadable("broken_header") from error
        raise Unreadable("empty_file")

    def records(self):
        number = torn_until = 0
        torn = False
        with self.open() as file:
            lines, reader = self.start(file)
            self.read_header(lines, reader)
            while True:
                line, problem, row = lines.begin(), "", []
                try:
                    row = next(reader)
                except StopIteration:
                    return
                except (csv.Error, RowTooLong) as error:
                    # Often one quote too many swallowed the rows below: give up its line alone and read on from
                    # the next one, believing only rows with exactly the right number of cells until all is well again.
                    problem = "row_too_long" if isinstance(error, RowTooLong) else "broken_quotes"
                    row = [lines.taken[0][:1000].rstrip("\r\n")]
                    torn_until, torn = max(torn_until, lines.take_back_all_but_first()), True
                if not problem and not any(cell.strip() for cell in row):
                    continue
                if not problem:
                    problem = self.judge_width(row, torn=torn)
                    torn = torn and (line <= torn_until or problem != "")
                number = check_number(number + 1)
                yield Record(number, line, dict(zip(self.columns, row, strict=False)), problem)

    def judge_width(self, row, *, torn):
        if torn and len(row) != len(self.columns):
            return "torn_row"
        if any(cell.strip() for cell in row[len(self.columns) :]):
            return "too_many_cells"
        return ""


def declared_delimiter(file):
    """The separator that Excel's first line "sep=;" declares; otherwise the file is as before."""
    line = file.readline(16).lstrip("\ufeff").rstrip("\r\n")
    if len(line) == 5 and line.lower().startswith("sep="):
        return line[4]
    file.seek(0)
    return ""
