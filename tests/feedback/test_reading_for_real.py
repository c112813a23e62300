"""From the words to the desk with the machine that ships, not the stand-in of the tests."""

import pytest

from community.models import Notification
from feedback.models import Feedback, RoutingHit
from tests.factories import make_feedback

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("付了钱订单没了，急！", "money"),
        ("I was charged twice and there is no order.", "money"),
        ("自提柜漏电，我家小孩手被电了一下！", "danger"),
        ("账号登录不了，里面的订单都不见了", "loss"),
    ],
)
def test_what_alarms_is_urgent_and_somebody_is_called(text, reason, alice, tessa, queue):
    item = Feedback.objects.get(pk=make_feedback(alice, text).pk)
    assert item.is_alarming
    assert reason in [alarm["reason"] for alarm in item.reading.alarms]
    for alarm in item.reading.alarms:
        assert alarm["words"]
        assert all(word in text for word in alarm["words"])
    assert item.severity == 1
    assert RoutingHit.objects.filter(feedback=item).exists()
    queue.run()
    assert Notification.objects.filter(member=tessa, kind="feedback.alarm").count() == 1


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("太差了，等了两个小时没人理，再也不来了", "negative"),
        ("新米很好吃，谢谢你们，下次还买", "positive"),
        ("请问周日几点开门？", "neutral"),
    ],
)
def test_moods_come_with_words_of_the_text(text, mood, alice, tessa_client):
    item = Feedback.objects.get(pk=make_feedback(alice, text).pk)
    assert (item.mood, item.is_alarming) == (mood, False)
    assert all(word in text for word in item.reading.words)
    page = tessa_client.get(f"/admin/feedback/feedback/{item.pk}/desk/").content.decode()
    assert page.count("<mark") >= (mood != "neutral")


@pytest.mark.parametrize("text", ["a" * 5000, "付" * 5000, "😀" * 100, "\u0301" * 50 + "x", "<b>" * 1000, "(" * 2000])
def test_whatever_is_said_is_taken_in_and_read(text, alice):
    item = Feedback.objects.get(pk=make_feedback(alice, text).pk)
    assert item.mood
