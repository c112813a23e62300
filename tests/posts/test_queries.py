"""How many queries the talk costs: pinned, and the same for few rows as for many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.models import Notification
from community.posts import actions
from community.posts.lists import PAGE
from tests.factories import image_upload, join, make_group, make_member, make_post, make_reply
from tests.test_queries import assert_all_flat, assert_flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]


@pytest.fixture
def grow_posts(alice, bob, group, private):
    """Posts of all kinds by different people, in groups of both sorts and without."""

    def grow(number):
        for turn in range(number):
            member = make_member()
            join(group, member)
            join(private, member)
            place = (None, group, private)[turn % 3]
            kind = ("share", "question", "poll")[turn % 3]
            make_reply(make_post(member, kind=kind, group=place), member)

    return grow


def test_lists(grow_posts, group, private, visitor, bob_client, carol_client):
    pages = [
        (visitor, "/talk/", 4),
        (carol_client, "/talk/", 9),
        (bob_client, "/talk/?kind=unanswered&order=lively", 10),
        (bob_client, "/talk/?mine=yes", 9),
        (bob_client, "/talk/?q=bread", 8),
        (visitor, f"/groups/{group.slug}/talk/", 6),
        (bob_client, f"/groups/{private.slug}/talk/", 10),
        (visitor, f"/groups/{group.slug}/polls/", 4),
        (visitor, "/talk/feed.atom", 2),
        (bob_client, "/talk/new/", 7),
    ]
    assert_all_flat(pages, grow_posts)


def test_a_full_page_bounds_what_is_asked_of_private_groups(grow_posts, alice, bob_client):
    for _turn in range(PAGE + 1):
        make_post(alice)
    assert_flat(bob_client, "/talk/", grow_posts, 10)


def test_a_post(alice, group, bob, visitor, bob_client):
    actions.keep_draft_pictures([image_upload()], actor=alice, draft_key="d" * 32)
    post = make_post(alice, kind="question", group=group, draft_key="d" * 32)
    actions.accept_reply(make_reply(post, bob), actor=alice)

    def grow(number):
        for turn in range(number):
            member = make_member()
            join(group, member)
            reply = make_reply(post, member, parent=post.accepted_reply if turn % 2 else None)
            actions.react(post, actor=member, kind="like")
            actions.react(post, actor=bob, kind="thanks", reply=reply)

    address = post.get_absolute_url()
    assert_all_flat([(visitor, address, 7), (bob_client, address, 11)], grow)


def test_a_poll(alice, visitor, bob_client):
    post = make_post(alice, kind="poll", held={"is_anonymous": False})
    first = post.poll.options.first()

    def grow(number):
        for _turn in range(number):
            actions.cast_ballot(post.poll, [first.pk], actor=make_member())

    address = post.get_absolute_url()
    assert_all_flat([(visitor, address, 6), (bob_client, address, 11)], grow)


@pytest.mark.parametrize("verb", ["hide_post", "remove_post"])
def test_taking_a_lively_post_away_costs_what_was_told(verb, alice, bob, queue):
    costs = []
    for replies in (2, 30):
        post = make_post(alice)
        for turn in range(replies):
            make_reply(post, bob, f"Reply {turn}")
        queue.run()
        with CaptureQueriesContext(connection) as taken:
            getattr(actions, verb)(post, actor=alice)
        with CaptureQueriesContext(connection) as shown:
            actions.show_post(post, actor=alice)
        costs.append((len(taken), len(shown)))
        assert Notification.objects.filter(params__text="—").exists() == (verb == "remove_post")
    assert costs[0] == costs[1]


def test_the_history(alice, visitor):
    post = make_post(alice)

    def grow(number):
        for turn in range(number):
            actions.edit_post(post, actor=alice, title="", text=f"Wording {post.revision_count} {turn}")

    assert_flat(visitor, f"/talk/{post.pk}/history/", grow, 4)


def test_many_private_groups_cost_no_more(alice, bob, bob_client):
    def grow(number):
        for _turn in range(number):
            group = make_group(is_private=True, policy="invitation")
            join(group, alice, bob)
            make_post(alice, group=group)

    assert_flat(bob_client, "/talk/", grow, 11)
