import pytest

from tests.factories import join, make_group


@pytest.fixture
def group(alice, bob):
    """An open group: Alice runs it, Bob belongs to it."""
    group = make_group("Bakers")
    join(group, alice, host=True)
    join(group, bob)
    return group


@pytest.fixture
def private(alice, bob):
    """A private group of Alice, who runs it, and Bob."""
    group = make_group("Night shift", is_private=True, policy="invitation")
    join(group, alice, host=True)
    join(group, bob)
    return group
