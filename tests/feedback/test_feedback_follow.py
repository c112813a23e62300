import pytest

from feedback.models import Feedback, Follow
from tests.factories import make_feedback
from tests.pages import HTMX, asks_to_sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def feedback(alice):
    return make_feedback(alice)


@pytest.fixture
def address(feedback):
    return f"/feedback/{feedback.pk}/follow/"


def level(member):
    return Follow.objects.filter(member=member).values_list("level", flat=True).first()


@pytest.mark.parametrize("wanted", ["all", "status", "none"])
def test_each_level_can_be_chosen_twice(wanted, feedback, address, bob, bob_client):
    for _twice in range(2):
        answer = bob_client.post(address, {"level": wanted})
        assert answer.headers["Location"] == feedback.get_absolute_url()
    assert level(bob) == wanted
    assert Follow.objects.filter(member=bob).count() == 1


def test_without_leaving_the_page(address, bob, bob_client):
    answer = bob_client.post(address, {"level": "status"}, **HTMX)
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert answer.context["level"] == level(bob) == "status"


@pytest.mark.parametrize("wanted", ["", "everything", "ALL", "all\n"])
def test_an_unknown_level_changes_nothing(wanted, address, alice, alice_client):
    assert alice_client.post(address, {"level": wanted}).status_code == 302
    assert alice_client.post(address, {"level": wanted}, **HTMX).status_code == 200
    assert level(alice) == "all"


def test_links_do_not_follow(address, bob_client):
    assert bob_client.get(address).status_code == 405


def test_visitors_are_asked_to_sign_in(address, visitor):
    assert asks_to_sign_in(visitor.post(address, {"level": "all"}))
    assert "HX-Redirect" in visitor.post(address, {"level": "all"}, **HTMX).headers
    assert Follow.objects.count() == 1


@pytest.mark.parametrize("visibility", ["hidden", "pending", "removed"])
def test_what_is_not_public_cannot_be_followed(visibility, address, bob_client):
    Feedback.objects.update(visibility=visibility, due_at=None)
    assert bob_client.post(address, {"level": "all"}).status_code == 404
    assert Follow.objects.count() == 1
