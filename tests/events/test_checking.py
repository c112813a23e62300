"""At the door: the code, the word, the hosts' list; once, and paid once."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from community.models import Activity, AuditEntry
from events import actions
from events.models import Registration
from rewards.models import Account
from tests.factories import counts_of, make_event, move_event, set_rule, take_seats
from tests.pages import HTMX, asks_to_sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]


@pytest.fixture
def live(hanna, alice):
    """A session that has just begun; Alice has one of its two seats."""
    set_rule("session_attended", points=20)
    event = make_event(hanna, capacity=2, code_word="Evening Glow")
    take_seats(event, alice)
    return move_event(event, starts_in=timedelta(minutes=-5), state="live")


def points_of(member):
    return Account.objects.of(member).balance


def refused(verb, *args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        verb(*args, **kwargs)
    return caught.value.code


def test_the_word_whatever_its_case_and_width(live, alice, alice_client):
    address = f"/events/{live.pk}/here/"
    assert "Code word" in alice_client.get(address).content.decode()
    wrong = alice_client.post(address, {"word": "Morning"})
    assert wrong.status_code == 422
    assert "That is not the word" in wrong.content.decode()
    assert counts_of(live) == (1, 0)
    assert alice_client.post(address, {"word": "ｅｖｅｎｉｎｇ glow"}).status_code == 302
    assert (live.attended_count, points_of(alice)) == (0, 20)
    assert Registration.objects.get(member=alice).way == "word"
    assert Activity.objects.filter(member=alice, kind="session").count() == 1


def test_without_a_word_no_word_fits(hanna, alice_client):
    event = make_event(hanna)
    move_event(event, starts_in=timedelta(minutes=-5), state="live")
    assert alice_client.post(f"/events/{event.pk}/here/", {"word": ""}).status_code == 422
    assert not Registration.objects.exists()


def test_the_code_at_the_door_asks_for_a_press(live, alice, alice_client):
    address = f"/events/{live.pk}/here/{live.door_key}/"
    assert alice_client.get(address).status_code == 200
    assert counts_of(live) == (1, 0)
    assert live.attended_count == 0
    for _turn in range(2):
        assert alice_client.post(address).status_code == 302
    counts_of(live)
    assert (live.attended_count, points_of(alice)) == (1, 20)


def test_a_wrong_or_an_old_code(live, alice_client, hanna):
    old = f"/events/{live.pk}/here/{live.door_key}/"
    assert alice_client.post(f"/events/{live.pk}/here/guessed/").status_code == 404
    assert actions.renew_door(live, actor=hanna, key=live.door_key)
    assert not actions.renew_door(live, actor=hanna, key=live.door_key)
    assert alice_client.post(old).status_code == 404
    assert counts_of(live) == (1, 0)


def test_whoever_walks_in_takes_a_seat_if_there_is_one(live, bob, carol):
    assert actions.check_in(live, bob, way="word")
    assert counts_of(live) == (2, 0)
    assert refused(actions.check_in, live, carol, way="word") == "no_seat"
    # The press itself left no trace: he is not even in line.
    assert counts_of(live) == (2, 0)


@pytest.mark.parametrize("minutes", [-90 - 61, 61])
def test_the_door_has_its_hours(minutes, live, alice):
    state = "published" if minutes > 0 else "live"
    move_event(live, starts_in=timedelta(minutes=minutes), state=state)
    assert refused(actions.check_in, live, alice, way="word") == "door_closed"


def test_the_host_ticks_off_and_takes_it_back(live, alice, hanna, hanna_client):
    row = Registration.objects.get(member=alice)
    address = f"/events/{live.pk}/door/{row.pk}/"
    assert "Alice" in hanna_client.get(f"/events/{live.pk}/door/").content.decode()
    answer = hanna_client.post(address, **HTMX)
    assert "Not here" in answer.content.decode()
    counts_of(live)
    assert (live.attended_count, points_of(alice)) == (1, 20)
    hanna_client.post(address, {"undo": "1"})
    hanna_client.post(address, {"undo": "1"})
    counts_of(live)
    assert (live.attended_count, points_of(alice)) == (0, 0)
    hanna_client.post(address)
    assert points_of(alice) == 20
    assert AuditEntry.objects.filter(action="events.registration.checked_in", actor=hanna).count() == 2


def test_whoever_runs_it_is_not_paid_for_coming(live, hanna):
    actions.check_in(live, hanna, way="word")
    assert points_of(hanna) == 0


def test_who_came_cannot_give_the_seat_back(live, alice):
    actions.check_in(live, alice, way="word")
    row = Registration.objects.get(member=alice)
    assert refused(actions.cancel_registration, row, actor=alice) == "was_there"


@pytest.mark.parametrize("page", ["", "renew/", "{row}/"])
def test_the_hosts_pages_are_theirs(page, live, alice, visitor, alice_client, bob_client):
    row = Registration.objects.get(member=alice)
    address = f"/events/{live.pk}/door/{page}".format(row=row.pk)
    for browser in (alice_client, bob_client):
        answer = browser.get(address) if not page else browser.post(address)
        assert answer.status_code == 404
    assert asks_to_sign_in(visitor.get(address) if not page else visitor.post(address))
    if page:
        assert bob_client.get(address).status_code == 405


def test_somebody_elses_registration(live, hanna_client, hanna, bob):
    other = make_event(hanna, capacity=5)
    [row] = take_seats(other, bob)
    assert hanna_client.post(f"/events/{live.pk}/door/{row.pk}/").status_code == 404


def test_a_name_is_found(live, bob, hanna_client):
    take_seats(live, bob)
    page = hanna_client.get(f"/events/{live.pk}/door/?q=bo").content.decode()
    assert "Bob" in page
    assert "Alice" not in page
