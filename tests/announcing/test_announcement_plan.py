"""Writing, looking, planning, publishing and withdrawing on the staff desk: who may, and what is answered."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from community.announcing import actions
from community.announcing.models import Announcement
from community.models import AuditEntry, Notification
from community.segments.models import SavedSegment
from tests.announcing.conftest import make_announcement, make_robot, make_segment, old
from tests.factories import join, make_group
from tests.pages import words_of

pytestmark = pytest.mark.django_db
TABLE = "/admin/announcing/announcement/"
WORDS = {"title": "Closing at eight", "text": "At **eight**.", "audience": "all", "to_robots": "on"}


def change(announcement):
    return f"{TABLE}{announcement.pk}/change/"


def plan(announcement):
    return f"{TABLE}{announcement.pk}/plan/"


def state_of(announcement):
    announcement.refresh_from_db()
    return announcement.state


def soon(**distance):
    """A wall clock time of tomorrow as a browser sends it."""
    return (timezone.localtime() + timedelta(days=1, **distance)).strftime("%Y-%m-%dT%H:%M")


# --- writing ------------------------------------------------------------------------------------------------


def test_a_moderator_drafts_and_a_lead_publishes(moderator, moderator_client, lead_client, alice):
    answer = moderator_client.post(f"{TABLE}add/", WORDS | {"_plan": "1", "publish_at": soon()})
    announcement = Announcement.objects.get()
    assert answer.headers["Location"] == plan(announcement)
    assert (announcement.state, announcement.author) == ("draft", moderator)
    assert announcement.rendered == "<p>At <strong>eight</strong>.</p>\n"
    assert "A lead plans and publishes it." in words_of(moderator_client.get(plan(announcement)))
    for button in ("now", "plan", "draft", "withdraw"):
        assert moderator_client.post(plan(announcement), {button: "1", "when": soon()}).status_code == 403
    assert state_of(announcement) == "draft"
    for _twice in range(2):
        assert lead_client.post(plan(announcement), {"now": "1"}).status_code == 302
    assert state_of(announcement) == "published"
    assert Notification.objects.filter(member=alice).count() == 1


def test_a_moderator_mends_drafts_alone(moderator_client, lead_client):
    announcement = make_announcement(publish=False)
    assert moderator_client.post(change(announcement), WORDS | {"_continue": "1"}).status_code == 302
    actions.plan_announcement(announcement, actor=None, publish_at=timezone.now() + timedelta(hours=1))
    for _state in ("planned", "published"):
        assert moderator_client.post(change(announcement), WORDS | {"title": "Other"}).status_code == 403
        assert moderator_client.get(change(announcement)).status_code == 200
        assert lead_client.post(change(announcement), WORDS | {"title": f"By lead, {_state}"}).status_code == 302
        announcement.refresh_from_db()
        assert announcement.title == f"By lead, {_state}"
        actions.publish_announcement(announcement, actor=None)


def test_whom_and_when_it_was_published_stays(lead_client, group):
    announcement = make_announcement()
    moved = {"audience": "group", "group": group.pk, "publish_at": soon(), "to_robots": ""}
    assert lead_client.post(change(announcement), WORDS | moved).status_code == 302
    announcement.refresh_from_db()
    assert (announcement.title, announcement.audience) == (WORDS["title"], "all")
    assert (announcement.publish_at, announcement.to_robots) == (None, True)


@pytest.mark.parametrize("who", ["moderator_client", "lead_client"])
def test_what_was_withdrawn_is_only_looked_at(who, request, lead):
    announcement = make_announcement()
    actions.withdraw_announcement(announcement, actor=lead)
    browser = request.getfixturevalue(who)
    assert browser.post(change(announcement), WORDS).status_code == 403
    assert browser.post(f"{TABLE}{announcement.pk}/delete/", {"post": "yes"}).status_code == 403
    assert browser.get(plan(announcement)).status_code == 200


def test_a_lead_throws_drafts_away(lead_client, moderator_client):
    announcement = make_announcement(publish=False)
    address = f"{TABLE}{announcement.pk}/delete/"
    assert moderator_client.post(address, {"post": "yes"}).status_code == 403
    assert lead_client.post(address, {"post": "yes"}).status_code == 302
    assert not Announcement.objects.exists()
    assert AuditEntry.objects.filter(action="announcing.announcement.removed").count() == 1


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"title": "\u200b"}, "title"),
        ({"text": ""}, "text"),
        ({"text": "x" * 10_001}, "text"),
        ({"title_en": "x" * 81}, "title_en"),
        ({"audience": "nobody"}, "audience"),
        ({"audience": "group"}, "group"),
        ({"audience": "group", "group": "abc"}, "group"),
        ({"audience": "group", "group": "9" * 30}, "group"),
        ({"audience": "segment"}, "segment"),
        ({"audience": "segment", "segment": "royal"}, "segment"),
        ({"audience": "saved"}, "saved_segment"),
        ({"audience": "saved", "saved_segment": "-1"}, "saved_segment"),
        ({"publish_at": "soon"}, "publish_at"),
        ({"publish_at": "9999-12-31T23:59"}, "publish_at"),
        ({"publish_at": "0001-01-01T00:00"}, "publish_at"),
        ({"pinned_until": "2026-13-01T00:00"}, "pinned_until"),
    ],
)
def test_what_cannot_be_kept_is_said_by_the_field_and_stays_typed(fields, wrong, lead_client):
    page = lead_client.post(f"{TABLE}add/", WORDS | {"text_en": "Kept words."} | fields)
    assert page.status_code == 200
    assert wrong in page.context["adminform"].form.errors
    assert "Kept words." in page.content.decode()
    assert not Announcement.objects.exists()


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "😀" * 80, "‮abc", "a\u0301" * 30])
def test_odd_words_are_kept_as_words(text, lead_client):
    assert lead_client.post(f"{TABLE}add/", WORDS | {"title": text[:80], "text": text}).status_code == 302
    for address in (TABLE, change(Announcement.objects.get()), plan(Announcement.objects.get())):
        assert "<script>alert" not in lead_client.get(address).content.decode()


def test_only_the_audience_that_counts_is_kept(lead_client, group):
    fields = {"audience": "segment", "segment": "core", "group": group.pk}
    lead_client.post(f"{TABLE}add/", WORDS | fields)
    announcement = Announcement.objects.get()
    assert (announcement.segment, announcement.group) == ("core", None)


def test_moderators_are_not_told_of_private_groups(group, moderator_client, lead_client):
    make_group("Open to all")
    for browser, named in ((moderator_client, False), (lead_client, True)):
        page = browser.get(f"{TABLE}add/").content.decode()
        assert ("Bakers" in page) == named
        assert "Open to all" in page
    page = moderator_client.post(f"{TABLE}add/", WORDS | {"audience": "group", "group": group.pk})
    assert "group" in page.context["adminform"].form.errors


def test_what_is_for_a_private_group_is_seen_by_those_who_know_of_it(group, moderator, moderator_client, lead_client):
    noon = timezone.now() + timedelta(hours=2)
    announcement = make_announcement("Flour at dawn", publish=False, audience="group", group=group, publish_at=noon)
    beside = make_announcement("For all", publish=False, publish_at=noon)
    pages = [TABLE, f"{TABLE}calendar/", plan(beside)]
    for address in pages:
        assert "Flour at dawn" in words_of(lead_client.get(address))
        assert "Flour at dawn" not in words_of(moderator_client.get(address))
    assert moderator_client.get(plan(announcement)).status_code == 404
    assert "Flour at dawn" not in words_of(moderator_client.get(change(announcement), follow=True))
    join(group, moderator)
    assert "Flour at dawn" in words_of(moderator_client.get(plan(announcement)))


def test_a_day_of_the_calendar_begins_the_form(lead_client):
    page = lead_client.get(f"{TABLE}add/?publish_at=2026-12-24T09:00").content.decode()
    assert 'value="2026-12-24T09:00"' in page
    assert lead_client.get(f'{TABLE}add/?publish_at="><script>&group=abc&text=%00').status_code in (200, 400)


# --- planning -----------------------------------------------------------------------------------------------


def test_the_page_says_whom_it_reaches_and_what_stands_beside_it(lead_client, alice, bob, carol):
    make_segment(alice, bob)
    saved = SavedSegment.objects.create(name="The core", filters={"segments": ["core"]})
    noon = timezone.now().replace(minute=10) + timedelta(days=2)
    robot = make_robot()
    other = make_announcement("Other thing", publish=False, publish_at=noon)
    announcement = make_announcement(publish=False, audience="saved", saved_segment=saved, publish_at=noon)
    page = lead_client.get(plan(announcement))
    assert page.context["reached"] == 2
    assert [entry.title for entry in page.context["beside"]] == ["Other thing"]
    assert list(page.context["robots"]) == []
    assert list(lead_client.get(plan(other)).context["robots"]) == [robot]


def test_planned_moved_called_off_and_withdrawn_by_buttons(lead_client):
    announcement = make_announcement(publish=False)
    for button, state in (("plan", "planned"), ("plan", "planned"), ("draft", "draft"), ("draft", "draft")):
        assert lead_client.post(plan(announcement), {button: "1", "when": soon()}).status_code == 302
        assert state_of(announcement) == state
    for button, state in (("now", "published"), ("plan", "published"), ("withdraw", "withdrawn")):
        assert lead_client.post(plan(announcement), {button: "1", "when": soon()}).status_code == 302
        assert state_of(announcement) == state
    assert lead_client.post(plan(announcement), {"withdraw": "1"}).status_code == 302
    assert lead_client.post(plan(announcement), {"now": "1"}).status_code == 302
    assert state_of(announcement) == "withdrawn"


@pytest.mark.parametrize(
    "when", ["", "x", "2020-01-01T00:00", "9999-12-31T23:59", "0001-01-01T00:00", "2031-01-01T00:00"]
)
def test_a_time_that_is_none_is_refused_by_the_field(when, lead, lead_client):
    lead.time_zone = "America/New_York"
    lead.save()
    announcement = make_announcement(publish=False)
    page = lead_client.post(plan(announcement), {"plan": "1", "when": when})
    assert page.status_code == 422
    assert page.context["form"].errors["when"]
    assert state_of(announcement) == "draft"


@pytest.fixture
def in_zone(sign_in):
    """A function that gives the browser of a lead who lives in a time zone."""

    def browser(zone):
        member = old(f"Lead of {zone[-8:]}".replace("/", " "), is_staff=True, time_zone=zone)
        member.groups.add(Group.objects.get(name="leads"))
        return sign_in(member)

    return browser


@pytest.mark.parametrize(
    ("zone", "when", "moment"),
    [
        ("Asia/Shanghai", "2026-12-01T09:00", "2026-12-01T01:00+00:00"),
        ("America/New_York", "2027-03-14T01:59", "2027-03-14T06:59+00:00"),
        ("America/New_York", "2027-03-14T03:00", "2027-03-14T07:00+00:00"),
        ("Europe/Berlin", "2027-03-28T01:59", "2027-03-28T00:59+00:00"),
        ("Europe/Berlin", "2027-03-28T03:00", "2027-03-28T01:00+00:00"),
        ("Europe/Berlin", "2027-07-01T09:00", "2027-07-01T07:00+00:00"),
        ("Asia/Kathmandu", "2026-12-01T09:00", "2026-12-01T03:15+00:00"),
    ],
)
def test_a_time_is_meant_in_the_zone_of_whoever_plans(zone, when, moment, in_zone, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 28, 12, tzinfo=ZoneInfo("UTC")))
    announcement = make_announcement(publish=False)
    assert in_zone(zone).post(plan(announcement), {"plan": "1", "when": when}).status_code == 302
    announcement.refresh_from_db()
    assert announcement.publish_at == datetime.fromisoformat(moment)


@pytest.mark.parametrize("when", ["2027-03-28T02:30", "2027-10-31T02:30"])
def test_an_hour_that_the_clocks_skip_or_repeat_is_asked_again(when, in_zone, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 28, 12, tzinfo=ZoneInfo("UTC")))
    announcement = make_announcement(publish=False)
    page = in_zone("Europe/Berlin").post(plan(announcement), {"plan": "1", "when": when})
    assert page.status_code == 422
    assert page.context["form"].errors["when"]


def test_summer_time_between_planning_and_publishing_moves_nothing(in_zone, monkeypatch):
    """Planned in winter for nine in summer, it is published at nine in summer."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2027, 3, 1, 12, tzinfo=ZoneInfo("UTC")))
    announcement = make_announcement(publish=False)
    in_zone("Europe/Berlin").post(plan(announcement), {"plan": "1", "when": "2027-04-01T09:00"})
    for clock, wanted in ((datetime(2027, 4, 1, 6, 59), False), (datetime(2027, 4, 1, 7, 0), True)):  # noqa: DTZ001
        monkeypatch.setattr(timezone, "now", lambda clock=clock: clock.replace(tzinfo=ZoneInfo("UTC")))
        assert actions.publish_due_announcement(announcement.pk) == wanted


# --- who may ------------------------------------------------------------------------------------------------


def test_members_and_visitors_find_nothing_on_the_desk(visitor, alice_client):
    announcement = make_announcement(publish=False)
    for address in (TABLE, f"{TABLE}add/", f"{TABLE}calendar/", plan(announcement), change(announcement)):
        assert visitor.get(address).status_code == 302
        assert alice_client.get(address).status_code in (302, 403)
    for browser in (visitor, alice_client):
        assert browser.post(plan(announcement), {"now": "1"}).status_code in (302, 403)
    assert state_of(announcement) == "draft"


@pytest.mark.parametrize("key", ["0", "9" * 18])
def test_numbers_of_nothing(key, lead_client):
    assert lead_client.get(f"{TABLE}{key}/plan/").status_code == 404
    assert lead_client.post(f"{TABLE}{key}/plan/", {"now": "1"}).status_code == 404
