"""One press from the mail stops one kind of it, without signing in."""

import pytest
from django.core import signing
from django.test import Client

from community.models import MailChoice
from community.notices import UNSUBSCRIBE_SALT, unsubscribe_path

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(alice):
    return unsubscribe_path(alice, "feedback.commented")


def stopped():
    return list(MailChoice.objects.filter(frequency="never").values_list("member__name", "kind"))


def test_opening_the_link_only_shows_the_page(path, visitor):
    """Mail scanners open every link."""
    for _twice in range(2):
        assert visitor.get(path).status_code == 200
    assert stopped() == []


def test_a_press_stops_this_kind_and_may_be_repeated(path, visitor):
    for _twice in range(2):
        assert visitor.post(path).status_code == 200
        assert stopped() == [("Alice", "comments")]


def test_mail_programs_post_without_a_token_of_ours(path):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert stopped() == [("Alice", "comments")]


def test_it_speaks_of_the_link_and_not_of_who_is_signed_in(path, bob_client):
    bob_client.post(path)
    assert stopped() == [("Alice", "comments")]


def forged(value, salt=UNSUBSCRIBE_SALT):
    return f"/me/unsubscribe/{signing.dumps(value, salt=salt)}/"


@pytest.mark.parametrize(
    "make",
    [
        lambda pk, path: path[:-2] + "/",
        lambda pk, path: "/me/unsubscribe/x/",
        lambda pk, path: f"/me/unsubscribe/{'x' * 3000}/",
        lambda pk, path: forged([pk, "comments"], salt="other"),
        lambda pk, path: forged([pk, "everything"]),
        lambda pk, path: forged([pk]),
        lambda pk, path: forged("comments"),
        lambda pk, path: forged(7),
    ],
)
def test_links_that_are_not_ours(make, alice, path, visitor):
    for method in (visitor.get, visitor.post):
        assert method(make(alice.pk, path)).status_code == 404
    assert stopped() == []


def test_a_link_of_somebody_who_left(path, alice, visitor):
    alice.delete()
    assert visitor.get(path).status_code in (200, 404)
    assert visitor.post(path).status_code in (200, 404)
