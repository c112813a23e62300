"""Something behind every public address, made once for all tests of a module."""

import shutil
from contextlib import contextmanager
from copy import deepcopy

import pytest
from django.test import Client, override_settings

from community.models import Member
from config.wsgi import application
from tests.addresses.world import make_world
from tests.conftest import shared_rows


@contextmanager
def no_limits():
    """The limits would answer in place of what is to be tried. Requests are built as the web server builds them."""
    with pytest.MonkeyPatch.context() as patch, override_settings(ACCOUNT_RATE_LIMITS=False):
        patch.setattr("community.limits.count_one", lambda *args: True)
        patch.setattr("django.test.client.WSGIRequest", application.request_class)
        yield


@pytest.fixture(autouse=True)
def without_limits():
    with no_limits():
        yield


@pytest.fixture(scope="module")
def shared_world(django_db_setup, django_db_blocker, tmp_path_factory):
    """(cookies of the browsers, places, media folder): hundreds of tests ask for it, and to make it takes longer than
    what most of them do."""
    media = tmp_path_factory.mktemp("world")

    def write():
        with no_limits():
            return *make_world(), media

    with shared_rows(django_db_blocker, media, write) as made:
        yield made


@pytest.fixture
def world(shared_world, media, db):
    """Something behind every address, and browsers that answer errors with their page instead of raising."""
    sessions, places, folder = shared_world
    shutil.copytree(folder, media, dirs_exist_ok=True)
    browsers = {who: Client(raise_request_exception=False) for who in sessions}
    for who, cookies in sessions.items():
        browsers[who].cookies = deepcopy(cookies)
    return browsers, dict(places)


def of_the_world(name):
    """A fixture in the place of that of the cast: the member is there already."""
    return pytest.fixture(lambda shared_world, db: Member.objects.get(name=name))


alice, bob, tessa = map(of_the_world, ("Alice", "Bob", "Tessa"))
