"""How many queries a page of announcements costs: pinned, and the same for 5 rows as for 50."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community import actions as community_actions
from community.segments.models import SegmentDay
from tests.announcing.conftest import make_announcement, make_robot, make_segment
from tests.factories import make_group
from tests.test_queries import assert_all_flat, assert_flat, cost

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]
DESK = "/admin/announcing/"


@pytest.fixture
def grow(bob):
    """Announcements for all, for groups of Bob, and for a segment."""
    make_segment(bob)

    def grown(number):
        for turn in range(number):
            group = make_group()
            community_actions.join_group(group, actor=bob)
            pinned = {"pinned_until": timezone.now() + timedelta(days=1), "publish_at": timezone.now()}
            make_announcement(**pinned, publish=turn % 4 != 3)
            make_announcement(**pinned, audience="group", group=group)

    return grown


def test_the_list(grow, visitor, bob_client):
    assert_all_flat([(visitor, "/announcements/", 3), (bob_client, "/announcements/", 5)], grow)


def test_an_announcement(grow, bob_client, visitor):
    announcement = make_announcement()
    assert_flat(bob_client, announcement.get_absolute_url(), grow, 5)
    assert len(cost(visitor, announcement.get_absolute_url())) == 3


def test_a_visitors_kept_pages_cost_one_tiny_query(grow, visitor):
    grow(3)
    for address in ("/announcements/", make_announcement().get_absolute_url(), "/"):
        assert len(cost(visitor, address, warm=True)) == 1


def test_the_desk(grow, lead_client):
    def grow_all(number):
        for _turn in range(number):
            make_robot()
        grow(number)

    pages = [
        (lead_client, f"{DESK}announcement/calendar/", 10),
        (lead_client, f"{DESK}announcement/calendar/?view=week", 10),
        (lead_client, f"{DESK}announcement/", 9),
        (lead_client, f"{DESK}robot/", 9),
        (lead_client, f"{DESK}robotdelivery/", 9),
    ]
    assert_all_flat(pages, grow_all)


def test_people_at_a_glance(lead_client):
    def grow_days(number):
        start = SegmentDay.objects.count() // 2
        for turn in range(start, start + number):
            for segment in ("core", "active"):
                SegmentDay.objects.create(day=timezone.localdate() - timedelta(days=turn), segment=segment, count=turn)

    assert_flat(lead_client, "/admin/segments/savedsegment/glance/", grow_days, 12)
