"""Hosts and the team write sessions: what the form takes, what it refuses, and what one change reaches."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.utils import timezone

from community.models import AuditEntry, Notification
from community.moderation.actions import give_sanction
from community.segments.models import SavedSegment
from events import actions
from events.models import Event, Telling
from tests.events.series_kit import make_series
from tests.factories import join, make_event, make_feedback, make_group, make_member, move_event
from tests.pages import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]
NEW = "/events/new/"
FORM = {
    "title": "Bread and its price",
    "title_en": "",
    "text": "We **talk**.",
    "text_en": "",
    "kind": "theme",
    "whom": "all",
    "day": (timezone.localdate() + timedelta(days=10)).isoformat(),
    "begins": "19:30",
    "minutes": "90",
    "zone": "Asia/Shanghai",
    "place": "文一路店二楼",
    "online_link": "https://meet.example/x",
    "capacity": "30",
    "reserved": "3",
    "language": "both",
    "host_name": "",
    "responsible_name": "",
    "submit_key": "s" * 32,
}


@pytest.fixture
def mona(db):
    """A moderator of the house, who may write sessions for everybody."""
    member = make_member("Mona", is_staff=True)
    member.user_permissions.add(*Permission.objects.filter(codename__in=["add_event", "run_event"]))
    return member


@pytest.fixture
def mona_client(mona, sign_in):
    return sign_in(mona)


def errors_of(answer):
    assert answer.status_code == 422
    return answer.context["form"].errors


# --- a new one ----------------------------------------------------------------------------------------------


def test_the_team_keeps_a_draft(mona, mona_client, bob):
    assert mona_client.get(NEW).status_code == 200
    answer = mona_client.post(NEW, FORM | {"draft": "1", "responsible_name": "Bob"})
    event = Event.objects.get()
    assert answer.headers["Location"] == f"/events/{event.pk}/agenda/"
    assert (event.state, event.kind, event.audience, event.language) == ("draft", "theme", "all", "both")
    assert (event.host, event.responsible, event.created_by) == (mona, bob, mona)
    assert (event.capacity, event.reserved, event.minutes) == (30, 3, 90)
    assert f"{event.starts_there:%Y-%m-%d %H:%M}" == f"{FORM['day']} 19:30"
    assert event.starts_at.astimezone(UTC).hour == 11
    assert "<strong>talk</strong>" in event.rendered
    assert not Telling.objects.exists()


def test_the_team_publishes_at_once(mona_client):
    mona_client.post(NEW, FORM | {"publish": "1"})
    assert Event.objects.get().state == "published"
    assert Telling.objects.get().what == "published"


def test_a_double_tap_is_one_session_and_other_words_are_another(mona_client):
    for _tap in range(2):
        mona_client.post(NEW, FORM | {"draft": "1"})
    assert Event.objects.count() == 1
    mona_client.post(NEW, FORM | {"draft": "1", "title": "Milk"})
    assert Event.objects.count() == 2
    # Back, and published after all.
    mona_client.post(NEW, FORM | {"publish": "1"})
    assert sorted(Event.objects.values_list("state", flat=True)) == ["draft", "published"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": ""}, "title"),
        ({"day": ""}, "day"),
        ({"day": "2020-01-01"}, "day"),
        ({"day": "9999-12-31"}, "day"),
        ({"day": "0001-01-01"}, "day"),
        ({"begins": "25:00"}, "begins"),
        ({"minutes": "0"}, "minutes"),
        ({"minutes": "99999"}, "minutes"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"online_link": "http://meet.example/x"}, "online_link"),
        ({"online_link": "javascript:alert(1)"}, "online_link"),
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "2"}, "reserved"),
        ({"capacity": ""}, "reserved"),
        ({"whom": "group:1"}, "whom"),
        ({"whom": ""}, "whom"),
        ({"host_name": "Nobody"}, "host_name"),
        ({"kind": "party"}, "kind"),
    ],
)
def test_what_is_wrong_is_said_by_the_field_and_nothing_is_lost(mona_client, fields, field):
    answer = mona_client.post(NEW, FORM | {"publish": "1"} | fields)
    assert list(errors_of(answer)) == [field]
    assert not Event.objects.exists()
    assert "We **talk**." in answer.content.decode()
    assert "文一路店二楼" in answer.content.decode()


def test_an_hour_that_was_is_refused_by_the_day(mona_client):
    now = timezone.now() - timedelta(hours=1)
    past = {"day": f"{now:%Y-%m-%d}", "begins": f"{now:%H:%M}", "zone": "Africa/Abidjan"}
    assert list(errors_of(mona_client.post(NEW, FORM | past | {"publish": "1"}))) == ["day"]


@pytest.mark.parametrize("form", [{}, {"publis": "1"}])
def test_no_button_is_no_guess(mona_client, form):
    answer = mona_client.post(NEW, FORM | form)
    assert answer.status_code == 422
    assert "Nothing was done yet" in answer.content.decode()
    assert not Event.objects.exists()


def test_for_a_segment_and_a_saved_filter(mona, mona_client):
    saved = SavedSegment.objects.create(name="Bakers", author=mona)
    for whom in ("segment:core", f"saved:{saved.pk}"):
        mona_client.post(NEW, FORM | {"draft": "1", "whom": whom, "title": whom})
    of_segment, of_saved = Event.objects.order_by("pk")
    assert (of_segment.audience, of_segment.segment, of_segment.group) == ("segment", "core", None)
    assert (of_saved.audience, of_saved.segment, of_saved.saved_segment) == ("saved", "", saved)


def test_hosts_write_for_their_groups_alone(hanna, hanna_client, carol_client):
    mine, other = make_group("Bread"), make_group("Milk")
    join(mine, hanna, host=True)
    assert carol_client.get(NEW).status_code == 404
    assert hanna_client.get(f"{NEW}?group={other.slug}").status_code == 404
    page = hanna_client.get(f"{NEW}?group={mine.slug}").content.decode()
    assert "Bread" in page
    assert "Milk" not in page
    for whom in ("all", "segment:core", f"group:{other.pk}", "saved:1"):
        assert "whom" in errors_of(hanna_client.post(NEW, FORM | {"publish": "1", "whom": whom}))
    hanna_client.post(NEW, FORM | {"publish": "1", "whom": f"group:{mine.pk}"})
    event = Event.objects.get()
    assert (event.group, event.audience, event.host) == (mine, "group", hanna)


def test_nobody_learns_of_a_private_group_by_being_named(hanna, hanna_client, bob):
    group = make_group(is_private=True, policy="invitation")
    join(group, hanna, host=True)
    form = FORM | {"publish": "1", "whom": f"group:{group.pk}", "responsible_name": "Bob"}
    assert list(errors_of(hanna_client.post(NEW, form))) == ["responsible_name"]
    join(group, bob)
    assert hanna_client.post(NEW, form).status_code == 302


def test_members_and_visitors_find_nothing(carol_client, visitor):
    assert carol_client.post(NEW, FORM | {"publish": "1"}).status_code == 404
    assert visitor.get(NEW).headers["Location"].startswith("/accounts/login/")


# --- changing one -------------------------------------------------------------------------------------------


def form_of(client, event):
    """What the form of a session shows, as it would be sent again."""
    form = client.get(f"/events/{event.pk}/edit/").context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}


def change(client, event, **fields):
    return client.post(f"/events/{event.pk}/edit/", form_of(client, event) | fields)


def test_a_change_of_words_moves_nothing_and_tells_nobody(event, hanna_client, alice):
    actions.register_for(event, actor=alice)
    before = event.starts_at, event.ends_at
    assert change(hanna_client, event, title="Milk", text="And butter.").status_code == 302
    event.refresh_from_db()
    assert (event.title, event.text) == ("Milk", "And butter.")
    assert (event.starts_at, event.ends_at) == before
    assert not Telling.objects.filter(what="moved").exists()


def test_a_change_of_the_hour_tells_the_guests_once(event, hanna_client, alice, queue):
    actions.register_for(event, actor=alice)
    day = (event.starts_there + timedelta(days=1)).date()
    for _tap in range(2):
        change(hanna_client, event, day=day.isoformat(), begins="18:00", minutes="60")
    event.refresh_from_db()
    assert (event.starts_there.date(), event.starts_there.hour, event.minutes) == (day, 18, 60)
    queue.run()
    assert Notification.objects.get(kind="events.moved").member == alice


def test_what_is_refused_of_a_published_one(event, hanna_client, alice):
    actions.set_seats(event, actor=event.host, capacity=4, reserved=2)
    actions.seat_member(event, alice, actor=event.host)
    assert "reserved" in errors_of(change(hanna_client, event, reserved="0"))
    assert "day" in errors_of(change(hanna_client, event, day=timezone.localdate().isoformat(), begins="00:00"))
    assert "whom" not in form_of(hanna_client, event)
    change(hanna_client, event, whom="segment:core")
    event.refresh_from_db()
    assert event.audience == "all"


def test_of_one_that_is_over_the_recording_alone(event, hanna_client):
    move_event(event, starts_in=-timedelta(hours=2), state="finished", finished_at=timezone.now())
    address = f"/events/{event.pk}/edit/"
    assert hanna_client.post(address, {"recording_link": "http://x.example/"}).status_code == 422
    assert hanna_client.post(address, {"recording_link": "https://x.example/1", "title": "x"}).status_code == 302
    title = event.title
    event.refresh_from_db()
    assert (event.recording_link, event.title) == ("https://x.example/1", title)


def test_a_cancelled_one_stays(event, hanna_client):
    actions.cancel_event(event, actor=event.host, reason="Rain.")
    assert hanna_client.get(f"/events/{event.pk}/edit/").status_code == 302
    assert hanna_client.get(f"/events/{event.pk}/cancel/").status_code == 302


def test_this_one_or_all_that_follow(hanna, hanna_client):
    series = make_series(hanna, starts_on=timezone.localdate() + timedelta(days=7), days_ahead=20)
    first, *_others = events = actions.make_due_events(series)
    assert "and all that follow" in words_of(hanna_client.get(f"/events/{first.pk}/edit/"))
    change(hanna_client, first, place="公园")
    assert [Event.objects.get(pk=event.pk).place for event in events] == ["公园", *[""] * (len(events) - 1)]
    page = hanna_client.post(
        f"/events/{first.pk}/edit/",
        form_of(hanna_client, first) | {"text": "Bring tea.", "scope": "following"},
        follow=True,
    )
    assert {Event.objects.get(pk=event.pk).text for event in events} == {"Bring tea."}
    assert "follow" in words_of(page)
    assert "scope" in errors_of(change(hanna_client, first, scope="everything"))


def test_a_session_of_its_own_has_no_others(event, hanna_client):
    assert "scope" not in form_of(hanna_client, event)


# --- publishing, calling off, throwing away ------------------------------------------------------------------


def test_publishing_a_draft(hanna, hanna_client):
    event = make_event(hanna, publish=False)
    for _tap in range(2):
        assert hanna_client.post(f"/events/{event.pk}/publish/").headers["Location"] == event.get_absolute_url()
    event.refresh_from_db()
    assert event.state == "published"
    assert AuditEntry.objects.filter(action="events.event.published").count() == 1


def test_publishing_what_has_begun_leads_back_to_the_form(hanna, hanna_client):
    event = move_event(make_event(hanna, publish=False), starts_in=-timedelta(hours=1))
    answer = hanna_client.post(f"/events/{event.pk}/publish/")
    assert answer.headers["Location"] == f"/events/{event.pk}/edit/"
    event.refresh_from_db()
    assert event.state == "draft"


def test_calling_off_asks_why_and_tells(event, hanna_client, alice, queue):
    actions.register_for(event, actor=alice)
    address = f"/events/{event.pk}/cancel/"
    assert "1 person is told" in words_of(hanna_client.get(address))
    assert list(errors_of(hanna_client.post(address, {"reason": " "}))) == ["reason"]
    for _tap in range(2):
        assert hanna_client.post(address, {"reason": "The oven broke."}).status_code == 302
    event.refresh_from_db()
    assert (event.state, event.cancel_reason) == ("cancelled", "The oven broke.")
    queue.run()
    assert Notification.objects.get(kind="events.cancelled").member == alice


def test_throwing_a_draft_away(hanna, hanna_client, bob_client):
    event = make_event(hanna, publish=False)
    address = f"/events/{event.pk}/remove/"
    assert bob_client.post(address).status_code == 404
    assert hanna_client.get(address).status_code == 200
    assert hanna_client.post(address).headers["Location"] == "/events/"
    assert not Event.objects.exists()
    assert hanna_client.post(address).status_code == 302
    assert bob_client.post(address).status_code == 404


def test_what_was_published_is_not_thrown_away(event, hanna_client):
    assert hanna_client.post(f"/events/{event.pk}/remove/").status_code == 302
    assert Event.objects.filter(pk=event.pk).exists()


@pytest.mark.parametrize("page", ["edit", "cancel", "remove", "agenda", "guests", "guests/export.csv"])
def test_nobody_else_opens_the_hosts_pages(event, page, carol_client, visitor):
    assert carol_client.get(f"/events/{event.pk}/{page}").status_code in (301, 404)
    address = f"/events/{event.pk}/{page}" + ("" if "." in page else "/")
    assert carol_client.get(address).status_code == 404
    assert visitor.get(address).status_code == 302


def test_the_team_that_runs_sessions_knows_nothing_of_a_private_groups(hanna, mona_client):
    group = make_group(is_private=True, policy="invitation")
    join(group, hanna, host=True)
    event = make_event(hanna, group=group)
    for page in ("edit", "agenda", "guests"):
        assert mona_client.get(f"/events/{event.pk}/{page}/").status_code == 404


# --- the verbs behind it --------------------------------------------------------------------------------------


def test_a_paused_host_writes_no_new_session(hanna, tessa):
    give_sanction(hanna, actor=tessa, kind="pause", reason="spam", words="Calm down.", days=3)
    starts_at = datetime(2037, 1, 1, tzinfo=UTC)
    with pytest.raises(ValidationError) as caught:
        actions.draft_event(Event(title="x", starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)), actor=hanna)
    assert caught.value.code == "paused"


def test_a_draft_with_private_words_on_its_agenda_stays_in_its_group(hanna, hanna_client, bob):
    group = make_group(is_private=True, policy="invitation")
    join(group, hanna, host=True)
    join(group, bob)
    event = make_event(hanna, group=group, publish=False)
    actions.take_up(event, make_feedback(bob, group=group), actor=hanna)
    other = make_group()
    join(other, hanna, host=True)
    assert "whom" in errors_of(change(hanna_client, event, whom=f"group:{other.pk}"))
    event.refresh_from_db()
    assert event.group == group


def test_leads_and_moderators_may_write_sessions(sign_in):
    member = make_member(is_staff=True)
    member.groups.add(Group.objects.get(name="moderators"))
    assert sign_in(member).get(NEW).status_code == 200


def test_the_code_word_is_set_here_and_opens_the_door(mona, mona_client, bob, bob_client):
    """Those who run a session choose it, change it while it goes on, and nobody else reads it on its page."""
    mona_client.post(NEW, FORM | {"publish": "1", "code_word": "Evening glow"})
    event = Event.objects.get()
    assert event.code_word == "Evening glow"
    page = mona_client.get(f"/events/{event.pk}/edit/").content.decode()
    assert 'value="Evening glow"' in page
    assert "glow" not in bob_client.get(event.get_absolute_url()).content.decode()
    move_event(event, starts_in=timedelta(minutes=-5), state="live")
    assert bob_client.post(f"/events/{event.pk}/here/", {"word": "evening GLOW"}).status_code == 302
    assert event.registrations.attended().get().member == bob
