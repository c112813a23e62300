"""Declined with a published reason, and the one time that its author may ask to look again."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from community.models import AuditEntry, Notification
from feedback import actions
from feedback.models import Feedback, Follow, ProgressEntry, Status
from feedback.refusals import REFUSALS
from tests.factories import make_feedback, make_receipt
from tests.pages import asks_to_sign_in, words_of

pytestmark = pytest.mark.django_db

WORDS = "The cost you named is of last year."
REFUSED = {"status": Status.DECLINED, "decline_reason": "too_costly", "answer": "It would cost 40 000 a year."}


@pytest.fixture
def item(alice, bob, tessa):
    """Declined, with Tessa as its owner and Bob as a follower."""
    item = make_feedback(alice)
    actions.cast_vote(item, actor=bob)
    actions.triage_feedback(item, actor=tessa, owner=tessa, **REFUSED)
    Notification.objects.all().delete()
    return item


@pytest.fixture
def address(item):
    return f"/feedback/{item.pk}/again/"


# --- the published list ---------------------------------------------------------------------------------------


def test_every_reason_is_published_and_explained(english_visitor):
    page = english_visitor.get("/feedback/reasons/")
    words = words_of(page)
    assert set(REFUSALS) == set(Feedback.DeclineReason)
    for reason, refusal in REFUSALS.items():
        assert f'id="{reason.value}"' in page.content.decode()
        for text in (reason.label, refusal.means, refusal.then):
            assert str(text) in words
    assert english_visitor.post("/feedback/reasons/").status_code == 405


def test_the_reasons_are_written_in_chinese_too(visitor):
    words = words_of(visitor.get("/feedback/reasons/"))
    assert "暂不采纳的理由" in words
    for refusal in REFUSALS.values():
        assert str(refusal.means) not in words


def test_a_declined_item_shows_reason_sentence_and_the_way_to_the_list(item, english_visitor, tessa):
    actions.triage_feedback(item, actor=tessa, answer="And a later word.")
    page = english_visitor.get(item.get_absolute_url())
    words = words_of(page)
    assert "Costs more than it gives" in words
    assert str(REFUSALS["too_costly"].means) in words
    assert "/feedback/reasons/#too_costly" in page.content.decode()
    # What declined it stands above, the later word in the course.
    assert page.context["answers"][0].text == REFUSED["answer"]
    assert words.index(REFUSED["answer"]) < words.index("And a later word.")
    assert "Please look again" not in words


def test_the_receipt_shows_the_reason_as_well(english_visitor, tessa):
    feedback, code = make_receipt()
    actions.triage_feedback(feedback, actor=tessa, **REFUSED)
    english_visitor.post("/receipt/", {"code": code})
    words = words_of(english_visitor.get("/receipt/view/"))
    assert "Costs more than it gives" in words
    assert "Please look again" in words


# --- asking ---------------------------------------------------------------------------------------------------


def test_the_author_asks_once(item, address, alice, alice_client, tessa, bob):
    assert "Please look again" in words_of(alice_client.get(item.get_absolute_url()))
    answer = alice_client.post(address, {"again": f"  {WORDS} "})
    assert answer.headers["Location"] == item.get_absolute_url()
    item.refresh_from_db()
    assert (item.status, item.decline_reason, item.closed_at) == (Status.UNDER_REVIEW, "", None)
    assert item.asked_again_at == item.changed_at
    entry = item.entries.newest_first()[0]
    assert (entry.kind, entry.actor, entry.text, entry.is_public) == ("again", alice, WORDS, True)
    assert (entry.old_status, entry.new_status) == ("declined", "under_review")
    assert AuditEntry.objects.filter(action="feedback.feedback.asked_again", actor=alice).count() == 1
    told = dict(Notification.objects.values_list("member__name", "kind"))
    assert told == {"Tessa": "feedback.asked_again", "Bob": "feedback.status_changed"}
    words = words_of(Client().get(item.get_absolute_url()))
    assert WORDS in words


def test_the_owner_hears_of_it_whatever_he_follows(item, alice, tessa):
    actions.set_follow(item, actor=tessa, level=Follow.Level.NONE)
    actions.hide_feedback(item, actor=tessa)
    actions.ask_to_look_again(item, actor=alice, text=WORDS)
    assert Notification.objects.get(member=tessa).params["text"] == WORDS


def test_the_desk_says_why_it_is_there(item, alice, tessa, tessa_client):
    actions.ask_to_look_again(item, actor=alice, text=WORDS)
    page = f"/admin/feedback/feedback/{item.pk}/desk/"
    assert "its author asks to look again" in words_of(tessa_client.get(page))
    actions.triage_feedback(item, actor=tessa, answer="We do.")
    assert "its author asks to look again" not in words_of(tessa_client.get(page))


def test_sent_twice_is_asked_once(item, address, alice_client):
    for _twice in range(2):
        assert alice_client.post(address, {"again": WORDS}).status_code == 302
    assert item.entries.filter(kind="again").count() == 1


def test_other_words_are_refused_and_kept(item, address, alice_client, tessa):
    alice_client.post(address, {"again": WORDS})
    page = alice_client.post(address, {"again": "And another thing."})
    assert page.status_code == 422
    assert "once is what there is" in words_of(page)
    assert "And another thing." in words_of(page)
    item.refresh_from_db()
    actions.triage_feedback(item, actor=tessa, **REFUSED)
    assert alice_client.post(address, {"again": "Once more?"}).status_code == 422
    item.refresh_from_db()
    assert item.status == Status.DECLINED
    assert "This answer stands now" in words_of(alice_client.get(item.get_absolute_url()))


def test_the_database_holds_it_to_once(item, alice):
    actions.ask_to_look_again(item, actor=alice, text=WORDS)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgressEntry.objects.create(feedback=item, kind="again", actor=alice, text="More.")


@pytest.mark.parametrize("words", ["", "   ", "x" * 1001, None])
def test_it_takes_a_reason(words, item, address, alice_client):
    page = alice_client.post(address, {} if words is None else {"again": words})
    assert page.status_code == 422
    assert page.context["again_form"].errors["again"]
    item.refresh_from_db()
    assert item.status == Status.DECLINED


@pytest.mark.parametrize("status", [s for s in Status if s not in (Status.DECLINED, Status.NEW)])
def test_what_is_not_declined_is_not_looked_at_again(status, alice, alice_client, tessa):
    feedback = make_feedback(alice, status=status, by=tessa)
    page = alice_client.post(f"/feedback/{feedback.pk}/again/", {"again": WORDS})
    assert page.status_code == 422
    assert "nothing to look at again" in words_of(page)
    feedback.refresh_from_db()
    assert (feedback.status, feedback.asked_again_at) == (status, None)


def test_nobody_else_asks(item, address, visitor, bob_client, carol_client, tessa_client):
    assert asks_to_sign_in(visitor.post(address, {"again": WORDS}))
    for browser in (bob_client, carol_client, tessa_client):
        assert browser.post(address, {"again": WORDS}).status_code == 404
        assert browser.get(address).status_code == 405
    item.refresh_from_db()
    assert item.status == Status.DECLINED


def test_what_was_taken_back_is_gone(item, address, alice, alice_client):
    actions.remove_feedback(item, actor=alice)
    assert alice_client.post(address, {"again": WORDS}).status_code == 404
    with pytest.raises(ValidationError):
        actions.ask_to_look_again(item, actor=alice, text=WORDS)


# --- without a name -------------------------------------------------------------------------------------------


def test_the_anonymous_author_asks_through_the_receipt(english_visitor, tessa):
    feedback, code = make_receipt()
    actions.triage_feedback(feedback, actor=tessa, owner=tessa, **REFUSED)
    english_visitor.post("/receipt/", {"code": code})
    for _twice in range(2):
        assert english_visitor.post("/receipt/view/", {"again": WORDS}).headers["Location"] == "/receipt/view/"
    feedback.refresh_from_db()
    assert feedback.status == Status.UNDER_REVIEW
    entry = feedback.entries.get(kind="again")
    assert (entry.actor, entry.text) == (None, WORDS)
    assert AuditEntry.objects.get(action="feedback.feedback.asked_again").actor is None
    assert Notification.objects.get(member=tessa).kind == "feedback.asked_again"
    refused = english_visitor.post("/receipt/view/", {"again": "And more."})
    assert refused.status_code == 422
    assert "And more." in words_of(refused)
    assert english_visitor.post("/receipt/view/", {"again": ""}).status_code == 422


def test_words_for_a_closed_receipt_are_not_lost(visitor):
    page = visitor.post("/receipt/view/", {"again": WORDS})
    assert page.status_code == 422
    assert WORDS in page.content.decode()
