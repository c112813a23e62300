"""What pages about members cost: pinned, and the same for few rows as for many."""

import pytest

from community import actions as community_actions
from community.models import Arrival, Interest, Invitation, Membership
from community.views.welcome import SUGGESTED
from feedback import actions
from tests.factories import (
    join,
    make_call,
    make_category,
    make_comment,
    make_feedback,
    make_fix_note,
    make_group,
    make_member,
    make_post,
    make_reply,
)
from tests.test_queries import assert_all_flat, assert_flat, cost

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]


@pytest.fixture
def grow(alice, bob, tessa):
    """Items, comments, notes and groups of Alice, some supported by Bob."""

    def grow(number):
        for turn in range(number):
            item = make_feedback(alice, category=make_category(), group=make_group())
            if turn % 2:
                actions.cast_vote(item, actor=bob)
            make_comment(make_feedback(make_member()), alice, f"Comment {turn}")
            make_fix_note([item], actor=tessa)
            Membership.objects.create(group=make_group(), member=alice)
            make_post(alice, group=Membership.objects.filter(member=alice).latest("pk").group)
            make_reply(make_post(make_member(), kind="question"), alice)

    return grow


def test_a_profile_and_me(grow, alice, visitor, bob_client, alice_client):
    pages = [(alice_client, "/me/", 20)]
    for show, visitors, members in (
        ("said", 8, 12),
        ("comments", 8, 11),
        ("fixes", 8, 11),
        ("posts", 8, 11),
        ("answers", 8, 11),
    ):
        address = f"/members/{alice.pk}/?show={show}"
        pages += [(visitor, address, visitors), (bob_client, address, members)]
    assert_all_flat(pages, grow)


def test_a_visitors_kept_profile_costs_one_tiny_query(grow, alice, visitor):
    grow(3)
    assert len(cost(visitor, f"/members/{alice.pk}/", warm=True)) == 1


def test_me_with_all_that_can_wait(alice, tessa, alice_client):
    """One query for the requests, one for what is tested, and one because of notices that belong to a group."""

    def grow(number):
        for _turn in range(number):
            group = make_group(policy="request")
            join(group, alice, host=True)
            community_actions.ask_to_join(group, actor=make_member())
            actions.join_test(make_call(make_feedback(tessa), tessa), actor=alice)
            make_post(alice, state="draft")

    assert_flat(alice_client, "/me/", grow, 23)


def test_muted_comments_cost_nothing_more(alice, bob_client, bob):
    feedback = make_feedback(alice)

    def grow(number):
        for turn in range(number):
            member = make_member()
            make_comment(feedback, member, f"Comment {turn}")
            community_actions.set_block(member, actor=bob, level="mute")

    assert_flat(bob_client, feedback.get_absolute_url(), grow, 17)


def test_the_list_of_the_muted(alice, alice_client):
    def grow(number):
        for _turn in range(number):
            community_actions.set_block(make_member(), actor=alice, level="mute")

    assert_flat(alice_client, "/me/blocks/", grow, 5)


def test_my_invitations(alice, alice_client):
    link = community_actions.make_invitation(actor=alice)

    def grow(number):
        for _turn in range(number):
            member = make_member()
            Arrival.objects.create(member=member, invitation=link, brought_by=alice, arrived_at=member.joined_at)

    assert_flat(alice_client, "/me/invite/", grow, 8)


def test_suggested_groups(alice, alice_client):
    interest = Interest.objects.create(name="打铁", name_en="Smithing")
    alice.interests.add(interest)

    def grow(number):
        for _turn in range(number):
            make_group().interests.add(interest)
            Membership.objects.create(group=make_group(), member=alice)

    # With fewer than are suggested the largest are looked for too.
    grow(SUGGESTED)
    assert_flat(alice_client, "/welcome/groups/", grow, 10)


def test_campaigns_on_the_desk(adam_client):
    def grow(number):
        for turn in range(number):
            link = Invitation.objects.create(name=f"Poster {turn}", group=make_group())
            Arrival.objects.create(member=make_member(), invitation=link)

    assert_flat(adam_client, "/admin/community/invitation/", grow, 7)


def test_arrivals_on_the_desk(adam_client, alice):
    link = community_actions.make_invitation(actor=alice)

    def grow(number):
        for _turn in range(number):
            Arrival.objects.create(member=make_member(), invitation=link, brought_by=alice)

    assert_flat(adam_client, "/admin/community/arrival/", grow, 7)
