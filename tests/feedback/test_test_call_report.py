"""What a tester says: once, changed until the call ends, private or public, with pictures."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from community.actions import publish_rules
from community.models import Notification, Rules
from community.moderation.actions import decide_case, restore_case
from community.moderation.models import Case
from community.notices import render_notice
from feedback import actions, models
from feedback.models import Attachment, Feedback
from tests.factories import image_upload, make_call, make_feedback, make_report
from tests.pages import words_of

pytestmark = pytest.mark.django_db

REPORT = {"outcome": "partly", "text": "The *filter* stays, the order does not.", "is_public": "on", "is_named": "on"}


@pytest.fixture
def call(alice, tessa):
    return make_call(make_feedback(alice, title="The board forgets my filter"), tessa)


@pytest.fixture
def seat(call, bob):
    return actions.join_test(call, actor=bob)


@pytest.fixture
def address(call):
    return f"/testing/{call.pk}/report/"


def test_a_report_arrives_at_the_owner(seat, address, tessa, bob_client, adam):
    Feedback.objects.update(owner=adam)
    assert bob_client.get(address).status_code == 200
    for _twice in range(2):
        assert bob_client.post(address, REPORT).headers["Location"] == seat.call.get_absolute_url()
    seat.refresh_from_db()
    assert (seat.outcome, seat.is_public, seat.is_named) == ("partly", True, True)
    assert "<em>filter</em>" in seat.rendered
    assert models.TestCall.objects.get().report_count == 1
    notice = Notification.objects.get(kind="feedback.test_reported")
    assert notice.member == adam
    subject, body = render_notice(notice)
    assert subject == "Bob tested “The board forgets my filter”: It works in part"
    assert "The *filter* stays" in body
    assert notice.url == f"/admin/feedback/feedback/{seat.call.feedback_id}/testers/"


def test_without_an_owner_who_called_is_told(seat, tessa, bob):
    actions.report_test(seat, actor=bob, outcome="works")
    assert Notification.objects.get(kind="feedback.test_reported").member == tessa


def test_it_may_be_changed_until_the_call_ends(seat, address, bob, bob_client, tessa):
    bob_client.post(address, REPORT)
    form = bob_client.get(address).context["form"]
    assert (form["outcome"].value(), form["text"].value()) == ("partly", REPORT["text"])
    bob_client.post(address, {"outcome": "works", "text": ""})
    seat.refresh_from_db()
    assert (seat.outcome, seat.text, seat.is_public, seat.is_named) == ("works", "", False, False)
    assert seat.edited_at
    assert Notification.objects.filter(kind="feedback.test_reported").count() == 1
    actions.end_test_call(seat.call, actor=tessa)
    assert bob_client.get(address).status_code == 302
    assert "This call has ended." in words_of(bob_client.post(address, REPORT, follow=True))
    seat.refresh_from_db()
    assert seat.outcome == "works"
    with pytest.raises(ValidationError) as error:
        actions.report_test(seat, actor=bob, outcome="fails")
    assert error.value.code == "ended"


def test_over_by_time_is_over(seat, address, bob_client):
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert bob_client.post(address, REPORT).status_code == 302
    seat.refresh_from_db()
    assert seat.outcome == ""


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"outcome": ""}, "outcome"),
        ({"outcome": "perhaps"}, "outcome"),
        ({"text": "x" * 10_000}, "text"),
        ({"drop": "999999999999999999"}, "drop"),
        ({"drop": "x"}, "drop"),
    ],
)
def test_wrong_words_are_shown_by_the_field_and_kept(wrong, field, seat, address, bob_client):
    answer = bob_client.post(address, REPORT | wrong)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"]["text"].value() == (wrong.get("text") or REPORT["text"])
    seat.refresh_from_db()
    assert seat.outcome == ""


def test_markup_and_emoji_stay_words(seat, address, bob_client, visitor):
    bob_client.post(address, REPORT | {"text": "<script>x</script> 😀 [l](javascript:x)"})
    page = visitor.get(seat.call.get_absolute_url()).content.decode()
    assert "<script>x" not in page
    assert 'href="javascript' not in page
    assert "😀" in page


def test_who_has_no_seat_cannot_report(address, call, carol_client):
    assert carol_client.get(address).status_code == 404
    assert carol_client.post(address, REPORT).status_code == 404
    assert models.TestCall.objects.get().report_count == 0


def test_the_rules_come_first(seat, address, bob, bob_client, tessa):
    publish_rules(Rules.objects.create(text="说事，不说人"), actor=tessa)
    answer = bob_client.post(address, REPORT)
    assert answer.status_code == 422
    assert "accept_rules" in answer.context["form"].errors
    with pytest.raises(ValidationError) as error:
        actions.report_test(seat, actor=bob, outcome="works")
    assert error.value.code == "rules_not_accepted"
    assert bob_client.post(address, REPORT | {"accept_rules": "1"}).status_code == 302


# --- private or public --------------------------------------------------------------------------------------


def test_a_private_report_is_for_the_team_alone(seat, address, call, bob_client, carol_client, visitor, tessa_client):
    bob_client.post(address, {"outcome": "fails", "text": "Between us.", "images": [image_upload()]})
    picture = Attachment.objects.get().get_absolute_url()
    for browser in (visitor, carol_client):
        page = words_of(browser.get(call.get_absolute_url(), headers={"Accept-Language": "en"}))
        assert "Between us." not in page
        assert "Bob" not in page
        assert browser.get(picture).status_code == 404
    assert "Between us." in words_of(tessa_client.get(f"/admin/feedback/feedback/{call.feedback_id}/testers/"))
    assert tessa_client.get(picture).status_code == bob_client.get(picture).status_code == 200


def test_a_public_report_without_a_name(seat, call, bob, visitor):
    actions.report_test(seat, actor=bob, outcome="works", text="Fine.", is_named=False)
    page = words_of(visitor.get(call.get_absolute_url(), headers={"Accept-Language": "en"}))
    assert "A tester It works" in page
    assert "Bob" not in page


def test_pictures_of_a_hidden_item_are_hidden(seat, address, call, tessa, bob_client, carol_client):
    bob_client.post(address, REPORT | {"images": [image_upload()]})
    picture = Attachment.objects.get().get_absolute_url()
    assert carol_client.get(picture).status_code == 200
    actions.hide_feedback(Feedback.objects.get(), actor=tessa)
    assert carol_client.get(picture).status_code == 404


def test_a_report_is_reported_and_hidden_and_its_tester_does_not_bring_it_back(
    seat, address, call, bob_client, carol, carol_client, visitor, tessa, tessa_client
):
    bob_client.post(address, REPORT | {"text": "Whoever made this is a fool.", "images": [image_upload()]})
    picture, link = Attachment.objects.get().get_absolute_url(), f"/report/test-report/{seat.pk}/"
    for browser, stands in ((visitor, True), (carol_client, True), (bob_client, False)):
        assert (link in browser.get(call.get_absolute_url()).content.decode()) == stands
    assert "a fool" in words_of(carol_client.get(link))
    back = carol_client.post(link, {"reason": "harassment"}).headers["Location"]
    assert f'id="report-{seat.pk}"' in carol_client.get(back).content.decode()
    case = Case.objects.get()
    assert "a fool" in words_of(tessa_client.get(f"/admin/moderation/case/{case.pk}/desk/"))
    decide_case(case, actor=tessa, outcome="hide", reason="harassment")
    bob_client.post(address, REPORT | {"text": "Still a fool."})
    for browser in (visitor, carol_client):
        assert "a fool" not in words_of(browser.get(call.get_absolute_url()))
        assert browser.get(picture).status_code == 404
    assert carol_client.get(link).status_code == 404
    assert models.TestSeat.objects.public().count() == 0
    restore_case(case, actor=tessa)
    assert "Still a fool." in words_of(visitor.get(call.get_absolute_url()))


def test_a_report_for_the_team_alone_is_reported_by_nobody_else(seat, bob, carol_client):
    actions.report_test(seat, actor=bob, outcome="works", text="Between us.", is_public=False)
    assert carol_client.get(f"/report/test-report/{seat.pk}/").status_code == 404


# --- pictures -----------------------------------------------------------------------------------------------


def test_pictures_are_added_and_taken_away(seat, address, bob_client, media, call, visitor):
    bob_client.post(address, REPORT | {"images": [image_upload(), image_upload()]})
    assert seat.attachments.count() == 2
    assert not Feedback.objects.get().attachments.exists()
    first = seat.attachments.order_by("pk").first()
    bob_client.post(address, REPORT | {"drop": first.pk, "images": [image_upload()]})
    assert seat.attachments.count() == 2
    assert not seat.attachments.filter(pk=first.pk).exists()
    assert len(list((media / "feedback").iterdir())) == 2
    assert visitor.get(call.get_absolute_url()).content.decode().count("<img") == 2


def test_five_are_the_most(seat, address, bob_client):
    answer = bob_client.post(address, REPORT | {"images": [image_upload() for _n in range(6)]})
    assert answer.status_code == 422
    assert "images" in answer.context["form"].errors
    bob_client.post(address, REPORT | {"images": [image_upload() for _n in range(4)]})
    answer = bob_client.post(address, REPORT | {"images": [image_upload(), image_upload()]})
    assert answer.status_code == 422
    assert seat.attachments.count() == 4


def test_what_is_no_picture_is_refused(seat, address, bob_client):
    answer = bob_client.post(address, REPORT | {"images": [image_upload(content=b"MZ\x90\x00")]})
    assert answer.status_code == 422
    assert "images" in answer.context["form"].errors


def test_only_ones_own_pictures_can_be_taken_away(seat, address, bob_client, carol, call):
    make_report(call, carol)
    actions.keep_draft_images([image_upload()], actor=carol, draft_key="k" * 32)
    seat_of_carol = models.TestSeat.objects.get(member=carol)
    actions.report_test(seat_of_carol, actor=carol, outcome="works", draft_key="k" * 32)
    answer = bob_client.post(address, REPORT | {"drop": seat_of_carol.attachments.get().pk})
    assert answer.status_code == 422
    assert seat_of_carol.attachments.count() == 1


def test_the_sweep_of_drafts_leaves_them(seat, address, bob_client):
    bob_client.post(address, REPORT | {"images": [image_upload()]})
    actions.pictures.forget_old_drafts(timezone.now() + timedelta(days=2))
    assert seat.attachments.count() == 1
