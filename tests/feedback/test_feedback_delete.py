import pytest

from feedback.models import Feedback
from tests.factories import make_feedback
from tests.pages import asks_to_sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(alice):
    return f"/feedback/{make_feedback(alice).pk}/delete/"


def test_the_author_takes_it_back_after_being_asked(address, alice_client):
    assert alice_client.get(address).status_code == 200
    assert Feedback.objects.public().count() == 1
    answer = alice_client.post(address)
    assert answer.headers["Location"] == "/feedback/"
    assert Feedback.objects.public().count() == 0
    assert alice_client.post(address).status_code == 302


def test_visitors_are_asked_to_sign_in(address, visitor):
    assert asks_to_sign_in(visitor.post(address))
    assert asks_to_sign_in(visitor.get(address))
    assert Feedback.objects.public().count() == 1


def test_others_find_nothing(address, bob_client, tessa_client):
    for browser in (bob_client, tessa_client):
        assert browser.get(address).status_code == 404
        assert browser.post(address).status_code == 404
    assert Feedback.objects.public().count() == 1


def test_a_hidden_item_in_a_group_can_be_taken_back(address, alice_client):
    Feedback.objects.update(visibility="hidden")
    assert alice_client.post(address).status_code == 302
    assert Feedback.objects.get().visibility == "removed"
