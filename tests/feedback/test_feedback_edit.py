from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from feedback import actions
from feedback.models import Feedback
from tests.factories import make_feedback
from tests.pages import asks_to_sign_in

pytestmark = pytest.mark.django_db

WORDS = {"title": "New title", "text": "Other words, better ones.", "category": "other"}


@pytest.fixture
def address(alice):
    return f"/feedback/{make_feedback(alice).pk}/edit/"


def item(address):
    return Feedback.objects.get(pk=int(address.split("/")[2]))


def test_the_author_mends_the_words(address, alice_client):
    assert alice_client.get(address).status_code == 200
    for _twice in range(2):
        answer = alice_client.post(address, WORDS)
        assert answer.headers["Location"] == item(address).get_absolute_url()
    feedback = item(address)
    assert (feedback.title, feedback.text, feedback.category.slug) == tuple(WORDS.values())
    assert feedback.entries.filter(kind="edited").count() == 1


def test_visitors_are_asked_to_sign_in(address, visitor):
    assert asks_to_sign_in(visitor.get(address))
    assert asks_to_sign_in(visitor.post(address, WORDS))


def test_others_find_nothing(address, bob_client, tessa_client):
    before = item(address).text
    for browser in (bob_client, tessa_client):
        assert browser.get(address).status_code == 404
        assert browser.post(address, WORDS).status_code == 404
    assert item(address).text == before


def test_too_late_is_said_and_the_words_are_kept(address, alice_client, tessa):
    actions.triage_feedback(item(address), actor=tessa, answer="We look at it.")
    page = alice_client.post(address, WORDS)
    assert page.status_code == 422
    assert page.context["form"]["text"].value() == WORDS["text"]
    assert item(address).text != WORDS["text"]


def test_after_an_hour_it_is_too_late(address, alice, sign_in):
    with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=1)):
        assert sign_in(alice).post(address, WORDS).status_code == 422
    assert item(address).text != WORDS["text"]


@pytest.mark.parametrize("wrong", [{"text": ""}, {"title": "t" * 81}, {"category": "no-such"}])
def test_wrong_words_are_said(wrong, address, alice_client):
    assert alice_client.post(address, WORDS | wrong).status_code == 422


def test_what_was_taken_back_cannot_be_edited(address, alice, alice_client):
    actions.remove_feedback(item(address), actor=alice)
    assert alice_client.post(address, WORDS).status_code == 404
    assert item(address).text == ""


def test_other_fields_are_ignored(address, bob, alice, alice_client):
    alice_client.post(address, WORDS | {"status": "fixed", "author": bob.pk, "visibility": "hidden"})
    assert (item(address).status, item(address).author, item(address).visibility) == ("new", alice, "public")
