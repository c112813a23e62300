"""JSON: a list of objects, {"items": [...]}, or one object per line."""

import json
import re

from feedback.channels.columns import label_columns
from feedback.channels.reading.encoding import MARK_UNDECODED
from feedback.channels.reading.table import MAX_ROW_LENGTH, Record, Table, Unreadable, check_number

CHUNK = 64 * 1024
BLANKS = re.compile(r"[\s,]*")


def short_number(digits):
    """An integer; what no number of ours can be stays text (thousands of digits take minutes to convert)."""
    return int(digits) if len(digits) < 40 else digits


DECODER = json.JSONDecoder(parse_int=short_number)


class Stream:
    """A window over the text of the file that decodes one value after another and counts lines."""

    def __init__(self, file):
        self.file = file
        self.buffer = ""
        self.at = 0
        self.line = 1
        self.ended = False

    def more(self):
        chunk = self.file.read(CHUNK)
        self.ended = not chunk
        self.line += self.buffer.count("\n", 0, self.at)
        self.buffer, self.at = self.buffer[self.at :] + chunk, 0

    def peek(self):
        """The next character that is neither blank nor comma; empty at the end."""
        while True:
            self.at = BLANKS.match(self.buffer, self.at).end()
            if self.at < len(self.buffer) or self.ended:
                return self.buffer[self.at : self.at + 1]
            self.more()

    def take(self, wanted):
        if self.peek() != wanted:
            self.fail(f"“{wanted}” is missing")
        self.at += 1

    def value(self):
        """Decode the next value; it may be as long as a row may be, whatever follows."""
        self.peek()
        while True:
            try:
                value, end = DECODER.raw_decode(self.buffer, self.at)
                # A number at the very end of the window may go on in the next.
                if end < len(self.buffer) or self.ended:
                    self.at = end
                    return value
            except RecursionError:
                self.fail("nested too deeply")
            except json.JSONDecodeError as error:
                if self.ended or len(self.buffer) - self.at > 2 * MAX_ROW_LENGTH:
                    self.fail(error.msg)
            self.more()

    @property
    def current_line(self):
        return self.line + self.buffer.count("\n", 0, self.at)

    def fail(self, detail):
        raise Unreadable("broken_json", line=self.current_line, detail=detail)


class JsonTable(Table):
    kind = "json"

    def __init__(self, path, encoding):
        super().__init__(path)
        self.encoding = encoding
        self.per_line = self.is_per_line()
        self.total, names = 0, {}
        for record in self.raw_records():
            self.total = record.number
            if record.cells.keys() - names:
                names |= dict.fromkeys(record.cells)
                self.check_columns(names)
        if not names:
            raise Unreadable("no_items")
        self.names = list(names)
        self.columns = label_columns(self.names)

    def count_records(self):
        return self.total

    def open(self):
        return self.path.open(encoding=self.encoding, errors=MARK_UNDECODED)

    def is_per_line(self):
        """Whether every line is an object of its own; the first may be a broken one."""
        with self.open() as file:
            lines = (line.lstrip("\ufeff").strip() for line in iter(lambda: file.readline(MAX_ROW_LENGTH), ""))
            first, second = (next(filter(None, lines), "") for _n in range(2))
        if not first.startswith("{"):
            return False
        value = decode_object(first)
        if value is None:
            return first.endswith("}") and decode_object(second) is not None
        return not isinstance(value.get("items"), list)

    def records(self):
        labels = dict(zip(self.names, self.columns, strict=True))
        for record in self.raw_records():
            record.cells = {labels[name]: value for name, value in record.cells.items() if name in labels}
            yield record

    def raw_records(self):
        return self.line_records() if self.per_line else self.list_records()

    def line_records(self):
        number = line_number = 0
        with self.open() as file:
            while line := file.readline(MAX_ROW_LENGTH):
                line_number += 1
                problem, value = "", {}
                if len(line) == MAX_ROW_LENGTH and line[-1] != "\n":
                    problem = "row_too_long"
                    while (rest := file.readline(MAX_ROW_LENGTH)) and rest[-1] != "\n":
                        pass
                elif not line.lstrip("\ufeff").strip():
                    continue
                else:
                    value = decode_object(line.lstrip("\ufeff").strip())
                    problem = "broken_line" if value is None else ""
                number = check_number(number + 1)
                yield Record(number, line_number, value or {}, problem)

    def list_records(self):
        with self.open() as file:
            stream = Stream(file)
            if stream.peek() == "\ufeff":
                stream.at += 1
            if stream.peek() == "{":
                self.find_items(stream)
            stream.take("[")
            number = 0
            while stream.peek() != "]":
                if stream.ended and not stream.peek():
                    stream.fail("“]” is missing")
                line = stream.current_line
                number = check_number(number + 1)
                yield as_record(number, line, stream.value())

    def find_items(self, stream):
        """Step into the object up to the list under "items"."""
        stream.take("{")
        while stream.peek() == '"':
            name = stream.value()
            stream.take(":")
            if name == "items" and stream.peek() == "[":
                return
            stream.value()
        raise Unreadable("no_items")


def decode_object(text):
    """The object that `text` is, or None."""
    try:
        value = DECODER.decode(text)
    except (json.JSONDecodeError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def as_record(number, line, value):
    if isinstance(value, dict):
        return Record(number, line, value)
    return Record(number, line, problem="no_object")
