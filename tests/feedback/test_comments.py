"""Adding, mending and taking back a comment."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from feedback import actions
from feedback.models import Attachment, Comment, Feedback
from tests.factories import image_upload, make_comment, make_feedback
from tests.pages import asks_to_sign_in, next_address, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def feedback(alice):
    return make_feedback(alice)


@pytest.fixture
def comment(feedback, bob):
    return make_comment(feedback, bob, "Same here.")


def form(**fields):
    return {"text": "Here **too**.", "submit_key": "s" * 32, "draft_key": "d" * 32} | fields


def adding(feedback):
    return f"/feedback/{feedback.pk}/comments/"


def editing(comment):
    return f"/feedback/comments/{comment.pk}/edit/"


def deleting(comment):
    return f"/feedback/comments/{comment.pk}/delete/"


# --- adding -------------------------------------------------------------------------------------------------


def test_a_member_comments_once(feedback, bob, bob_client):
    for _twice in range(2):
        answer = bob_client.post(adding(feedback), form())
        comment = Comment.objects.get()
        assert answer.headers["Location"] == f"{feedback.get_absolute_url()}#comment-{comment.pk}"
    assert comment.author == bob
    feedback.refresh_from_db()
    assert feedback.comment_count == 1
    assert "<strong>too</strong>" in bob_client.get(feedback.get_absolute_url()).content.decode()


def test_who_is_paused_says_nothing_under_what_others_said(feedback, alice, bob, bob_client, tessa):
    actions.pause_author(bob, actor=tessa, days=7, reason="spam")
    answer = bob_client.post(adding(feedback), form(text="Buy gold."))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "You can say something new again from" in words_of(answer)
    assert "Buy gold." in page  # kept
    assert not Comment.objects.exists()


def test_who_is_paused_still_answers_under_his_own(bob, bob_client, tessa):
    own = make_feedback(bob)
    actions.pause_author(bob, actor=tessa, days=7, reason="spam")
    assert bob_client.post(adding(own), form(text="It was the blue one.")).status_code == 302
    assert Comment.objects.get().feedback == own


def test_with_pictures(feedback, bob_client, visitor):
    bob_client.post(adding(feedback), form(images=[image_upload(), image_upload()]))
    pictures = Comment.objects.get().attachments.all()
    assert len(pictures) == 2
    assert visitor.get(pictures[0].get_absolute_url()).status_code == 200


@pytest.mark.parametrize("text", ["", "   ", "x" * (Comment.TEXT_LIMIT + 1)])
def test_what_is_wrong_is_said_and_kept(text, feedback, bob_client):
    page = bob_client.post(adding(feedback), form(text=text))
    assert page.status_code == 422
    assert page.context["comment_form"].errors
    assert page.context["comment_form"]["text"].value() == text
    assert feedback.title in words_of(page)
    assert not Comment.objects.exists()


def test_a_wrong_picture_is_said_and_the_words_are_kept(feedback, bob_client):
    page = bob_client.post(adding(feedback), form(images=[image_upload("x.png", content=b"no picture")]))
    assert page.status_code == 422
    assert "Here **too**." in page.content.decode()
    assert not Comment.objects.exists()
    assert not Attachment.objects.exists()


def test_links_do_not_comment(feedback, bob_client):
    assert bob_client.get(adding(feedback)).status_code == 405


def test_visitors_sign_in_and_come_back_to_the_item(feedback, visitor):
    answer = visitor.post(adding(feedback), form(), HTTP_REFERER=f"http://testserver{feedback.get_absolute_url()}")
    assert asks_to_sign_in(answer)
    assert next_address(answer) == feedback.get_absolute_url()
    assert not Comment.objects.exists()


@pytest.mark.parametrize("visibility", ["hidden", "pending", "removed"])
def test_what_is_not_public_takes_no_comments(visibility, feedback, bob_client, alice_client, tessa_client):
    Feedback.objects.update(visibility=visibility, due_at=None)
    # What waits for approval takes those of its author, see test_pending.
    for browser in (bob_client, tessa_client) if visibility == "pending" else (bob_client, alice_client):
        assert browser.post(adding(feedback), form()).status_code == 404
    assert not Comment.objects.exists()


def test_extra_fields_are_ignored(feedback, alice, bob, bob_client):
    bob_client.post(adding(feedback), form(author=alice.pk, by_author="1", rendered="<script>x</script>", feedback=99))
    comment = Comment.objects.get()
    assert (comment.author, comment.by_author, comment.feedback) == (bob, False, feedback)
    assert "script" not in comment.rendered


def test_pictures_of_another_form_cannot_be_taken(feedback, alice_client, bob_client):
    """A draft key is as secret as its form; without it nothing of another's form is reached."""
    alice_client.post(
        "/feedback/new/", {"text": "", "identity": "member", "draft_key": "a" * 32, "images": image_upload()}
    )
    bob_client.post(adding(feedback), form(draft_key="../" + "a" * 32))
    assert Attachment.objects.get().feedback is None


# --- mending ------------------------------------------------------------------------------------------------


def test_the_writer_mends_it(comment, bob_client):
    assert bob_client.get(editing(comment)).status_code == 200
    for _twice in range(2):
        assert bob_client.post(editing(comment), form(text="Better *words*.")).status_code == 302
    comment.refresh_from_db()
    assert comment.text == "Better *words*."
    assert comment.edited_at


def test_only_the_writer_does(comment, alice_client, carol_client, tessa_client, visitor):
    for browser in (alice_client, carol_client, tessa_client):
        assert browser.get(editing(comment)).status_code == 404
        assert browser.post(editing(comment), form()).status_code == 404
    assert asks_to_sign_in(visitor.post(editing(comment), form()))
    comment.refresh_from_db()
    assert comment.text == "Same here."


def test_after_an_hour_it_stands(comment, bob, sign_in):
    with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=1)):
        page = sign_in(bob).post(editing(comment), form())
    assert page.status_code == 422
    assert "Here **too**." in page.content.decode()
    comment.refresh_from_db()
    assert comment.text == "Same here."


@pytest.mark.parametrize("text", ["", "x" * 2001])
def test_wrong_words_are_said(text, comment, bob_client):
    assert bob_client.post(editing(comment), form(text=text)).status_code == 422


@pytest.mark.parametrize("visibility", ["hidden", "removed"])
def test_under_what_is_not_public_nothing_is_mended(visibility, comment, bob_client):
    Feedback.objects.update(visibility=visibility, due_at=None)
    assert bob_client.post(editing(comment), form()).status_code == 404


# --- taking back --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["bob", "tessa"])
def test_the_writer_and_the_team_take_it_back(who, comment, feedback, bob_client, tessa_client, visitor):
    browser = {"bob": bob_client, "tessa": tessa_client}[who]
    for _twice in range(2):
        assert browser.post(deleting(comment)).headers["Location"] == feedback.get_absolute_url()
    feedback.refresh_from_db()
    assert feedback.comment_count == 0
    assert "Same here." not in visitor.get(feedback.get_absolute_url()).content.decode()
    assert bob_client.post(editing(comment), form()).status_code == 404


def test_others_find_nothing(comment, alice_client, carol_client, visitor):
    for browser in (alice_client, carol_client):
        assert browser.post(deleting(comment)).status_code == 404
    assert asks_to_sign_in(visitor.post(deleting(comment)))
    assert Comment.objects.shown().count() == 1


def test_links_do_not_delete(comment, bob_client):
    assert bob_client.get(deleting(comment)).status_code == 405
    assert Comment.objects.shown().count() == 1


def test_a_long_talk_shows_its_newest_and_leads_to_the_older(alice, bob, alice_client, tessa_client, monkeypatch):
    feedback = make_feedback(alice)
    monkeypatch.setattr("feedback.views.item.COMMENTS_SHOWN", 3)
    monkeypatch.setattr("feedback.admin.desk.COMMENTS", 3)
    said = [make_comment(feedback, bob, f"Word {n}.").pk for n in range(8)]
    pages, address = [], feedback.get_absolute_url()
    while address:
        context = alice_client.get(address).context
        pages.append([comment.pk for comment in context["comments"]])
        address = context["earlier_comments"] and f"{feedback.get_absolute_url()}?before={context['earlier_comments']}"
    assert pages == [said[5:], said[2:5], said[:2]]
    for odd in ("x", "-1", "9" * 30, "²"):
        assert alice_client.get(feedback.get_absolute_url(), {"before": odd}).status_code == 200
    desk = tessa_client.get(f"/admin/feedback/feedback/{feedback.pk}/desk/")
    assert [comment.pk for comment in desk.context["comments"]] == said[5:]
    assert "Earlier comments" in desk.content.decode()
