"""What the ledger and the talk say of themselves: bursts, limits day after day, answers back and forth."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community.posts import actions as talk
from rewards.actions import award
from rewards.fairness import tasks
from rewards.fairness.detectors.answers import find_answer_rings
from rewards.fairness.detectors.bursts import find_bursts, find_limits
from rewards.fairness.findings import report_findings
from rewards.fairness.models import Suspicion
from rewards.models import Account, Entry
from tests.factories import make_member, make_post, make_reply, set_rule

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def pay(member, number, days_ago=0, points=10, **limits):
    set_rule(points=points, **limits)
    day = TODAY() - timedelta(days=days_ago)
    return award(member, "answer_accepted", key=f"reply:{member.pk}{number:04}:accepted", url="/talk/1/", day=day)


def solve(asker, answerer, times):
    """`asker` accepts so many answers of `answerer`, each paid."""
    set_rule(points=5)
    for _n in range(times):
        reply = make_reply(make_post(asker, kind="question"), answerer)
        talk.accept_reply(reply, actor=asker)


# --- bursts -------------------------------------------------------------------------------------------------


@pytest.fixture
def usual(db):
    """Ten members who earn ten or twenty points on most days."""
    members = [make_member() for _n in range(10)]
    for member in members:
        for day in range(1, 12):
            pay(member, day, day, points=10 + 10 * (day % 2))
    return members


def test_a_day_far_above_ones_own_and_others_is_found(usual, alice):
    pay(alice, 0, 5)
    for number in range(1, 11):
        pay(alice, number)
    [finding] = find_bursts()
    assert (finding.kind, finding.fingerprint) == ("burst", f"burst:{alice.pk}:{TODAY()}")
    assert (finding.evidence["points"], finding.evidence["usual"], finding.evidence["others"]) == (100, 10, 20)
    assert len(finding.entries) == 10


def test_a_good_day_is_none(usual, alice):
    for number in range(5):
        pay(usual[0], 100 + number)
        pay(alice, number)
    assert find_bursts() == []


def test_who_always_earns_much_is_no_surprise(usual, alice):
    for day in range(10):
        for number in range(7):
            pay(alice, day * 10 + number, day)
    assert find_bursts() == []


def test_nothing_was_earned_at_all(db):
    assert find_bursts() == find_limits() == find_answer_rings() == []


def test_the_limit_reached_on_five_days_in_a_row_is_found_and_four_are_not(alice, bob):
    for member, days in ((alice, 5), (bob, 4)):
        for day in range(1, days + 1):
            for number in range(2):
                pay(member, day * 10 + number, day, daily_cap=15)
    [finding] = find_limits()
    assert list(finding.members) == [alice.pk]
    assert finding.evidence["days"] == 5
    assert len(finding.entries) == 10


def test_a_row_with_a_gap_is_none(alice):
    for day in (1, 2, 3, 5, 6, 7):
        for number in range(2):
            pay(alice, day * 10 + number, day, daily_cap=15)
    assert find_limits() == []


# --- answers ------------------------------------------------------------------------------------------------


def test_answers_back_and_forth_are_found(alice, bob, carol):
    solve(alice, bob, 4)
    solve(bob, alice, 3)
    solve(carol, alice, 1)
    [finding] = find_answer_rings()
    assert set(finding.members) == {alice.pk, bob.pk}
    assert (finding.evidence["inner"], finding.evidence["overall"]) == (7, 8)
    assert report_findings([finding]) == 1
    assert Suspicion.objects.get().entries.count() == 7


def test_a_helpful_member_who_asks_too_is_none(alice, bob):
    """Two who help each other and many others besides."""
    solve(alice, bob, 3)
    solve(bob, alice, 3)
    for _n in range(3):
        other = make_member()
        solve(other, alice, 1)
        solve(other, bob, 1)
        solve(alice, other, 1)
    assert find_answer_rings() == []


def test_one_way_is_none(alice, bob):
    solve(alice, bob, 9)
    assert find_answer_rings() == []


# --- the job ------------------------------------------------------------------------------------------------


def test_the_job_may_run_twice_and_touches_nothing(alice, bob):
    solve(alice, bob, 4)
    solve(bob, alice, 4)
    entries = Entry.objects.count()
    assert (tasks.look(), tasks.look()) == (1, 1)
    assert Suspicion.objects.count() == 1
    assert (Entry.objects.count(), Account.objects.get(member=alice).balance) == (entries, 20)


def test_once_a_night_is_enough(monkeypatch):
    looks = []
    monkeypatch.setattr(tasks, "look", lambda: looks.append(1))
    monkeypatch.setattr(tasks.timezone, "localtime", lambda: timezone.now().replace(hour=3))
    tasks.look_nightly()
    assert looks == []
    monkeypatch.setattr(tasks.timezone, "localtime", lambda: timezone.now().replace(hour=4))
    tasks.look_nightly()
    tasks.look_nightly()
    assert looks == [1]


def test_what_nobody_earned_by_needs_nobodys_time(alice, bob):
    set_rule(is_active=False)
    for asker, answerer in ((alice, bob), (bob, alice)):
        for _n in range(4):
            reply = make_reply(make_post(asker, kind="question"), answerer)
            talk.accept_reply(reply, actor=asker)
    assert len(find_answer_rings()) == 1
    assert tasks.look() == 0
    assert not Suspicion.objects.exists()
