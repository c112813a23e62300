"""Anonymous means anonymous: what a signed-in member says without a name leads back to them from nowhere."""

import base64
import hashlib
import hmac
import io
import json
import logging
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.db import connection
from django.test import Client
from django_q.models import OrmQ
from PIL import Image

from community.models import Member
from feedback import actions
from feedback.models import Comment, Feedback, Rating, Status
from tests.factories import PASSWORD, image_upload, make_category, make_fix_note, make_group, make_member

NAME = "Zephyrine Quill"
EMAIL = "zephyrine.quill@planted.example"
ADDRESS = "203.0.113.77"
AGENT = "PlantedAgent/7.7 (planted-device)"
FILE = "IMG-zephyrine-planted.jpg"
CAMERA = "PlantedCamera of Zephyrine"
PLANTED = [NAME, EMAIL, ADDRESS, AGENT, FILE, CAMERA, "Zephyrine", "zephyrine", "PlantedAgent", "203.0.113"]


@pytest.fixture
def author(transactional_db):
    return make_member(NAME, email=EMAIL)


@pytest.fixture
def browser(author):
    """The author's own browser, signed in by the real form."""
    browser = Client(REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=AGENT, HTTP_X_FORWARDED_FOR=ADDRESS)
    assert browser.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD}).status_code == 302
    assert browser.get("/feedback/new/").status_code == 200
    return browser


def photo():
    """A picture that says who took it, where and with what."""
    exif = Image.Exif()
    exif[0x010F] = CAMERA
    exif[0x9C9B] = NAME.encode("utf-16-le")
    exif.get_ifd(0x8825)[0x001D] = "2026:01:01"
    out = io.BytesIO()
    Image.new("RGB", (80, 60), "#445566").save(out, "JPEG", exif=exif, comment=NAME.encode())
    return image_upload(FILE, content=out.getvalue(), content_type="image/jpeg")


def rows():
    """{(table, key): all that stands in the row} of every table of the database."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for number, row in enumerate(cursor.fetchall()):
                found[table, str(row[0]) if row else number] = repr(row)
    return found


def changed(before):
    """What was written since `before`: the rows that are new or other than they were."""
    return {key: row for key, row in rows().items() if before.get(key) != row}


def disguises(text):
    """The forms in which a value may be kept without being seen at once."""
    raw = text.encode()
    yield text
    yield base64.b64encode(raw).decode().rstrip("=")[:-1]
    yield text.encode("utf-16-le").hex()
    for name in ("md5", "sha1", "sha256", "sha512", "blake2b"):
        yield hashlib.new(name, raw).hexdigest()
        yield hmac.new(settings.SECRET_KEY.encode(), raw, name).hexdigest()


def assert_nothing_planted(text, where):
    for planted in PLANTED:
        for form in disguises(planted):
            assert form not in text, f"{planted!r} stands in {where}"


def links_to(member, before):
    """Rows written since `before` that point at the member by any foreign key."""
    written = {}
    for (table, key), _row in changed(before).items():
        written.setdefault(table, set()).add(key)
    found = []
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if field.related_model is Member:
                keys = written.get(model._meta.db_table, set())
                linked = model._base_manager.filter(**{field.name: member}).values_list("pk", flat=True)
                found += [(model._meta.label, pk, field.name) for pk in linked if str(pk) in keys]
    return found


@pytest.fixture
def log():
    """All that is logged from now on, whatever the level."""

    class Keep(logging.Handler):
        lines = []

        def emit(self, record):
            self.lines.append(logging.Formatter("%(message)s %(args)s").format(record) + repr(record.__dict__))

    keeper, root = Keep(level=logging.NOTSET), logging.getLogger()
    level = root.level
    root.addHandler(keeper)
    root.setLevel(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    yield keeper
    root.removeHandler(keeper)
    root.setLevel(level)


def say(browser, **fields):
    form = {
        "text": "My host shouted at the newcomers.",
        "identity": "anonymous",
        "submit_key": "s" * 32,
        "draft_key": "d" * 32,
    }
    return browser.post("/feedback/new/", form | fields)


@pytest.mark.django_db(transaction=True)
def test_the_whole_anonymous_loop_leaves_no_trace(author, browser, log, media, queue):
    group, _category, tessa = make_group(), make_category("people"), make_member("Tessa", is_staff=True)
    before, mails = rows(), len(mail.outbox)

    answer = say(browser, group=group.slug, category="people", images=[photo()])
    assert answer.headers["Location"] == "/receipt/view/"
    code = browser.get("/receipt/view/").context["code"]
    feedback = Feedback.objects.get()
    actions.triage_feedback(feedback, actor=tessa, status=Status.NEEDS_INFO, answer="Which evening?")
    browser.post("/receipt/view/", {"text": "On Monday.", "submit_key": "t" * 32})
    make_fix_note([feedback], actor=tessa)
    browser.post("/receipt/view/", {"score": "2", "remark": "He still shouts."})
    browser.post("/receipt/", {"code": code})
    queue.run()

    assert feedback.attachments.count() == 1
    assert Comment.objects.count() == Rating.objects.count() == 1
    written = changed(before)
    assert any(table == "feedback_feedback" for table, _key in written)
    for where, row in written.items():
        assert_nothing_planted(row, where)
    assert links_to(author, before) == []
    # The session goes on as it was: not even its time tells that something was said.
    assert not [where for where in written if where[0] == "django_session"]
    assert not [where for where in written if where[0] == "community_member"]
    assert not [where for where in written if where[0] == "community_activity"]
    # The code is nowhere but with its author.
    for where, row in written.items():
        assert code not in row, where
        assert code.replace("-", "") not in row, where
    # Nobody is written to.
    assert len(mail.outbox) == mails
    for line in log.lines:
        assert_nothing_planted(line, "the log")
        assert code not in line
    files = [path for path in media.rglob("*") if path.is_file()]
    assert len(files) == 1
    for path in files:
        assert_nothing_planted(str(path), "a file name")
        for planted in PLANTED:
            assert planted.encode() not in path.read_bytes()
            assert planted.encode("utf-16-le") not in path.read_bytes()
    with Image.open(files[0]) as picture:
        assert not picture.getexif()
    assert_nothing_in_the_file([ADDRESS, AGENT, FILE, CAMERA, code, code.replace("-", "")])


def assert_nothing_in_the_file(values):
    """On SQLite, not even a page that was freed holds a trace."""
    if connection.vendor != "sqlite":
        return
    path = Path(connection.settings_dict["NAME"])
    for part in (path, path.with_name(path.name + "-wal")):
        content = part.read_bytes() if part.exists() else b""
        for value in values:
            assert value.encode() not in content, f"{value!r} stands in {part.name}"


@pytest.mark.django_db(transaction=True)
def test_the_search_for_traces_would_find_one(author, browser):
    """The control: the same words with the name leave all the traces that are looked for above."""
    before = rows()
    say(browser, identity="member", images=[photo()])
    assert {label for label, _pk, _field in links_to(author, before)} >= {
        "feedback.Feedback",
        "feedback.Attachment",
        "feedback.Follow",
        "feedback.ProgressEntry",
        "community.Activity",
        "community.AuditEntry",
    }
    assert any(NAME in row for row in changed(before).values())
    digest = hashlib.sha256(ADDRESS.encode()).hexdigest()
    with pytest.raises(AssertionError):
        assert_nothing_planted(f"kept as {digest}", "a row")


@pytest.mark.django_db(transaction=True)
def test_a_first_try_under_the_name_leaves_no_trace_either(author, browser):
    """With the name, a picture and a mistake; then, on second thoughts, without the name."""
    say(browser, identity="member", text="", images=[photo()])
    say(browser)
    assert Feedback.objects.get().attachments.count() == 1
    # That he signed in this month, on some device, was written before he said anything.
    known = ("community_member", "django_session", "fairness_deviceuse")
    before = {key: row for key, row in rows().items() if key[0] in known}
    linked = {label for label, _pk, _field in links_to(author, before)}
    assert linked == set(), linked


@pytest.mark.django_db
def test_words_kept_for_signing_in_do_not_stay_in_the_session(db):
    """The session had ended; instead of signing in the author goes back and says it without a name."""
    make_member(NAME, email=EMAIL)
    browser = Client()
    say(browser, identity="member")
    say(browser, identity="anonymous")
    browser.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    session = SessionStore(browser.cookies["sessionid"].value).load()
    assert "shouted" not in json.dumps(session)


@pytest.mark.django_db
def test_anonymous_jobs_and_audit_name_nobody(queue):
    feedback = actions.submit_feedback(
        "He shouted.", actor=make_member(NAME, email=EMAIL), channel="anonymous", anonymous=True
    ).feedback
    actions.follow_up(feedback, text="On Monday.")
    for row in OrmQ.objects.all():
        assert_nothing_planted(repr(row.task), "a job")
    assert re.fullmatch("[0-9a-f]{64}", feedback.receipt_hash)
