"""Announcements as they come about, and those who may write and publish them."""

from datetime import timedelta
from itertools import count

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from community import actions as community_actions
from community.announcing import actions
from community.announcing.models import Announcement, Robot
from community.segments.models import MemberSegment
from tests.factories import make_group, make_member

numbers = count(1)


def make_announcement(title="", *, publish=True, by=None, **fields):
    """An announcement for all unless told otherwise, published unless told otherwise."""
    number = next(numbers)
    fields = {"text": f"The shop closes at eight on day {number}."} | fields
    announcement = Announcement(title=title or f"Announcement {number}", **fields)
    actions.save_announcement(announcement, actor=by)
    if publish:
        actions.publish_announcement(announcement, actor=by)
        announcement.refresh_from_db()
    return announcement


def make_robot(kind="wecom", address="https://hooks.example/send?key=abcdefgh-1234", **fields):
    return Robot.objects.create(kind=kind, name=f"Robot {next(numbers)}", address=address, **fields)


def make_segment(*members, segment="core"):
    today = timezone.localdate()
    MemberSegment.objects.bulk_create(
        MemberSegment(member=member, segment=segment, since=today, computed_on=today) for member in members
    )


def old(name, **fields):
    return make_member(name, joined_at=timezone.now() - timedelta(days=100), **fields)


@pytest.fixture
def group(bob):
    """A private group with Bob in it."""
    group = make_group("Bakers", is_private=True, policy="invitation")
    community_actions.enter_group(group, bob, actor=bob)
    return group


@pytest.fixture
def lead(db):
    member = old("Lena", is_staff=True)
    member.groups.add(Group.objects.get(name="leads"))
    return member


@pytest.fixture
def lead_client(lead, sign_in):
    return sign_in(lead)


@pytest.fixture
def moderator(db):
    member = old("Mona", is_staff=True)
    member.groups.add(Group.objects.get(name="moderators"))
    return member


@pytest.fixture
def moderator_client(moderator, sign_in):
    return sign_in(moderator)
