"""Calendar files: what stands in them, who gets the online link, and an address that can be closed."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.core.cache import caches

from community.models import Member
from community.moderation.actions import give_sanction
from events import actions
from events.calendars import token_of
from events.models import CalendarFeed
from tests.factories import join, make_event, make_group, take_seats
from tests.pages import asks_to_sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]
LINK = "https://meet.example.org/room"


def entries(answer):
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/calendar")
    calendar = icalendar.Calendar.from_ical(answer.content)
    return [part for part in calendar.walk() if part.name == "VEVENT"]


@pytest.fixture
def feed(alice):
    return actions.open_calendar(actor=alice)


def address_of(feed):
    return f"/events/calendar/{feed.member_id}/{token_of(feed)}.ics"


def test_a_file_of_one_session(hanna, visitor):
    event = make_event(hanna, title="Delivery; pick-up, and more", place="Bakery, 2nd floor", online_link=LINK)
    [entry] = entries(visitor.get(f"/events/{event.pk}/session.ics"))
    assert entry["summary"] == "Delivery; pick-up, and more"
    assert entry["dtstart"].dt == event.starts_at.replace(microsecond=0).astimezone(UTC)
    assert entry["location"] == "Bakery, 2nd floor"
    assert (entry["status"], entry["sequence"]) == ("CONFIRMED", 0)
    assert LINK not in str(entry.to_ical())


def test_the_link_is_for_those_with_a_seat(hanna, alice, bob, sign_in):
    event = make_event(hanna, online_link=LINK, capacity=1)
    take_seats(event, alice, bob)
    for member, sees in ((alice, True), (bob, False), (hanna, True)):
        browser = sign_in(member)
        [entry] = entries(browser.get(f"/events/{event.pk}/session.ics"))
        assert (LINK in entry.to_ical().decode()) is sees
        assert (LINK in browser.get(event.get_absolute_url()).content.decode()) is (sees and member == alice)


def test_a_moved_session_is_a_new_revision_of_the_same(hanna, visitor):
    event = make_event(hanna)
    [before] = entries(visitor.get(f"/events/{event.pk}/session.ics"))
    event.starts_at += timedelta(days=1)
    event.ends_at += timedelta(days=1)
    actions.save_event(event, actor=hanna)
    [after] = entries(visitor.get(f"/events/{event.pk}/session.ics"))
    assert after["uid"] == before["uid"]
    assert after["sequence"] == before["sequence"] + 1
    actions.cancel_event(event, actor=hanna, reason="Ill.")
    [gone] = entries(visitor.get(f"/events/{event.pk}/session.ics"))
    assert (gone["status"], gone["sequence"]) == ("CANCELLED", 2)


def test_moments_are_the_same_whatever_clock_it_was_planned_by(hanna, visitor):
    """22:00 in New York on the night in which the clocks go back: written in UTC no calendar can mistake it."""
    begins = datetime(2027, 11, 7, 5, 30, tzinfo=UTC)
    event = make_event(hanna, starts_at=begins, ends_at=begins + timedelta(hours=1), zone="America/New_York")
    [entry] = entries(visitor.get(f"/events/{event.pk}/session.ics"))
    assert b"DTSTART:20271107T053000Z" in entry.to_ical()


def test_my_calendar_has_my_sessions(feed, alice, bob, hanna, visitor):
    mine, waited, other = make_event(hanna), make_event(hanna, capacity=1), make_event(hanna)
    take_seats(mine, alice)
    take_seats(waited, bob, alice)
    take_seats(other, bob)
    found = {entry["summary"]: entry["status"] for entry in entries(visitor.get(address_of(feed)))}
    assert found == {mine.title: "CONFIRMED", waited.title: "TENTATIVE"}


def test_a_session_of_a_group_i_have_left_is_gone(feed, alice, hanna, visitor):
    group = make_group("Bread", is_private=True, policy="invitation")
    join(group, alice)
    event = make_event(hanna, group=group)
    take_seats(event, alice)
    assert len(entries(visitor.get(address_of(feed)))) == 1
    group.memberships.filter(member=alice).delete()
    assert entries(visitor.get(address_of(feed))) == []


def test_a_closed_address_opens_nothing_and_a_new_one_is_another(feed, alice, alice_client, visitor):
    old = address_of(feed)
    assert alice_client.post("/events/calendar/close/").status_code == 302
    assert visitor.get(old).status_code == 404
    alice_client.post("/events/calendar/open/")
    assert visitor.get(old).status_code == 404
    new = address_of(CalendarFeed.objects.get())
    assert visitor.get(new).status_code == 200
    assert new in alice_client.get("/events/calendar/").content.decode()


def test_who_is_suspended_has_none(feed, alice, tessa, visitor):
    give_sanction(alice, actor=tessa, kind="suspend", reason="spam", days=3)
    assert visitor.get(address_of(feed)).status_code == 404


def test_who_is_gone_has_none(feed, alice, visitor):
    Member.objects.filter(pk=alice.pk).update(is_active=False)
    assert visitor.get(address_of(feed)).status_code == 404


def test_guessing(feed, visitor):
    right = token_of(feed)
    for token in (right[:-1] + ("0" if right[-1] != "0" else "1"), "x" * 32, right.upper(), right + "0"):
        assert visitor.get(f"/events/calendar/{feed.member_id}/{token}.ics").status_code == 404
    assert visitor.get(f"/events/calendar/{feed.member_id + 1}/{right}.ics").status_code == 404


def test_nothing_of_it_is_kept_by_anybody(feed, visitor, alice_client):
    for browser, address in ((visitor, address_of(feed)), (alice_client, "/events/calendar/")):
        caches["default"].clear()
        assert "private" in browser.get(address).headers["Cache-Control"]


@pytest.mark.parametrize("verb", ["open", "close"])
def test_the_press_itself(verb, visitor, alice_client):
    address = f"/events/calendar/{verb}/"
    assert alice_client.get(address).status_code == 405
    assert asks_to_sign_in(visitor.post(address))
    for _turn in range(2):
        assert alice_client.post(address).status_code == 302
    assert CalendarFeed.objects.count() == (1 if verb == "open" else 0)
