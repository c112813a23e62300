"""What everybody can read of announcements, and what only those whom they are for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community import actions as community_actions
from community.announcing import actions
from community.announcing.models import Announcement
from community.models import InterestGroup, Notification
from community.segments.models import SavedSegment
from tests.announcing.conftest import make_announcement, make_segment
from tests.pages import HTMX, words_of

pytestmark = pytest.mark.django_db
LIST = "/announcements/"
TOMORROW = timedelta(days=1)


def titles(browser, address=LIST):
    return [one.title for one in browser.get(address).context["announcements"]]


@pytest.fixture
def private(group):
    return make_announcement("For bakers", audience="group", group=group, pinned_until=timezone.now() + TOMORROW)


# --- for all ------------------------------------------------------------------------------------------------


def test_the_newest_stands_first_and_no_draft_at_all(visitor, bob_client):
    first, second = make_announcement(), make_announcement()
    make_announcement("Draft", publish=False)
    planned = make_announcement("Planned", publish=False)
    actions.plan_announcement(planned, actor=None, publish_at=timezone.now() + TOMORROW)
    for browser in (visitor, bob_client):
        assert titles(browser) == [second.title, first.title]
        assert browser.get(planned.get_absolute_url()).status_code == 404
        assert browser.post(LIST).status_code == 405
        assert browser.post(first.get_absolute_url()).status_code == 405


def test_an_empty_list_says_what_will_stand_there(visitor):
    assert "Nothing announced yet" in words_of(visitor.get(LIST, headers={"accept-language": "en"}))


def test_both_languages_where_both_were_written(visitor):
    both = make_announcement(
        "八点关门", text="今晚**八点**关门。", title_en="Closing at eight", text_en="At **eight**."
    )
    one = make_announcement("只有中文", text="一句话。")
    english = {"accept-language": "en"}
    page = visitor.get(both.get_absolute_url(), headers=english)
    assert "<strong>eight</strong>" in page.content.decode()
    assert "Closing at eight" in words_of(page)
    assert "八点关门" not in words_of(page)
    assert "<strong>八点</strong>" in visitor.get(both.get_absolute_url()).content.decode()
    assert "只有中文" in words_of(visitor.get(one.get_absolute_url(), headers=english))


def test_markup_is_only_words(visitor):
    text = "<script>alert(1)</script> [x](javascript:alert(1)) **fat** 😀"
    announcement = make_announcement("<b>Title</b>", text=text)
    for address in (LIST, announcement.get_absolute_url()):
        page = visitor.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<b>Title</b>" not in page
        assert 'href="javascript' not in page


def test_its_pages_go_by_key(visitor):
    moment = timezone.now()
    for _n in range(45):
        make_announcement()
    # Published at the same moment, they still have an order.
    Announcement.objects.update(published_at=moment)
    found, address = [], LIST
    while True:
        page = visitor.get(address, **HTMX)
        assert "<html" not in page.content.decode()
        found += [one.pk for one in page.context["announcements"]]
        if not page.context["next_url"]:
            break
        address = LIST + page.context["next_url"]
    assert found == sorted(Announcement.objects.values_list("pk", flat=True), reverse=True)


@pytest.mark.parametrize("after", ["", "x", "-1", "9" * 30, "²", "999999", "\x1f"])
def test_a_place_that_is_none_is_the_beginning(after, visitor):
    announcement = make_announcement()
    assert titles(visitor, f"{LIST}?after={after}") == [announcement.title]


def test_the_place_of_one_that_is_not_for_the_reader_betrays_nothing(private, visitor):
    announcement = make_announcement()
    assert titles(visitor, f"{LIST}?after={private.pk}") == [announcement.title]


# --- for some -----------------------------------------------------------------------------------------------


def sees(browser, announcement):
    """Whether a reader finds it anywhere: page, list, home."""
    found = {
        browser.get(announcement.get_absolute_url()).status_code == 200,
        announcement.title in words_of(browser.get(LIST)),
        announcement.title in words_of(browser.get("/")),
    }
    assert len(found) == 1, "here but not there"
    return found.pop()


def was_told(member, announcement):
    return Notification.objects.filter(member=member, cause_key=announcement.cause_key).exists()


def test_what_is_for_a_group_is_for_its_members_alone(
    private, alice, bob, visitor, alice_client, bob_client, adam_client, lead_client
):
    assert sees(bob_client, private)
    assert was_told(bob, private)
    for browser in (visitor, alice_client, lead_client, adam_client):
        assert not sees(browser, private)
    assert Notification.objects.count() == 1


def test_leaving_a_group_closes_the_door_and_joining_opens_it(private, group, alice, bob, alice_client, bob_client):
    community_actions.leave_group(group, actor=bob)
    community_actions.enter_group(group, alice, actor=alice)
    assert not sees(bob_client, private)
    assert sees(alice_client, private)
    # Who joins later can read it, but is not told.
    assert not was_told(alice, private)


def test_a_group_that_is_gone_announces_nothing(private, group, bob_client):
    InterestGroup.objects.filter(pk=group.pk).update(is_active=False)
    assert not sees(bob_client, private)


@pytest.mark.parametrize("audience", ["segment", "saved"])
def test_what_is_for_a_segment_stays_with_those_who_were_in_it(
    audience, alice, bob, carol, visitor, alice_client, bob_client, carol_client
):
    make_segment(alice, bob)
    saved = SavedSegment.objects.create(name="The core", filters={"segments": ["core"]})
    addressed = {"segment": {"segment": "core"}, "saved": {"saved_segment": saved}}[audience]
    pinned = {"pinned_until": timezone.now() + TOMORROW}
    announcement = make_announcement("For the core", audience=audience, **addressed, **pinned)
    assert sees(alice_client, announcement)
    assert sees(bob_client, announcement)
    for browser in (visitor, carol_client):
        assert not sees(browser, announcement)
    assert not was_told(carol, announcement)
    # Segments change overnight; a notice must not lead to a page that is gone.
    alice.activity_segment.delete()
    make_segment(carol)
    assert sees(alice_client, announcement)
    assert not sees(carol_client, announcement)


def test_a_group_is_not_named_to_others(private, visitor, alice_client):
    for browser in (visitor, alice_client):
        for address in (LIST, "/", private.get_absolute_url()):
            assert "Bakers" not in browser.get(address).content.decode()


# --- home ---------------------------------------------------------------------------------------------------


def test_a_pin_stands_on_the_home_page_until_its_time(visitor, bob_client):
    announcement = make_announcement(pinned_until=timezone.now() + TOMORROW)
    make_announcement("Not pinned")
    for browser in (visitor, bob_client):
        assert [one.title for one in browser.get("/").context["pinned"]] == [announcement.title]
    Announcement.objects.update(pinned_until=timezone.now() - timedelta(seconds=1))
    assert list(bob_client.get("/").context["pinned"]) == []


def test_visitors_see_one_calm_line(visitor, bob_client):
    for _n in range(5):
        make_announcement(pinned_until=timezone.now() + TOMORROW)
    assert len(visitor.get("/").context["pinned"]) == 1
    assert len(bob_client.get("/").context["pinned"]) == 3


def test_visitors_see_every_change_at_once(visitor, lead):
    announcement = make_announcement(publish=False, pinned_until=timezone.now() + TOMORROW)
    address = announcement.get_absolute_url()
    assert visitor.get(address).status_code == 404
    for step, wanted in ((actions.publish_announcement, True), (actions.withdraw_announcement, False)):
        step(announcement, actor=lead)
        assert sees(visitor, announcement) == wanted
    other = make_announcement("Before")
    visitor.get(LIST)
    other.title = "After"
    actions.save_announcement(other, actor=lead, changes={"title": ["Before", "After"]})
    assert titles(visitor) == ["After"]


@pytest.mark.parametrize("number", ["0", "999999", "9" * 18])
def test_numbers_of_nothing(number, visitor):
    assert visitor.get(f"{LIST}{number}/").status_code == 404
