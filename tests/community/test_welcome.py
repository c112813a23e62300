"""The first steps: interests, groups that go with them, and what to do first; none of them is a trap."""

import re

import pytest
from django.utils import timezone

from community import actions
from community.groups import suggest_groups
from community.models import Interest, Member, Membership
from feedback.actions import add_comment, cast_vote
from tests.factories import PASSWORD, image_upload, make_feedback, make_group
from tests.pages import HTMX, asks_to_sign_in, words_of

pytestmark = pytest.mark.django_db

WELCOME, GROUPS, TASKS, SETTLE = "/welcome/", "/welcome/groups/", "/welcome/tasks/", "/welcome/settle/"


@pytest.fixture
def interests():
    """Two to choose from, and one that is no longer offered."""
    Interest.objects.all().delete()
    made = [Interest.objects.create(name=f"做{n}", name_en=f"Doing {n}", position=n) for n in range(3)]
    Interest.objects.filter(pk=made[2].pk).update(is_active=False)
    return made


def is_ticked(page, interest):
    return re.search(rf'value="{interest.pk}"[^>]* checked', page.content.decode()) is not None


def sign_up(browser, **fields):
    form = {"name": "Dora", "email": "dora@example.org", "password1": PASSWORD} | fields
    return browser.post("/accounts/signup/", form)


# --- the way in ---------------------------------------------------------------------------------------------


def test_whoever_signs_up_is_welcomed_once(visitor):
    assert sign_up(visitor).headers["Location"] == WELCOME
    visitor.post("/accounts/logout/")
    answer = visitor.post("/accounts/login/", {"login": "dora@example.org", "password": PASSWORD})
    assert answer.headers["Location"] == "/"


def test_whoever_came_to_do_something_goes_there(visitor):
    assert sign_up(visitor, next="/feedback/").headers["Location"] == "/feedback/"


def test_every_step_can_be_skipped_and_left(alice_client):
    for page, ways in ((WELCOME, (GROUPS, TASKS, "/")), (GROUPS, (WELCOME, TASKS, "/")), (TASKS, (WELCOME, "/"))):
        html = alice_client.get(page).content.decode()
        assert all(f'href="{way}"' in html for way in ways)


@pytest.mark.parametrize("page", [WELCOME, GROUPS, TASKS])
def test_visitors_are_asked_to_sign_in(page, visitor):
    assert asks_to_sign_in(visitor.get(page))


@pytest.mark.parametrize("page", [GROUPS, TASKS])
def test_pages_take_no_press(page, alice_client):
    assert alice_client.post(page).status_code == 405


# --- interests ----------------------------------------------------------------------------------------------


def test_interests_are_chosen_and_may_be_sent_twice(interests, alice, alice_client):
    page = alice_client.get(WELCOME)
    assert "Doing 0" in words_of(page)
    assert "Doing 2" not in words_of(page)
    for _twice in range(2):
        answer = alice_client.post(WELCOME, {"interests": [interests[0].pk, interests[1].pk]})
        assert answer.headers["Location"] == GROUPS
    assert set(alice.interests.all()) == set(interests[:2])
    alice_client.post(WELCOME, {})
    assert not alice.interests.exists()


def test_what_is_no_longer_offered_is_kept_and_cannot_be_chosen(interests, alice, alice_client):
    alice.interests.add(interests[2])
    alice_client.post(WELCOME, {"interests": [interests[0].pk]})
    assert set(alice.interests.all()) == {interests[0], interests[2]}


@pytest.mark.parametrize("value", ["x", "-1", "9" * 30, "999999", "1 OR 1=1"])
def test_interests_that_are_none(value, interests, alice, alice_client):
    page = alice_client.post(WELCOME, {"interests": [interests[0].pk, value]})
    assert page.status_code == 422
    assert "interests" in page.context["form"].errors
    assert is_ticked(page, interests[0])
    assert not alice.interests.exists()


def test_interests_can_be_changed_in_the_settings(interests, alice, alice_client):
    alice.interests.add(interests[0])
    form = {"name": "Alice", "bio": "", "language": "en", "time_zone": "Asia/Shanghai"}
    assert is_ticked(alice_client.get("/me/profile/"), interests[0])
    alice_client.post("/me/profile/", form | {"interests": [interests[1].pk]})
    assert list(alice.interests.all()) == [interests[1]]
    page = alice_client.post("/me/profile/", form | {"interests": ["x"]})
    assert page.status_code == 422


def test_nobody_else_sees_what_one_cares_about(interests, alice, bob_client, visitor):
    alice.interests.add(interests[0])
    for browser in (bob_client, visitor):
        page = browser.get(f"/members/{alice.pk}/").content.decode()
        assert "Doing 0" not in page
        assert "做0" not in page


# --- groups -------------------------------------------------------------------------------------------------


def test_groups_with_most_in_common_come_first_then_the_largest(interests, alice):
    one, two, large = make_group("One"), make_group("Two"), make_group("Large", member_count=9)
    one.interests.add(interests[0])
    two.interests.add(*interests[:2])
    large.interests.add(interests[2])
    alice.interests.add(*interests)
    assert suggest_groups(alice, 9) == [two, one, large]
    assert [group.shared for group in suggest_groups(alice, 9)] == [2, 1, 0]
    assert suggest_groups(alice, 2) == [two, one]


def test_only_groups_that_a_press_joins_are_suggested(alice):
    make_group("Gone", is_active=False)
    make_group("Asked", policy="request")
    make_group("Secret", policy="invitation", is_private=True)
    joined, free = make_group("Joined"), make_group("Free")
    actions.join_group(joined, actor=alice)
    assert suggest_groups(alice, 9, only_open=True) == [free]


def test_a_group_is_joined_from_the_page(alice, alice_client):
    group = make_group("Free")
    for _twice in range(2):
        answer = alice_client.post(f"{GROUPS}{group.slug}/join/")
        assert answer.headers["Location"] == GROUPS
    assert Membership.objects.get().member == alice
    group.refresh_from_db()
    assert group.member_count == 1
    assert "joined" in words_of(alice_client.get(GROUPS))


def test_with_htmx_its_row_is_answered(alice_client):
    group = make_group("Free")
    row = alice_client.post(f"{GROUPS}{group.slug}/join/", **HTMX)
    assert row.content.decode().startswith("<li")
    assert "joined" in words_of(row)


@pytest.mark.parametrize(
    "fields", [{"policy": "request"}, {"policy": "invitation", "is_private": True}, {"is_active": False}]
)
def test_other_groups_are_not_joined_here(fields, alice_client):
    group = make_group("Closed", **fields)
    assert alice_client.post(f"{GROUPS}{group.slug}/join/").status_code == 404
    assert not Membership.objects.exists()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_whom_the_hosts_took_out_is_told_why(headers, alice, bob, alice_client):
    group = make_group()
    actions.join_group(group, actor=alice)
    actions.remove_member(group.memberships.get(), actor=bob, reason="Noise.", days=7)
    answer = alice_client.post(f"{GROUPS}{group.slug}/join/", **headers)
    assert answer.headers.get("HX-Redirect" if headers else "Location") == GROUPS
    assert "Noise." in words_of(alice_client.get(GROUPS))


def test_joining_asks_for_a_member_and_a_press(alice_client, visitor):
    group = make_group("Free")
    assert alice_client.get(f"{GROUPS}{group.slug}/join/").status_code == 405
    assert asks_to_sign_in(visitor.post(f"{GROUPS}{group.slug}/join/"))


# --- first tasks --------------------------------------------------------------------------------------------


def tasks(browser, page="/me/"):
    return [task.is_done for task in browser.get(page).context["first_tasks"]]


def test_tasks_follow_from_what_was_done(interests, alice, bob, alice_client):
    assert tasks(alice_client) == [False] * 5
    alice_client.post(WELCOME, {"interests": [interests[0].pk]})
    assert tasks(alice_client, "/") == [True, False, False, False, False]
    actions.join_group(make_group(), actor=alice)
    cast_vote(make_feedback(bob), actor=alice)
    assert tasks(alice_client, TASKS) == [True, False, True, True, False]
    add_comment(make_feedback(bob), actor=alice, text="Same here.")
    assert tasks(alice_client) == [True, False, True, True, True]
    form = {"name": "Alice", "language": "en", "time_zone": "Asia/Shanghai", "interests": [interests[0].pk]}
    alice_client.post("/me/profile/", form | {"picture": image_upload()})
    assert tasks(alice_client) == tasks(alice_client, "/") == []
    assert "All of it is done" in words_of(alice_client.get(TASKS))


def test_what_is_said_without_a_name_ticks_nothing(alice, alice_client):
    alice_client.post("/feedback/new/", {"text": "It is too dark here.", "identity": "anonymous", "category": ""})
    assert tasks(alice_client)[4] is False


def test_each_task_leads_to_where_it_is_done(alice_client):
    for task in alice_client.get("/me/").context["first_tasks"]:
        assert alice_client.get(task.address.partition("#")[0]).status_code == 200


def test_tasks_can_be_sent_away_and_stay_away(alice, alice_client):
    first = None
    for _twice in range(2):
        assert alice_client.post(SETTLE, {"next": "/me/"}).headers["Location"] == "/me/"
        alice.refresh_from_db()
        first = first or alice.settled_at
        assert alice.settled_at == first
    assert tasks(alice_client) == tasks(alice_client, "/") == []
    assert alice_client.get(WELCOME).status_code == 200


def test_sending_tasks_away_is_a_members_press(alice_client, visitor):
    assert alice_client.get(SETTLE).status_code == 405
    assert asks_to_sign_in(visitor.post(SETTLE))
    assert alice_client.post(SETTLE, {"next": "https://evil.example/"}).headers["Location"] == "/"


def test_who_was_here_before_is_not_taught(alice, alice_client):
    Member.objects.update(settled_at=timezone.now())
    assert tasks(alice_client) == []


def test_the_community_offers_interests_in_both_languages():
    offered = list(Interest.objects.offered())
    assert len(offered) >= 12
    assert all(interest.name and interest.name_en for interest in offered)
    assert all(interest.icon in Interest.Icon.values for interest in offered)
