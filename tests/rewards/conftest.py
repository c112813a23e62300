"""Who has been here long enough to spend points, who decides about suspicions, and something to look at."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from rewards.actions import award
from rewards.fairness.actions import report_suspicion
from tests.factories import make_member, set_rule


@pytest.fixture
def old_alice(alice):
    return settle_in(alice)


@pytest.fixture
def old_bob(bob):
    return settle_in(bob)


def settle_in(member):
    member.joined_at = timezone.now() - timedelta(days=100)
    member.save(update_fields=["joined_at"])
    return member


def earn(member, *, key, points=10, reason="answer_accepted", url="/talk/1/", about="", day=None):
    """An award of so many points, as the tariff would pay it."""
    set_rule(reason, points=points)
    return award(member, reason, key=key, url=url, about=about, day=day)


def suspect(*entries, kind="vote_ring", fingerprint="vote_ring:1", weight=10, others=(), evidence=None):
    """Something to look at that concerns these entries and those who had them, and other members besides."""
    members = {entry.account.member_id: "both" for entry in entries} | {member.pk: "voter" for member in others}
    facts = {"inner": 10, "cast": 12, "share": 83, "lift": 40, "days": 90, "links": [["#17", "/feedback/17/"]]}
    return report_suspicion(
        kind,
        fingerprint=fingerprint,
        members=members,
        evidence=evidence or facts,
        entries=[entry.pk for entry in entries],
        weight=weight,
    )


@pytest.fixture
def lena(db):
    """A lead, who decides about suspicions."""
    member = make_member("Lena", is_staff=True)
    member.groups.add(Group.objects.get(name="leads"))
    return member


@pytest.fixture
def lena_client(lena, sign_in):
    return sign_in(lena)


@pytest.fixture
def suspicion(alice, bob):
    """Alice and Bob voted for each other; Alice earned ten points by it, Bob five."""
    return suspect(earn(alice, key="reply:1:accepted"), earn(bob, key="reply:2:accepted", points=5))
