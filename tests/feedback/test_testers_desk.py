"""The team calls for testers, reads their reports and ends the call, on the desk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from feedback import actions, models
from feedback.models import ProgressEntry
from tests.factories import make_call, make_feedback, make_report
from tests.pages import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(alice, tessa):
    return make_feedback(alice, status="planned", by=tessa)


@pytest.fixture
def address(item):
    return f"/admin/feedback/feedback/{item.pk}/testers/"


def form(days=7, **fields):
    ends_at = timezone.localtime(timezone.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")
    return {"text": "Open the *board*.", "seats": "4", "ends_at": ends_at} | fields


def test_a_call_is_opened_and_changed(item, address, tessa_client):
    assert "Call for testers" in words_of(tessa_client.get(address))
    assert f'href="{address}"' in tessa_client.get(f"/admin/feedback/feedback/{item.pk}/desk/").content.decode()
    assert tessa_client.post(address, form()).headers["Location"] == address
    call = models.TestCall.objects.get()
    assert (call.seats, call.opened_by.name, call.state) == (4, "Tessa", "open")
    page = words_of(tessa_client.get(address))
    assert "0 of 4 seats taken" in page
    # The same press again changes nothing; another one changes the one call.
    tessa_client.post(address, form(seats="6"))
    assert [call.seats for call in models.TestCall.objects.all()] == [6]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "x" * 10_000}, "text"),
        ({"seats": "0"}, "seats"),
        ({"seats": "501"}, "seats"),
        ({"seats": "9" * 400}, "seats"),
        ({"seats": "😀"}, "seats"),
        ({"ends_at": "9999-12-31T23:59"}, "ends_at"),
        ({"ends_at": "0001-01-01T00:00"}, "ends_at"),
        ({"ends_at": "never"}, "ends_at"),
        ({"days": -1}, "ends_at"),
        ({"days": 200}, "ends_at"),
    ],
)
def test_wrong_words_are_shown_by_the_field_and_kept(wrong, field, address, tessa_client):
    answer = tessa_client.post(address, form(**wrong))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    if field != "text":
        assert answer.context["form"]["text"].value() == "Open the *board*."
    assert not models.TestCall.objects.exists()


def test_fewer_seats_than_are_taken(item, address, bob, carol, tessa, tessa_client):
    call = make_call(item, tessa)
    for member in (bob, carol):
        actions.join_test(call, actor=member)
    answer = tessa_client.post(address, form(seats="1"))
    assert answer.status_code == 422
    assert "seats" in answer.context["form"].errors


def test_reports_stand_there_and_the_end_is_pressed(item, address, bob, carol, tessa, tessa_client):
    call = make_call(item, tessa)
    make_report(call, bob, "fails", text="Not at all.", is_public=False)
    actions.join_test(call, actor=carol)
    page = words_of(tessa_client.get(address))
    for words in ("Not at all.", "for the team alone", "Still testing: Carol"):
        assert words in page
    assert tessa_client.post(address + "end/", {"words": "x" * 5000}).status_code == 422
    for _twice in range(2):
        assert tessa_client.post(address + "end/", {"words": "We look again."}).headers["Location"] == address
    entry = ProgressEntry.objects.get(kind="test")
    assert (entry.text, entry.changes["test"]["fails"]) == ("We look again.", 1)
    assert "Earlier calls" in words_of(tessa_client.get(address))
    # And on the item's own page for everybody.
    page = words_of(tessa_client.get(item.get_absolute_url()))
    assert "1 tester: 0 works, 0 partly, 1 not" in page
    assert "We look again." in page


def test_where_nobody_can_be_called(alice, tessa_client):
    item = make_feedback(alice)
    address = f"/admin/feedback/feedback/{item.pk}/testers/"
    assert "Testers are called for" in words_of(tessa_client.get(address))
    assert tessa_client.post(address, form()).status_code == 422
    assert not models.TestCall.objects.exists()


def test_who_may(item, address, tessa, visitor, bob_client, ivy_client):
    make_call(item, tessa)
    for place in (address, address + "end/"):
        for browser in (visitor, bob_client):
            assert browser.post(place, form()).headers["Location"].startswith("/admin/login/")
        assert ivy_client.post(place, form()).status_code == 403
    assert models.TestCall.objects.get().state == "open"
    assert models.TestCall.objects.get().seats == 3


def test_opening_the_end_does_nothing(item, address, tessa, tessa_client):
    make_call(item, tessa)
    assert tessa_client.get(address + "end/").status_code == 405
    assert tessa_client.get("/admin/feedback/feedback/4711/testers/").status_code == 404
