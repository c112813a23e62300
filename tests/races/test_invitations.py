"""Places of an invitation: never more than its limit, and each newcomer once."""

import pytest

from community import actions
from community.models import Arrival, AuditEntry, Block, Invitation, Membership
from tests.factories import make_group, make_member
from tests.races.conftest import errors_in, run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

LIMIT = 5


@pytest.fixture
def link():
    return Invitation.objects.create(name="Poster", limit=LIMIT, group=make_group())


@pytest.fixture
def newcomers(link):
    """Many who signed up by the link while it was open."""
    members = [make_member() for _n in range(20)]
    for member in members:
        actions.note_arrival(member, link.code)
    return members


def test_twenty_at_once_for_five_places(link, newcomers):
    results = run_together(20, lambda turn: actions.count_arrival(newcomers[turn]))
    assert errors_in(results) == []
    link.refresh_from_db()
    assert results.count(True) == link.joined_count == Arrival.objects.counted().count() == LIMIT
    link.group.refresh_from_db()
    assert link.group.member_count == Membership.objects.count() == LIMIT


def test_control_a_count_that_was_read_before_lets_too_many_in(link, newcomers, monkeypatch):
    """With the guard off – everybody goes by the count as it stood before – all of them find a place."""
    monkeypatch.setattr("community.actions.invitations.take_place", lambda link: link.joined_count < link.limit)
    results = run_together(20, lambda turn: actions.count_arrival(newcomers[turn]))
    assert errors_in(results) == []
    assert Arrival.objects.counted().count() == 20


def test_one_newcomer_many_times(link):
    member = make_member()
    actions.note_arrival(member, link.code)
    results = run_together(20, lambda _turn: actions.count_arrival(member))
    assert errors_in(results) == []
    link.refresh_from_db()
    assert results.count(True) == link.joined_count == 1


def test_a_link_is_made_and_renewed_once(alice):
    links = run_together(20, lambda _turn: actions.make_invitation(actor=alice))
    assert errors_in(links) == []
    assert len({link.code for link in links}) == Invitation.objects.count() == 1
    code = links[0].code
    results = run_together(20, lambda turn: actions.renew_invitation(links[turn], actor=alice, code=code))
    assert errors_in(results) == []
    assert len({link.code for link in results}) == 1
    assert results[0].code != code


def test_muting_many_times_at_once(alice, bob):
    levels = ["mute", "block"] * 10
    results = run_together(20, lambda turn: actions.set_block(bob, actor=alice, level=levels[turn]))
    assert errors_in(results) == []
    assert Block.objects.count() == 1


def test_appointing_many_times_at_once(alice, adam):
    results = run_together(20, lambda _turn: actions.appoint_ambassador(alice, actor=adam))
    assert errors_in(results) == []
    assert AuditEntry.objects.filter(action="community.ambassador.appointed").count() == 1
