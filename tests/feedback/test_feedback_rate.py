import pytest

from feedback import actions
from feedback.models import Feedback, Follow, Rating
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
    # What is open again cannot be rated anew; the old link leads to it.
    assert alice_client.get(address).headers["Location"] == feedback.get_absolute_url()
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
    page = alice_client.post(f"/feedback/{feedback.pk}/rate/", {"score": "5"}, follow=True)
    assert page.redirect_chain[0][0] == feedback.get_absolute_url()
    assert list(page.context["messages"])
    assert not Rating.objects.exists()


def test_visitors_are_asked_to_sign_in(address, visitor):
    assert asks_to_sign_in(visitor.get(address))
    assert asks_to_sign_in(visitor.post(address, {"score": "5"}))


def test_it_is_for_the_author_and_those_who_followed(bob, carol, bob_client, carol_client, tessa_client, alice, tessa):
    feedback = make_feedback(alice)
    actions.set_follow(feedback, actor=bob, level="status")
    actions.cast_vote(feedback, actor=carol)
    actions.set_follow(feedback, actor=carol, level="none")
    make_fix_note([feedback], actor=tessa)
    address = f"/feedback/{feedback.pk}/rate/"
    assert tessa_client.get(address).status_code == 404
    assert bob_client.post(address, {"score": "5"}).status_code == 302
    assert carol_client.post(address, {"score": "4"}).status_code == 302
    assert set(Rating.objects.values_list("member", flat=True)) == {bob.pk, carol.pk}


@pytest.mark.parametrize("level", ["none", "all"])
def test_whoever_comes_after_the_fix_cannot_reopen_it(level, address, feedback, bob, bob_client, carol_client):
    assert carol_client.post(address, {"score": "1"}).status_code == 404
    bob_client.post(f"/feedback/{feedback.pk}/follow/", {"level": level})
    assert bob_client.get(address).status_code == 404
    assert bob_client.post(address, {"score": "1"}).status_code == 404
    assert not list(bob_client.get("/me/").context["to_rate"])
    feedback.refresh_from_db()
    assert feedback.status == "fixed"


def test_hidden_items_are_closed_to_followers(address, feedback, bob, bob_client):
    Follow.objects.create(feedback=feedback, member=bob, created_at=feedback.created_at)
    assert bob_client.get(address).status_code == 200
    Feedback.objects.update(visibility="hidden")
    assert bob_client.post(address, {"score": "5"}).status_code == 404
