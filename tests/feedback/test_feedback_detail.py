"""An item's page: what it shows to whom, and the doors before it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from feedback import actions
from feedback.models import Feedback, Severity, Status
from tests.factories import image_upload, make_comment, make_due, make_feedback, make_fix_note, make_receipt
from tests.pages import words_of

pytestmark = pytest.mark.django_db


def test_everybody_reads_where_it_stands(alice, bob, tessa, visitor, carol_client):
    feedback = make_feedback(alice, "The search forgets my filter.")
    make_comment(feedback, bob, "Here **too**.")
    actions.triage_feedback(feedback, actor=tessa, answer="We *look* at it today.", status=Status.PLANNED)
    for browser in (visitor, carol_client):
        page = browser.get(feedback.get_absolute_url())
        words = words_of(page)
        assert page.status_code == 200
        for shown in ("The search forgets my filter", "Alice", "Bob", "Tessa", "Service"):
            assert shown in words
        assert "<em>look</em>" in page.content.decode()
        assert "<strong>too</strong>" in page.content.decode()


def test_the_timeline_is_newest_first_and_public_only(alice, tessa, visitor):
    feedback = make_feedback(alice)
    actions.add_note(feedback, actor=tessa, text="Called the warehouse.")
    actions.triage_feedback(feedback, actor=tessa, severity=Severity.S2)
    actions.triage_feedback(feedback, actor=tessa, status=Status.PLANNED)
    make_fix_note([feedback], actor=tessa)
    page = visitor.get(feedback.get_absolute_url())
    assert [e.kind for e in page.context["entries"]] == ["fix", "status", "received"]
    assert "warehouse" not in page.content.decode()


def test_the_promise_is_shown_kept_due_and_broken(alice, tessa, visitor):
    feedback = make_feedback(alice)
    answer, resolution = visitor.get(feedback.get_absolute_url()).context["promises"]
    assert (answer.target, answer.state, resolution.state) == ("answer", "running", "running")
    assert answer.left == pytest.approx(24 * 3600, abs=60)
    make_due(feedback, timezone.now() - timedelta(hours=1))
    actions.set_follow(feedback, actor=tessa, level="all")
    page = visitor.get(feedback.get_absolute_url() + "?fresh")
    assert page.context["promises"][0].state == "owed"
    actions.triage_feedback(feedback, actor=tessa, answer="Sorry, late.")
    assert visitor.get(feedback.get_absolute_url()).context["promises"][0].state == "late"


def test_an_anonymous_item_shows_no_name(visitor, bob):
    feedback, _code = make_receipt()
    actions.follow_up(feedback, text="It was on Monday.")
    words = words_of(visitor.get(feedback.get_absolute_url()))
    assert "匿名" in words
    assert "It was on Monday." in words


def test_what_is_personal_is_for_members_alone(alice, bob, tessa, visitor, alice_client, bob_client, tessa_client):
    feedback = make_feedback(alice)
    actions.cast_vote(feedback, actor=bob)
    address = feedback.get_absolute_url()
    assert "csrf" not in visitor.get(address).content.decode()
    mine, his, desk = (browser.get(address).context for browser in (alice_client, bob_client, tessa_client))
    assert (mine["is_own"], his["is_own"]) == (True, False)
    assert (mine["may_edit"], his["may_edit"]) == (True, False)
    assert (mine["vote"], his["vote"], desk["vote"]) == ("mine", "pressed", "free")
    assert (his["may_triage"], desk["may_triage"]) == (False, True)


def test_the_rating_is_asked_of_those_it_was_for(alice, carol_client, alice_client, tessa):
    feedback = make_feedback(alice)
    make_fix_note([feedback], actor=tessa)
    feedback.refresh_from_db()
    address = feedback.get_absolute_url()
    assert alice_client.get(address).context["may_rate"]
    assert not carol_client.get(address).context["may_rate"]
    actions.rate_feedback(feedback, actor=alice, score=5)
    assert not alice_client.get(address).context["may_rate"]


def test_similar_items_are_shown_without_itself(alice, visitor):
    first = make_feedback(alice, "支付页面总是转圈，付不了款。")
    second = make_feedback(alice, "支付页面总是转圈，付不了款，急。")
    page = visitor.get(first.get_absolute_url())
    assert page.context["similar"] == [second]


def test_the_share_card(alice, visitor):
    feedback = make_feedback(alice, 'Pay "fails" <b>always</b>.')
    html = visitor.get(feedback.get_absolute_url()).content.decode()
    assert 'property="og:title"' in html
    assert "<b>always" not in html


# --- doors --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("visibility", "seen_by"),
    [("hidden", {"alice", "tessa"}), ("pending", {"alice", "tessa"}), ("removed", set())],
)
def test_what_is_not_public_is_seen_by_its_author_and_the_team(
    visibility, seen_by, alice, visitor, alice_client, bob_client, tessa_client, media
):
    actions.keep_draft_images([image_upload()], actor=alice, draft_key="d" * 32)
    feedback = make_feedback(alice, draft_key="d" * 32)
    picture = feedback.attachments.get()
    if visibility == "removed":
        actions.remove_feedback(feedback, actor=alice)
    else:
        Feedback.objects.update(visibility=visibility, due_at=None)
    browsers = {"visitor": visitor, "alice": alice_client, "bob": bob_client, "tessa": tessa_client}
    for name, browser in browsers.items():
        wanted = 200 if name in seen_by else 404
        assert browser.get(feedback.get_absolute_url()).status_code == wanted
        assert browser.get(picture.get_absolute_url()).status_code == wanted


def test_staff_who_may_not_triage_are_members_like_others(alice, bob, sign_in):
    bob.is_staff = True
    bob.save()
    feedback = make_feedback(alice, fields={"visibility": "hidden"})
    assert sign_in(bob).get(feedback.get_absolute_url()).status_code == 404


def test_missing_and_forbidden_look_alike(alice, carol_client):
    hidden = make_feedback(alice, fields={"visibility": "hidden"})
    forbidden = carol_client.get(hidden.get_absolute_url())
    missing = carol_client.get(f"/feedback/{hidden.pk + 1000}/")
    assert forbidden.status_code == missing.status_code == 404
    assert words_of(forbidden) == words_of(missing)


@pytest.mark.parametrize("number", ["0", "999999999999999999", "9" * 19, "9" * 5000, "-1", "1e3", "٣", "0x1"])
def test_numbers_that_are_none(number, visitor):
    assert visitor.get(f"/feedback/{number}/").status_code == 404


def test_a_picture_of_a_deleted_comment_is_gone(alice, bob, visitor, bob_client):
    feedback = make_feedback(alice)
    actions.keep_draft_images([image_upload()], actor=bob, draft_key="d" * 32)
    comment = make_comment(feedback, bob, draft_key="d" * 32)
    address = comment.attachments.get().get_absolute_url()
    assert visitor.get(address).status_code == 200
    actions.delete_comment(comment, actor=bob)
    assert visitor.get(address).status_code == bob_client.get(address).status_code == 404


def test_a_drafts_picture_is_its_senders_alone(alice, alice_client, bob_client, tessa_client, visitor):
    [picture] = actions.keep_draft_images([image_upload()], actor=alice, draft_key="d" * 32)
    address = picture.get_absolute_url()
    assert alice_client.get(address).status_code == 200
    for browser in (bob_client, tessa_client, visitor):
        assert browser.get(address).status_code == 404


def test_media_are_not_served_past_the_doors(alice, visitor):
    [picture] = actions.keep_draft_images([image_upload()], actor=alice, draft_key="d" * 32)
    assert visitor.get(f"/media/{picture.file.name}").status_code == 404


def test_posts_are_refused(alice, alice_client):
    assert alice_client.post(make_feedback(alice).get_absolute_url()).status_code == 405
