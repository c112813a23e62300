"""The directory of groups, a group's page, joining and leaving."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from community import actions
from community.groups import fellows_of, suggest_groups
from community.models import Activity, AuditEntry, Community, GroupRemoval, Interest, InterestGroup, Membership
from feedback.models import Feedback
from tests.factories import make_feedback, make_group, make_member
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
    assert [row.pk for row in page.context["groups"]] == [large.pk, small.pk]
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


def feedback_of(group):
    return f"{group.get_absolute_url()}feedback/"


def test_a_groups_page_shows_what_was_said_in_it(group, alice, tessa, visitor):
    inside = make_feedback(alice, "Too dark at night.", group=group)
    hidden = make_feedback(alice, "Secret trouble.", group=group)
    outside = make_feedback(alice, "By day.")
    Feedback.objects.filter(pk=hidden.pk).update(visibility="hidden")
    page = visitor.get(feedback_of(group))
    assert list(page.context["items"]) == [inside]
    assert "For those who are up late." in words_of(page)
    assert outside.title not in words_of(page)
    assert visitor.post(feedback_of(group)).status_code == 405


def test_its_pages_go_by_key(group, alice, visitor):
    for _n in range(25):
        make_feedback(alice, group=group)
    first = visitor.get(feedback_of(group))
    assert len(first.context["items"]) == 20
    second = visitor.get(feedback_of(group) + first.context["next_url"], **HTMX)
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


# --- members --------------------------------------------------------------------------------------------------


def members(group, query=""):
    return f"/groups/{group.slug}/members/{query}"


def people_on(page):
    return [row.member for row in page.context["people"]]


def test_hosts_first_then_who_came_last(group, alice, bob, carol, visitor):
    for member in (alice, bob, carol):
        actions.join_group(group, actor=member)
    actions.set_hosts(group, [bob], actor=None)
    page = visitor.get(members(group))
    assert [row.member for row in page.context["hosts"]] == [bob]
    assert people_on(page) == [carol, alice]
    assert "Make host" not in page.content.decode()
    carol.is_active = False
    carol.save()
    actions.leave_group(group, actor=alice)
    assert people_on(visitor.get(members(group))) == []


def test_hosts_find_what_they_may_do(group, alice, bob, sign_in):
    for member in (alice, bob):
        actions.join_group(group, actor=member)
    actions.set_hosts(group, [bob], actor=None)
    page = sign_in(bob).get(members(group)).content.decode()
    assert f"/groups/{group.slug}/host/members/{alice.pk}/remove/" in page
    assert f"/groups/{group.slug}/host/members/{bob.pk}/remove/" not in page


@pytest.mark.parametrize(
    ("q", "found"), [("ali", 1), ("ALI", 1), ("ｂｏｂ", 1), ("静", 1), ("zz", 0), ("%", 0), ("", 2)]
)
def test_members_are_found_by_name(q, found, group, alice, bob, visitor):
    he = make_member("何静", email="he@example.org")
    for member in (alice, bob, he):
        actions.join_group(group, actor=member)
    actions.set_hosts(group, [bob], actor=None)
    assert len(people_on(visitor.get(members(group), {"q": q}))) == found


def test_members_go_by_key(group, visitor):
    for _n in range(50):
        actions.join_group(group, actor=make_member())
    first = visitor.get(members(group))
    assert len(people_on(first)) == 48
    second = visitor.get(members(group, f"?after={first.context['after']}"), **HTMX)
    assert len(people_on(second)) == 2
    assert "<html" not in second.content.decode()
    assert len(people_on(visitor.get(members(group, "?after=x")))) == 48


# --- the directory, further -----------------------------------------------------------------------------------


def test_the_directory_goes_by_key(visitor):
    groups = [make_group(member_count=n % 3) for n in range(30)]
    first = visitor.get("/groups/")
    assert len(first.context["groups"]) == 24
    second = visitor.get("/groups/", {"after": first.context["after"]}, **HTMX)
    seen = [row.pk for row in (*first.context["groups"], *second.context["groups"])]
    assert seen == [group.pk for group in sorted(groups, key=lambda group: (-group.member_count, group.pk))]
    assert "<html" not in second.content.decode()
    for odd in ("x", "~", "9" * 30 + "~1", "1~x", "-1~2"):
        assert len(visitor.get("/groups/", {"after": odd}).context["groups"]) == 24


@pytest.mark.parametrize("q", ["烘焙", "面粉", "ＢＡＫＩＮＧ 烘焙", "flour"])
def test_chinese_and_english_words_are_found_in_name_and_description(q, visitor):
    make_group("烘焙角 Baking", description="面粉和黄油一起团。Flour and butter.")
    assert len(visitor.get("/groups/", {"q": q}).context["groups"]) == 1


def test_groups_of_people_one_shares_a_group_with_come_first(group, alice, bob, carol):
    near, far, closed = (
        make_group("Near"),
        make_group("Far", member_count=90),
        make_group("Closed", policy="invitation"),
    )
    for member in (alice, bob, carol):
        actions.join_group(group, actor=member)
    for member in (bob, carol):
        actions.join_group(near, actor=member)
    found = suggest_groups(alice, 5)
    assert [(one, one.fellows) for one in found] == [(near, 2), (far, 0)]
    assert suggest_groups(alice, 1) == [near]
    assert closed not in suggest_groups(carol, 5)
    GroupRemoval.objects.create(group=near, member=alice, reason="x", until=timezone.now() + timedelta(days=1))
    assert suggest_groups(alice, 5) == [far]


def test_my_groups_stand_first_hosted_ones_before_others(group, alice, alice_client):
    mine = make_group("Mine")
    for one in (mine, group):
        actions.join_group(one, actor=alice)
    actions.set_hosts(mine, [alice], actor=None)
    assert [row.group for row in alice_client.get("/groups/").context["mine"]] == [mine, group]
    assert [one.name for one in alice_client.get("/groups/?q=Mine").context["groups"]] == ["Mine"]


def test_without_groups_the_page_says_what_to_do(visitor):
    assert "/feedback/" in visitor.get("/groups/").content.decode()
    assert len(visitor.get("/groups/", {"q": "owl"}).context["groups"]) == 0


# --- tabs -----------------------------------------------------------------------------------------------------


def test_every_tab_leads_somewhere(group, visitor):
    page = visitor.get(group.get_absolute_url()).content.decode()
    tabs = re.search(r'<nav class="tabs gtabs".*?</nav>', page, re.DOTALL).group()
    addresses = re.findall(r'href="([^"]+)"', tabs)
    assert f"/groups/{group.slug}/feedback/" in addresses
    assert len(addresses) >= 3
    for address in addresses:
        assert visitor.get(address).status_code == 200


def test_whom_one_meets_is_counted_once_an_hour_and_anew_in_another_group(alice, bob, django_assert_num_queries):
    one, other = make_group(), make_group()
    for group, member in ((one, alice), (one, bob), (other, bob)):
        actions.join_group(group, actor=member)
    assert fellows_of(alice, {one.pk: 2}) == {one.pk: 1, other.pk: 1}
    with django_assert_num_queries(0):
        fellows_of(alice, {one.pk: 2})
    assert fellows_of(alice, {one.pk: 2, other.pk: 2}) == {one.pk: 1, other.pk: 1}


def test_a_group_that_turns_private_is_no_longer_suggested(alice, bob, carol, alice_client):
    """Whom one meets is kept for an hour; what may be shown of it is not."""
    shared, near = make_group("Shared"), make_group("Near")
    for group, member in ((shared, alice), (shared, bob), (near, bob)):
        actions.join_group(group, actor=member)
    assert "Near" in alice_client.get("/groups/").content.decode()
    InterestGroup.objects.filter(pk=near.pk).update(is_private=True, policy="invitation")
    Community.bump()
    assert suggest_groups(alice, 5) == []
    assert "Near" not in alice_client.get("/groups/").content.decode()


def test_the_larger_of_groups_with_as_many_acquaintances_comes_first(alice, bob):
    shared = make_group("Shared")
    small, large, about = make_group("Small"), make_group("Large", member_count=50), make_group("About", member_count=9)
    interest = Interest.objects.create(name="打铁", name_en="Smithing")
    alice.interests.add(interest)
    about.interests.add(interest)
    small.interests.add(interest)
    for group, member in ((shared, alice), (shared, bob), (small, bob), (large, bob)):
        actions.join_group(group, actor=member)
    # Both are about it, and in one is somebody she knows.
    assert suggest_groups(alice, 5) == [small, about, large]
    assert suggest_groups(alice, 1) == [small]


def test_groups_that_cannot_be_joined_leave_room_for_others(alice, bob):
    shared = make_group("Shared")
    actions.join_group(shared, actor=alice)
    closed = [make_group(f"Closed {n}", policy="invitation", member_count=20) for n in range(4)]
    last = make_group("Last", policy="request")
    for group in (shared, *closed, last):
        Membership.objects.create(group=group, member=bob)
    assert suggest_groups(alice, 1) == [last]


def test_my_groups_are_shown_as_they_are_to_each_member(group, alice, bob, alice_client, bob_client):
    actions.join_group(group, actor=bob)
    actions.set_hosts(group, [alice], actor=None)
    private = make_group("Ours alone", is_private=True, policy="invitation")
    Membership.objects.create(group=private, member=alice)

    def mine(browser, **headers):
        page = browser.get("/groups/", **headers).content.decode()
        return page[page.index("gmine") : page.index("</ul>", page.index("gmine"))]

    assert "title-mark" in mine(alice_client)
    assert "Ours alone" in mine(alice_client)
    assert "title-mark" not in mine(bob_client)
    assert "Ours alone" not in bob_client.get("/groups/").content.decode()
    # Not through the ORM's save: nothing tells the kept part.
    InterestGroup.objects.filter(pk=group.pk).update(name="New name", member_count=77)
    assert "New name" in mine(bob_client)
    assert "77" in mine(bob_client)
    assert "成员" not in mine(bob_client)
    bob_client.cookies["language"] = "zh-hans"
    assert "成员" in mine(bob_client)
    Membership.objects.filter(group=private).delete()
    assert "Ours alone" not in alice_client.get("/groups/").content.decode()
