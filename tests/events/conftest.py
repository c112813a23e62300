"""Sessions and whoever hosts them."""

import pytest
from django.test import Client

from tests.factories import make_event, make_member


@pytest.fixture
def hanna(db):
    """She hosts the session."""
    return make_member("Hanna")


@pytest.fixture
def hanna_client(hanna, sign_in):
    return sign_in(hanna)


@pytest.fixture
def event(hanna, queue):
    """A session of Hanna's in three days, with two seats."""
    return make_event(hanna, capacity=2)


@pytest.fixture
def visitor(db):
    """A browser without a session, of somebody who reads English."""
    return Client(headers={"accept-language": "en"})
