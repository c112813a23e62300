"""My points: every entry with its cause, mine alone."""

import pytest
from django.urls import reverse
from django.utils import timezone

from rewards import actions
from rewards.honours.models import Title
from rewards.models import Bank
from tests.factories import give_points, set_rule
from tests.pages import HTMX, asks_to_sign_in, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return reverse("rewards:points")


def test_visitors_are_asked_to_sign_in(page, visitor):
    assert asks_to_sign_in(visitor.get(page))


def test_posting_is_refused(page, alice_client):
    assert alice_client.post(page).status_code == 405


def test_an_empty_account_says_what_to_do(page, alice_client):
    assert "No points yet" in words_of(alice_client.get(page))


def test_every_entry_stands_there_with_its_cause(page, old_alice, sign_in):
    set_rule("answer_accepted", points=5, daily_cap=7)
    for number in (1, 2):
        actions.award(old_alice, "answer_accepted", key=f"reply:{number}:accepted", about=f"#{number}", url="/talk/1/")
    actions.spend(old_alice, 3, key="redemption:1:paid", about="Tea")
    actions.reverse_awards("reply:1", note="It was copied.")
    words = words_of(sign_in(old_alice).get(page))
    for piece in (
        "Your answer solved a question #1",
        "The limit of the day or month was reached.",
        "Spent Tea",
        "Taken back · Your answer solved a question #1",
        "It was copied.",
        "1 point is owed",
    ):
        assert piece in words


def test_nobody_sees_anothers_points(page, alice, bob_client):
    give_points(alice, 4321)
    assert "4321" not in words_of(bob_client.get(page))


def test_it_says_what_will_expire(page, alice, alice_client):
    Bank.objects.update_or_create(pk=1, defaults={"expire_months": 12})
    set_rule("answer_accepted", points=5)
    long_ago = timezone.localdate().replace(day=1) - timezone.timedelta(days=350)
    actions.award(alice, "answer_accepted", key="reply:1:accepted", day=long_ago)
    assert "5 points expire within 30 days" in words_of(alice_client.get(page))


def test_pages_go_on_by_key_and_cost_the_same(page, alice, alice_client, django_assert_num_queries):
    for _n in range(35):
        give_points(alice, 1)
    alice_client.get(page)
    with django_assert_num_queries(9):
        first = alice_client.get(page)
    assert first.content.count(b"<li>") >= 30
    later = alice_client.get(first.context["next_url"] and page + first.context["next_url"])
    assert later.context["next_url"] == ""
    rows = alice_client.get(page + first.context["next_url"], **HTMX)
    assert b"<html" not in rows.content
    assert len(rows.context["entries"]) == 5


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "\x00", ""])
def test_an_address_that_is_none_starts_at_the_top(page, before, alice_client):
    assert alice_client.get(page, {"before": before}).status_code in (200, 400)


def test_it_says_what_the_next_title_lacks(alice, alice_client):
    Title.objects.all().delete()
    Title.objects.create(name="知音", name_en="Good listener", min_points=5, min_contributions=3, position=1)
    set_rule(points=5)
    actions.award(alice, "answer_accepted", key="reply:1:accepted")
    for page in ("/rewards/points/", "/rewards/"):
        words = words_of(alice_client.get(page))
        assert "Good listener" in words
        assert "Contributions in all 1 / 3" in words
        assert "Points earned in all" not in words
    Title.objects.update(min_contributions=1)
    assert "Good listener" not in words_of(alice_client.get("/rewards/points/"))
