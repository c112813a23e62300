"""Badges: one of each for each member, whoever gives it how often at once, and no look is lost."""

from types import SimpleNamespace

import pytest
from django.db import connection

from community.models import Notification
from rewards import actions as ledger
from rewards.honours import actions, tasks
from rewards.honours.models import Badge, BadgeAward
from rewards.models import Account
from tests.factories import make_member, set_rule
from tests.races.conftest import errors_in, run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def heart():
    return Badge.objects.get(slug="warm-heart")


def give(member, badge, actor):
    return actions.award_badge(member, badge, 1, actor=actor, citation="For the soup.")


def test_the_same_badge_fifty_times(alice, adam, heart):
    assert errors_in(run_together(50, lambda _turn: give(alice, heart, adam))) == []
    assert BadgeAward.objects.count() == 1
    assert Notification.objects.filter(kind="honours.badge_earned").count() == 1


def test_what_was_taken_back_is_given_again_once(alice, adam, heart):
    actions.revoke_badge(give(alice, heart, adam), actor=adam, reason="By mistake.")
    assert errors_in(run_together(20, lambda _turn: give(alice, heart, adam))) == []
    assert BadgeAward.objects.standing().count() == 1
    assert Notification.objects.filter(kind="honours.badge_earned").count() == 2


def test_taken_back_once(alice, adam, heart):
    award = give(alice, heart, adam)
    results = run_together(20, lambda _turn: actions.revoke_badge(award, actor=adam, reason="By mistake."))
    assert errors_in(results) == []
    assert Notification.objects.filter(kind="honours.badge_taken_back").count() == 1


def test_many_look_at_the_same_accounts(adam):
    set_rule(points=5)
    for n in range(30):
        ledger.award(make_member(), "answer_accepted", key=f"test:{n}:paid")
    assert errors_in(run_together(8, lambda _turn: tasks.review_honours())) == []
    tasks.review_honours()
    assert BadgeAward.objects.count() == 30
    assert Notification.objects.filter(kind="honours.badge_earned").count() == 30
    assert not Account.objects.filter(honours_due=True).exists()


def test_deeds_while_it_is_looked_at(alice):
    """What comes in during a look is seen by the next one: nothing that was earned is left without its badge."""
    set_rule(points=5)

    def press(turn):
        if turn % 3 == 2:
            return tasks.review_honours()
        return ledger.award(alice, "answer_accepted", key=f"test:{turn}:paid")

    assert errors_in(run_together(15, press)) == []
    tasks.review_honours()
    levels = BadgeAward.objects.standing().filter(badge__slug="good-answer")
    assert sorted(levels.values_list("level", flat=True)) == [1, 2]
    assert Account.objects.get(member=alice).contributions == 10


@pytest.fixture
def without_constraint():
    """The database lets one member have the same level twice."""
    meta = BadgeAward._meta
    kept, [guard] = meta.constraints, [rule for rule in meta.constraints if rule.name == "badge_award_once"]
    meta.constraints = [rule for rule in kept if rule is not guard]
    with connection.schema_editor() as editor:
        editor.remove_constraint(BadgeAward, guard)
    yield
    BadgeAward.objects.all().delete()
    meta.constraints = kept
    with connection.schema_editor() as editor:
        editor.add_constraint(BadgeAward, guard)


class SeenBefore:
    """The table as everybody saw it before anybody wrote: without the badge."""

    def get_or_create(self, defaults, **fields):
        return BadgeAward.objects.create(**fields, **defaults), True


def test_control_looking_first_is_not_enough(alice, adam, heart, monkeypatch, without_constraint):
    """With the guards off – no constraint, and no badge as each had seen it – it is given as often as it is asked."""
    monkeypatch.setattr("rewards.honours.actions.awarding.BadgeAward", SimpleNamespace(objects=SeenBefore()))
    assert errors_in(run_together(8, lambda _turn: give(alice, heart, adam))) == []
    assert BadgeAward.objects.count() == 8
