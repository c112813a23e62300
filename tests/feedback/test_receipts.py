"""The anonymous way back: open with the code, read, add a word, rate, leave."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from feedback import actions
from feedback.models import Comment, Rating, Status
from tests.factories import make_comment, make_feedback, make_fix_note, make_receipt
from tests.pages import words_of

pytestmark = pytest.mark.django_db

OPEN, VIEW, LEAVE = "/receipt/", "/receipt/view/", "/receipt/leave/"


@pytest.fixture
def receipt():
    return make_receipt("The hotline was rude to me.")


@pytest.fixture
def holder(receipt, visitor):
    """A browser that opened the receipt."""
    assert visitor.post(OPEN, {"code": receipt[1]}).headers["Location"] == VIEW
    return visitor


@pytest.mark.parametrize("spelling", [str, str.lower, lambda code: code.replace("-", " "), lambda code: f"  {code}\n"])
def test_the_code_opens_however_it_is_typed(spelling, receipt, visitor):
    feedback, code = receipt
    assert visitor.post(OPEN, {"code": spelling(code)}).status_code == 302
    page = visitor.get(VIEW)
    assert page.status_code == 200
    assert "The hotline was rude to me." in words_of(page)
    assert page.context["feedback"] == feedback


@pytest.mark.parametrize("code", ["", "ABCD-EFGH-JKMN-PQRS", "x", "-" * 19, "' OR 1=1 --", "字" * 16, "A" * 5000])
def test_no_other_code_does(code, receipt, visitor):
    page = visitor.post(OPEN, {"code": code})
    assert page.status_code == 422
    assert page.context["form"].errors
    assert visitor.get(VIEW).headers["Location"] == OPEN


def test_named_items_have_no_receipt(alice, visitor):
    make_feedback(alice)
    assert visitor.post(OPEN, {"code": ""}).status_code == 422


def test_guessing_is_slowed_down(receipt, visitor):
    for number in range(20):
        assert visitor.post(OPEN, {"code": f"ABCD-{number}"}, REMOTE_ADDR="203.0.113.7").status_code == 422
    refused = visitor.post(OPEN, {"code": receipt[1]}, REMOTE_ADDR="203.0.113.7")
    assert refused.status_code == 429
    assert visitor.post(OPEN, {"code": receipt[1]}, REMOTE_ADDR="203.0.113.8").status_code == 302


def test_without_a_code_there_is_nothing(visitor):
    assert visitor.get(VIEW).headers["Location"] == OPEN
    answer = visitor.post(VIEW, {"text": "Hello."})
    assert answer.status_code == 422
    assert "Hello." in answer.content.decode()
    assert visitor.post(VIEW, {}).headers["Location"] == OPEN
    assert not Comment.objects.exists()


@pytest.mark.parametrize("value", ["", "x", "x" * 5000, "WyJBQkNEIiwgdHJ1ZV0:1a:bb", "[1,2]", '["A"]:x:y'])
def test_a_forged_cookie_opens_nothing(value, receipt, visitor):
    visitor.cookies["receipt"] = value
    assert visitor.get(VIEW).headers["Location"] == OPEN


def test_the_cookie_is_narrow_and_short(receipt, visitor):
    cookie = visitor.post(OPEN, {"code": receipt[1]}).cookies["receipt"]
    assert cookie["path"] == "/receipt/"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert int(cookie["max-age"]) <= 3600
    assert receipt[1] not in cookie.value


def test_after_an_hour_the_code_is_asked_again(holder):
    with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=1)):
        assert holder.get(VIEW).headers["Location"] == OPEN


def test_answers_are_read(holder, receipt, tessa, bob):
    feedback = receipt[0]
    actions.triage_feedback(feedback, actor=tessa, answer="We are **sorry**.")
    actions.add_note(feedback, actor=tessa, text="Talk to the hotline.")
    make_comment(feedback, bob, "That happened to me too.")
    page = holder.get(VIEW)
    assert "<strong>sorry</strong>" in page.content.decode()
    assert "That happened to me too." in words_of(page)
    assert "Talk to the hotline." not in words_of(page)


def test_a_word_is_added_once(holder, receipt, visitor):
    form = {"text": "It was on Monday.", "submit_key": "s" * 32}
    for _twice in range(2):
        assert holder.post(VIEW, form).headers["Location"] == VIEW
    comment = Comment.objects.get()
    assert (comment.author, comment.by_author) == (None, True)
    assert "It was on Monday." in words_of(holder.get(VIEW))
    assert "It was on Monday." in words_of(Client().get(receipt[0].get_absolute_url()))


def test_the_word_that_was_asked_for_brings_it_back_under_review(holder, receipt, tessa):
    actions.triage_feedback(receipt[0], actor=tessa, status=Status.NEEDS_INFO, answer="Which day?")
    holder.post(VIEW, {"text": "Monday."})
    receipt[0].refresh_from_db()
    assert receipt[0].status == Status.UNDER_REVIEW


def test_a_rating_is_given_once(holder, receipt, tessa):
    make_fix_note([receipt[0]], actor=tessa)
    for score in ("2", "5"):
        holder.post(VIEW, {"score": score, "remark": "Still rude."})
    rating = Rating.objects.get()
    assert (rating.score, rating.member, rating.by_receipt) == (2, None, True)
    receipt[0].refresh_from_db()
    assert receipt[0].status == Status.UNDER_REVIEW


@pytest.mark.parametrize(
    "wrong", [{"text": ""}, {"text": "x" * 2001}, {"score": "9"}, {"score": ""}, {"score": "5"}, {}]
)
def test_what_is_wrong_is_said(wrong, holder):
    page = holder.post(VIEW, wrong)
    assert page.status_code == 422
    assert page.context["comment_form"].errors or page.context["rating_form"].errors
    assert not Comment.objects.exists()
    assert not Rating.objects.exists()


def test_leaving_forgets_the_code(holder):
    assert holder.get(LEAVE).status_code == 405
    assert holder.post(LEAVE).headers["Location"] == OPEN
    assert holder.get(VIEW).headers["Location"] == OPEN


def test_a_hidden_item_is_still_its_authors(holder, receipt, tessa):
    actions.hide_feedback(receipt[0], actor=tessa)
    assert holder.get(VIEW).status_code == 200
    actions.remove_feedback(receipt[0], actor=None)
    assert holder.get(VIEW).headers["Location"] == OPEN


def test_the_page_is_kept_by_nobody(holder):
    page = holder.get(VIEW)
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers.get("Referrer-Policy") == "same-origin"


def test_a_stale_form_token_is_refused(receipt):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(OPEN, {"code": receipt[1]}).status_code == 403
