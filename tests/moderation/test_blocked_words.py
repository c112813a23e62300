"""Blocked words on the desk: tried before they are saved, for leads alone."""

import pytest

from community.models import AuditEntry
from community.moderation.models import BlockedWord
from community.moderation.words import squeeze
from feedback import actions
from tests.factories import make_comment, make_feedback
from tests.pages import words_of

pytestmark = pytest.mark.django_db

LIST = "/admin/moderation/blockedword/"
ADD = f"{LIST}add/"


def sent(**fields):
    return {"words": "Buy Gold", "action": "refuse", "note": "Spam of May.", "sample": ""} | fields


def test_only_leads_open_them(tessa_client, alice_client, visitor, lea_client):
    for browser in (tessa_client, alice_client, visitor):
        assert browser.get(LIST).status_code in (302, 403)
        assert browser.get(ADD).status_code in (302, 403)
        assert browser.post(ADD, sent()).status_code in (302, 403)
    assert not BlockedWord.objects.exists()
    assert lea_client.get(LIST).status_code == 200
    assert lea_client.get(ADD).status_code == 200


def test_a_lead_adds_edits_and_takes_away(lea_client):
    assert lea_client.post(ADD, sent()).headers["Location"] == LIST
    word = BlockedWord.objects.get()
    assert (word.words, word.squeezed, word.action) == ("Buy Gold", "buy gold", "refuse")
    change = f"{LIST}{word.pk}/change/"
    assert lea_client.post(change, sent(words="Buy silver", action="hold")).status_code == 302
    word.refresh_from_db()
    assert (word.squeezed, word.action) == ("buy silver", "hold")
    assert lea_client.post(f"{LIST}{word.pk}/delete/", {"post": "yes"}).status_code == 302
    for verb in ("created", "edited", "removed"):
        assert AuditEntry.objects.filter(action=f"moderation.word.{verb}").count() == 1


def test_trying_saves_nothing_and_shows_what_it_would_have_done(bob, alice, lea_client):
    item = make_feedback(bob, "I want to buy gold here.")
    make_comment(item, alice, "BUY  GOLD yourself.")
    hidden = make_feedback(bob, "Buy gold in secret.", fields={"visibility": "hidden"})
    page = words_of(lea_client.post(ADD, sent(sample="Ｂｕｙ ｇｏｌｄ!", **{"try": "1"})))
    assert "The text holds it." in page
    assert "Of the last 2 public texts 2 hold it." in page
    assert "BUY GOLD yourself." in page
    assert hidden.title not in page
    assert not BlockedWord.objects.exists()
    page = words_of(lea_client.post(ADD, sent(words="nowhere", sample="x", **{"try": "1"})))
    assert "The text does not hold it." in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"words": ""},
        {"words": "—!"},
        {"words": "x" * 61},
        {"words": "GOLD"},
        {"action": "burn"},
        {"note": "x" * 201},
        {"sample": "x" * 2001},
    ],
)
def test_what_is_wrong_is_said_and_kept(wrong, lea_client):
    BlockedWord.objects.create(words="gold", squeezed=squeeze("gold"))
    page = lea_client.post(ADD, sent() | wrong)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == list(wrong)
    assert wrong.get("note", "Spam of May.") in page.content.decode()
    assert BlockedWord.objects.count() == 1


@pytest.mark.parametrize("key", ["999999", "abc", "9" * 30])
def test_odd_keys_find_nothing(key, lea_client):
    assert lea_client.get(f"{LIST}{key}/change/").status_code == 404


def test_what_is_saved_counts_at_once(lea_client, alice_client):
    lea_client.post(ADD, sent())
    form = {"text": "buy gold!", "identity": "member", "submit_key": "s" * 32, "draft_key": "d" * 32}
    assert alice_client.post("/feedback/new/", form).status_code == 422


def test_a_hidden_comment_is_not_among_the_public_texts(bob, alice, tessa, lea_client):
    comment = make_comment(make_feedback(bob), alice, "Buy gold yourself.")
    actions.hide_comment(comment, actor=tessa)
    assert "Of the last 1 public texts 0 hold it." in words_of(lea_client.post(ADD, sent(**{"try": "1"})))
