"""The cast, and what every test starts from: empty caches, its own media folder, the rows of the migrations."""

from contextlib import contextmanager
from pydoc import locate
from queue import SimpleQueue

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client, override_settings
from django.utils import translation
from django_q.conf import Conf
from django_q.models import OrmQ
from django_q.signing import SignedPackage
from pytest_django.plugin import blocking_manager_key

from community.models import Community, Interest
from community.search import Rarity
from community.search_index import PostgresIndex
from feedback.analysis import Alarm, Analysis
from feedback.models import Category, Channel, RoutingRule, SlaPolicy
from rewards.honours.models import Badge, BadgeLevel, Title
from rewards.models import Bank, Rule
from tests.factories import make_member

# Rows that migrations write; a test with real transactions empties the database behind it.
BASE_MODELS = [
    Community,
    Interest,
    Channel,
    Category,
    SlaPolicy,
    RoutingRule,
    Group,
    Rule,
    Bank,
    Badge,
    BadgeLevel,
    Title,
]
MODERATOR_MAY = [
    *("triage_feedback", "view_feedback", "publish_fixnote", "view_fixnote", "add_fixnote"),
    *("enter_feedback", "view_replytemplate"),
]


# --- a clean start ------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, request):
    """Remember what the migrations wrote, so that it can be put back."""
    with django_db_blocker.unblock():
        rows = [row for model in BASE_MODELS for row in model.objects.all()]
        request.config.base_rows = serializers.serialize("json", rows, use_natural_foreign_keys=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """Put the migrations' rows back after a test that emptied the tables; after the last the database is gone, unless
    it is kept for the next run."""
    result = yield
    if nextitem is None and not item.config.getvalue("reuse_db"):
        return result
    if "transactional_db" in item.fixturenames or is_transactional(item):
        with item.config.stash[blocking_manager_key].unblock():
            ContentType.objects.clear_cache()
            for row in serializers.deserialize("json", item.config.base_rows):
                row.save()
            connection.close()
    return result


def is_transactional(item):
    marker = item.get_closest_marker("django_db")
    return marker is not None and bool(marker.kwargs.get("transaction") or (marker.args and marker.args[0]))


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
