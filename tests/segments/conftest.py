"""Days in the lives of members."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from community.models import Activity
from tests.factories import make_member


def make_acts(member, *ages, kind="vote", group=None):
    """One act of `member` so many days ago, for each age; nothing of the other verbs happens."""
    today = timezone.localdate()
    Activity.objects.bulk_create(
        Activity(member=member, kind=kind, group=group, day=today - timedelta(days=age)) for age in ages
    )


def make_old(name="", *, joined=400, **fields):
    """A member who joined so many days ago."""
    return make_member(name, joined_at=timezone.now() - timedelta(days=joined), **fields)


@pytest.fixture
def lead(db):
    member = make_old("Lena", is_staff=True)
    member.groups.add(Group.objects.get(name="leads"))
    return member


@pytest.fixture
def lead_client(lead, sign_in):
    return sign_in(lead)


@pytest.fixture
def moderator_client(db, sign_in):
    member = make_old("Mona", is_staff=True)
    member.groups.add(Group.objects.get(name="moderators"))
    return sign_in(member)
