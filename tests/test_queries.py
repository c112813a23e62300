"""How many queries a page costs: pinned, and the same for 5 rows as for 50."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community import actions as community_actions
from community.models import Community, Notification
from events import actions as sessions
from events.models import AgendaItem
from feedback import actions
from feedback.models import Channel, Feedback, ReplyTemplate
from tests.factories import (
    image_upload,
    make_category,
    make_comment,
    make_event,
    make_feedback,
    make_fix_note,
    make_group,
    make_member,
    take_seats,
)

# Jobs wait: what the worker does is no cost of a page.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]

FEW, MANY = 5, 50


def cost(browser, address, *, warm=False):
    """The queries of one request; unless `warm`, nothing is cached before it."""
    if warm:
        browser.get(address)
    else:
        for cache in caches.all():
            cache.clear()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = browser.get(address)
    assert answer.status_code == 200
    # Search asks the two databases in different ways; its cost has tests of its own.
    return [
        query["sql"] for query in queries if "_searchdoc" not in query["sql"] and "_searchindex" not in query["sql"]
    ]


def assert_flat(browser, address, grow, pinned):
    """The page costs `pinned` queries with few rows and, after `grow(n)` added more, with many."""
    assert_all_flat([(browser, address, pinned)], grow)


def assert_all_flat(pages, grow, *, start=FEW, end=MANY):
    """So does each of these (browser, address, pinned). To grow takes seconds: pages of the same rows are asked
    together."""
    Community.get()
    grow(start)
    few = [cost(browser, address) for browser, address, _pinned in pages]
    grow(end - start)
    many = [cost(browser, address) for browser, address, _pinned in pages]
    for (_browser, address, pinned), before, after in zip(pages, few, many, strict=True):
        assert len(before) == len(after) == pinned, f"{address}: {len(before)}, then {len(after)}:\n" + "\n".join(after)


@pytest.fixture
def grow_items(bob, tessa):
    """Items of different authors, groups and categories, some supported by Bob."""

    def grow(number):
        for turn in range(number):
            item = make_feedback(make_member(), category=make_category(), group=make_group())
            if turn % 2:
                actions.cast_vote(item, actor=bob)
                actions.triage_feedback(item, actor=tessa, answer="Yes.", owner=tessa, status="planned")

    return grow


# What each page of items costs a visitor and a member; None where visitors are sent away.
PAGES = {
    "/feedback/": (10, 13),
    "/feedback/?order=new&status=planned": (10, 13),
    "/feedback/?order=wanted&answered=yes": (10, 13),
    "/feedback/?mine=supported": (9, 13),
    "/feedback/?q=filter": (10, 13),
    "/": (8, 13),
    "/roadmap/": (7, 9),
    "/groups/": (3, 13),
    "/me/": (None, 20),
    "/feedback/new/": (3, 6),
    "/feedback/feed.atom": (2, 4),
}


def test_pages_of_items(grow_items, visitor, bob_client):
    def costs():
        return {
            address: (
                None if pinned[0] is None else len(cost(visitor, address)),
                len(cost(bob_client, address)),
            )
            for address, pinned in PAGES.items()
        }

    Community.get()
    grow_items(FEW)
    assert costs() == PAGES
    grow_items(MANY - FEW)
    assert costs() == PAGES


@pytest.fixture
def grow_item(alice, tessa):
    """One item with comments, pictures and steps by different people."""
    feedback = make_feedback(alice)

    def grow(number):
        for turn in range(number):
            member, key = make_member(), f"{feedback.comment_count}-{turn}-{number}".rjust(32, "k")
            actions.keep_draft_images([image_upload()], actor=member, draft_key=key)
            make_comment(feedback, member, f"Comment {turn}", draft_key=key)
            actions.triage_feedback(feedback, actor=tessa, answer=f"Answer {turn}.")
            make_feedback(member, feedback.text)

    grow.feedback = feedback
    return grow


def test_an_item(grow_item, bob_client, visitor):
    address = grow_item.feedback.get_absolute_url()
    assert_all_flat([(bob_client, address, 18), (visitor, address, 13)], grow_item)


def test_the_fixed_page(tessa, bob_client, visitor):
    def grow(number):
        for _turn in range(number):
            make_fix_note([make_feedback(make_member()), make_feedback(make_member())], actor=tessa)

    assert_all_flat([(visitor, "/fixed/", 9), (bob_client, "/fixed/", 11)], grow)


def test_a_fix_note(tessa, bob_client):
    note = make_fix_note([make_feedback(make_member())], actor=tessa)
    assert_flat(
        bob_client,
        note.get_absolute_url(),
        lambda number: note.items.add(*[make_feedback(make_member()) for _turn in range(number)]),
        9,
    )


def test_the_inbox(alice, alice_client):
    def grow(number):
        start = Notification.objects.count()
        Notification.objects.bulk_create(
            Notification(
                member=alice,
                kind=("feedback.answered", "feedback.commented", "feedback.fixed", "feedback.status_changed")[n % 4],
                cause_key=f"test:{start + n}",
                params={"title": "T", "text": "x", "who": "Bob", "status": "planned", "fix_title": "F"},
                url="/feedback/",
            )
            for n in range(number)
        )

    assert_flat(alice_client, "/me/inbox/", grow, 5)


def test_a_group(bob, bob_client):
    group = make_group()

    def grow(number):
        for _turn in range(number):
            member = make_member()
            community_actions.join_group(group, actor=member)
            make_feedback(member, group=group, category=make_category())

    assert_flat(bob_client, group.get_absolute_url(), grow, 10)


def test_the_approval_queue(tessa_client):
    Channel.objects.update(publishing="nothing")

    def grow(number):
        for turn in range(number):
            key = f"{turn}-{number}".rjust(32, "k")
            author = make_member()
            actions.keep_draft_images([image_upload()], actor=author, draft_key=key)
            make_feedback(author, category=make_category(), group=make_group(), draft_key=key)

    assert_flat(tessa_client, "/admin/feedback/feedback/approval/", grow, 13)


def test_the_desk_with_many_templates(alice, tessa_client):
    feedback = make_feedback(alice)

    def grow(number):
        for _turn in range(number):
            ReplyTemplate.objects.create(title="T", language="en", text="{name} {owner}", category=make_category())
            ReplyTemplate.objects.create(title="T", language="en", text="{name} {owner}")

    assert_flat(tessa_client, f"/admin/feedback/feedback/{feedback.pk}/desk/", grow, 30)


@pytest.mark.parametrize("address", ["/", "/feedback/", "/feedback/?order=new&status=planned", "/fixed/", "/roadmap/"])
def test_a_visitors_kept_page_costs_one_tiny_query(address, grow_items, tessa, visitor):
    grow_items(FEW)
    make_fix_note([Feedback.objects.first()], actor=tessa)
    [query] = cost(visitor, address, warm=True)
    assert "community_community" in query
    assert "version" in query


def test_a_visitors_kept_item_costs_one_tiny_query(grow_item, visitor):
    grow_item(FEW)
    assert len(cost(visitor, grow_item.feedback.get_absolute_url(), warm=True)) == 1


def writes(browser, address, form, **headers):
    browser.get("/feedback/")
    with CaptureQueriesContext(connection) as queries:
        assert browser.post(address, form, **headers).status_code in (200, 302)
    return [query["sql"] for query in queries]


def test_a_vote_costs_the_same_however_many_voted(alice, bob_client, carol_client, tessa_client):
    feedback = make_feedback(alice)
    address = f"/feedback/{feedback.pk}/vote/"
    writes(bob_client, address, {"want": "1"})  # draws the day's secret of the limiter
    few = writes(carol_client, address, {"want": "1"}, HTTP_HX_REQUEST="true")
    for _turn in range(MANY):
        actions.cast_vote(feedback, actor=make_member())
    many = writes(tessa_client, address, {"want": "1"}, HTTP_HX_REQUEST="true")
    assert len(few) == len(many) == 16, "\n".join(many)


@pytest.fixture
def run_event(alice):
    """A session of Alice's with guests, others who wait, and an agenda of items."""
    event = make_event(alice, capacity=MANY)

    def grow(number):
        sessions.set_seats(event, actor=alice, capacity=event.registrations.count() + number, reserved=0)
        take_seats(event, *(make_member() for _turn in range(number)))
        for turn in range(min(number, 25)):
            item = make_feedback(make_member(), category=make_category())
            if turn % 2:
                actions.cast_vote(item, actor=alice)
                sessions.take_up(event, item, actor=alice)
            elif AgendaItem.objects.filter(event=event).count() < 40:
                sessions.add_line(event, actor=alice, title=f"Line {turn}", speaker=make_member())

    grow.event = event
    return grow


@pytest.mark.parametrize(("page", "pinned"), [("agenda", 10), ("guests", 7), ("edit", 6)])
def test_the_pages_of_a_sessions_host(page, pinned, run_event, alice_client):
    assert_flat(alice_client, f"/events/{run_event.event.pk}/{page}/", run_event, pinned)


@pytest.mark.parametrize(("who", "pinned"), [("visitor", 6), ("bob_client", 9)])
def test_the_sessions_of_a_group(who, pinned, request):
    group = make_group()

    def grow(number):
        for _turn in range(number):
            make_event(make_member(), group=group)

    assert_flat(request.getfixturevalue(who), f"/groups/{group.slug}/events/", grow, pinned)
