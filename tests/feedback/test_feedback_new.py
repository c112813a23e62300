"""Saying something in the browser: with a name, without one, and without losing a word."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from feedback import actions
from feedback.models import Attachment, Feedback
from tests.factories import PASSWORD, image_upload, make_category, make_feedback, make_group
from tests.pages import asks_to_sign_in, words_of

pytestmark = pytest.mark.django_db

NEW = "/feedback/new/"
TEXT = "The app forgets my filter each time I come back."


def form(**fields):
    return {"text": TEXT, "identity": "member", "submit_key": "s" * 32, "draft_key": "d" * 32} | fields


def test_the_form_shows_for_everybody(visitor, alice_client):
    for browser in (visitor, alice_client):
        page = browser.get(NEW)
        assert page.status_code == 200
        assert 'name="submit_key"' in page.content.decode()


def test_two_forms_have_two_keys(alice_client):
    keys = {alice_client.get(NEW).context["form"]["submit_key"].value() for _n in range(2)}
    assert len(keys) == 2


def test_a_member_says_something(alice, alice_client):
    category, group = make_category("search"), make_group()
    answer = alice_client.post(NEW, form(title="Filter", category="search", group=group.slug))
    feedback = Feedback.objects.get()
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/feedback/{feedback.pk}/"
    assert (feedback.author, feedback.title, feedback.text) == (alice, "Filter", TEXT)
    assert (feedback.category, feedback.group) == (category, group)
    assert feedback.channel.slug == "board"
    page = words_of(alice_client.get(answer.headers["Location"]))
    assert f"#{feedback.pk}" in page
    assert "24" in page


def test_sent_twice_makes_one_item(alice_client):
    answers = [alice_client.post(NEW, form()) for _n in range(2)]
    assert Feedback.objects.count() == 1
    assert answers[0].headers["Location"] == answers[1].headers["Location"]


@pytest.mark.parametrize("signed_in", [True, False])
def test_the_anonymous_way(signed_in, visitor, alice_client):
    browser = alice_client if signed_in else visitor
    answer = browser.post(NEW, form(identity="anonymous"))
    assert answer.headers["Location"] == "/receipt/view/"
    feedback = Feedback.objects.get()
    assert feedback.is_anonymous
    assert feedback.author is None
    first = browser.get("/receipt/view/")
    code = first.context["code"]
    assert len(code) == 19
    assert code in words_of(first)
    # A reload or a change of language shows it again; after ten minutes it is open on this device, but not shown.
    assert browser.get("/receipt/view/").context["code"] == code
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        later = browser.get("/receipt/view/")
    assert later.status_code == 200
    assert later.context["code"] == ""
    assert code not in later.content.decode()


def test_pictures_without_a_name_have_a_limit(visitor):
    """Words too short, in a new form each time: nothing but the limit stands between that and a full disk."""
    answers = []
    for n in range(8):
        data = form(identity="anonymous", text="x", draft_key=f"d{n:030}")
        answers.append(visitor.post(NEW, data | {"images": [image_upload() for _ in range(5)]}))
    assert {answer.status_code for answer in answers} == {422}
    assert Attachment.objects.count() == 30
    assert answers[-1].context["form"].errors["images"]
    assert answers[-1].context["form"]["text"].value() == "x"


def test_a_double_tap_does_not_double_the_pictures(alice_client):
    pictures = [image_upload() for _ in range(4)]
    for _tap in range(2):
        for picture in pictures:
            picture.seek(0)
        answer = alice_client.post(NEW, form() | {"images": pictures})
        assert answer.status_code == 302
    assert Attachment.objects.count() == Feedback.objects.get().attachments.count() == 4


def test_halves_of_a_double_tap_that_ran_together_count_once(alice):
    picture = image_upload()
    for _half in range(2):
        picture.seek(0)
        [kept] = actions.keep_draft_images([picture], actor=alice, draft_key="together")
        Attachment.objects.filter(pk=kept.pk).update(draft_key="elsewhere")
    Attachment.objects.update(draft_key="together")
    feedback = actions.submit_feedback("Twice the same.", actor=alice, channel="board", draft_key="together").feedback
    assert feedback.attachments.count() == 1


def test_a_draft_of_a_lost_session_is_there_until_it_is_sent(visitor, alice):
    answer = visitor.post(NEW, form(text="Kept words.") | {"images": [image_upload()]}, follow=True)
    assert len(list(answer.context["messages"])) == 2
    visitor.force_login(alice)
    for _reload in range(2):
        assert visitor.get(NEW).context["form"]["text"].value() == "Kept words."
    visitor.post(NEW, form(text="Kept words."))
    assert not visitor.get(NEW).context["form"]["text"].value()


def test_anonymous_sent_twice_shows_the_same_code(visitor):
    codes = []
    for _n in range(2):
        visitor.post(NEW, form(identity="anonymous"))
        codes.append(visitor.get("/receipt/view/").context["code"])
    assert codes[0] == codes[1] != ""
    assert Feedback.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "ab"},
        {"text": "x" * (Feedback.TEXT_LIMIT + 1)},
        {"title": "t" * 81},
        {"category": "no-such"},
        {"group": "no-such"},
        {"identity": "somebody"},
        {"identity": ""},
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(wrong, alice_client):
    page = alice_client.post(NEW, form(**{"title": "My title"} | wrong))
    assert page.status_code == 422
    assert not Feedback.objects.exists()
    shown = page.context["form"]
    assert shown.errors
    assert shown["text"].value() == wrong.get("text", TEXT)
    assert shown["title"].value() == wrong.get("title", "My title")
    assert shown["submit_key"].value() == "s" * 32


def test_inactive_categories_and_groups_are_not_offered(alice_client):
    make_category("old", is_active=False)
    group = make_group(is_active=False)
    assert alice_client.post(NEW, form(category="old")).status_code == 422
    assert alice_client.post(NEW, form(group=group.slug)).status_code == 422


def test_extra_fields_are_ignored(alice, bob, alice_client):
    alice_client.post(
        NEW,
        form(status="fixed", owner=bob.pk, author=bob.pk, severity=1, visibility="hidden", vote_count=99, pk=7, id=7),
    )
    feedback = Feedback.objects.get()
    assert (feedback.status, feedback.owner, feedback.author) == ("new", None, alice)
    assert (feedback.severity, feedback.visibility, feedback.vote_count) == (None, "public", 0)


# --- nothing typed is lost ----------------------------------------------------------------------------------


def test_words_survive_a_lost_session(alice, visitor):
    """The page was open for long, the session is gone: sign in, and the words are there again."""
    make_category("search")
    answer = visitor.post(NEW, form(title="Filter", category="search"))
    assert asks_to_sign_in(answer)
    assert not Feedback.objects.exists()
    signed_in = visitor.post(answer.headers["Location"], {"login": alice.email, "password": PASSWORD})
    assert signed_in.headers["Location"] == NEW
    page = visitor.get(NEW)
    shown = page.context["form"]
    assert (shown["text"].value(), shown["title"].value()) == (TEXT, "Filter")
    assert shown["category"].value() == "search"
    assert TEXT in words_of(page)


def test_the_kept_words_are_nobody_elses(bob_client, visitor):
    visitor.post(NEW, form())
    assert TEXT not in bob_client.get(NEW).content.decode()


def test_even_wrong_words_survive_a_lost_session(visitor):
    answer = visitor.post(NEW, form(text="ab"))
    assert asks_to_sign_in(answer)
    assert visitor.session["draft"]["text"] == "ab"


def test_a_stale_form_token_shows_what_was_typed(alice, sign_in):
    browser = sign_in(alice, enforce_csrf_checks=True)
    page = browser.post(NEW, form(title="Filter"))
    assert page.status_code == 403
    assert TEXT in words_of(page)
    assert "Filter" in words_of(page)


# --- pictures -----------------------------------------------------------------------------------------------


def test_pictures_come_with_the_item(alice, alice_client, visitor, media):
    alice_client.post(NEW, form(images=[image_upload("客厅.png"), image_upload("b.png", size=(3000, 20))]))
    feedback = Feedback.objects.get()
    first, second = feedback.attachments.order_by("pk")
    assert (first.owner, first.width, first.height) == (alice, 60, 40)
    assert second.width == settings.IMAGE_MAX_SIDE
    assert "客厅" not in first.file.name
    picture = visitor.get(first.get_absolute_url())
    assert picture.headers["Content-Type"] == "image/webp"
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    assert picture.content[8:12] == b"WEBP"


def test_pictures_survive_a_mistake_elsewhere(alice_client):
    page = alice_client.post(NEW, form(text="", images=[image_upload()]))
    assert page.status_code == 422
    assert page.context["uploaded"].count() == 1
    alice_client.post(NEW, form())
    assert Feedback.objects.get().attachments.count() == 1


def test_a_wrong_picture_is_said_by_the_field_and_the_good_one_stays(alice_client):
    page = alice_client.post(
        NEW, form(images=[image_upload(), image_upload("x.svg", content=b"<svg onload=alert(1)>")])
    )
    assert page.status_code == 422
    assert "images" in page.context["form"].errors
    assert page.context["uploaded"].count() == 1
    assert not Feedback.objects.exists()


def test_six_pictures_are_too_many(alice_client):
    page = alice_client.post(NEW, form(images=[image_upload() for _n in range(6)]))
    assert page.status_code == 422
    assert not Attachment.objects.exists()


def test_pictures_of_an_anonymous_item_belong_to_nobody(alice_client):
    alice_client.post(NEW, form(text="", images=[image_upload()]))
    alice_client.post(NEW, form(identity="anonymous", images=[image_upload()]))
    assert Feedback.objects.get().attachments.count() == 2
    assert not Attachment.objects.exclude(owner=None).exists()


# --- limits -------------------------------------------------------------------------------------------------


def test_twenty_an_hour_and_no_more(alice_client):
    for number in range(20):
        alice_client.post(NEW, form(text=f"{TEXT} {number}", submit_key=f"{number:032}"))
    refused = alice_client.post(NEW, form(text=f"{TEXT} more", submit_key="m" * 32))
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert Feedback.objects.count() == 20


def test_the_anonymous_way_is_limited_by_address(visitor, alice_client):
    def say(browser, number, address):
        fields = form(text=f"{TEXT} {number}", identity="anonymous", submit_key=f"{number:032}")
        return browser.post(NEW, fields, REMOTE_ADDR=address).status_code

    assert {say(visitor, n, "203.0.113.9") for n in range(10)} == {302}
    assert say(visitor, 11, "203.0.113.9") == 429
    assert say(alice_client, 12, "203.0.113.9") == 429
    assert say(visitor, 13, "203.0.113.10") == 302


def test_other_methods_are_refused(alice_client):
    assert alice_client.put(NEW).status_code == 405
    assert alice_client.delete(NEW).status_code == 405


def test_choices_in_the_address_are_taken_over(alice_client):
    make_category("search")
    shown = alice_client.get(NEW, {"category": "search", "text": "no"}).context["form"]
    assert shown["category"].value() == "search"
    assert not shown["text"].value()


# --- look-alikes while typing -------------------------------------------------------------------------------


def test_lookalikes_while_typing(alice, visitor):
    feedback = make_feedback(alice, "支付页面总是转圈，付不了款，试了三次。")
    page = visitor.get(reverse("feedback:feedback_similar"), {"text": "支付页面一直转圈，付不了款"})
    assert page.status_code == 200
    assert page.context["items"] == [feedback]


@pytest.mark.parametrize("text", ["", "   ", "支付", "!!!!!!!!", "x" * 5000, '" OR * NEAR(', "\ud83d\ude00" * 40])
def test_lookalikes_of_nothing_are_none(text, visitor):
    page = visitor.get(reverse("feedback:feedback_similar"), {"text": text.encode("utf-8", "replace")})
    assert page.status_code == 200
    assert page.context["items"] == []
    assert visitor.post(reverse("feedback:feedback_similar")).status_code == 405
