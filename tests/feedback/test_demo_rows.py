"""What the demo keeps, looked at from all sides: one demo for all tests here, for to load it takes seconds."""

import pytest
from django.core import mail
from django.core.management import call_command
from django.db.models import F
from django.test import override_settings
from django.utils import timezone

from community.models import (
    Member,
)
from community.search import find_ids
from feedback.demo.stories import STORIES
from feedback.models import (
    Feedback,
    SecondLook,
)
from tests.conftest import shared_rows
from tests.feedback.demo_checks import (
    check_accounts,
    check_anonymous,
    check_counts,
    check_fix_notes,
    check_nothing_is_left,
    check_states,
    check_votes,
    check_what_the_team_has,
)

pytestmark = pytest.mark.django_db

EXTRA = 60
MARKET = STORIES["market"]


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """(data folder, mails that went out) of the market with more items than were written by hand."""
    folder = tmp_path_factory.mktemp("demo")

    def write():
        with override_settings(VAR_DIR=folder):
            call_command("load_demo", "market", "--items", str(EXTRA))
        return folder, list(mail.outbox)

    mail.outbox.clear()
    with shared_rows(django_db_blocker, folder / "media", write) as made:
        yield made


def test_counts_agree_with_rows():
    assert Feedback.objects.count() == len(MARKET.written) + EXTRA
    check_counts()
    assert find_ids("feedback", "豆腐")


def test_states_follow_from_the_log():
    check_states()


def test_nothing_is_left_to_tell_or_to_close(demo):
    _folder, mails = demo
    check_nothing_is_left(mails)


def test_nobody_votes_for_their_own_or_after_the_end():
    check_votes()


def test_anonymous_items_name_nobody():
    check_anonymous()


def test_something_waits_for_approval_and_the_team_has_ready_words():
    check_what_the_team_has(MARKET)


def test_decisions_were_made_twice_and_some_wait():
    decided = SecondLook.objects.decided()
    assert decided.count() >= 10
    assert not decided.filter(decided_by=F("first_by")).exists()
    assert not decided.filter(decided_at__gt=timezone.now()).exists()
    assert any(look.differs("severity") for look in decided)
    assert not all(look.differs("severity") for look in decided)
    assert SecondLook.objects.filter(decided_at=None).exists()


def test_fix_notes():
    check_fix_notes(MARKET)


def test_accounts_open_the_door(demo):
    folder, _mails = demo
    check_accounts(folder / "accounts.json", ["admin", "lead", "moderator", "host", "member"])


def test_pages_open(client):
    member = Member.objects.get(name=MARKET.people[9].name)
    client.force_login(member)
    for url in (
        "/",
        "/feedback/",
        "/fixed/",
        "/groups/",
        "/me/inbox/",
        Feedback.objects.public().latest("pk").get_absolute_url(),
    ):
        assert client.get(url).status_code == 200, url
