"""Seats and the line: taken, given back, handed on, made more and fewer."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F

from community.models import Notification
from events import actions
from events.models import Event, Registration
from tests.factories import counts_of, join, make_event, make_group, make_member, move_event, take_seats
from tests.pages import asks_to_sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]


def refused(verb, *args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        verb(*args, **kwargs)
    return caught.value.code


def told(member):
    return list(Notification.objects.filter(member=member).order_by("pk").values_list("kind", flat=True))


def test_seats_first_then_the_line(event, alice, bob, carol):
    first, second, third = take_seats(event, alice, bob, carol)
    assert (first.is_going, second.is_going, third.is_waiting) == (True, True, True)
    assert third.place_in_line == 1
    assert counts_of(event) == (2, 1)


def test_twice_is_once(event, alice):
    one, again = take_seats(event, alice, alice)
    assert one.pk == again.pk
    assert counts_of(event) == (1, 0)


def test_a_seat_given_back_goes_to_who_waits_longest(event, alice, bob, carol):
    dora = make_member("Dora")
    mine, _bobs, *_line = take_seats(event, alice, bob, carol, dora)
    assert actions.cancel_registration(mine, actor=alice)
    assert not actions.cancel_registration(mine, actor=alice)
    assert Registration.objects.get(event=event, member=carol).is_going
    assert counts_of(event) == (2, 1)
    assert (told(carol), told(dora), told(alice)) == (["events.moved_up"], [], [])


def test_whoever_comes_back_waits_behind_the_others(event, alice, bob, carol):
    mine, *_others = take_seats(event, alice, bob, carol)
    actions.cancel_registration(mine, actor=alice)
    [again] = take_seats(event, alice)
    assert again.pk == mine.pk
    assert again.is_waiting
    assert counts_of(event) == (2, 1)


def test_leaving_the_line(event, alice, bob, carol):
    *_seats, waits = take_seats(event, alice, bob, carol)
    actions.cancel_registration(waits, actor=carol)
    assert counts_of(event) == (2, 0)


def test_without_a_limit_everybody_has_a_seat(hanna, alice, bob):
    event = make_event(hanna)
    assert all(row.is_going for row in take_seats(event, alice, bob))
    assert not event.is_full


def test_fewer_seats_than_guests_drop_nobody(event, alice, bob, carol, hanna):
    mine, *_others = take_seats(event, alice, bob, carol)
    event = actions.set_seats(event, actor=hanna, capacity=1, reserved=0)
    assert event.overbooked == 1
    assert counts_of(event) == (2, 1)
    # One goes: there are still as many as seats, and nobody moves up.
    actions.cancel_registration(mine, actor=alice)
    assert counts_of(event) == (1, 1)
    assert event.overbooked == 0
    actions.cancel_registration(Registration.objects.get(event=event, member=bob), actor=bob)
    assert counts_of(event) == (1, 0)


def test_more_seats_go_to_the_line_in_its_order(event, hanna):
    members = [make_member() for _n in range(6)]
    take_seats(event, *members)
    event = actions.set_seats(event, actor=hanna, capacity=5, reserved=0)
    assert counts_of(event) == (5, 1)
    seated = Registration.objects.going().filter(event=event).values_list("member", flat=True)
    assert set(seated) == {member.pk for member in members[:5]}
    assert [told(member) for member in members[2:]] == [["events.moved_up"]] * 3 + [[]]
    event = actions.set_seats(event, actor=hanna, capacity=None, reserved=0)
    assert counts_of(event) == (6, 0)


def test_reserved_seats_are_the_hosts(hanna, alice, bob, carol):
    event = make_event(hanna, capacity=2, reserved=1)
    _seat, waits = take_seats(event, alice, bob)
    assert waits.is_waiting
    kept = actions.seat_member(event, carol, actor=hanna)
    assert (kept.is_going, kept.is_reserved) == (True, True)
    assert counts_of(event) == (1, 1)
    assert told(carol) == ["events.seated"]
    assert refused(actions.seat_member, event, make_member(), actor=hanna) == "full"
    assert refused(actions.set_seats, event, actor=hanna, capacity=2, reserved=0) == "reserved_given"
    assert refused(actions.set_seats, event, actor=hanna, capacity=2, reserved=3) == "reserved_many"
    actions.cancel_registration(kept, actor=carol)
    assert counts_of(event) == (1, 1)
    event = actions.set_seats(event, actor=hanna, capacity=2, reserved=0)
    assert counts_of(event) == (2, 0)


def test_a_reserved_seat_for_one_in_line(hanna, alice, bob):
    event = make_event(hanna, capacity=2, reserved=1)
    take_seats(event, alice, bob)
    actions.seat_member(event, bob, actor=hanna)
    assert counts_of(event) == (1, 0)
    assert actions.seat_member(event, bob, actor=hanna).is_going
    assert counts_of(event) == (1, 0)


def test_the_host_takes_a_seat_away(event, alice, bob, carol, hanna):
    mine, *_others = take_seats(event, alice, bob, carol)
    actions.cancel_registration(mine, actor=hanna)
    assert told(alice) == ["events.seat_taken"]
    assert told(carol) == ["events.moved_up"]


def test_a_group_seats_its_members(hanna, alice, bob):
    group = make_group("Bread")
    join(group, alice)
    event = make_event(hanna, group=group)
    assert actions.register_for(event, actor=alice).is_going
    assert refused(actions.register_for, event, actor=bob) == "members_only"
    assert actions.register_for(event, actor=hanna).is_going


@pytest.mark.parametrize("state", ["draft", "finished", "cancelled"])
def test_what_is_not_to_come_seats_nobody(state, hanna, alice):
    event = make_event(hanna, publish=state != "draft")
    if state == "cancelled":
        actions.cancel_event(event, actor=hanna, reason="Ill.")
    if state == "finished":
        actions.begin_event(event, actor=hanna)
        actions.finish_event(event, actor=hanna)
    assert refused(actions.register_for, event, actor=alice) == "closed"


def test_after_its_end_nothing_moves(event, alice):
    [mine] = take_seats(event, alice)
    move_event(event, starts_in=timedelta(hours=-2))
    assert refused(actions.cancel_registration, mine, actor=alice) == "closed"


@pytest.mark.parametrize(
    "wrong",
    [
        {"seats_taken": F("seats_taken") + 3},
        {"reserved_taken": 1},
        {"attended_count": 3},
        {"kept_count": 1},
        {"capacity": 0, "reserved": 1},
        {"ends_at": F("starts_at")},
        {"published_at": None},
        {"state": "cancelled"},
    ],
)
def test_the_database_refuses_what_cannot_be(wrong, event):
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "waiting"},
        {"state": "cancelled"},
        {"state": "going", "seated_at": None},
        {"way": "word"},
        {"state": "cancelled", "cancelled_at": "2026-01-01T00:00Z", "is_reserved": True},
    ],
)
def test_and_of_a_registration(wrong, event, alice):
    [mine] = take_seats(event, alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(pk=mine.pk).update(**wrong)


# --- the pages -------------------------------------------------------------------------------------------------


def test_pressing_takes_a_seat(event, alice, alice_client):
    answer = alice_client.post(f"/events/{event.pk}/register/", follow=True)
    assert "You have a seat" in answer.content.decode()
    assert counts_of(event) == (1, 0)
    alice_client.post(f"/events/{event.pk}/leave/")
    assert counts_of(event) == (0, 0)


def test_pressing_when_full_says_which_place(event, alice, bob, carol_client):
    take_seats(event, alice, bob)
    answer = carol_client.post(f"/events/{event.pk}/register/", follow=True)
    assert "you are number 1 in line" in answer.content.decode()


@pytest.mark.parametrize("verb", ["register", "leave"])
def test_the_press_itself(verb, event, visitor, alice_client):
    address = f"/events/{event.pk}/{verb}/"
    assert alice_client.get(address).status_code == 405
    assert asks_to_sign_in(visitor.post(address))
    assert alice_client.post("/events/999999/" + verb + "/").status_code == 404
    assert counts_of(event) == (0, 0)


def test_a_refusal_is_said_on_the_page(hanna, alice_client):
    event = make_event(hanna, group=make_group("Bread"))
    answer = alice_client.post(f"/events/{event.pk}/register/", follow=True)
    assert "Join the group first" in answer.content.decode()
    assert counts_of(event) == (0, 0)
