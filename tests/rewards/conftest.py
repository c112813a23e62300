"""Who has been here long enough to spend points."""

from datetime import timedelta

import pytest
from django.utils import timezone


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
