"""Groups: members are counted exactly, a link lets in no more than it says, and somebody always runs the group."""

import pytest

from community import actions
from community.models import GroupInvitation, InterestGroup, JoinRequest, Membership, Notification
from tests.factories import make_group, make_member
from tests.races.conftest import errors_in, run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def group(alice):
    group = make_group()
    actions.set_hosts(group, [alice], actor=None)
    group.refresh_from_db()
    return group


def counted(group):
    group.refresh_from_db()
    return group.member_count, group.memberships.count()


def come_and_go(group, alice):
    """Ten come at once; then five leave, two are taken out and three come, at once."""
    people = [make_member() for _n in range(10)]
    run_together(10, lambda turn: actions.join_group(group, actor=people[turn]))
    more = [make_member() for _n in range(3)]

    def press(turn):
        if turn < 5:
            return actions.leave_group(group, actor=people[turn])
        if turn < 7:
            membership = Membership.objects.get(group=group, member=people[turn])
            return actions.remove_member(membership, actor=alice, reason="Noise.", days=7)
        return actions.join_group(group, actor=more[turn - 7])

    return run_together(10, press)


def test_members_are_counted_exactly(group, alice):
    assert errors_in(come_and_go(group, alice)) == []
    assert counted(group) == (7, 7)


def test_control_a_count_that_was_read_before_is_wrong(group, alice, monkeypatch):
    """With the guard off – the count is what was read before, and not what stands there – people are lost."""
    monkeypatch.setattr("community.actions.groups.F", lambda name: getattr(group, name))
    come_and_go(group, alice)
    count, true = counted(group)
    assert count != true == 7


def through_the_link(group, alice):
    link = actions.make_link(group, actor=alice, uses=3, days=7)
    people = [make_member() for _n in range(10)]
    return link, run_together(10, lambda turn: actions.accept_invitation(link, actor=people[turn]))


def test_a_link_lets_in_no_more_than_it_says(group, alice):
    link, results = through_the_link(group, alice)
    assert [error.code for error in errors_in(results)] == ["invitation_over"] * 7
    link.refresh_from_db()
    assert link.uses == 3
    assert counted(group) == (4, 4)


def test_control_looking_first_lets_in_all(group, alice, monkeypatch):
    """With the guard off – everybody looked before anybody came – all ten get in."""

    def look(invitation):
        return True

    monkeypatch.setattr("community.actions.joining.take_place", look)
    _link, results = through_the_link(group, alice)
    assert errors_in(results) == []
    assert counted(group) == (11, 11)


def test_one_place_for_one_member_however_often_pressed(group, alice, bob):
    link = actions.make_link(group, actor=alice, uses=5, days=7)
    assert errors_in(run_together(10, lambda _turn: actions.accept_invitation(link, actor=bob))) == []
    assert GroupInvitation.objects.get().uses == 1
    assert counted(group) == (2, 2)


def test_one_request_however_often_asked_and_one_decision(group, alice, bob):
    InterestGroup.objects.update(policy="request")
    group.refresh_from_db()
    assert errors_in(run_together(10, lambda _turn: actions.ask_to_join(group, actor=bob, words="Me."))) == []
    asked = JoinRequest.objects.get()
    assert Notification.objects.filter(member=alice).count() == 1

    def decide(turn):
        return (actions.approve_request if turn % 2 else actions.decline_request)(asked, actor=alice)

    assert sorted(run_together(10, decide)) == [False] * 9 + [True]
    asked.refresh_from_db()
    assert Notification.objects.filter(member=bob).count() == 1
    assert group.memberships.filter(member=bob).exists() == (asked.state == "approved")


def test_of_two_hosts_who_leave_at_once_one_stays(group, alice, bob):
    actions.set_hosts(group, [alice, bob], actor=None)
    [lost] = errors_in(run_together(2, lambda turn: actions.leave_group(group, actor=(alice, bob)[turn])))
    assert lost.code == "last_host"
    assert group.memberships.filter(role="host").count() == 1
