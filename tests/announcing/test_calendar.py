"""The content calendar: what stands on which day, for whoever looks, in their time zone."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from community.announcing import calendar
from community.announcing.models import Announcement
from community.posts.models import Post
from tests.announcing.conftest import make_announcement
from tests.factories import join, make_group, make_post
from tests.pages import words_of

pytestmark = pytest.mark.django_db
CALENDAR = "/admin/announcing/announcement/calendar/"


def at(title, moment, **fields):
    """An announcement published, or meant, at a moment (UTC)."""
    moment = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    announcement = make_announcement(title, publish=False, publish_at=moment)
    if fields.get("state") in ("published", "withdrawn"):
        fields["published_at"] = moment
    Announcement.objects.filter(pk=announcement.pk).update(**fields)
    return announcement


def days(page):
    """{day: titles} of the days that hold something."""
    weeks = page.context["weeks"]
    return {
        one.day.isoformat(): [entry.title for entry in one.entries] for week in weeks for one in week if one.entries
    }


def test_a_month_holds_drafts_planned_and_published_ones(moderator_client, lead):
    at("Draft", "2026-12-01T03:00")
    at("Planned", "2026-12-24T03:00", state="planned")
    at("Published", "2026-12-24T01:00", state="published")
    at("Withdrawn", "2026-12-25T01:00", state="withdrawn", withdrawn_at=datetime(2026, 12, 26, tzinfo=UTC))
    make_announcement("No time", publish=False)
    page = moderator_client.get(f"{CALENDAR}?on=2026-12-15")
    assert days(page) == {"2026-12-01": ["Draft"], "2026-12-24": ["Published", "Planned"]}
    assert len(page.context["weeks"]) == 5
    assert all(week[0].day.weekday() == 0 and len(week) == 7 for week in page.context["weeks"])
    assert page.context["weeks"][0][0].day.isoformat() == "2026-11-30"


def test_a_week_holds_its_days(moderator_client):
    at("Monday", "2026-11-29T16:00")  # midnight in Shanghai
    at("Sunday", "2026-12-06T15:59")
    at("Next", "2026-12-06T16:00")
    page = moderator_client.get(f"{CALENDAR}?on=2026-12-02&view=week")
    assert days(page) == {"2026-11-30": ["Monday"], "2026-12-06": ["Sunday"]}


@pytest.mark.parametrize(
    ("zone", "day", "hour"),
    [
        ("Asia/Shanghai", "2026-12-02", "07:30"),
        ("America/New_York", "2026-12-01", "18:30"),
        ("Pacific/Kiritimati", "2026-12-02", "13:30"),
    ],
)
def test_days_and_hours_are_those_of_the_reader(zone, day, hour, moderator, moderator_client):
    moderator.time_zone = zone
    moderator.save()
    at("Somewhere", "2026-12-01T23:30")
    page = moderator_client.get(f"{CALENDAR}?on=2026-12-15")
    assert days(page) == {day: ["Somewhere"]}
    assert hour in words_of(page)
    assert zone in words_of(page)


@pytest.mark.parametrize(("on", "hours"), [("2027-03-28", 23), ("2027-10-31", 25)])
def test_days_on_which_the_clocks_change_have_their_true_length(on, hours, moderator, moderator_client):
    moderator.time_zone = "Europe/Berlin"
    moderator.save()
    start = datetime.fromisoformat(on).replace(tzinfo=UTC).timestamp() - 3600 * (1 if hours == 23 else 2)
    for number in (0, hours - 1, hours):
        moment = datetime.fromtimestamp(start + 3600 * number + 60, UTC)
        at(f"Hour {number}", moment.strftime("%Y-%m-%dT%H:%M"))
    assert days(moderator_client.get(f"{CALENDAR}?on={on}"))[on] == ["Hour 0", f"Hour {hours - 1}"]


def test_two_in_one_hour_are_shown_to_clash(moderator_client):
    at("One", "2026-12-01T03:05", state="planned")
    at("Two", "2026-12-01T03:55")
    at("Three", "2026-12-01T04:00")
    page = moderator_client.get(f"{CALENDAR}?on=2026-12-01")
    entries = [entry for week in page.context["weeks"] for one in week for entry in one.entries]
    assert [entry.clashes for entry in entries] == [True, True, False]
    assert page.context["clashes"] == 2


def test_what_is_over_clashes_with_nothing(moderator_client):
    for title in ("One", "Two"):
        at(title, "2026-10-01T03:00", state="published")
    assert moderator_client.get(f"{CALENDAR}?on=2026-10-01").context["clashes"] == 0


@pytest.mark.parametrize("on", ["", "x", "2026-02-30", "0001-01-01", "9999-12-31", "1999-12-31", "2026-1-1", "9" * 400])
@pytest.mark.parametrize("view", ["month", "week", "<b>"])
def test_a_day_that_is_none_is_today(on, view, moderator_client):
    page = moderator_client.get(CALENDAR, {"on": on, "view": view})
    assert page.status_code == 200
    assert any(one.is_today for week in page.context["weeks"] for one in week)


@pytest.mark.parametrize("on", ["2000-01-01", "2100-12-31"])
@pytest.mark.parametrize("view", ["month", "week"])
def test_the_ends_of_what_can_be_leafed_to(on, view, moderator_client):
    assert moderator_client.get(CALENDAR, {"on": on, "view": view}).status_code == 200


def test_leafing_reaches_every_month_and_week(moderator_client):
    for view, steps in (("month", 24), ("week", 60)):
        on, seen = "2026-01-31", []
        for _n in range(steps):
            page = moderator_client.get(CALENDAR, {"on": on, "view": view})
            seen.append(page.context["day"])
            on = page.context["after"].isoformat()
        if view == "month":
            assert [(day.year * 12 + day.month) for day in seen] == list(range(2026 * 12 + 1, 2026 * 12 + 25))
        else:
            assert {(b - a).days for a, b in pairwise(seen)} == {7}


def test_posts_stand_in_it_before_and_after_they_came_out(moderator_client, lead):
    hour = datetime(2026, 12, 24, 3, tzinfo=UTC)
    open_group, private = make_group("Bakers"), make_group("Night", is_private=True, policy="invitation")
    for group in (open_group, private):
        join(group, lead, host=True)
    out = {"state": "published", "published_at": hour, "lively_at": hour}
    make_post(lead, kind="announcement", title="Out", group=open_group, fields=out)
    make_post(lead, title="Was planned", fields=out | {"publish_at": hour})
    make_post(lead, title="Mere talk", fields=out)
    make_post(lead, kind="announcement", title="Hidden", fields=out | {"visibility": "hidden"}, group=open_group)
    make_post(lead, kind="announcement", title="Secret", fields=out, group=private)
    planned = {"state": "planned", "publish_at": hour}
    make_post(lead, kind="announcement", title="To come", group=open_group, state="draft", fields=planned)
    page = moderator_client.get(f"{CALENDAR}?on=2026-12-01")
    [titles] = days(page).values()
    assert sorted(titles) == ["Out", "To come", "Was planned"]
    [link] = Post.objects.filter(title="Out")
    assert f'href="{link.get_absolute_url()}"' in page.content.decode()
    assert "entry published" in page.content.decode()


def test_other_things_can_stand_in_it(moderator_client, monkeypatch):
    """What else publishes itself adds a source; nothing else changes."""
    moment = datetime(2026, 12, 1, 3, tzinfo=UTC)

    def posts(start, end, user):
        assert start <= moment < end
        return [calendar.Entry(moment, "post", "A planned post", "planned", "Planned", "Bakers", "/talk/1/")]

    monkeypatch.setattr(calendar, "SOURCES", [*calendar.SOURCES, posts])
    at("Beside it", "2026-12-01T03:30")
    page = moderator_client.get(f"{CALENDAR}?on=2026-12-01")
    assert days(page) == {"2026-12-01": ["A planned post", "Beside it"]}
    assert page.context["clashes"] == 2


def test_who_may_draft_begins_from_a_day(moderator_client):
    page = moderator_client.get(f"{CALENDAR}?on=2026-12-01").content.decode()
    assert "/admin/announcing/announcement/add/?publish_at=2026-12-24T09:00" in page


def test_it_is_a_table_with_a_name_and_heads(moderator_client):
    page = moderator_client.get(f"{CALENDAR}?on=2026-12-01").content.decode()
    assert "<caption" in page
    assert page.count('<th scope="col"><abbr') == 7
    week = moderator_client.get(f"{CALENDAR}?view=week").content.decode()
    assert week.count('<th scope="row"><time') == 7
    assert moderator_client.post(CALENDAR).status_code == 405
