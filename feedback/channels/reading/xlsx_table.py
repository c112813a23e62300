"""The first sheet of an .xlsx workbook, streamed.

A workbook is XML in a zip, and both can be built to blow up: a few kilobytes that unpack to gigabytes, entities that
multiply, one row of millions of cells. So only what a table needs is read, by a parser that holds one row at a time
and refuses declarations; texts shared by the cells wait in a temporary file. openpyxl knows which formats are dates.
"""

import posixpath
import re
import zipfile
import zlib
from array import array
from contextlib import contextmanager
from tempfile import TemporaryFile
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from feedback.channels.columns import label_columns
from feedback.channels.reading.table import (
    MAX_COLUMNS,
    MAX_ROW_LENGTH,
    Record,
    Table,
    Unreadable,
    check_number,
)

MAX_UNPACKED = 120 * 1024 * 1024
MAX_PARTS = 1000
MAX_ELEMENTS = 8_000_000
CHUNK = 64 * 1024
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
DAMAGED = (zipfile.BadZipFile, zlib.error, expat.ExpatError, KeyError, ValueError, IndexError, EOFError)


@contextmanager
def explain_damage():
    """Whatever a damaged workbook makes our tools say becomes one sentence."""
    try:
        yield
    except Unreadable:
        raise
    except (*DAMAGED, NotImplementedError, RuntimeError, OSError) as error:
        raise Unreadable("broken_workbook", detail=str(error)[:80] or type(error).__name__) from error


class Handler:
    """What happens at the tags of one part; `done` collects what is ready to be handed out."""

    def __init__(self):
        self.done = []
        self.elements = 0

    def start(self, name, attributes):
        pass

    def end(self, name):
        pass

    def text(self, data):
        pass


def walk(file, handler):
    """Feed one XML part to `handler` and yield what it has done, piece by piece; names come without namespace."""

    def start(name, attributes):
        handler.elements += 1
        if handler.elements > MAX_ELEMENTS:
            raise Unreadable("bomb")
        handler.start(name.rpartition(" ")[2], attributes)

    def refuse(*_args):
        raise Unreadable("doctype")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: handler.end(name.rpartition(" ")[2])
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    while True:
        chunk = file.read(CHUNK)
        parser.Parse(chunk, not chunk)
        yield from handler.done
        handler.done.clear()
        if not chunk:
            return


class Tags(Handler):
    """Collects (tag, attributes) of the tags asked for; a workbook has few of them."""

    def __init__(self, *wanted):
        super().__init__()
        self.wanted = wanted

    def start(self, name, attributes):
        if name in self.wanted:
            self.done.append((name, {key.rpartition(" ")[2]: value for key, value in attributes.items()}))


class SharedTexts(Handler):
    """The texts that cells point at, kept in `file` with the place of each."""

    def __init__(self, file):
        super().__init__()
        self.file = file
        self.places = array("Q", [0])
        self.parts, self.length, self.taking, self.phonetic = [], 0, False, False

    def start(self, name, attributes):
        if name == "si":
            self.parts, self.length = [], 0
        elif name == "rPh":
            self.phonetic = True
        elif name == "t":
            self.taking = not self.phonetic

    def text(self, data):
        if self.taking and self.length <= MAX_ROW_LENGTH:
            self.parts.append(data)
            self.length += len(data)

    def end(self, name):
        if name == "t":
            self.taking = False
        elif name == "rPh":
            self.phonetic = False
        elif name == "si":
            size = self.file.write("".join(self.parts).encode("utf-8", "surrogatepass"))
            self.places.append(self.places[-1] + size)

    def get(self, number):
        if not 0 <= number < len(self.places) - 1:
            raise ValueError(f"no shared text {number}")
        self.file.seek(self.places[number])
        return self.file.read(self.places[number + 1] - self.places[number]).decode("utf-8", "surrogatepass")


class Sheet(Handler):
    """Rows of the sheet as (row number, {column number: value}, too long)."""

    def __init__(self, texts, date_styles, epoch):
        super().__init__()
        self.texts, self.date_styles, self.epoch = texts, date_styles, epoch
        self.row_number = self.column = self.length = 0
        self.row, self.cell, self.parts, self.taking = {}, {}, [], False

    def start(self, name, attributes):
        if name == "row":
            self.row_number = int(attributes.get("r", self.row_number + 1))
            self.row, self.column, self.length = {}, 0, 0
        elif name == "c":
            reference = attributes.get("r", "")
            self.column = column_number(reference) if reference else self.column + 1
            self.cell, self.parts = attributes, []
        elif name in ("v", "t"):
            self.taking = True

    def text(self, data):
        if self.taking and self.length <= MAX_ROW_LENGTH:
            self.parts.append(data)
            self.length += len(data)

    def end(self, name):
        if name in ("v", "t"):
            self.taking = False
        elif name == "c" and self.parts and len(self.row) <= MAX_COLUMNS:
            value = self.value("".join(self.parts))
            if value not in (None, ""):
                self.row[self.column] = value
        elif name == "row" and self.row:
            self.done.append((self.row_number, self.row, self.length > MAX_ROW_LENGTH))

    def value(self, raw):
        kind = self.cell.get("t", "n")
        if kind == "s":
            text = self.texts.get(int(raw))
            self.length += len(text)
            return unescape(text)
        if kind == "n":
            return self.number(raw)
        if kind == "e":
            return None  # "#N/A" and its kind are no words of anybody
        return raw if kind in ("b", "d") else unescape(raw)

    def number(self, raw):
        value = float(raw)
        if int(self.cell.get("s") or 0) in self.date_styles:
            try:
                return from_excel(value, self.epoch)
            except (OverflowError, ValueError):
                return raw  # judged with the other dates of the row
        return int(value) if value.is_integer() and abs(value) < 1e15 else raw


def column_number(reference):
    number = 0
    for letter in reference[:4]:
        if not letter.isalpha():
            break
        number = number * 26 + ord(letter.upper()) - 64
    return number


def unescape(text):
    """Excel writes characters that XML cannot hold as _x000D_."""
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


class XlsxTable(Table):
    kind = "xlsx"

    def __init__(self, path):
        super().__init__(path)
        with explain_damage(), zipfile.ZipFile(path) as archive:
            check_archive(archive)
            self.sheet, self.texts, styles, self.epoch = find_parts(archive)
            self.date_styles = find_date_styles(archive, styles)
        header = next(self.raw_rows(), None)
        if header is None:
            raise Unreadable("empty_file")
        self.header_row, cells, _too_long = header
        width = max(cells)
        if width > MAX_COLUMNS:
            raise Unreadable("too_many_columns", limit=MAX_COLUMNS)
        self.columns = label_columns([cells.get(place) for place in range(1, width + 1)])

    def raw_rows(self):
        with explain_damage(), zipfile.ZipFile(self.path) as archive, TemporaryFile() as waiting:
            texts = SharedTexts(waiting)
            if self.texts:
                with archive.open(self.texts) as part:
                    for _done in walk(part, texts):
                        pass
            with archive.open(self.sheet) as part:
                yield from walk(part, Sheet(texts, self.date_styles, self.epoch))

    def records(self):
        width = len(self.columns)
        rows = self.raw_rows()
        next(rows)  # the header
        for number, (line, cells, too_long) in enumerate(rows, 1):
            problem = "row_too_long" if too_long else "too_many_cells" if max(cells) > width else ""
            named = {self.columns[place - 1]: value for place, value in cells.items() if place <= width}
            yield Record(check_number(number), line, named, problem)


def check_archive(archive):
    """Refuse what no spreadsheet programme writes, before anything is unpacked."""
    parts = archive.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Unreadable("bomb")
    for part in parts:
        if part.flag_bits & 1 or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable("broken_workbook", detail=part.filename[:80])


def read_tags(archive, name, *wanted):
    with archive.open(name) as part:
        return list(walk(part, Tags(*wanted)))


def find_parts(archive):
    """(first visible sheet, shared texts or "", styles or "", epoch of the dates); the first three are paths."""
    tags = read_tags(archive, "xl/workbook.xml", "sheet", "workbookPr")
    old = any(name == "workbookPr" and tag.get("date1904") in ("1", "true") for name, tag in tags)
    links, kinds = {}, {}
    for _name, tag in read_tags(archive, "xl/_rels/workbook.xml.rels", "Relationship"):
        path = posixpath.normpath(posixpath.join("/xl", tag["Target"])).lstrip("/")
        links[tag["Id"]] = kind, path = tag["Type"].rpartition("/")[2], path
        kinds[kind] = path
    for name, tag in tags:
        if name == "sheet" and tag.get("state", "visible") == "visible" and links[tag["id"]][0] == "worksheet":
            epoch = CALENDAR_MAC_1904 if old else CALENDAR_WINDOWS_1900
            return links[tag["id"]][1], kinds.get("sharedStrings", ""), kinds.get("styles", ""), epoch
    raise ValueError("no sheet")


def find_date_styles(archive, path):
    """Numbers of the cell styles that show a number as a date."""
    if not path:
        return set()
    formats, styles, section = dict(BUILTIN_FORMATS), [], ""
    tags = ("numFmt", "cellXfs", "cellStyleXfs", "cellStyles", "dxfs", "xf")
    for name, tag in read_tags(archive, path, *tags):
        if name == "numFmt":
            formats[int(tag["numFmtId"])] = tag.get("formatCode", "")[:255]
        elif name == "xf":
            if section == "cellXfs":
                styles.append(int(tag.get("numFmtId", 0)))
        else:
            section = name
    return {number for number, style in enumerate(styles) if is_date_format(formats.get(style))}
