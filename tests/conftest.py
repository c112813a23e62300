"""The cast, and what every test starts from: empty caches, its own media folder, the rows of the migrations."""

from contextlib import contextmanager
from pydoc import locate
from queue import SimpleQueue

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.cache import caches
from django.db import transaction
from django.test import Client, TransactionTestCase, override_settings
from django.utils import translation
from django_q.conf import Conf
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from community.search import Rarity
from community.search_index import PostgresIndex
from feedback.analysis import Alarm, Analysis
from tests.factories import make_member
from tests.flushing import Start

MODERATOR_MAY = [
    *("triage_feedback", "view_feedback", "publish_fixnote", "view_fixnote", "add_fixnote"),
    *("enter_feedback", "view_replytemplate"),
]


# --- a clean start ------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Remember what the migrations wrote; it is put back after each test that really committed."""
    with django_db_blocker.unblock():
        start = Start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: start.put_back())
        yield


@contextmanager
def clean_start(media):
    """What holds while a test runs, or while rows are written that several tests start from."""
    with (
        pytest.MonkeyPatch.context() as patch,
        override_settings(
            # Tests type faster than people; those of the form's guards set the time themselves.
            FORM_MIN_SECONDS=0,
            MEDIA_ROOT=media,
        ),
        # Whoever asks outside a request reads English: a request of an earlier test leaves its language behind.
        translation.override("en"),
    ):
        # A job that runs at once passes no pipes and threads on its way, which cost many times what the jobs do.
        patch.setattr("django_q.tasks.Queue", PlainQueue)
        # What the search learnt from the documents of another test says nothing about those of this one.
        patch.setattr(Rarity, "kept", {})
        patch.setattr(PostgresIndex, "kept", {})
        # Tests say more on one day than a newcomer may; those of that limit set it themselves.
        patch.setattr("community.moderation.checks.NEWCOMER_PER_DAY", 10_000)
        # That texts could not be read in another test keeps nothing out of the log of this one.
        patch.setattr("feedback.actions.reading.is_failing", False)
        # Nothing that an earlier test cached is seen, neither pages nor the board's figures.
        for cache in caches.all(initialized_only=True):
            cache.clear()
        yield


class PlainQueue(SimpleQueue):
    """A queue within this process, with what a queue between processes can do besides."""

    def close(self):
        pass

    join_thread = close


@pytest.fixture(autouse=True)
def media(tmp_path):
    """A clean start, with a media folder of this test's own, as a Path."""
    folder = tmp_path / "media"
    with clean_start(folder):
        yield folder


@contextmanager
def shared_rows(blocker, media, write):
    """What `write()` gives, for all tests of a module; the rows that it wrote stay until the module is done.

    They are written in a transaction that stays open, and each test returns to a savepoint in it. The fixture of the
    module asks for `django_db_setup`; all tests of such a module see the rows, also those that do not ask for them.
    """
    with blocker.unblock(), transaction.atomic():
        with clean_start(media):
            written = write()
        with blocker.block():
            yield written
        transaction.set_rollback(True)


@pytest.fixture
def machine(monkeypatch):
    """A machine that reads in the place of ours: it finds everything neutral but what `machine.says` names by a piece
    of the text."""
    reader = Machine()
    monkeypatch.setattr("feedback.actions.reading.analyse", reader)
    return reader


class Machine:
    """Stands in for feedback.analysis.analyse."""

    def __init__(self):
        self.known = {}

    def says(self, piece, mood="neutral", score=0.0, words=(), **alarms):
        """What it reads in every text with this piece; `alarms` are reason=(words, …)."""
        found = tuple(Alarm(reason, tuple(words)) for reason, words in alarms.items())
        self.known[piece] = (mood, score, tuple(words), found)

    def __call__(self, text):
        for piece, (mood, score, words, alarms) in self.known.items():
            if piece in text:
                return Analysis("zh-hans", mood, score, words, alarms, "test-1")
        return Analysis("zh-hans", "neutral", 0.0, (), (), "test-1")


# --- the cast -----------------------------------------------------------------------------------------------


@pytest.fixture
def alice(db):
    """The author."""
    return make_member("Alice")


@pytest.fixture
def bob(db):
    """Another member."""
    return make_member("Bob")


@pytest.fixture
def carol(db):
    """A stranger: a member who has to do with nothing here."""
    return make_member("Carol")


@pytest.fixture
def tessa(db):
    """A moderator."""
    return make_moderator("Tessa")


def make_moderator(name):
    """A moderator: staff, and in the group of moderators."""
    moderators, created = Group.objects.get_or_create(name="moderators")
    if created:
        moderators.permissions.set(Permission.objects.filter(codename__in=MODERATOR_MAY))
    member = make_member(name, is_staff=True, job_title="Service")
    member.groups.add(moderators)
    return member


@pytest.fixture
def adam(db):
    """The superuser."""
    return make_member("Adam", is_staff=True, is_superuser=True)


@pytest.fixture
def visitor(client):
    """A browser without a session."""
    return client


@pytest.fixture
def sign_in():
    """A function that gives a browser signed in as the given member."""

    def signed_in(member, **options):
        browser = Client(**options)
        browser.force_login(member)
        return browser

    return signed_in


@pytest.fixture
def alice_client(alice, sign_in):
    return sign_in(alice)


@pytest.fixture
def bob_client(bob, sign_in):
    return sign_in(bob)


@pytest.fixture
def carol_client(carol, sign_in):
    return sign_in(carol)


@pytest.fixture
def tessa_client(tessa, sign_in):
    return sign_in(tessa)


@pytest.fixture
def adam_client(adam, sign_in):
    return sign_in(adam)


# --- the worker ---------------------------------------------------------------------------------------------


class Queue:
    """The jobs that wait in the database, and a worker that is called by hand."""

    def names(self):
        return [job["func"] for job in self.jobs()]

    def jobs(self):
        return [SignedPackage.loads(row.payload) for row in OrmQ.objects.order_by("pk")]

    def lose(self):
        """The worker is killed with all that waited."""
        OrmQ.objects.all().delete()

    def run(self):
        """Do what waits, and what that brings, until nothing is left."""
        while row := OrmQ.objects.order_by("pk").first():
            job = SignedPackage.loads(row.payload)
            row.delete()
            locate(job["func"])(*job["args"], **job["kwargs"])


@pytest.fixture
def queue(monkeypatch):
    """Jobs wait in the database as in production, instead of being done at once."""
    monkeypatch.setattr(Conf, "SYNC", False)
    return Queue()
