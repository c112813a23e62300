import pytest

from feedback import actions
from feedback.models import Feedback, Rating
from tests.factories import make_feedback, make_fix_note
from tests.pages import asks_to_sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def feedback(alice, tessa):
    feedback = make_feedback(alice)
    make_fix_note([feedback], actor=tessa)
    feedback.refresh_from_db()
    return feedback


@pytest.fixture
def address(feedback):
    return f"/feedback/{feedback.pk}/rate/"


def test_opening_the_page_records_nothing(address, alice_client):
    for query in ("", "?score=5", "?score=1&remark=x"):
        assert alice_client.get(address + query).status_code == 200
        alice_client.head(address + query)
    assert not Rating.objects.exists()


def test_a_press_does_and_the_first_score_stays(feedback, address, alice, alice_client):
    answer = alice_client.post(address, {"score": "4", "remark": "Good."})
    assert answer.headers["Location"] == feedback.get_absolute_url()
    assert alice_client.post(address, {"score": "1"}).status_code == 302
    rating = Rating.objects.get()
    assert (rating.member, rating.score, rating.remark) == (alice, 4, "Good.")
    feedback.refresh_from_db()
    assert feedback.status == "fixed"
    assert alice_client.get(address).context["rating"] == rating


def test_a_low_score_reopens_and_says_so(feedback, address, alice_client):
    page = alice_client.post(address, {"score": "1"}, follow=True)
    assert page.status_code == 200
    assert list(page.context["messages"])
    feedback.refresh_from_db()
    assert feedback.status == "under_review"
    # What is open again cannot be rated anew, but opening the old link still works.
    assert alice_client.get(address).status_code == 200
    alice_client.post(address, {"score": "5"})
    assert Rating.objects.get().score == 1


@pytest.mark.parametrize("score", ["", "0", "6", "-1", "2.5", "five", "1e0", "9" * 5000, "５"])
def test_no_other_scores(score, address, alice_client):
    assert alice_client.post(address, {"score": score}).status_code == 422
    assert not Rating.objects.exists()


def test_a_remark_too_long_is_said_and_kept(address, alice_client):
    page = alice_client.post(address, {"score": "5", "remark": "x" * 501})
    assert page.status_code == 422
    assert page.context["form"]["remark"].value() == "x" * 501


def test_what_is_not_fixed_is_refused_with_a_reason(alice, alice_client):
    feedback = make_feedback(alice)
    page = alice_client.post(f"/feedback/{feedback.pk}/rate/", {"score": "5"})
    assert page.status_code == 422
    assert not Rating.objects.exists()


def test_visitors_are_asked_to_sign_in(address, visitor):
    assert asks_to_sign_in(visitor.get(address))
    assert asks_to_sign_in(visitor.post(address, {"score": "5"}))


def test_it_is_for_the_author_and_the_followers(address, feedback, bob, bob_client, carol_client, tessa_client):
    for browser in (bob_client, carol_client, tessa_client):
        assert browser.get(address).status_code == 404
        assert browser.post(address, {"score": "1"}).status_code == 404
    actions.set_follow(feedback, actor=bob, level="status")
    assert bob_client.post(address, {"score": "5"}).status_code == 302
    assert Rating.objects.get().member == bob


def test_hidden_items_are_closed_to_followers(address, feedback, bob, bob_client):
    actions.set_follow(feedback, actor=bob, level="status")
    Feedback.objects.update(visibility="hidden")
    assert bob_client.post(address, {"score": "5"}).status_code == 404
