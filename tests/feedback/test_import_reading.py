"""Tables as people send them: what is read, and what is said of the rest."""

import json
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from feedback.channels.columns import check_mapping, guess_mapping, label_columns
from feedback.channels.dates import parse_moment
from feedback.channels.reading import Unreadable, open_table, table

ROWS = [
    {"编号": "1", "内容": "地铁站 出口的灯坏了，晚上很黑", "时间": "2026-03-04 08:05"},
    {"编号": "2", "内容": "第一行\n第二行，带“引号”和, 逗号", "时间": ""},
    {"编号": "3", "内容": 'The lift says "closed"; why?', "时间": ""},
]


def as_csv(rows=ROWS, delimiter=","):
    def cell(value):
        return '"' + value.replace('"', '""') + '"'

    lines = [delimiter.join(rows[0])]
    lines += [delimiter.join(map(cell, row.values())) for row in rows]
    return "\r\n".join(lines) + "\r\n"


def read(path, **options):
    return [(record.line, record.cells, record.problem) for record in open_table(path, **options).records()]


def texts(path, **options):
    return [record.cells.get("内容") for record in open_table(path, **options).records()]


NAIVE = datetime(2026, 3, 4, 8, 5)  # noqa: DTZ001 as a sheet has it
WANTED = [row["内容"] for row in ROWS]


# --- CSV ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_csv_of_every_make_is_read_alike(write, delimiter, encoding):
    path = write(as_csv(delimiter=delimiter).encode(encoding))
    assert texts(path) == WANTED
    assert open_table(path).columns == ["编号", "内容", "时间"]


def test_lines_are_physical_lines_also_after_line_breaks_within_quotes(write):
    assert [line for line, _cells, _problem in read(write(as_csv()))] == [2, 3, 5]


def test_a_first_line_that_declares_the_separator_is_stepped_over(write):
    assert [line for line, *_rest in read(write("sep=;\nid;text\n1;a, b\n"))] == [3]


def test_blank_lines_and_rows_of_empty_cells_are_no_rows(write):
    assert read(write("id,text\n\n1,a\n,\n\n2,b\n")) == [
        (3, {"id": "1", "text": "a"}, ""),
        (6, {"id": "2", "text": "b"}, ""),
    ]


def test_a_broken_byte_marks_its_own_row_and_not_the_file(write):
    lines = [f"{n},好的意见 {n}" for n in range(50)]
    content = ("id,内容\n" + "\n".join(lines) + "\n").encode().replace("意见 7".encode(), b"\xff\xfe 7")
    rows = texts(write(content))
    assert rows[8] == "好的意见 8"
    assert "\udcff" in rows[7]
    assert sum("\udcff" in row for row in rows) == 1


def test_a_quote_that_never_closes_costs_one_row(write):
    path = write('id,text\n1,"never closed\n2,fine\n3,"also fine"\n4,fine\n')
    assert [(line, problem) for line, _cells, problem in read(path)] == [
        (2, "broken_quotes"),
        (3, ""),
        (4, ""),
        (5, ""),
    ]


def test_a_quote_that_never_closes_before_the_end_costs_one_row(write):
    path = write('id,text\n1,fine\n2,"never closed\n3,fine\n')
    assert [(line, problem) for line, _cells, problem in read(path)] == [(2, ""), (3, "broken_quotes"), (4, "")]


def test_pieces_of_a_broken_row_do_not_become_feedback(write):
    path = write('id,lang,text\n1,en,"he said "no"\nand left, then, came back, again\n2,en,fine\n')
    found = read(path)
    assert found[0][2] == "broken_quotes"
    assert [cells["text"] for _line, cells, problem in found if not problem] == ["fine"]


def test_more_cells_than_columns_are_not_cut_off(write):
    assert read(write("id,text\n1,one, two\n"))[0][2] == "too_many_cells"


def test_a_far_too_long_row_is_reported_and_the_next_one_read(write):
    path = write("id,text\n1," + "x" * 300_000 + '\n2,fine\n3,"' + "y\n" * 90_000 + "4,fine\n")
    found = read(path)
    assert [cells for _line, cells, problem in found if not problem] == [
        {"id": "2", "text": "fine"},
        {"id": "4", "text": "fine"},
    ]
    assert [problem for _line, _cells, problem in found[:4]] == ["row_too_long", "", "row_too_long", "torn_row"]


def test_many_columns_are_refused(write):
    with pytest.raises(Unreadable) as refusal:
        open_table(write(",".join("abc" for _n in range(50_000)) + "\n1\n"))
    assert refusal.value.code in ("too_many_columns", "broken_header")


# --- JSON -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(ROWS),
        json.dumps(ROWS, ensure_ascii=False, indent=2),
        json.dumps({"page": 1, "meta": {"a": [1, {}]}, "items": ROWS}),
        json.dumps({"items": ROWS}, indent=1),
        "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS),
        "\ufeff" + json.dumps(ROWS),
    ],
)
def test_json_of_every_shape_is_read_alike(write, content):
    path = write(content, "table.json")
    assert texts(path) == WANTED
    assert open_table(path).count_records() == 3


def test_a_broken_line_of_json_lines_costs_one_row(write):
    path = write('{"id": 1, "text": "a"}\n{"id": 2, "text": \n\n{"id": 3, "text": "c"}\n[1]\n', "t.jsonl")
    assert [(line, problem) for line, _cells, problem in read(path)] == [
        (1, ""),
        (2, "broken_line"),
        (4, ""),
        (5, "broken_line"),
    ]


def test_an_entry_that_is_no_object_costs_one_row(write):
    found = read(write('[{"id": 1, "text": "a"},\n 7,\n {"id": 2, "text": "b"}]'))
    assert [(line, problem) for line, _cells, problem in found] == [(1, ""), (2, "no_object"), (3, "")]


@pytest.mark.parametrize(
    "content",
    [
        '[{"id": 1, "text": "a"}, {"id": 2, ',
        '[{"id": 1, "text": "a"}',
        '[{"id": 1} {"id" 2}]',
        "[" * 100_000,
        '[{"a": ' + "[" * 100_000 + "]" * 100_000 + "}]",
        "{}",
        "[]",
    ],
)
def test_broken_or_listless_json_is_refused_before_anything_is_written(write, content):
    with pytest.raises(Unreadable) as refusal:
        open_table(write(content, "t.json"))
    assert refusal.value.messages[0]


def test_numbers_of_thousands_of_digits_are_kept_as_text(write):
    assert read(write('[{"id": ' + "9" * 5000 + ', "text": "a"}]'))[0][1]["id"] == "9" * 5000


# --- files as a whole ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "old_excel"),
        (b"%PDF-1.7 ...", "no_table"),
        (b"PK\x03\x04 not really", "broken_workbook"),
        (b"\x00\x01\x02\x03" * 100, "no_table"),
        (b"   \n ", "empty_file"),
    ],
)
def test_other_files_are_refused_with_a_sentence(write, content, code):
    with pytest.raises(Unreadable) as refusal:
        open_table(write(content))
    assert refusal.value.code == code


def test_limits_of_size_and_rows(write, monkeypatch, tmp_path):
    with pytest.raises(Unreadable) as refusal:
        open_table(tmp_path / "nothing.csv")
    assert refusal.value.code == "no_file"
    monkeypatch.setattr(table, "MAX_ROWS", 3)
    path = write("id,text\n" + "1,a\n" * 4)
    with pytest.raises(Unreadable) as refusal:
        open_table(path).count_records()
    assert refusal.value.code == "too_many_rows"
    monkeypatch.setattr("feedback.channels.reading.MAX_BYTES", 10)
    with pytest.raises(Unreadable) as refusal:
        open_table(path)
    assert refusal.value.code == "file_too_large"


def test_reading_a_large_file_takes_little_memory(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("w") as file:
        file.write("id,text\n")
        file.writelines(f"{n},这是一条不长不短的反馈 {n}\n" for n in range(150_000))
    tracemalloc.start()
    assert open_table(path).count_records() == 150_000
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000


# --- columns and dates ----------------------------------------------------------------------------------------


def test_headers_in_both_languages_are_understood():
    assert guess_mapping(["反馈编号", "反馈内容", "标题", "分类", "提交时间", "语言", "链接"]) == {
        "id": "反馈编号", "text": "反馈内容", "title": "标题", "category": "分类",
        "created": "提交时间", "lang": "语言", "url": "链接",
    }  # fmt: skip
    assert guess_mapping(["Review ID", "Body", "Subject", "Created_At", "URL", "stars"]) == {
        "id": "Review ID", "text": "Body", "title": "Subject", "created": "Created_At", "url": "URL",
    }  # fmt: skip


def test_columns_of_one_name_or_none_are_told_apart():
    assert label_columns(["text", "", "text", None]) == ["text", "(2)", "text (2)", "(4)"]


@pytest.mark.parametrize("mapping", [{}, {"id": "a"}, {"text": "b"}, {"text": "a", "colour": "a"}])
def test_a_mapping_needs_a_text_and_columns_that_exist(mapping):
    with pytest.raises(ValidationError):
        check_mapping(mapping, ["a"])


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("2026-03-04 08:05", "2026-03-04T00:05"),
        ("2026/3/4", "2026-03-03T16:00"),
        ("2026年3月4日 8点05分", "2026-03-04T00:05"),
        ("3/4/2026 8:05", "2026-03-04T00:05"),
        ("4.3.2026 8:05", "2026-03-04T00:05"),
        ("3/4/2026 1:05 PM", "2026-03-04T05:05"),
        ("2026-03-04T08:05:00Z", "2026-03-04T08:05"),
        ("2026-03-04T08:05:00+02:00", "2026-03-04T06:05"),
        ("Wed, 04 Mar 2026 08:05:00 GMT", "2026-03-04T08:05"),
        ("1772611500", "2026-03-04T08:05"),
        ("1772611500000", "2026-03-04T08:05"),
        (NAIVE, "2026-03-04T00:05"),
    ],
)
def test_dates_without_zone_are_community_time(value, wanted):
    assert parse_moment(value) == datetime.fromisoformat(wanted).replace(tzinfo=UTC)


def test_day_first_is_a_choice_and_never_guessed_from_one_value():
    assert parse_moment("4/3/2026", day_first=True) == parse_moment("3/4/2026")
    with pytest.raises(ValueError):
        parse_moment("20/3/2026")


@pytest.mark.parametrize("value", ["昨天", "2026-02-30", "0001-01-01", "1", "2026-03-04 下午3:00", "x" * 9000, True])
def test_what_is_no_date_is_said_so(value):
    with pytest.raises(ValueError):
        parse_moment(value)


# --- real input -----------------------------------------------------------------------------------------------

REAL = Path(__file__).resolve().parents[3] / "shared/data/feedback-samples/import_4000.csv"


@pytest.mark.skipif(not REAL.exists(), reason="the sample stands beside a development checkout only")
def test_the_real_file_has_4000_sound_rows():
    assert sum(not record.problem for record in open_table(REAL).records()) == 4000
