"""The directory of groups, a group's page, joining and leaving."""

import pytest

from community import actions
from community.models import Activity, AuditEntry, InterestGroup, Membership
from feedback.models import Feedback
from tests.factories import make_feedback, make_group
from tests.pages import HTMX, asks_to_sign_in, next_address, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return make_group("Night owls", description="For those who are up late.")


def join(group):
    return f"/groups/{group.slug}/join/"


def leave(group):
    return f"/groups/{group.slug}/leave/"


def count(group):
    group.refresh_from_db()
    assert group.member_count == group.memberships.count()
    return group.member_count


# --- directory ----------------------------------------------------------------------------------------------


def test_the_directory_lists_active_groups_the_largest_first(bob, visitor):
    small, large = make_group("Small"), make_group("Large")
    make_group("Gone", is_active=False)
    actions.join_group(large, actor=bob)
    page = visitor.get("/groups/")
    assert list(page.context["groups"]) == [large, small]
    assert "Gone" not in words_of(page)
    assert visitor.post("/groups/").status_code == 405


def test_an_empty_directory(visitor):
    assert visitor.get("/groups/").status_code == 200


@pytest.mark.parametrize(("q", "found"), [("owl", 1), ("OWL", 1), (" owls ", 1), ("nothing", 0), ("%", 0), ("_", 0)])
def test_the_directory_can_be_searched(q, found, group, visitor):
    assert len(visitor.get("/groups/", {"q": q}).context["groups"]) == found


def test_a_member_sees_where_they_are(group, bob, bob_client, carol_client):
    actions.join_group(group, actor=bob)
    assert bob_client.get("/groups/").context["joined"] == {group.pk}
    assert carol_client.get("/groups/").context["joined"] == set()


# --- page ---------------------------------------------------------------------------------------------------


def test_a_groups_page_shows_what_was_said_in_it(group, alice, tessa, visitor):
    inside = make_feedback(alice, "Too dark at night.", group=group)
    hidden = make_feedback(alice, "Secret trouble.", group=group)
    outside = make_feedback(alice, "By day.")
    Feedback.objects.filter(pk=hidden.pk).update(visibility="hidden")
    page = visitor.get(group.get_absolute_url())
    assert list(page.context["items"]) == [inside]
    assert "For those who are up late." in words_of(page)
    assert outside.title not in words_of(page)
    assert visitor.post(group.get_absolute_url()).status_code == 405


def test_its_pages_go_by_key(group, alice, visitor):
    for _n in range(25):
        make_feedback(alice, group=group)
    first = visitor.get(group.get_absolute_url())
    assert len(first.context["items"]) == 20
    second = visitor.get(group.get_absolute_url() + first.context["next_url"], **HTMX)
    assert len(second.context["items"]) == 5
    assert "<html" not in second.content.decode()


@pytest.mark.parametrize("slug", ["no-such", "x" * 300])
def test_groups_that_are_none(slug, visitor, bob_client):
    make_group("Gone", is_active=False)
    for name in (slug, InterestGroup.objects.get().slug):
        assert visitor.get(f"/groups/{name}/").status_code == 404
        assert bob_client.post(f"/groups/{name}/join/").status_code == 404


# --- joining and leaving ------------------------------------------------------------------------------------


def test_joining_and_leaving_may_be_pressed_twice(group, bob, bob_client):
    for press, wanted in ((join, 1), (join, 1), (leave, 0), (leave, 0), (join, 1)):
        answer = bob_client.post(press(group))
        assert answer.headers["Location"] == group.get_absolute_url()
        assert count(group) == wanted
    assert AuditEntry.objects.filter(action="community.group.joined", actor=bob).count() == 2
    assert AuditEntry.objects.filter(action="community.group.left", actor=bob).count() == 1
    assert Activity.objects.filter(kind="join_group").count() == 2


def test_links_neither_join_nor_leave(group, bob_client):
    assert bob_client.get(join(group)).status_code == 405
    assert bob_client.get(leave(group)).status_code == 405
    assert count(group) == 0


def test_visitors_sign_in_and_come_back_to_the_group(group, visitor):
    for press in (join, leave):
        here = f"http://testserver{group.get_absolute_url()}"
        answer = visitor.post(press(group), HTTP_REFERER=here)
        assert asks_to_sign_in(answer)
        assert next_address(answer) == group.get_absolute_url()
    assert count(group) == 0


def test_leaving_takes_nobody_else_along(group, alice, bob_client):
    actions.join_group(group, actor=alice)
    bob_client.post(leave(group))
    assert count(group) == 1


def test_a_role_cannot_be_taken_by_a_field(group, bob, bob_client):
    bob_client.post(join(group), {"role": "host"})
    assert Membership.objects.get().role == "member"
