import pytest

from feedback import actions
from feedback.models import Feedback, Status, Vote
from tests.factories import make_feedback
from tests.pages import HTMX, asks_to_sign_in, next_address, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def feedback(alice):
    return make_feedback(alice)


@pytest.fixture
def address(feedback):
    return f"/feedback/{feedback.pk}/vote/"


def count():
    feedback = Feedback.objects.get()
    assert feedback.vote_count == Vote.objects.count()
    return feedback.vote_count


def test_a_press_supports_and_another_takes_it_back(feedback, address, bob_client):
    for want, shown in (("1", 1), ("1", 1), ("0", 0), ("0", 0), ("1", 1)):
        answer = bob_client.post(address, {"want": want})
        assert answer.headers["Location"] == feedback.get_absolute_url()
        assert count() == shown


@pytest.mark.parametrize("size", ["", "big", "bare"])
def test_a_press_without_leaving_the_page(size, address, bob_client):
    for want, shown in (("1", "1"), ("1", "1"), ("0", "0")):
        answer = bob_client.post(address, {"want": want, "size": size}, **HTMX)
        html = answer.content.decode()
        assert answer.status_code == 200
        assert "<html" not in html
        assert shown in words_of(answer)
        assert ('aria-pressed="true"' in html) == (want == "1")


def test_links_do_not_vote(address, bob_client):
    assert bob_client.get(address).status_code == 405
    assert bob_client.get(address, **HTMX).status_code == 405
    assert count() == 0


def test_visitors_sign_in_and_come_back_to_a_page(feedback, address, visitor):
    answer = visitor.post(address, {"want": "1"}, HTTP_REFERER=f"http://testserver{feedback.get_absolute_url()}")
    assert asks_to_sign_in(answer)
    assert next_address(answer) == feedback.get_absolute_url()
    assert count() == 0


@pytest.mark.parametrize("referer", ["", "https://elsewhere.example/feedback/", "http://testserver.example/", "//x"])
def test_visitors_from_elsewhere_come_back_to_a_page_of_ours(referer, address, visitor):
    answer = visitor.post(address, {"want": "1"}, HTTP_REFERER=referer)
    assert asks_to_sign_in(answer)
    assert visitor.get(next_address(answer)).status_code == 200


def test_visitors_are_taken_along_by_htmx(feedback, address, visitor):
    here = f"http://testserver{feedback.get_absolute_url()}"
    answer = visitor.post(address, {"want": "1"}, HTTP_HX_CURRENT_URL=here, **HTMX)
    assert answer.headers["HX-Redirect"].startswith("/accounts/login/?next=/feedback/")
    assert count() == 0


@pytest.mark.parametrize("visibility", ["hidden", "pending", "removed"])
def test_what_is_not_public_takes_no_votes(visibility, feedback, address, bob_client, tessa_client, alice_client):
    Feedback.objects.update(visibility=visibility, due_at=None)
    for browser in (bob_client, tessa_client, alice_client):
        assert browser.post(address, {"want": "1"}).status_code == 404
    assert count() == 0


def test_ones_own_item_is_refused_with_a_reason(address, alice_client):
    assert alice_client.post(address, {"want": "1"}).status_code == 302
    answer = alice_client.post(address, {"want": "1", "size": "big"}, **HTMX)
    assert answer.status_code == 200
    assert answer.context["error"]
    assert count() == 0


def test_what_is_settled_is_refused_with_a_reason(feedback, address, bob_client, tessa):
    actions.triage_feedback(feedback, actor=tessa, status=Status.FIXED)
    assert bob_client.post(address, {"want": "1"}, **HTMX).context["error"]
    page = bob_client.post(address, {"want": "1"}, follow=True)
    assert page.status_code == 200
    assert list(page.context["messages"])
    assert count() == 0


def test_a_vote_on_what_was_settled_meanwhile_still_shows_as_given(feedback, address, bob, bob_client, tessa):
    """A refused second press must not look like a vote taken back."""
    actions.cast_vote(feedback, actor=bob)
    actions.triage_feedback(feedback, actor=tessa, status=Status.FIXED)
    answer = bob_client.post(address, {"want": "1"}, **HTMX)
    assert answer.context["vote"] == "ended"
    assert count() == 1


@pytest.mark.parametrize("want", ["", "yes", "2", "-1", "1e9"])
def test_anything_but_0_supports(want, address, bob_client):
    bob_client.post(address, {"want": want})
    assert count() == 1


def test_votes_are_limited(address, bob_client):
    for _n in range(300):
        bob_client.post(address, {"want": "1"}, **HTMX)
    assert bob_client.post(address, {"want": "0"}, **HTMX).status_code == 429
    assert count() == 1


def test_no_vote_without_the_token(address, bob, sign_in):
    assert sign_in(bob, enforce_csrf_checks=True).post(address, {"want": "1"}).status_code == 403
    assert count() == 0
