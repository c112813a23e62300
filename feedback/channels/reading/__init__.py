"""Reading a foreign table row by row in bounded memory: CSV, XLSX, JSON and JSON lines.

`open_table(path)` looks at the content, never at the name alone, and returns a Table: its `columns`, its
`records()` (as often as wanted) and `count_records()`. A file that cannot be read at all raises Unreadable with one
sentence; a row that cannot be told apart is a Record with a `problem`, and the rows after it still come.
"""

from feedback.channels.reading.csv_table import CsvTable
from feedback.channels.reading.encoding import ENCODINGS, guess_encoding
from feedback.channels.reading.json_table import JsonTable
from feedback.channels.reading.table import MAX_BYTES, MAX_ROWS, Record, Table, Unreadable
from feedback.channels.reading.xlsx_table import XlsxTable

__all__ = ["ENCODINGS", "MAX_BYTES", "MAX_ROWS", "Record", "Table", "Unreadable", "open_table"]

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
OTHER_KINDS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc", b"Rar!", b"\x7fELF", b"{\\rtf")


def open_table(path, *, encoding=""):
    """The table in the file at `path`; `encoding` overrides the guess for CSV and JSON."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise Unreadable("no_file", name=path.name, reason=error.strerror or "") from error
    if size > MAX_BYTES:
        raise Unreadable("file_too_large", size=round(size / 1024**2, 1), limit=MAX_BYTES // 1024**2)
    if not head.strip():
        raise Unreadable("empty_file")
    if head.startswith(OLD_EXCEL):
        raise Unreadable("old_excel")
    if head.startswith(b"PK"):
        return XlsxTable(path)
    if head.startswith(OTHER_KINDS):
        raise Unreadable("no_table")
    encoding = encoding or guess_encoding(path)
    if encoding != "utf-16" and head.count(0) * 10 > len(head):
        raise Unreadable("no_table")
    start = head.decode(encoding, "replace").lstrip("\ufeff \t\r\n")[:1]
    return JsonTable(path, encoding) if start in ("[", "{") else CsvTable(path, encoding)
