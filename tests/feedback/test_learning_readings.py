"""What people's decisions teach the machine that reads."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from feedback import actions
from feedback.actions.learning import examples_of
from feedback.analysis import MARKED, Alarm, Analysis
from feedback.analysis.features import numbers_of
from feedback.analysis.softmax import Example, fit
from feedback.corrections import QUIET, Corrections, current
from feedback.models import Feedback, LearntReading, ReadingDecision, SecondLook
from feedback.tasks import learn_reading, learn_readings
from tests.factories import make_feedback

pytestmark = pytest.mark.django_db

What = ReadingDecision.What
PLACES = ["门口", "大厅", "二楼", "车库", "花园", "操场", "仓库", "食堂", "走廊", "天台"]
# Read as neutral by the stand-in; people hear a complaint.
COLD = "{place}的暖气又凉了，第{n}回"
# Read as an alarm by the stand-in; people know that it is the name of a dish.
DISH = "{place}的爆炸鸡排第{n}次卖完了"


@pytest.fixture(autouse=True)
def reads(machine, monkeypatch):
    """The stand-in also where it is learnt."""
    monkeypatch.setattr("feedback.actions.learning.analyse", machine)
    machine.says("爆炸", danger=["爆炸"])
    machine.says("谢谢", "positive", 0.9, ["谢谢"])
    return machine


def say(author, pattern, count, start=0):
    return [
        make_feedback(author, pattern.format(place=PLACES[n % len(PLACES)], n=n + 1))
        for n in range(start, start + count)
    ]


@pytest.fixture
def cold(alice, tessa):
    """Thirty-two complaints that people corrected, and twenty thanks that they confirmed."""
    items = say(alice, COLD, 32)
    for item in items:
        actions.decide_mood(item, "negative", actor=tessa)
    for item in say(alice, "谢谢{place}的人，第{n}次来", 20):
        actions.decide_mood(item, "positive", actor=tessa)
    return items


# --- learning -------------------------------------------------------------------------------------------------


def test_corrections_are_learnt_and_what_comes_next_is_read_so(cold, alice):
    assert make_feedback(alice, "礼堂的暖气又凉了").mood == "neutral"
    learnt = actions.learn_reading(What.MOOD, "zh-hans")
    assert (learnt.decisions, learnt.is_used, learnt.version) == (52, True, 1)
    assert learnt.right_before == pytest.approx(20 / 52)
    assert learnt.right_after > 0.9
    item = Feedback.objects.get(pk=make_feedback(alice, "礼堂的暖气又凉了").pk)
    assert item.mood == "negative"
    assert item.reading.method == "test-1+m1"
    assert item.reading.score < 0
    assert any("暖气" in words or "凉" in words for words in item.reading.words)
    assert all(words in item.text for words in item.reading.words)


def test_what_nobody_corrected_stays_as_it_was_read(cold, alice):
    actions.learn_reading(What.MOOD, "zh-hans")
    assert make_feedback(alice, "请问周日几点开门").mood == "neutral"
    assert make_feedback(alice, "谢谢师傅").mood == "positive"


def test_too_few_decisions_teach_nothing(alice, tessa):
    for item in say(alice, COLD, LearntReading.ENOUGH - 1):
        actions.decide_mood(item, "negative", actor=tessa)
    learnt = actions.learn_reading(What.MOOD, "zh-hans")
    assert (learnt.is_used, learnt.missing, learnt.right_before) == (False, 1, None)
    assert make_feedback(alice, "礼堂的暖气又凉了").mood == "neutral"


def test_what_mends_nothing_is_not_used(alice, tessa):
    for item in say(alice, "谢谢{place}的人，第{n}次来", 40):
        actions.decide_mood(item, "positive", actor=tessa)
    learnt = actions.learn_reading(What.MOOD, "zh-hans")
    assert (learnt.is_used, learnt.right_before, learnt.right_after) == (False, 1, 1)


def test_what_people_left_as_it_was_keeps_the_machine_from_unlearning(alice, tessa):
    """Whoever corrects tells of mistakes alone: without what was left, every text like those would turn."""
    wrong = say(alice, "{place}的通知第{n}条收到了，很气", 30)
    for item in wrong:
        actions.decide_mood(item, "negative", actor=tessa)
    left = say(alice, "{place}的通知第{n}条收到了", 50)
    for item in left:
        actions.triage_feedback(item, actor=tessa, status="planned")
    examples, decided = examples_of(What.MOOD, "zh-hans")
    assert (len(examples), decided) == (80, 30)
    assert {example.weight for example in examples[decided:]} == {0.5}
    actions.learn_reading(What.MOOD, "zh-hans")
    assert make_feedback(alice, "礼堂的通知收到了").mood == "neutral"
    assert make_feedback(alice, "礼堂的通知收到了，很气").mood == "negative"


def test_the_same_decisions_teach_the_same(cold):
    first = bytes(actions.learn_reading(What.MOOD, "zh-hans").weights)
    again = actions.learn_reading(What.MOOD, "zh-hans")
    assert (bytes(again.weights), again.version) == (first, 2)
    assert LearntReading.objects.count() == 1


def test_words_taken_back_teach_nothing(cold, alice):
    for item in cold[:5]:
        actions.remove_feedback(item, actor=alice)
    assert actions.learn_reading(What.MOOD, "zh-hans").decisions == 47


def test_a_mind_changed_puts_it_out_of_use(cold, alice, tessa):
    actions.learn_reading(What.MOOD, "zh-hans")
    for item in cold:
        actions.decide_mood(item, "neutral", actor=tessa)
    learnt = actions.learn_reading(What.MOOD, "zh-hans")
    assert (learnt.decisions, learnt.is_used, bytes(learnt.weights)) == (52, False, b"")
    assert make_feedback(alice, "礼堂的暖气又凉了").mood == "neutral"


def test_each_language_learns_for_itself(cold, alice, monkeypatch):
    actions.learn_reading(What.MOOD, "zh-hans")
    assert actions.learn_reading(What.MOOD, "en").decisions == 0
    english = Analysis("en", "neutral", 0.0, method="test-1")
    assert current().apply(english, "暖气又凉了") is english


def test_a_second_look_counts_where_nobody_decided(alice, adam, tessa):
    now = timezone.now()
    item, decided = say(alice, COLD, 2)
    actions.decide_mood(decided, "neutral", actor=tessa)
    for one in (item, decided):
        SecondLook.objects.create(
            feedback=one, week=now.date(), first_by=tessa, mood="negative", decided_by=adam, decided_at=now
        )
    examples, count = examples_of(What.MOOD, "zh-hans")
    assert (count, [example.right for example in examples]) == (2, [1, 0])


def test_the_database_keeps_what_is_used_from_being_empty():
    with pytest.raises(IntegrityError), transaction.atomic():
        LearntReading.objects.create(what=What.MOOD, language="en", is_used=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        LearntReading.objects.create(what=What.ROUTING, language="en")


# --- alarms ---------------------------------------------------------------------------------------------------


def test_what_people_mark_alarms_by_itself(alice, tessa):
    for item in say(alice, "{place}停水了，第{n}户打来电话", 32):
        actions.decide_alarm(item, True, actor=tessa)
    for item in say(alice, "{place}的水龙头第{n}次滴水", 40):
        actions.triage_feedback(item, actor=tessa, status="planned")
    assert actions.learn_reading(What.ALARM, "zh-hans").is_used
    item = Feedback.objects.get(pk=make_feedback(alice, "礼堂停水了").pk)
    assert item.is_alarming
    (alarm,) = item.reading.alarms
    assert alarm["reason"] == MARKED
    assert any("停水" in words for words in alarm["words"])
    assert not make_feedback(alice, "礼堂的水龙头滴水").is_alarming


def test_a_rule_that_people_overruled_often_falls_silent_and_says_so(alice, tessa, tessa_client):
    for item in say(alice, DISH, 40):
        actions.decide_alarm(item, False, actor=tessa)
    for item in say(alice, "{place}的煤气罐爆炸了，伤了{n}个人", 12):
        actions.decide_alarm(item, True, actor=tessa)
    assert actions.learn_reading(What.ALARM, "zh-hans").is_used
    item = Feedback.objects.get(pk=make_feedback(alice, "礼堂的爆炸鸡排卖完了").pk)
    assert (item.is_alarming, item.reading.alarms) == (False, [])
    assert item.reading.quieted == [{"reason": "danger", "words": ["爆炸"]}]
    assert make_feedback(alice, "礼堂的煤气罐爆炸了").is_alarming
    page = tessa_client.get(reverse("admin:feedback_desk", args=[item.pk]))
    assert "as people decided before: can wait" in page.content.decode()


class Fixed:
    """Weights that say the same of every text."""

    def __init__(self, *shares):
        self.shares = shares

    def judge(self, numbers, before=0):
        return list(self.shares)

    def leaning(self, number, label, other):
        return 0


@pytest.mark.parametrize(("likely", "alarms"), [(QUIET - 0.01, False), (QUIET + 0.01, True), (0.51, True)])
def test_rules_are_silenced_only_when_it_is_clear(likely, alarms):
    read = Analysis("zh-hans", "negative", -0.5, ("爆炸",), (Alarm("danger", ("爆炸",)),), "test-1")
    found = Corrections({(What.ALARM, "zh-hans"): (Fixed(1 - likely, likely), 3)}).apply(read, "爆炸鸡排")
    assert (found.is_alarming, found.method) == (alarms, "test-1+a3")
    assert bool(found.quieted) is not alarms
    assert (found.sentiment, found.words) == ("negative", ("爆炸",))


def test_any_text_can_be_corrected():
    complaint = numbers_of("暖气又凉了")
    weights = fit([Example(complaint, 1, 0), Example(complaint, 1, 0)], 3)
    corrections = Corrections({(What.MOOD, "zh-hans"): (weights, 1), (What.ALARM, "zh-hans"): (Fixed(0, 1), 1)})
    read = Analysis("zh-hans", "neutral", 0.0, method="test-1")
    for text in ("", " ", "\x00", "<script>alert(1)</script>", "🙂" * 3000, "ﷺ" * 900, "a" * 10_000, "\ud800"):
        found = corrections.apply(read, text)
        assert (found.sentiment, found.method) == ("neutral", "test-1+m1+a1")
        assert -1 <= found.score <= 1
    assert corrections.apply(read, "暖气又凉了").sentiment == "negative"


# --- what is in use -------------------------------------------------------------------------------------------


def test_what_is_in_use_costs_one_statement(cold, django_assert_num_queries):
    actions.learn_reading(What.MOOD, "zh-hans")
    with django_assert_num_queries(2):
        first = current()
    with django_assert_num_queries(1):
        assert current().learnt == first.learnt


def test_what_was_learnt_anew_is_used_at_once(cold, alice):
    actions.learn_reading(What.MOOD, "zh-hans")
    assert "+m1" in Feedback.objects.get(pk=make_feedback(alice, "暖气").pk).reading.method
    actions.learn_reading(What.MOOD, "zh-hans")
    assert "+m2" in Feedback.objects.get(pk=make_feedback(alice, "暖气片").pk).reading.method


# --- when it is learnt ----------------------------------------------------------------------------------------


def test_it_is_learnt_when_somebody_decided(alice, tessa, queue):
    (item,) = say(alice, COLD, 1)
    learn_readings()
    assert not LearntReading.objects.exists()
    actions.decide_mood(item, "negative", actor=tessa)
    learn_readings()
    queue.run()
    assert {(row.what, row.language, row.decisions) for row in LearntReading.objects.all()} == {
        ("mood", "zh-hans", 1),
        ("mood", "en", 0),
    }
    assert actions.lessons_due() == []
    assert actions.lessons_due(timezone.now() + timedelta(days=1, minutes=1)) == [("mood", "zh-hans"), ("mood", "en")]


def test_the_job_may_run_twice(cold):
    learn_reading("mood", "zh-hans")
    learn_reading("mood", "zh-hans")
    assert LearntReading.objects.get().is_used


# --- what staff see -------------------------------------------------------------------------------------------


def test_staff_see_what_was_learnt(cold, tessa_client):
    url = reverse("admin:feedback_accuracy")
    assert "Learnt from you" not in tessa_client.get(url).content.decode()
    actions.learn_reading(What.MOOD, "zh-hans")
    actions.learn_reading(What.ALARM, "en")
    page = tessa_client.get(url).content.decode()
    assert "Learnt from you" in page
    assert "<b>yes</b>" in page
    assert "not yet: 30 decisions are missing" in page
    assert "38%" in page
