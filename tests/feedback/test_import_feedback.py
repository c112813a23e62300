"""import_feedback: every sound row comes in once, every other one is named."""

import csv
import io
import json
from datetime import timedelta

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from community.models import AuditEntry, Community, SearchDoc
from community.search import find_ids
from feedback.actions import remove_feedback
from feedback.channels import importing
from feedback.channels.models import ImportIssue, ImportJob
from feedback.models import Category, Feedback, ProgressEntry, Status
from feedback.reasons import explain
from tests.factories import make_category
from tests.feedback.test_import_reading import REAL

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def run(path, *options, channel="social"):
    """The command's words: (stdout, stderr)."""
    out, err = io.StringIO(), io.StringIO()
    call_command("import_feedback", str(path), "--channel", channel, *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def table(count, start=1):
    return "id,text\n" + "".join(f"{n},The lift is slow on floor {n}\n" for n in range(start, start + count))


def test_a_row_becomes_a_public_item_with_its_course_begun(write):
    make_category("food", name="外卖")
    path = write(
        "编号,内容,标题,分类,时间,链接\n"
        '17,"饭是凉的，**等**了一小时",晚饭,外卖,2026-03-04 08:05,https://example.org/17\n'
    )
    before, version = timezone.now(), Community.get().version
    run(path)
    item = Feedback.objects.get()
    assert (item.title, item.text, item.source_id) == ("晚饭", "饭是凉的，**等**了一小时", "17")
    assert (item.excerpt, item.language) == ("饭是凉的，等了一小时", "zh-hans")
    assert (item.channel.slug, item.category.slug, item.source_url) == ("social", "food", "https://example.org/17")
    assert (item.status, item.visibility, item.author, item.is_anonymous) == (Status.NEW, "public", None, False)
    assert item.created_at.isoformat() == "2026-03-04T00:05:00+00:00"
    assert item.hot == Feedback.heat(0, 0, item.created_at)
    assert item.answer_due_at >= before + timedelta(hours=Community.get().promise_hours)
    # Nobody waited for us since March: the promise begins when it reaches us.
    assert item.received_at >= before
    assert explain(item).burnt == 0
    step = ProgressEntry.objects.get(feedback=item)
    assert (step.kind, step.new_status, step.actor) == ("received", "new", None)
    assert not ProgressEntry.objects.to_announce().exists()
    assert find_ids("feedback", "饭是凉的") == [item.pk]
    assert Community.get().version > version


def test_the_same_file_again_adds_nothing(write):
    path = write(table(30))
    run(path)
    out, _err = run(path)
    assert Feedback.objects.count() == SearchDoc.objects.count() == ProgressEntry.objects.count() == 30
    assert "Of 30 rows 0 were added, 30 were already there" in out


def test_rows_without_a_number_come_in_once_too_and_equal_ones_each_for_itself(write):
    path = write("text\nvery good\nvery good\nbad\n")
    run(path)
    run(path)
    assert Feedback.objects.count() == 3
    run(write("text\nvery good\nvery good\nbad\nvery good\nnew\n"))
    assert Feedback.objects.count() == 5
    assert Feedback.objects.values("source_id").distinct().count() == 5


def test_a_number_with_nothing_to_see_in_it_is_none(write):
    path = write("id,text\n\u200b\u3164,one\n\u200b,two\n")
    run(path)
    run(path)
    assert Feedback.objects.count() == 2
    assert not Feedback.objects.filter(source_id="").exists()


def test_looking_for_known_numbers_uses_their_index(write):
    run(write(table(3)))
    job, row = (
        ImportJob.objects.select_related("channel").get(),
        importing.Finding(1, 2, "1", "", "", "en", "", None, "", {}),
    )
    with CaptureQueriesContext(connection) as queries:
        importing.find_existing(job, [row])
    [statement] = queries.captured_queries
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement['sql']}".replace("''", "%s"), [""])
            assert "feedback_once_per_source" in str(cursor.fetchall())


def test_the_same_table_as_csv_json_and_xlsx_is_the_same(write, tmp_path):
    rows = [{"text": "one  two", "created": "2026-03-04"}, {"text": "第一行\n第二行", "created": "2026-03-05"}]
    run(write(json.dumps(rows), "t.json"))
    run(write('text,created\none two,2026-03-04\n"第一行\r\n第二行",2026-03-05\n'))
    book = openpyxl.Workbook()
    for row in [["text", "created"], *[list(row.values()) for row in rows]]:
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    run(tmp_path / "t.xlsx")
    assert Feedback.objects.count() == 2


def test_numbers_are_unique_per_channel_only(write):
    path = write(table(2))
    run(path)
    run(path, channel="mail")
    assert Feedback.objects.count() == 4


def test_other_words_under_a_known_number_change_nothing_and_are_named(write):
    run(write(table(2)))
    out, err = run(write("id,text\n1,Something else\n2,The lift is slow on floor 2\n2,Twice in one file\n"))
    assert Feedback.objects.get(source_id="1").text == "The lift is slow on floor 1"
    assert "0 were added, 1 were already there, 2 are there with other words, 0 are bad" in out
    assert "Line 2: Already there with other words" in err
    assert "Line 4: Already there with other words" in err


def test_what_was_taken_back_does_not_come_back(write, alice):
    run(write(table(1)))
    remove_feedback(Feedback.objects.get(), actor=alice)
    out, err = run(write(table(1)))
    assert "0 were added, 1 were already there, 0 are there with other words" in out
    assert Feedback.objects.get().text == ""
    assert err == ""


BAD_ROWS = [
    ("1,,,,", "There is no text."),
    ("2,\u200b \u200b,,,", "There is no text."),
    ("3," + "长" * 5001 + ",,,", "The text has 5001 characters; 5000 are allowed."),
    ("4,a\x00b,,,", "“text” contains characters that cannot be read."),
    ("x" * 101 + ",a,,,", "The number at the source has 101 characters; 100 are allowed."),
    ("6,a,昨天,,", "“昨天” is not understood as a date."),
    ("7,a,2999-01-01,,", "“2999-01-01” lies in the future."),
    ("8,a,1900-01-01,,", "“1900-01-01” lies too far back."),
    ("9,a,,javascript:alert(1),", "“javascript:alert(1)” is no web address."),
    ("10,a,,https://example.org/" + "x" * 500 + ",", "is no web address."),
    ("11,a,,,,extra", "The row has more cells than there are columns"),
    ('12,"a"b,,,', "The quotes of this row do not close properly."),
]


def test_bad_rows_are_named_with_line_and_reason_and_the_others_come_in(write, tmp_path):
    lines = ["id,text,created,url,category"]
    for n, (row, _reason) in enumerate(BAD_ROWS):
        lines += [f'g{n},"good\n{n}",,,', row]
    out, err = run(write("\n".join(lines) + "\n"), "--errors", str(tmp_path / "bad.csv"))
    assert Feedback.objects.count() == len(BAD_ROWS)
    assert f"{len(BAD_ROWS)} were added" in out
    assert f"{len(BAD_ROWS)} are bad" in out
    reported = err.strip().split("\n")
    assert len(reported) == len(BAD_ROWS)
    for place, (words, (_row, reason)) in enumerate(zip(reported, BAD_ROWS, strict=True)):
        assert words.startswith(f"Line {4 + 3 * place}: ")
        assert reason in words
    with (tmp_path / "bad.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["Line"] for row in rows] == [str(4 + 3 * n) for n in range(len(BAD_ROWS))]
    assert rows[2]["text"].startswith("长长")
    assert ImportIssue.objects.count() == len(BAD_ROWS)


def test_the_file_of_bad_rows_holds_no_formulas(write, tmp_path):
    run(write('id,text,url\n=1+1,"=cmd|x",@x\n'), "--errors", str(tmp_path / "bad.csv"))
    with (tmp_path / "bad.csv").open(encoding="utf-8-sig", newline="") as file:
        row = list(csv.reader(file))[1]
    assert row[2:] == ["'=1+1", "'=cmd|x", "'@x"]


def test_broken_characters_and_strange_values_of_json_are_bad_rows(write):
    rows = '[{"id":1,"text":"a\\u0000"},{"id":2,"text":"\\ud800"},{"id":3,"text":["a"]},{"id":{"a":1},"text":"b"}]'
    out, _err = run(write(rows, "t.json"))
    assert "1 were added" in out  # the strange number is written out as it stands
    assert "3 are bad" in out
    assert [issue.code for issue in ImportIssue.objects.order_by("number")] == [
        "broken_characters",
        "broken_characters",
        "no_text_value",
    ]


def test_a_long_title_is_kept_whole_above_the_text(write):
    run(write(f"id,title,text\n1,{'长' * 90},body\n"))
    item = Feedback.objects.get()
    assert len(item.title) == 80
    assert item.text == "长" * 90 + "\n\nbody"


def test_categories_are_found_by_address_and_both_names_or_counted(write):
    make_category("food", name="外卖", name_en="Take-away")
    rows = ["food", "外卖", "TAKE-AWAY", "酒店", "酒店", ""]
    path = write("id,text,category\n" + "".join(f"{n},text {n},{name}\n" for n, name in enumerate(rows)))
    before = Category.objects.count()
    out, _err = run(path)
    assert Feedback.objects.filter(category__slug="food").count() == 3
    assert "Unknown categories, left empty: 酒店 (2)" in out
    assert Category.objects.count() == before


def test_unknown_categories_are_made_when_asked_for_but_not_without_end(write):
    names = ["酒店", "酒店", "US Airways", "n" * 31] + [f"c{n}" for n in range(60)]
    path = write("id,text,category\n" + "".join(f"{n},text {n},{name}\n" for n, name in enumerate(names)))
    before = Category.objects.count()
    out, _err = run(path, "--create-categories")
    assert Category.objects.count() == before + importing.MADE_LIMIT
    assert Feedback.objects.filter(category__name="酒店").count() == 2
    assert Category.objects.get(name="US Airways").slug == "us-airways"
    assert "n" * 31 + " (1)" in out


def test_columns_are_mapped_by_hand(write):
    path = write("a,b,created\nx,first,never\n")
    with pytest.raises(CommandError, match="The columns are: a, b, created"):
        run(path)
    run(path, "--map", "text=b", "--map", "id=a", "--map", "created=")
    assert Feedback.objects.get().source_id == "x"
    for wrong in ("text=zzz", "colour=a", "text"):
        with pytest.raises(CommandError):
            run(path, "--map", wrong)


def test_a_dry_run_counts_the_same_and_writes_nothing(write):
    make_category("food", name="外卖")
    run(write("id,text\n1,known\n"))
    rows = "id,text,category\n1,known,\n1,other,\n2,new,酒店\n2,new again,\n3,,\n4,four,外卖\n"
    before = [model.objects.count() for model in (Feedback, SearchDoc, ProgressEntry, ImportJob, AuditEntry)]
    out, _err = run(write(rows), "--dry-run")
    after = [model.objects.count() for model in (Feedback, SearchDoc, ProgressEntry, ImportJob, AuditEntry)]
    assert before == after
    numbers = "2 would be added, 1 are already there, 2 are there with other words, 1 are bad"
    assert f"Of 6 rows {numbers}" in out
    assert "酒店 (1)" in out
    out, _err = run(write(rows))
    assert numbers.replace("would be", "were").replace("1 are already", "1 were already") in out


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "cannot be opened"), ("", "empty"), ("%PDF-1", "not a table"), ("[1", "breaks on line 1")],
)
def test_an_unreadable_file_fails_with_one_sentence(write, tmp_path, content, words):
    path = tmp_path / "none.csv" if content is None else write(content)
    with pytest.raises(CommandError, match=words):
        run(path)
    assert not ImportJob.objects.exists()


def test_an_unknown_channel_fails_and_names_the_known_ones(write):
    with pytest.raises(CommandError, match="social"):
        run(write(table(1)), channel="carrier-pigeon")


def test_the_errors_file_never_overwrites_the_table(write):
    path = write(table(1))
    with pytest.raises(CommandError):
        run(path, "--errors", str(path))
    assert path.read_text() == table(1)


def test_a_job_leaves_its_counts_and_two_audit_entries(write):
    run(write(table(3) + "4,\n"))
    job = ImportJob.objects.get()
    assert (job.state, job.total, job.added, job.bad, str(job.file)) == ("finished", 4, 3, 1, "")
    actions = AuditEntry.objects.filter(object_type="channels.importjob").order_by("pk")
    assert [entry.action for entry in actions] == ["feedback.import.started", "feedback.import.finished"]
    assert actions[1].changes["added"] == [None, "3"]


def test_broken_off_between_batches_it_goes_on_without_doubles(write, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 10)
    path, real, calls = write(table(35) + "36,\n"), importing.write_rows, []

    def interrupted(*args):
        calls.append(1)
        issues = real(*args)
        if len(calls) == 3:
            raise KeyboardInterrupt  # within the transaction: this batch never was
        return issues

    monkeypatch.setattr(importing, "write_rows", interrupted)
    with pytest.raises(SystemExit) as stop:
        run(path)
    assert stop.value.code == 130
    assert Feedback.objects.count() == 20
    assert ImportJob.objects.get().state == "stopped"
    monkeypatch.setattr(importing, "write_rows", real)
    out, _err = run(path)
    assert "Of 36 rows 15 were added, 20 were already there" in out
    assert Feedback.objects.count() == SearchDoc.objects.count() == 35


def test_statements_grow_with_batches_and_not_with_rows(write, django_assert_max_num_queries):
    path = write(table(400))
    with django_assert_max_num_queries(80):
        run(path)


@pytest.mark.skipif(not REAL.exists(), reason="the sample stands beside a development checkout only")
def test_the_real_file_comes_in_whole_and_once():
    out, err = run(REAL)
    assert "Of 4000 rows 4000 were added" in out
    assert err == ""
    assert Feedback.objects.count() == SearchDoc.objects.filter(is_public=True).count() == 4000
    assert dict.fromkeys(Feedback.objects.values_list("language", flat=True)).keys() == {"en", "zh-hans"}
    out, _err = run(REAL)
    assert "0 were added, 4000 were already there, 0 are there with other words, 0 are bad" in out
    assert Feedback.objects.count() == 4000
