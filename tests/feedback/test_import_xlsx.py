"""Workbooks, also those built to blow up."""

import re
import zipfile

import openpyxl
import pytest

from feedback.channels.reading import Unreadable, open_table, xlsx_table
from tests.feedback.test_import_reading import NAIVE, read


def workbook(rows, tmp_path, name="table.xlsx"):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / name)
    return tmp_path / name


def test_the_first_visible_sheet_is_read_with_dates_and_numbers(tmp_path):
    book = openpyxl.Workbook()
    book.active.title, book.active.sheet_state = "hidden", "hidden"
    sheet = book.create_sheet("shown")
    sheet.append(["编号", "内容", "时间", "分数"])
    sheet.append([12, "第一行\n第二行", NAIVE, 4.5])
    sheet.append([])
    sheet.append(["a13", "only text"])
    book.active = 1
    book.save(tmp_path / "t.xlsx")
    found = read(tmp_path / "t.xlsx")
    assert found == [
        (2, {"编号": 12, "内容": "第一行\n第二行", "时间": NAIVE, "分数": "4.5"}, ""),
        (4, {"编号": "a13", "内容": "only text"}, ""),
    ]


def test_a_sheet_without_shared_texts_is_read(tmp_path):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (["id", "text"], [1, "a"], [2, "b"]):
        sheet.append(row)
    book.save(tmp_path / "t.xlsx")
    assert [cells["text"] for _line, cells, _problem in read(tmp_path / "t.xlsx")] == ["a", "b"]


def rebuilt(path, part, change):
    """The workbook with one part changed, as somebody with bad intentions would."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


SHEET, SHARED, LINKS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"
KIND = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
LINK = b'<Relationship Id="rId99" Target="sharedStrings.xml" Type="' + KIND + b'"/></Relationships>'


def share_texts(path, texts):
    """Put the texts of column B into the shared part, where Excel itself writes them; `texts` is their XML."""
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    shared = b'<?xml version="1.0"?><sst xmlns="' + space + b'">' + b"".join(texts) + b"</sst>"
    inline = re.compile(rb't="inlineStr"><is><t>#(\d+)</t></is>')
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(SHARED, shared)
    rebuilt(path, LINKS, lambda xml: xml.replace(b"</Relationships>", LINK))
    return rebuilt(path, SHEET, lambda xml: inline.sub(rb't="s"><v>\1</v>', xml))


def test_shared_texts_are_read_in_pieces_without_phonetic_help(tmp_path):
    path = workbook([["id", "text"], [1, "#0"], [2, "#1"], [3, "#0"], [4, "#2"]], tmp_path)
    share_texts(
        path,
        [
            "<si><t>反馈</t><rPh sb='0' eb='1'><t>ハンクイ</t></rPh></si>".encode(),
            b"<si><r><t>two </t></r><r><rPr><b/></rPr><t>pieces_x000D_</t></r></si>",
            b"<si/>",
        ],
    )
    found = [cells.get("text") for _line, cells, _problem in read(path)]
    assert found == ["反馈", "two pieces\r", "反馈", None]


def test_a_shared_text_that_is_not_there_is_damage(tmp_path):
    path = share_texts(workbook([["id", "text"], [1, "#7"]], tmp_path), [b"<si><t>a</t></si>"])
    with pytest.raises(Unreadable) as refusal:
        open_table(path).count_records()
    assert refusal.value.code == "broken_workbook"


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("part", [SHEET, SHARED, LINKS, "xl/workbook.xml", "xl/styles.xml"])
def test_declarations_are_refused_wherever_they_stand(tmp_path, part):
    path = share_texts(workbook([["id", "text"], [1, "#0"]], tmp_path), [b"<si><t>a</t></si>"])
    rebuilt(path, part, lambda xml: LAUGHS + re.sub(rb"<\?.*?\?>", b"", xml))
    with pytest.raises(Unreadable) as refusal:
        open_table(path).count_records()
    assert refusal.value.code == "doctype"


def test_a_zip_that_unpacks_to_gigabytes_is_not_unpacked(tmp_path):
    path = workbook([["id", "text"], [1, "a"]], tmp_path)
    share_texts(path, [b" " * (xlsx_table.MAX_UNPACKED + 1)])
    assert path.stat().st_size < 1_000_000
    with pytest.raises(Unreadable) as refusal:
        open_table(path)
    assert refusal.value.code == "bomb"


def test_a_row_of_far_too_many_cells_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx_table, "MAX_ELEMENTS", 100_000)
    path = workbook([["id", "text"], [1, "a"]], tmp_path)
    bomb = b'<row r="3">' + b"<c><v>1</v></c>" * 100_000 + b"</row></sheetData>"
    rebuilt(path, SHEET, lambda xml: xml.replace(b"</sheetData>", bomb))
    with pytest.raises(Unreadable) as refusal:
        open_table(path).count_records()
    assert refusal.value.code == "bomb"


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml[:-30],
        lambda xml: xml.replace(b'<row r="2"', b'<row r="' + b"9" * 5000 + b'"'),
        lambda xml: xml.replace(b"<v>", b"<v>zwei"),
        lambda _xml: b"",
    ],
)
def test_a_damaged_sheet_is_refused(tmp_path, change):
    path = rebuilt(workbook([["id", "text"], [1, "a"]], tmp_path), SHEET, change)
    with pytest.raises(Unreadable) as refusal:
        open_table(path).count_records()
    assert refusal.value.code in ("broken_workbook", "empty_file")


def test_a_cell_far_to_the_right_makes_a_bad_row(tmp_path):
    path = workbook([["id", "text"], [1, "a"]], tmp_path)
    rebuilt(path, SHEET, lambda xml: xml.replace(b'r="A2"', b'r="ZZZZZZZZZ2"'))
    assert [problem for _line, _cells, problem in read(path)] == ["too_many_cells"]
