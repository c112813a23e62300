"""Views that a moderator keeps at the triage list."""

import pytest

from feedback import actions
from feedback.desk import Queue, own_views
from feedback.models import SavedView
from tests.factories import make_category, make_feedback

pytestmark = pytest.mark.django_db

KEEP = "/admin/feedback/feedback/triage/keep/"


@pytest.fixture
def pay(db):
    return make_category("pay")


@pytest.fixture
def kept(tessa, pay):
    return actions.save_view(Queue(tessa, "open", category="pay"), "Paying", actor=tessa)


def drop(view):
    return f"/admin/feedback/feedback/triage/{view.pk}/drop/"


def test_keep_what_is_narrowed_and_find_it_again(tessa_client, alice, tessa, pay):
    make_feedback(alice, "The card was charged twice.", category=pay)
    narrowed = "/admin/feedback/feedback/triage/?view=open&category=pay"
    assert KEEP in tessa_client.get(narrowed).content.decode()
    sent = {"view": "open", "in_category": "pay", "name": "  Paying  "}
    response = tessa_client.post(KEEP, sent)
    assert response.status_code == 302
    assert "category=pay" in response["Location"]
    page = tessa_client.get(response["Location"]).content.decode()
    assert SavedView.objects.get().name == "Paying"
    # Kept already: nothing to keep.
    assert KEEP not in page
    assert 'aria-current="page">Paying</a>' in page


def test_a_ready_view_needs_no_keeping(tessa_client):
    assert KEEP not in tessa_client.get("/admin/feedback/feedback/triage/?view=open").content.decode()


def test_the_same_name_again_stands_for_the_new_queue(tessa, kept):
    again = actions.save_view(Queue(tessa, "overdue", category="pay"), "Paying", actor=tessa)
    assert again.pk == kept.pk
    assert "overdue" in SavedView.objects.get().query


@pytest.mark.parametrize(("name", "words"), [("", "name"), (" ", "name"), ("n" * 21, "20")])
def test_a_name_that_is_none_is_refused_with_a_reason(tessa_client, name, words):
    response = tessa_client.post(KEEP, {"view": "open", "q": "lift", "name": name}, follow=True)
    assert words in next(str(message) for message in response.context["messages"])
    assert response.status_code == 200
    assert not SavedView.objects.exists()


def test_eight_are_enough(tessa_client, tessa):
    for n in range(SavedView.LIMIT):
        actions.save_view(Queue(tessa, q=f"word {n}"), f"View {n}", actor=tessa)
    tessa_client.post(KEEP, {"view": "open", "q": "lift", "name": "Ninth"})
    assert SavedView.objects.count() == SavedView.LIMIT
    tessa_client.post(KEEP, {"view": "open", "q": "lift", "name": "View 1"})
    assert SavedView.objects.get(name="View 1").query == "view=open&q=lift"


def test_remove_one_and_twice(tessa_client, kept):
    assert tessa_client.post(drop(kept), {"view": "open"}).status_code == 302
    assert not SavedView.objects.exists()
    assert tessa_client.post(drop(kept)).status_code == 404


def test_nobody_else_sees_or_removes_it(adam_client, adam, kept):
    assert "Paying" not in adam_client.get("/admin/feedback/feedback/triage/").content.decode()
    assert adam_client.post(drop(kept)).status_code == 404
    assert SavedView.objects.exists()
    assert own_views(adam) == []


@pytest.mark.parametrize("where", ["keep", "drop"])
def test_the_door(where, kept, visitor, alice_client, tessa_client):
    address = KEEP if where == "keep" else drop(kept)
    sent = {"view": "open", "q": "lift", "name": "Lift"}
    assert tessa_client.get(address).status_code == 405
    assert "/login/" in visitor.post(address, sent)["Location"]
    assert alice_client.post(address, sent).status_code in (302, 403)
    assert list(SavedView.objects.values_list("name", flat=True)) == ["Paying"]


def test_words_of_a_search_come_back_as_they_were(tessa):
    odd = "退款 & <b>%20 ?view=x #1"
    view = actions.save_view(Queue(tessa, "new", q=odd), "Odd", actor=tessa)
    [shown] = own_views(tessa)
    assert Queue(tessa, "new", q=odd).query() == view.query == shown["query"]


def test_the_longest_queue_fits(tessa):
    longest = Queue(tessa, "unassigned", q="退" * 100, category="c" * 20, channel="d" * 20, owner="9" * 18)
    actions.save_view(longest, "Long", actor=tessa)
    kept = SavedView.objects.get()
    kept.full_clean()
    assert kept.query == longest.query()
