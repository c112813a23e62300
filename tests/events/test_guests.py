"""Who comes, as those who run a session see it: seats given and taken away, how many, and the table."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from community.models import Notification
from events import actions
from events.models import Event, Invitee, Registration
from tests.factories import join, make_event, make_group, make_member, move_event, take_seats
from tests.pages import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]


@pytest.fixture
def page(event):
    return f"/events/{event.pk}/guests/"


def states(event):
    return dict(Registration.objects.filter(event=event).values_list("member__name", "state"))


def test_who_has_a_seat_and_who_waits(event, page, hanna_client, alice, bob, carol):
    take_seats(event, alice, bob, carol)
    context = hanna_client.get(page).context
    assert [guest.member for guest in context["going"]] == [alice, bob]
    assert [guest.member for guest in context["waiting"]] == [carol]


def test_many_guests_come_page_by_page(hanna, hanna_client, monkeypatch):
    monkeypatch.setattr("events.views.guests.PAGE", 2)
    event = make_event(hanna)
    take_seats(event, *(make_member() for _n in range(5)))
    page, seen = f"/events/{event.pk}/guests/", []
    after = ""
    for _n in range(3):
        context = hanna_client.get(page, {"after": after}).context
        seen += [guest.pk for guest in context["going"]]
        after = context["after"]
    assert after == ""
    assert seen == list(Registration.objects.order_by("pk").values_list("pk", flat=True))


def test_seating_somebody_by_name(event, page, hanna, hanna_client, alice, queue):
    actions.set_seats(event, actor=hanna, capacity=2, reserved=1)
    assert "Alice" in words_of(hanna_client.get(page, {"find": "lic"}))
    for _tap in range(2):
        hanna_client.post(f"{page}seat/", {"member": alice.pk})
    assert Registration.objects.get().is_reserved
    queue.run()
    assert Notification.objects.get(kind="events.seated").member == alice
    assert "Nobody without a seat" in words_of(hanna_client.get(page, {"find": "lic"}))
    for nonsense in ("", "x", "0", "9" * 30):
        assert hanna_client.post(f"{page}seat/", {"member": nonsense}).status_code == 404


def test_a_full_house_says_so(event, page, hanna_client, alice, bob, carol):
    take_seats(event, alice, bob)
    answer = hanna_client.post(f"{page}seat/", {"member": carol.pk}, follow=True)
    assert "No seat is left" in words_of(answer)
    assert "Carol" not in states(event)


def test_taking_a_seat_away_asks_once_and_tells(event, page, hanna_client, alice, bob, carol, queue):
    first, *_others = take_seats(event, alice, bob, carol)
    address = f"{page}{first.pk}/remove/"
    assert "Take the seat of Alice away?" in words_of(hanna_client.get(address))
    for _tap in range(2):
        assert hanna_client.post(address).status_code == 302
    assert states(event) == {"Alice": "cancelled", "Bob": "going", "Carol": "going"}
    assert Notification.objects.get(kind="events.seat_taken").member == alice


def test_the_guest_of_another_session_is_not_here(event, page, hanna, hanna_client, alice):
    [elsewhere] = take_seats(make_event(make_member()), alice)
    assert hanna_client.post(f"{page}{elsewhere.pk}/remove/").status_code == 404
    elsewhere.refresh_from_db()
    assert elsewhere.is_going


def test_more_seats_and_fewer(event, page, hanna_client, alice, bob, carol):
    take_seats(event, alice, bob, carol)
    hanna_client.post(f"{page}seats/", {"capacity": "3", "reserved": "0"})
    assert set(states(event).values()) == {"going"}
    hanna_client.post(f"{page}seats/", {"capacity": "1", "reserved": ""})
    event.refresh_from_db()
    assert (event.capacity, event.seats_taken, event.overbooked) == (1, 3, 2)
    assert "nobody loses a seat" in words_of(hanna_client.get(page))
    hanna_client.post(f"{page}seats/", {"capacity": "", "reserved": "0"})
    event.refresh_from_db()
    assert event.capacity is None


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"capacity": "0", "reserved": "0"}, "capacity"),
        ({"capacity": "2", "reserved": "3"}, "reserved"),
        ({"capacity": "2", "reserved": "0"}, "reserved"),
        ({"capacity": "x", "reserved": "1"}, "capacity"),
        ({"capacity": "9" * 40, "reserved": "1"}, "capacity"),
    ],
)
def test_what_cannot_be_said_by_its_field(event, page, hanna, hanna_client, alice, form, field):
    actions.set_seats(event, actor=hanna, capacity=2, reserved=1)
    actions.seat_member(event, alice, actor=hanna)
    answer = hanna_client.post(f"{page}seats/", form)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Event.objects.get().capacity == 2


def test_after_the_end_nothing_moves(event, page, hanna_client, alice):
    [guest] = take_seats(event, alice)
    move_event(event, starts_in=-timedelta(hours=3), state="finished", finished_at=timezone.now())
    hanna_client.post(f"{page}{guest.pk}/remove/")
    hanna_client.post(f"{page}seat/", {"member": alice.pk})
    assert states(event) == {"Alice": "going"}
    assert 'name="find"' not in hanna_client.get(page).content.decode()


def test_the_table_is_no_formula_and_names_no_address(hanna, hanna_client, bob_client):
    event = make_event(hanna)
    rude = make_member("=cmd()", email="rude@example.org")
    take_seats(event, rude)
    address = f"/events/{event.pk}/guests/export.csv"
    answer = hanna_client.get(address)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    head, line = text.splitlines()
    assert head.startswith("Name,")
    assert line.startswith("'=cmd()")
    assert "@" not in text
    assert bob_client.get(address).status_code == 404


def test_into_a_private_group_nobody_is_seated_from_outside(hanna, hanna_client, alice, bob):
    group = make_group(is_private=True, policy="invitation")
    join(group, hanna, alice)
    event = make_event(hanna, group=group)
    page = f"/events/{event.pk}/guests/"
    assert hanna_client.get(page, {"find": "Bob"}).context["found"] == []
    assert hanna_client.post(f"{page}seat/", {"member": bob.pk}).status_code == 404
    with pytest.raises(ValidationError) as caught:
        actions.seat_member(event, bob, actor=hanna)
    assert caught.value.code == "members_only"
    assert not Notification.objects.filter(member=bob).exists()
    hanna_client.post(f"{page}seat/", {"member": alice.pk})
    assert states(event) == {"Alice": "going"}


def test_whoever_is_seated_at_a_session_for_chosen_members_can_open_it(hanna, bob, bob_client, adam):
    event = make_event(hanna, audience="segment", segment="core")
    assert bob_client.get(event.get_absolute_url()).status_code == 404
    actions.seat_member(event, bob, actor=hanna)
    assert Invitee.objects.get().member == bob
    assert bob_client.get(event.get_absolute_url()).status_code == 200
