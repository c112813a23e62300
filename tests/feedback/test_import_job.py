"""Importing on the staff desk: sent, looked at, checked, done; who may, and what becomes of the file."""

import re
import stat
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from community.models import AuditEntry
from feedback.channels import actions
from feedback.channels.models import ImportJob
from feedback.models import Category, Feedback
from tests.factories import make_member
from tests.feedback.conftest import IMPORT_ROWS

pytestmark = pytest.mark.django_db

ADD = "/admin/channels/importjob/add/"
SET_UP = {"channel": "social", "encoding": "", "column_text": "内容", "column_id": "编号"}


@pytest.fixture
def job(import_job):
    return import_job


def send(client, content=IMPORT_ROWS, name="反馈.csv", **fields):
    upload = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    return client.post(ADD, {"file": upload, "channel": "social"} | fields)


def url(job, page="change"):
    return reverse(f"admin:channels_importjob_{page}", args=[job.pk])


def body(response):
    return response.content.decode()


# --- the way through -----------------------------------------------------------------------------------------


def test_from_the_file_to_the_board(ivy_client, ivy, queue):
    response = send(ivy_client)
    job = ImportJob.objects.get()
    assert response.url == url(job)
    assert (job.state, job.total, job.actor, job.name) == ("draft", 36, ivy, "反馈.csv")
    assert job.mapping == {"id": "编号", "text": "内容", "category": "分类"}
    page = body(ivy_client.get(url(job)))
    assert "电梯太慢了 10" in page
    assert "电梯太慢了 11" not in page
    assert not Feedback.objects.exists()

    assert ivy_client.post(url(job), SET_UP | {"then": "start"}).url == url(job)
    assert queue.names() == ["feedback.channels.tasks.run_import"]
    assert "<progress" in body(ivy_client.get(url(job)))
    queue.run()
    job.refresh_from_db()
    assert (job.state, job.done, job.added, job.bad) == ("finished", 36, 35, 1)
    assert Feedback.objects.public().count() == 35
    page = body(ivy_client.get(url(job)))
    assert "There is no text." in page
    rows = b"".join(ivy_client.get(url(job, "rows")).streaming_content).decode("utf-8-sig")
    assert rows.splitlines() == ["Line,Reason,编号,内容,分类", "37,There is no text.,36,,"]
    entries = AuditEntry.objects.filter(object_type="channels.importjob").order_by("pk")
    assert list(entries.values_list("action", "actor")) == [
        ("feedback.import.started", ivy.pk),
        ("feedback.import.finished", ivy.pk),
    ]


def test_a_check_tells_what_would_happen_and_writes_nothing(ivy_client, job, queue):
    ivy_client.post(url(job), SET_UP | {"then": "check"})
    queue.run()
    job.refresh_from_db()
    assert (job.state, job.added, job.bad) == ("checked", 35, 1)
    assert not Feedback.objects.exists()
    assert not AuditEntry.objects.filter(object_type="channels.importjob").exists()
    assert "What would happen" in body(ivy_client.get(url(job)))
    ivy_client.post(url(job), SET_UP | {"then": "start"})
    queue.run()
    job.refresh_from_db()
    assert (job.state, job.added, job.bad, job.issues.count()) == ("finished", 35, 1, 1)


def test_columns_are_chosen_and_the_preview_follows(ivy_client, job):
    response = ivy_client.post(url(job), SET_UP | {"column_text": "编号", "column_id": "", "then": "look"}, follow=True)
    job.refresh_from_db()
    assert job.mapping == {"text": "编号"}
    assert "<b>10</b>" in body(response)
    response = ivy_client.post(url(job), SET_UP | {"column_text": "", "then": "start"})
    assert response.status_code == 400
    assert "No column holds the text" in body(response)
    assert ivy_client.post(url(job), SET_UP | {"column_text": "nonsense"}).status_code == 400
    job.refresh_from_db()
    assert job.state == "draft"


def test_other_characters_can_be_chosen(ivy_client, social, ivy):
    upload = SimpleUploadedFile("big.csv", "id,text\n1,電梯太慢了\n".encode("big5"))
    job = actions.keep_upload(upload, channel=social, actor=ivy)
    fields = {"channel": "social", "encoding": "big5", "column_text": "text", "column_id": "id"}
    assert "電梯太慢了" in body(ivy_client.post(url(job), fields | {"then": "look"}, follow=True))


def test_the_preview_judges_every_row(ivy_client, job, queue):
    actions.start_import(job, actor=None)
    queue.run()
    send(ivy_client, "编号,内容\n1,电梯太慢了 1\n2,别的话\n3,\n99,新的\n")
    page = body(ivy_client.get(url(ImportJob.objects.latest("pk"))))
    for words in ("Already there", "Already there with other words", "There is no text.", "Will be added"):
        assert words in page


def test_progress_is_polled_and_ends_with_the_page_anew(ivy_client, job, queue):
    actions.start_import(job, actor=None)
    response = ivy_client.get(url(job, "progress"), headers={"HX-Request": "true"})
    assert 'hx-trigger="every 1s"' in body(response)
    assert "HX-Refresh" not in response
    assert 'http-equiv="refresh"' in body(ivy_client.get(url(job)))
    queue.run()
    assert ivy_client.get(url(job, "progress"), headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_categories_are_made_only_by_those_who_may(ivy, ivy_client, job, queue):
    before = Category.objects.count()
    rows = "编号,内容,分类\n1,电梯,设施\n"
    send(ivy_client, rows)
    first = ImportJob.objects.latest("pk")
    fields = SET_UP | {"column_category": "分类", "create_categories": "on", "then": "start"}
    ivy_client.post(url(first), fields)
    queue.run()
    assert Category.objects.count() == before
    ivy.user_permissions.add(Permission.objects.get(codename="add_category"))
    send(ivy_client, rows.replace("1,", "2,"))
    ivy_client.post(url(ImportJob.objects.latest("pk")), fields)
    queue.run()
    assert Feedback.objects.get(source_id="2").category.name == "设施"


# --- who may -------------------------------------------------------------------------------------------------

PAGES = ["change", "progress", "rows"]
PRESSES = ["stop", "resume", "drop"]


@pytest.mark.parametrize("who", ["visitor", "carol_client"])
def test_those_who_are_no_staff_are_sent_to_sign_in(who, job, request):
    client = request.getfixturevalue(who)
    for address in [ADD, "/admin/channels/importjob/", *[url(job, page) for page in PAGES]]:
        assert client.get(address).status_code == 302
    for address in [ADD, url(job), *[url(job, page) for page in PRESSES]]:
        assert client.post(address, SET_UP | {"then": "start"}).status_code == 302
    job.refresh_from_db()
    assert (job.state, ImportJob.objects.count()) == ("draft", 1)


def test_staff_without_the_permission_may_not(job, sign_in):
    client = sign_in(make_member("Sam", is_staff=True))
    for address in [ADD, "/admin/channels/importjob/", *[url(job, page) for page in PAGES]]:
        assert client.get(address).status_code == 403
    for address in [url(job), *[url(job, page) for page in PRESSES]]:
        assert client.post(address, SET_UP | {"then": "start"}).status_code == 403
    assert send(client).status_code == 403
    job.refresh_from_db()
    assert (job.state, ImportJob.objects.count()) == ("draft", 1)


def test_the_list_shows_imports_and_the_default_pages_change_nothing(ivy_client, job):
    assert "反馈.csv" in body(ivy_client.get("/admin/channels/importjob/"))
    assert ivy_client.post(f"/admin/channels/importjob/{job.pk}/delete/", {"post": "yes"}).status_code == 403
    assert ImportJob.objects.exists()


def test_presses_are_presses(ivy_client, job):
    for page in PRESSES:
        assert ivy_client.get(url(job, page)).status_code == 405
    assert ivy_client.get("/admin/channels/importjob/999999/change/").status_code == 404


# --- files ---------------------------------------------------------------------------------------------------


def test_the_file_is_private_and_named_by_us(job, settings):
    path = Path(job.file.path)
    assert path.parent == settings.VAR_DIR / "imports"
    assert re.fullmatch(r"[0-9a-f]{32}\.table", path.name)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not path.is_relative_to(settings.MEDIA_ROOT)


def test_the_file_goes_when_all_is_done_or_the_upload_is_put_away(
    ivy_client, job, queue, django_capture_on_commit_callbacks
):
    path = Path(job.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        actions.start_import(job, actor=None)
        queue.run()
    assert not path.exists()
    send(ivy_client)
    other = ImportJob.objects.latest("pk")
    path = Path(other.file.path)
    assert ivy_client.post(url(other, "drop")).status_code == 302
    assert not path.exists()
    assert ivy_client.post(url(other, "drop")).status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"%PDF-1.7", "not a table"), (b"", "empty"), (b"PK\x03\x04xx", "damaged"), (b'[{"a":', "breaks on line")],
)
def test_an_unreadable_file_is_refused_and_not_kept(ivy_client, tmp_path, monkeypatch, content, words):
    # A folder of its own: tests that run at the same moment keep their files in the usual one.
    monkeypatch.setattr(ImportJob._meta.get_field("file"), "storage", FileSystemStorage(tmp_path))
    response = send(ivy_client, content)
    assert response.status_code == 400
    assert words in body(response)
    assert not any(tmp_path.iterdir())
    assert not ImportJob.objects.exists()


def test_a_too_large_file_is_refused(ivy_client, monkeypatch):
    monkeypatch.setattr("feedback.channels.forms.MAX_BYTES", 10)
    response = send(ivy_client)
    assert response.status_code == 400
    assert "MB are allowed" in body(response)


def test_markup_in_names_headers_and_rows_stays_text(ivy_client):
    evil = "<script>alert(1)</script>"
    send(ivy_client, f'{evil},内容\n1,"{evil}"\n2,\n', name=f"{evil}.csv")
    job = ImportJob.objects.get()
    page = body(ivy_client.get(url(job)))
    assert evil not in page
    assert "&lt;script&gt;" in page
    assert evil not in body(ivy_client.get("/admin/channels/importjob/"))


@pytest.mark.parametrize("name", ["../../etc/passwd", "a" * 6000 + ".csv", "x\r\ny.csv"])
def test_strange_names_are_only_shown(ivy_client, name):
    assert send(ivy_client, name=name).status_code == 302
    job = ImportJob.objects.get()
    assert "/" not in job.name
    assert len(job.name) <= 200
    assert ivy_client.get(url(job)).status_code == 200


def test_broken_characters_in_headers_and_cells_do_not_break_the_page(ivy_client):
    content = b"id,text,na\xffme\x00\n1,\xff\xfe,\x00\n2,fine,\n"
    assert send(ivy_client, content).status_code == 302
    page = ivy_client.get(url(ImportJob.objects.get()))
    assert page.status_code == 200
    assert "cannot be read" in body(page)
