"""What the machine reads, what counts on the item, and what a person says of it."""

import pytest
from django.core.exceptions import ValidationError

from community.models import AuditEntry
from feedback import actions
from feedback.models import Feedback, Reading, ReadingDecision, RoutingHit
from feedback.tasks import read_unread
from tests.factories import make_feedback

pytestmark = pytest.mark.django_db

PAID = "付了钱没订单，急！"


@pytest.fixture(autouse=True)
def reads(machine):
    machine.says("付了钱", "negative", -0.8, ["没订单"], money=["付了钱"])
    machine.says("真好", "positive", 0.9, ["真好"])
    return machine


def fresh(item):
    return Feedback.objects.get(pk=item.pk)


# --- by the machine -----------------------------------------------------------------------------------------


def test_what_comes_in_is_read_with_the_words_that_caused_it(alice):
    item = fresh(make_feedback(alice, PAID))
    assert (item.mood, item.is_alarming) == ("negative", True)
    reading = item.reading
    assert (reading.mood, reading.score, reading.words, reading.method) == ("negative", -0.8, ["没订单"], "test-1")
    assert reading.alarms == [{"reason": "money", "words": ["付了钱"]}]


def test_mended_words_are_read_anew(alice):
    item = make_feedback(alice, PAID)
    actions.edit_feedback(item, actor=alice, title="", text="东西真好", category=None)
    item = fresh(item)
    assert (item.mood, item.is_alarming, item.reading.words) == ("positive", False, ["真好"])
    assert Reading.objects.count() == 1


def test_a_person_is_not_overruled_when_words_are_mended(alice, tessa):
    item = make_feedback(alice, PAID)
    actions.decide_mood(item, "neutral", actor=tessa)
    actions.decide_alarm(item, False, actor=tessa)
    actions.edit_feedback(item, actor=alice, title="", text=f"{PAID}真的", category=None)
    item = fresh(item)
    assert (item.mood, item.is_alarming) == ("neutral", False)
    assert (item.reading.mood, item.reading.is_alarming) == ("negative", True)


def test_words_taken_back_leave_nothing_that_was_read_in_them(alice, tessa):
    item = make_feedback(alice, PAID)
    assert RoutingHit.objects.get(feedback=item).conditions
    actions.remove_feedback(item, actor=alice)
    item = fresh(item)
    assert (item.mood, item.is_alarming) == ("", False)
    assert not Reading.objects.exists()
    assert RoutingHit.objects.get(feedback=item).conditions == []
    assert not Feedback.objects.to_read().exists()


def test_a_machine_that_fails_stops_nobody_from_saying_something(alice, monkeypatch, machine):
    def broken(text):
        raise RuntimeError(text)

    monkeypatch.setattr("feedback.actions.reading.analyse", broken)
    item = make_feedback(alice, PAID)
    assert fresh(item).mood == ""
    assert not Reading.objects.exists()
    monkeypatch.setattr("feedback.actions.reading.analyse", machine)
    read_unread()
    assert fresh(item).mood == "negative"
    assert fresh(item).is_alarming


def test_a_failing_machine_is_logged_once_until_it_reads_again(alice, monkeypatch, machine, caplog):
    def broken(text):
        raise RuntimeError(text)

    for _turn in range(2):
        monkeypatch.setattr("feedback.actions.reading.analyse", broken)
        for n in range(5):
            make_feedback(alice, f"{PAID}{n}")
        monkeypatch.setattr("feedback.actions.reading.analyse", machine)
        make_feedback(alice, PAID)
    assert [one.message for one in caplog.records if one.name == "feedback.actions.reading"] == [
        "a text could not be read"
    ] * 2


def test_what_cannot_be_read_does_not_stand_in_the_way_for_ever(alice, monkeypatch):
    def broken(text):
        raise RuntimeError(text)

    monkeypatch.setattr("feedback.actions.reading.analyse", broken)
    item = make_feedback(alice, PAID)
    assert actions.read_unread() == 1
    assert actions.read_unread() == 0
    assert (fresh(item).mood, fresh(item).reading.method) == ("neutral", Reading.FAILED)


def test_the_sweep_reads_what_was_here_before_in_batches(alice, monkeypatch):
    monkeypatch.setattr("feedback.actions.reading.BATCH", 2)
    items = [make_feedback(alice, f"{PAID}{n}") for n in range(5)]
    Reading.objects.all().delete()
    Feedback.objects.update(mood="", is_alarming=False)
    actions.remove_feedback(items.pop(), actor=alice)
    assert actions.read_unread() == 4
    assert actions.read_unread() == 0
    assert [fresh(item).mood for item in items] == ["negative"] * 4
    assert Reading.objects.count() == 4


# --- by a person --------------------------------------------------------------------------------------------


def test_a_correction_counts_is_kept_and_audited(alice, tessa):
    item = make_feedback(alice, PAID)
    assert actions.decide_mood(item, "positive", actor=tessa)
    assert fresh(item).mood == "positive"
    decision = ReadingDecision.objects.get()
    assert (decision.what, decision.read, decision.chosen, decision.method) == (
        "mood",
        "negative",
        "positive",
        "test-1",
    )
    assert decision.decided_by == tessa
    assert not decision.was_right
    entry = AuditEntry.objects.get(action="feedback.feedback.judged")
    assert entry.changes == {"mood": ["negative", "positive"]}


def test_a_confirmation_is_kept_too_and_twice_is_once(alice, tessa):
    item = make_feedback(alice, PAID)
    assert actions.decide_mood(item, "negative", actor=tessa)
    assert not actions.decide_mood(item, "negative", actor=tessa)
    assert ReadingDecision.objects.get().was_right
    assert AuditEntry.objects.filter(action="feedback.feedback.judged").count() == 1


def test_another_press_takes_it_back(alice, tessa):
    item = make_feedback(alice, PAID)
    assert actions.decide_alarm(item, False, actor=tessa)
    assert not fresh(item).is_alarming
    assert actions.decide_alarm(item, True, actor=tessa)
    assert fresh(item).is_alarming
    chosen = ReadingDecision.objects.order_by("pk").values_list("read", "chosen")
    assert list(chosen) == [("yes", "no"), ("yes", "yes")]


def test_there_is_no_other_mood(alice, tessa):
    with pytest.raises(ValidationError) as refused:
        actions.decide_mood(make_feedback(alice), "angry", actor=tessa)
    assert refused.value.code == "unknown"
    assert not ReadingDecision.objects.exists()
