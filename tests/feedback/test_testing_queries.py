"""What the pages of calls for testers cost: the same for few and for many."""

import pytest

from community.models import Community
from feedback import actions
from tests.factories import image_upload, make_call, make_feedback, make_fix_note, make_member, make_report
from tests.test_queries import assert_all_flat, assert_flat, cost

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]


@pytest.fixture
def grow_calls(alice, bob, tessa):
    """Open calls of which Bob is in some, and as many that have ended."""

    def grow(number):
        for turn in range(number):
            call = make_call(make_feedback(alice), tessa)
            if turn % 2:
                actions.join_test(call, actor=bob)
            ended = make_call(make_feedback(alice), tessa)
            make_report(ended, make_member())
            actions.end_test_call(ended, actor=tessa)

    return grow


def test_the_list(grow_calls, visitor, bob_client, monkeypatch):
    monkeypatch.setattr("feedback.views.testing.CALLS", 5)
    assert_all_flat([(visitor, "/testing/", 4), (bob_client, "/testing/", 7)], grow_calls)


def test_a_call(alice, tessa, visitor, bob_client):
    call = make_call(make_feedback(alice), tessa, seats=60)

    def grow(number):
        for turn in range(number):
            member, key = make_member(), f"{turn}-{number}".rjust(32, "k")
            actions.keep_draft_images([image_upload()], actor=member, draft_key=key)
            make_report(call, member, text="Fine.", draft_key=key)

    address = call.get_absolute_url()
    assert_all_flat([(visitor, address, 6), (bob_client, address, 10)], grow)


def test_the_desk_of_testers(alice, tessa, tessa_client):
    item = make_feedback(alice)
    call = make_call(item, tessa, seats=120)

    def grow(number):
        for _turn in range(number):
            make_report(call, make_member(), text="Fine.")
            actions.join_test(call, actor=make_member())

    assert_flat(tessa_client, f"/admin/feedback/feedback/{item.pk}/testers/", grow, 13)


def test_a_call_costs_a_page_one_query_more(alice, bob_client, tessa):
    item = make_feedback(alice)
    actions.triage_feedback(item, actor=tessa, status="planned")
    Community.get()
    before = cost(bob_client, item.get_absolute_url())
    make_call(item, tessa)
    assert len(cost(bob_client, item.get_absolute_url())) == len(before) + 1


def test_the_thanks_of_many_notes(visitor, tessa):
    """Two queries for who tested, whatever the notes and testers."""

    def grow(number):
        for _turn in range(number):
            item = make_feedback(make_member())
            call = make_call(item, tessa)
            make_report(call, make_member())
            actions.end_test_call(call, actor=tessa)
            make_fix_note([item], actor=tessa)

    assert_flat(visitor, "/fixed/", grow, 10)
