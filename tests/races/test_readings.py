"""Presses, sweeps and moves at once: one decision for one press, words of nobody left behind, one order."""

import pytest

from feedback import actions
from feedback.models import Feedback, Mood, Reading, ReadingDecision, RoutingHit, RoutingRule
from tests.factories import make_feedback
from tests.races.conftest import errors_in, run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

AT_ONCE = 8


@pytest.fixture
def item(alice, machine):
    machine.says("charged", "negative", -0.8, ["charged"], money=["charged"])
    return make_feedback(alice, "You charged me.")


def test_the_same_press_at_once_is_one_decision(item, tessa):
    results = run_together(AT_ONCE, lambda turn: actions.decide_mood(item, "positive", actor=tessa))
    assert errors_in(results) == []
    assert sorted(results) == [False] * (AT_ONCE - 1) + [True]
    assert ReadingDecision.objects.count() == 1


def test_the_item_follows_the_last_of_different_presses(item, tessa, adam):
    results = run_together(
        AT_ONCE, lambda turn: actions.decide_mood(item, Mood.values[turn % 3], actor=(tessa, adam)[turn % 2])
    )
    assert errors_in(results) == []
    last = ReadingDecision.objects.latest_of(item, "mood")
    assert Feedback.objects.get(pk=item.pk).mood == last.chosen


def test_one_hit_is_called_wrong_once(item, tessa):
    hit = RoutingHit.objects.get()
    results = run_together(AT_ONCE, lambda turn: actions.judge_hit(hit, False, actor=tessa))
    assert errors_in(results) == []
    assert ReadingDecision.objects.filter(what="routing").count() == 1


def test_sweeps_at_once_and_an_author_who_takes_words_back(alice, machine):
    machine.says("charged", "negative", -0.8, ["charged"])
    items = [make_feedback(alice, f"You charged me {n}.") for n in range(12)]
    Reading.objects.all().delete()
    Feedback.objects.update(mood="")

    def run(turn):
        if turn % 2:
            return actions.remove_feedback(Feedback.objects.get(pk=items[turn].pk), actor=alice)
        return actions.read_unread()

    assert errors_in(run_together(AT_ONCE, run)) == []
    removed = [items[turn].pk for turn in range(1, AT_ONCE, 2)]
    assert not Reading.objects.filter(feedback__in=removed).exists()
    assert set(Feedback.objects.filter(pk__in=removed).values_list("mood", flat=True)) == {""}
    assert Reading.objects.count() == len(items) - len(removed)
    assert not Feedback.objects.to_read().exists()


def test_rules_moved_at_once_stay_in_one_order(adam):
    RoutingRule.objects.all().delete()
    rules = [RoutingRule.objects.create(name=f"R{n}", words="x", tells_duty=True, position=n) for n in range(1, 6)]
    results = run_together(AT_ONCE, lambda turn: actions.move_rule(rules[turn % 5], actor=adam, up=bool(turn % 2)))
    assert errors_in(results) == []
    assert sorted(RoutingRule.objects.values_list("position", flat=True)) == [1, 2, 3, 4, 5]
