"""What the pages of groups cost: pinned, the same for few rows as for many, and an index to each order."""

import pytest
from django.db import connection

from community import actions
from community.groups import page_of_groups
from community.models import Community, GroupInvitation, InterestGroup, JoinRequest, Member, Membership
from feedback.actions.groups import roll_up_groups
from feedback.models import Feedback
from tests.factories import make_category, make_feedback, make_group, make_member
from tests.test_queries import assert_all_flat, cost

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]

FEW, MANY = 5, 15


def assert_flat(browser, address, grow, pinned):
    """The page costs `pinned` queries with few rows and, after `grow(n)` added more, with many."""
    assert_all_flat([(browser, address, pinned)], grow, start=FEW, end=MANY)


@pytest.fixture
def grow_groups(bob):
    """Groups with people in them whom Bob meets in his own; some are his, some he asked, some are private."""

    def grow(number):
        for turn in range(number):
            group = make_group(policy="request" if turn % 5 == 1 else "open")
            friend = make_member()
            actions.set_hosts(group, [friend], actor=None)
            if turn % 5 == 0:
                actions.set_hosts(group, [friend, bob], actor=None)
            elif turn % 5 == 1:
                actions.ask_to_join(group, actor=bob)
            elif turn % 5 == 2:
                InterestGroup.objects.filter(pk=group.pk).update(is_private=True, policy="invitation")

    return grow


def test_the_directory_for_a_member(grow_groups, bob_client):
    assert_flat(bob_client, "/groups/", grow_groups, 14)


def test_the_directory_for_a_visitor_and_its_search(grow_groups, visitor, bob_client):
    assert_flat(visitor, "/groups/", grow_groups, 3)
    assert len(cost(bob_client, "/groups/?q=group")) == 9


@pytest.fixture
def group(bob):
    group = make_group(policy="request")
    actions.set_hosts(group, [bob], actor=None)
    return group


@pytest.fixture
def grow_people(group):
    def grow(number):
        for _turn in range(number):
            member = make_member()
            actions.enter_group(group, member, actor=member)
            actions.ask_to_join(group, actor=make_member())
            actions.make_link(group, actor=member, uses=1, days=1)
            actions.invite_member(group, make_member(), actor=member)
            make_feedback(member, group=group, category=make_category())

    return grow


def test_the_pages_of_a_group(group, grow_people, visitor, bob_client, carol_client):
    roll_up_groups()
    pages = [
        # Bob, the host, has notices that were said in a group: to count them takes a second look.
        (visitor, "feedback/", 5),
        (bob_client, "feedback/", 10),
        (carol_client, "feedback/", 10),
        (bob_client, "members/", 9),
        (visitor, "members/?q=member", 4),
        (bob_client, "figures/", 9),
        (bob_client, "host/", 11),
    ]
    pages = [(browser, f"/groups/{group.slug}/{path}", pinned) for browser, path, pinned in pages]
    assert_all_flat(pages, grow_people, start=FEW, end=MANY)


def test_an_invitation(group, grow_people, bob, visitor):
    link = actions.make_link(group, actor=bob, uses=5, days=5)
    assert_flat(visitor, link.get_absolute_url(), grow_people, 4)


def test_an_item_of_a_private_group(group, bob, bob_client):
    InterestGroup.objects.update(is_private=True, policy="invitation")
    item = make_feedback(bob, group=group)
    public = make_feedback(bob)
    Community.get()
    # Whether he is in the group: for the door, for the talk, and for the link to the group's page.
    assert len(cost(bob_client, item.get_absolute_url())) <= len(cost(bob_client, public.get_absolute_url())) + 3


def test_the_figures_are_counted_by_a_fixed_number_of_queries(grow_groups, django_assert_num_queries):
    grow_groups(FEW)
    with django_assert_num_queries(7):
        roll_up_groups()
    grow_groups(MANY - FEW)
    with django_assert_num_queries(7):
        roll_up_groups()


def plan_of(queryset):
    if connection.vendor == "sqlite":
        return queryset.explain()
    with connection.cursor() as cursor:
        # A handful of rows is sorted sooner than looked up.
        for way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    return queryset.explain()


def test_each_order_has_its_index(group, bob):
    private = InterestGroup(pk=group.pk, is_private=True)
    plans = {
        "group_open": page_of_queryset(InterestGroup.objects.listed()),
        "board_group_hot": Feedback.objects.of_group(group).order_by("-hot", "-pk")[:20],
        "group_hot": Feedback.objects.of_group(private).order_by("-hot", "-pk")[:20],
        "membership_newest": Membership.objects.filter(group=group, role="member").order_by("-pk")[:20],
        "join_request_waiting": JoinRequest.objects.filter(group=group, state="open").order_by("pk")[:20],
        # SQLite reads these off the index of the key, which carries the row's number with it.
        "community_groupinvitation": GroupInvitation.objects.filter(group=group).newest_first()[:20],
    }
    for name, queryset in plans.items():
        plan = plan_of(queryset)
        assert name in plan, plan
        assert "TEMP B-TREE" not in plan, plan
    assert page_of_groups(InterestGroup.objects.all(), "")[0] == [group]
    assert Member.objects.count() == 1


def page_of_queryset(groups):
    return groups.largest_first()[:24]


def test_the_kept_rail_shows_the_rules_as_they_are(group, bob_client):
    """A page may have read the group just before its rules changed, and the community's version just after."""
    address = f"/groups/{group.slug}/members/"
    for rules in ("Be kind", "Be brief"):
        InterestGroup.objects.filter(pk=group.pk).update(rules_rendered=f"<p>{rules}</p>")
        assert rules in bob_client.get(address).content.decode()
