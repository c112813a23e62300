"""Sessions and series on the staff desk: written through the verbs, looked at by those who may."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from community.models import AuditEntry
from events import actions
from events.models import Event, Series, Telling
from feedback.models import WorkCalendar
from feedback.models.calendar import CalendarDay
from tests.events.series_kit import make_series
from tests.factories import join, make_event, make_group, make_member, move_event, take_seats
from tests.pages import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]
EVENTS, SERIES = "/admin/events/event/", "/admin/events/series/"
EVENT = {
    "title": "Bread and its price",
    "text": "We talk.",
    "kind": "theme",
    "whom": "all",
    "day": (timezone.localdate() + timedelta(days=10)).isoformat(),
    "begins": "19:30",
    "minutes": "90",
    "zone": "Asia/Shanghai",
    "place": "",
    "online_link": "",
    "capacity": "30",
    "reserved": "3",
    "language": "both",
    "host_name": "",
    "responsible_name": "",
    "submit_key": "s" * 32,
}
PLAN = {name: value for name, value in EVENT.items() if name not in ("day", "begins", "minutes", "submit_key")}
RULE = PLAN | {
    "rule": "monthly_weekday",
    "every": "1",
    "weekday": "3",
    "nth": "2",
    "month_day": "",
    "starts_on": "2037-01-01",
    "ends_on": "",
    "start_time": "20:00",
    "duration": "90",
    "calendar": "",
    "on_holiday": "keep",
    "days_ahead": "35",
    "publishes": "on",
}


def staff(sign_in, group):
    member = make_member(is_staff=True)
    member.groups.add(Group.objects.get(name=group))
    return sign_in(member)


@pytest.fixture
def lead_client(db, sign_in):
    return staff(sign_in, "leads")


@pytest.fixture
def moderator_client(db, sign_in):
    return staff(sign_in, "moderators")


def shown(client, address):
    """What a form of the admin would send as it stands."""
    form = client.get(address).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None and value is not False and value != ""}


def errors_of(answer):
    assert answer.status_code == 200
    return answer.context["adminform"].form.errors


# --- sessions -----------------------------------------------------------------------------------------------


def test_writing_one_is_a_draft_once(moderator_client):
    for _tap in range(2):
        assert moderator_client.post(f"{EVENTS}add/", EVENT).status_code == 302
    event = Event.objects.get()
    assert (event.state, event.capacity, f"{event.starts_there:%H:%M}") == ("draft", 30, "19:30")
    assert event.host == event.created_by
    assert AuditEntry.objects.filter(action="events.event.drafted").count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": ""}, "title"),
        ({"day": "2020-01-01"}, "day"),
        ({"day": "9999-12-31"}, "day"),
        ({"whom": "saved:1"}, "whom"),
        ({"capacity": "1"}, "reserved"),
        ({"online_link": "http://x.example"}, "online_link"),
        ({"host_name": "Nobody"}, "host_name"),
    ],
)
def test_what_is_wrong_is_said_by_the_field(moderator_client, fields, field):
    assert list(errors_of(moderator_client.post(f"{EVENTS}add/", EVENT | fields))) == [field]
    assert not Event.objects.exists()


def test_changing_one_tells_its_guests(event, moderator_client, alice):
    take_seats(event, alice)
    address = f"{EVENTS}{event.pk}/change/"
    day = (event.starts_there + timedelta(days=1)).date()
    form = shown(moderator_client, address) | {"day": day.isoformat(), "title": "Milk"}
    assert moderator_client.post(address, form).status_code == 302
    event.refresh_from_db()
    assert (event.title, event.starts_there.date()) == ("Milk", day)
    assert Telling.objects.filter(what="moved").count() == 1
    assert AuditEntry.objects.filter(action="events.event.moved").count() == 1


def test_state_and_counts_are_not_set_by_hand(event, moderator_client):
    address = f"{EVENTS}{event.pk}/change/"
    forged = {"state": "finished", "seats_taken": "9", "attended_count": "9", "audience": "segment", "segment": "core"}
    moderator_client.post(address, shown(moderator_client, address) | forged)
    event.refresh_from_db()
    assert (event.state, event.seats_taken, event.attended_count, event.audience) == ("published", 0, 0, "all")


def test_reserved_seats_that_are_given_stay(event, hanna, moderator_client, alice):
    actions.set_seats(event, actor=hanna, capacity=4, reserved=2)
    actions.seat_member(event, alice, actor=hanna)
    address = f"{EVENTS}{event.pk}/change/"
    form = shown(moderator_client, address) | {"reserved": "0"}
    assert list(errors_of(moderator_client.post(address, form))) == ["reserved"]


def test_all_that_follow_from_the_desk_too(hanna, moderator_client):
    series = make_series(hanna, starts_on=timezone.localdate() + timedelta(days=7), days_ahead=20)
    events = actions.make_due_events(series)
    address = f"{EVENTS}{events[0].pk}/change/"
    form = shown(moderator_client, address) | {"place": "公园", "scope": "following"}
    assert moderator_client.post(address, form).status_code == 302
    assert {Event.objects.get(pk=event.pk).place for event in events} == {"公园"}


def test_what_is_over_is_looked_at(event, moderator_client, lead_client):
    move_event(event, starts_in=-timedelta(hours=2), state="finished", finished_at=timezone.now())
    address = f"{EVENTS}{event.pk}/change/"
    for client in (moderator_client, lead_client):
        page = client.get(address)
        assert event.title in words_of(page)
        assert 'name="title"' not in page.content.decode()
        assert client.post(address, EVENT).status_code == 403


def test_a_draft_is_thrown_away_by_leads_what_was_published_stays(hanna, lead_client, moderator_client):
    draft, published = make_event(hanna, publish=False), make_event(hanna)
    assert moderator_client.post(f"{EVENTS}{draft.pk}/delete/", {"post": "yes"}).status_code == 403
    assert lead_client.post(f"{EVENTS}{published.pk}/delete/", {"post": "yes"}).status_code == 403
    assert lead_client.post(f"{EVENTS}{draft.pk}/delete/", {"post": "yes"}).status_code == 302
    assert Event.objects.get() == published
    assert AuditEntry.objects.filter(action="events.event.removed").count() == 1


def test_of_private_groups_those_who_know_of_them_read(hanna, alice, moderator_client, lead_client):
    group = make_group(is_private=True, policy="invitation")
    join(group, hanna, alice)
    event = make_event(hanna, group=group, title="Secret circle")
    series = make_series(hanna, group=group, title="Secret series")
    [guest] = take_seats(event, alice)
    for path in (EVENTS, SERIES, "/admin/events/registration/"):
        assert "Secret" not in moderator_client.get(path).content.decode()
    assert moderator_client.get(f"{EVENTS}{event.pk}/change/").status_code == 302
    assert moderator_client.get(f"{SERIES}{series.pk}/change/").status_code == 302
    assert moderator_client.get(f"/admin/events/registration/{guest.pk}/change/").status_code == 302
    assert "Secret circle" in lead_client.get(EVENTS).content.decode()


def test_the_rail_counts_what_comes(hanna, moderator_client):
    make_event(hanna)
    make_event(hanna, publish=False)
    [place] = [place for place in moderator_client.get("/admin/").context["rail"] if place.label == "Sessions"]
    assert (place.address, place.count, place.hot) == (EVENTS, "1", False)


@pytest.mark.parametrize("table", ["registration", "telling"])
def test_trails_are_only_looked_at(event, table, alice, adam_client):
    take_seats(event, alice)
    actions.cancel_event(event, actor=event.host, reason="Rain.")
    row = event.registrations.get() if table == "registration" else event.tellings.first()
    address = reverse(f"admin:events_{table}_change", args=[row.pk])
    assert adam_client.get(address).status_code == 200
    assert adam_client.post(address, {"state": "going"}).status_code == 403
    assert adam_client.get(f"/admin/events/{table}/add/").status_code == 403


# --- series -------------------------------------------------------------------------------------------------


def test_a_series_is_written_and_shows_what_comes(lead_client):
    answer = lead_client.post(f"{SERIES}add/", RULE, follow=True)
    series = Series.objects.get()
    assert (series.rule, series.weekday, series.nth, series.month_day) == ("monthly_weekday", 3, 2, None)
    assert AuditEntry.objects.filter(action="events.series.created").count() == 1
    assert [f"{one['day']:%m-%d}" for one in answer.context["foreseen"]] == [
        "01-08",
        "02-12",
        "03-12",
        "04-09",
        "05-14",
    ]


def test_holidays_show_in_what_comes(lead_client):
    calendar = WorkCalendar.objects.create(name="深圳")
    CalendarDay.objects.create(calendar=calendar, day=date(2037, 2, 12), name="春节")
    lead_client.post(f"{SERIES}add/", RULE | {"on_holiday": "next", "calendar": calendar.pk})
    series = Series.objects.get()
    page = lead_client.get(f"{SERIES}{series.pk}/change/")
    second = page.context["foreseen"][1]
    assert (second["day"], second["place"], second["holiday"]) == (date(2037, 2, 12), date(2037, 2, 13), "春节")
    assert "春节" in words_of(page)
    lead_client.post(f"{SERIES}{series.pk}/change/", RULE | {"on_holiday": "skip", "calendar": calendar.pk})
    assert "left out" in words_of(lead_client.get(f"{SERIES}{series.pk}/change/"))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"weekday": ""}, "weekday"),
        ({"nth": ""}, "nth"),
        ({"rule": "monthly_day"}, "month_day"),
        ({"rule": "monthly_day", "month_day": "32"}, "month_day"),
        ({"every": "0"}, "every"),
        ({"every": "9" * 30}, "every"),
        ({"starts_on": "0001-01-01"}, "starts_on"),
        ({"starts_on": "9999-12-31"}, "starts_on"),
        ({"ends_on": "2036-01-01"}, "ends_on"),
        ({"on_holiday": "skip"}, "calendar"),
        ({"calendar": "9" * 30}, "calendar"),
        ({"start_time": "x"}, "start_time"),
        ({"duration": "1"}, "duration"),
        ({"days_ahead": "9999"}, "days_ahead"),
        ({"capacity": "1"}, "reserved"),
        ({"zone": "Mars"}, "zone"),
        ({"whom": "group:0"}, "whom"),
    ],
)
def test_what_is_wrong_with_a_rule(lead_client, fields, field):
    assert list(errors_of(lead_client.post(f"{SERIES}add/", RULE | fields))) == [field]
    assert not Series.objects.exists()


def test_what_a_rule_does_not_use_is_emptied(lead_client):
    lead_client.post(f"{SERIES}add/", RULE | {"rule": "weekly", "month_day": "5"})
    series = Series.objects.get()
    assert (series.weekday, series.nth, series.month_day) == (3, None, None)


def test_stopping_and_going_on(hanna, lead_client, moderator_client):
    series = make_series(hanna)
    address = f"{SERIES}{series.pk}/switch/"
    assert moderator_client.post(address, {"want": "stop"}).status_code == 403
    for _tap in range(2):
        lead_client.post(address, {"want": "stop"})
    series.refresh_from_db()
    assert not series.is_active
    assert AuditEntry.objects.filter(action="events.series.stopped").count() == 1
    assert lead_client.post(address, {"want": "x"}).status_code == 404
    lead_client.post(address, {"want": "go"})
    series.refresh_from_db()
    assert series.is_active
    assert lead_client.get(address).status_code == 405


def test_saving_what_was_not_changed_writes_nothing(hanna, lead_client):
    series = make_series(hanna)
    address = f"{SERIES}{series.pk}/change/"
    before = AuditEntry.objects.count()
    form = shown(lead_client, address)
    assert lead_client.post(address, form | {"publishes": "on"}).status_code == 302
    assert AuditEntry.objects.count() == before


def test_moderators_read_series_and_change_none(hanna, moderator_client):
    series = make_series(hanna)
    page = moderator_client.get(f"{SERIES}{series.pk}/change/")
    assert "回音会" in words_of(page)
    assert 'name="title"' not in page.content.decode()
    assert moderator_client.post(f"{SERIES}{series.pk}/change/", RULE).status_code == 403
    assert moderator_client.post(f"{SERIES}add/", RULE).status_code == 403
    assert moderator_client.post(f"{SERIES}{series.pk}/delete/", {"post": "yes"}).status_code == 403
