"""The pages: what comes, a month, what was, one session; what they cost and what they keep to themselves."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from events.models import AgendaItem, Event
from events.months import month_of, read_month
from tests.factories import join, make_event, make_feedback, make_group, make_member, move_event, take_seats
from tests.pages import words_of
from tests.test_queries import assert_flat, cost

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]


def finished(host, *, days=30, **counts):
    """A session that is over, with these counts."""
    event = make_event(host, capacity=50)
    before = timezone.now() - timedelta(days=days)
    fields = {"state": "finished", "finished_at": before, "seats_taken": counts.get("attended_count", 0)}
    return move_event(event, starts_in=timedelta(days=-days), **(fields | counts))


def test_what_comes_and_what_came_of_the_last(hanna, visitor):
    soon, later = make_event(hanna), make_event(hanna, starts_in=timedelta(days=9))
    finished(hanna, attended_count=40, question_count=12, promise_count=5, kept_count=4)
    page = words_of(visitor.get("/events/"))
    assert page.index(soon.title) < page.index(later.title)
    for words in ("40 came", "12 questions", "5 promises", "4 kept"):
        assert words in page


def test_nothing_yet(visitor):
    assert "No session is planned yet" in words_of(visitor.get("/events/"))
    assert "No session is over yet" in words_of(visitor.get("/events/past/"))
    assert "Nothing in this month" in words_of(visitor.get("/events/month/2001/5/"))


def test_a_month_with_its_sessions(hanna, visitor):
    event = make_event(hanna)
    first = timezone.localdate(event.starts_at).replace(day=1)
    page = words_of(visitor.get(f"/events/month/{first.year}/{first.month}/"))
    assert event.title in page
    assert event.title not in words_of(visitor.get("/events/month/2001/5/"))


@pytest.mark.parametrize("month", ["2026/0", "2026/13", "1999/12", "2101/1", "99999999/1"])
def test_months_that_are_none(month, visitor):
    assert visitor.get(f"/events/month/{month}/").status_code == 404


def test_the_table_of_a_month():
    month = month_of(date(2024, 2, 1), lambda start, end: [])
    assert [day.day.day for day in month.weeks[0]] == [29, 30, 31, 1, 2, 3, 4]
    assert month.weeks[-1][3].day == date(2024, 2, 29)
    assert (month.before, month.after) == (date(2024, 1, 1), date(2024, 3, 1))
    assert month_of(date(2000, 1, 1), lambda start, end: []).before is None
    assert month_of(date(2100, 12, 1), lambda start, end: []).after is None
    assert read_month(2026, 2) == date(2026, 2, 1)


def test_a_session_stands_on_the_readers_day(hanna, sign_in):
    """Twenty past midnight in Shanghai is the day before in New York."""
    event = make_event(hanna)
    begins = timezone.localtime(event.starts_at).replace(day=15, hour=0, minute=20) + timedelta(days=31)
    Event.objects.filter(pk=event.pk).update(starts_at=begins, ends_at=begins + timedelta(hours=1))
    for zone, day in (("Asia/Shanghai", begins.day), ("America/New_York", begins.day - 1)):
        browser = sign_in(make_member(time_zone=zone))
        page = words_of(browser.get(f"/events/{event.pk}/"))
        assert f" {day} " in page
        assert ("in Shanghai" in page) is (zone != "Asia/Shanghai")


def test_the_page_of_a_session(hanna, alice, alice_client, visitor, tessa):
    event = make_event(
        hanna, capacity=2, place="The bakery", text="Ask **anything**.", online_link="https://m.example/x"
    )
    item = make_feedback(alice)
    AgendaItem.objects.create(event=event, position=1, title="Hello", minutes=10, why="promises")
    AgendaItem.objects.create(event=event, position=2, title="Delivery", minutes=20, feedback=item, why="wanted")
    take_seats(event, make_member("Dora"))
    page = visitor.get(event.get_absolute_url())
    words = words_of(page)
    for said in ("The bakery", "Ask anything", "1 / 2 seats taken", "Host Hanna", "Most wanted", "Delivery", "Dora"):
        assert said in words
    assert "m.example" not in page.content.decode()
    second = timezone.localtime(event.starts_at) + timedelta(minutes=10)
    assert f"{second:%H:%M}" in words
    assert item.get_absolute_url() in page.content.decode()


def test_agenda_links_no_item_that_the_reader_may_not_see(hanna, alice, visitor):
    event, item = make_event(hanna), make_feedback(alice, fields={"visibility": "hidden"})
    AgendaItem.objects.create(event=event, position=1, title="Something", feedback=item)
    page = visitor.get(event.get_absolute_url()).content.decode()
    assert "An item that is no longer shown" in page
    assert "Something" not in page
    assert item.get_absolute_url() not in page


@pytest.fixture
def secret(hanna, bob):
    """A session of a private group that Bob is in."""
    group = make_group("Quiet", is_private=True, policy="invitation")
    join(group, bob)
    return make_event(hanna, group=group, title="Hush")


def test_a_visitor_reads_what_an_open_group_holds(hanna, visitor):
    """Who it is for, and no form that would be refused."""
    event = make_event(hanna, group=make_group("Bakers"))
    assert "Sign in and come" in words_of(visitor.get(event.get_absolute_url()))


def test_a_private_session_is_there_for_its_group_alone(secret, visitor, alice_client, bob_client):
    first = timezone.localdate(secret.starts_at).replace(day=1)
    lists = ["/events/", f"/events/month/{first.year}/{first.month}/"]
    for browser in (visitor, alice_client):
        for address in lists:
            assert "Hush" not in browser.get(address).content.decode()
        for address in ("", "session.ics", "here/"):
            answer = browser.get(f"/events/{secret.pk}/{address}")
            assert answer.status_code == 404 or answer.headers.get("Location", "").startswith("/accounts/login/")
    for address in lists:
        assert "Hush" in bob_client.get(address).content.decode()
    assert bob_client.get(secret.get_absolute_url()).status_code == 200


def test_nobody_learns_of_it_by_pressing(secret, alice_client):
    for verb in ("register", "leave", "door"):
        address = f"/events/{secret.pk}/{verb}/"
        answer = alice_client.get(address) if verb == "door" else alice_client.post(address)
        assert answer.status_code == 404


def test_whoever_left_the_group_knows_it_no_longer(secret, bob, bob_client):
    take_seats(secret, bob)
    secret.group.memberships.all().delete()
    assert bob_client.get(secret.get_absolute_url()).status_code == 404


def test_a_visitor_sees_a_change_at_once(hanna, visitor, alice):
    event = make_event(hanna, capacity=5)
    assert "0 / 5" in words_of(visitor.get(event.get_absolute_url()))
    take_seats(event, alice)
    assert "1 / 5" in words_of(visitor.get(event.get_absolute_url()))


# --- what they cost ------------------------------------------------------------------------------------------------


@pytest.fixture
def grow(hanna, alice):
    def grow(number):
        for _turn in range(number):
            take_seats(make_event(hanna, group=None), alice)
            finished(hanna)
            AgendaItem.objects.create(event=Event.objects.earliest("pk"), position=1, title="One", speaker=hanna)
            take_seats(Event.objects.earliest("pk"), make_member())

    return grow


def test_the_list(grow, visitor, alice_client):
    assert_flat(visitor, "/events/", grow, 5)
    assert len(cost(alice_client, "/events/")) == 8


def test_a_session(grow, visitor, alice_client, hanna):
    make_event(hanna)
    address = Event.objects.earliest("pk").get_absolute_url()
    assert_flat(visitor, address, grow, 7)
    assert len(cost(alice_client, address)) == 12


def test_a_kept_page_costs_one_tiny_query(grow, visitor):
    grow(1)
    assert len(cost(visitor, "/events/", warm=True)) == 1


def test_past_sessions_page_by_key(hanna, visitor, monkeypatch):
    monkeypatch.setattr("events.views.pages.PAST", 2)
    events = [finished(hanna, days=days) for days in (10, 20, 30)]
    page = visitor.get("/events/past/").content.decode()
    assert events[0].title in page
    assert events[2].title not in page
    after = page.split('href="?after=')[1].split('"')[0]
    rest = visitor.get(f"/events/past/?after={after}").content.decode()
    assert events[2].title in rest
    assert events[0].title not in rest
    assert visitor.get("/events/past/?after=nonsense").status_code == 200


def test_those_who_write_sessions_find_the_way_and_their_drafts(hanna, hanna_client, adam, adam_client, bob_client):
    draft = make_event(adam, publish=False)
    page = adam_client.get("/events/").content.decode()
    assert "/events/new/" in page
    assert draft.title in page
    # She runs one session, and nothing by which she could write another.
    assert "/events/new/" not in hanna_client.get("/events/").content.decode()
    assert "/events/new/" not in bob_client.get("/events/").content.decode()


def test_me_says_which_sessions_come(hanna, alice, bob, bob_client):
    with_seat, full, over = make_event(hanna), make_event(hanna, capacity=1), make_event(hanna)
    take_seats(with_seat, bob)
    take_seats(full, alice, bob)
    take_seats(over, bob)
    move_event(over, starts_in=timedelta(days=-2))
    page = words_of(bob_client.get("/me/"))
    assert "you have a seat" in page
    assert "you are in line" in page
    assert over.title not in page


def test_a_session_going_on_leads_to_its_live_page(hanna, visitor):
    event = move_event(make_event(hanna), starts_in=timedelta(minutes=-5), state="live")
    assert f"/events/{event.pk}/live/" in visitor.get(event.get_absolute_url()).content.decode()
