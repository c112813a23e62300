"""Many workers at one announcement: it is published once, everybody is told once, each robot carries it once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community import outbound
from community.announcing import actions, tasks
from community.announcing.actions import publishing, telling
from community.announcing.models import Announcement, RobotDelivery
from community.models import AuditEntry, Delivery, Notification
from community.segments.actions import compute_segments
from community.segments.models import MemberSegment, SegmentDay
from tests.announcing.conftest import make_announcement, make_robot
from tests.factories import make_member
from tests.races.conftest import errors_in, run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def planned():
    """An announcement whose time has come, three robots and nine members."""
    for _n in range(9):
        make_member()
    for _n in range(3):
        make_robot()
    announcement = make_announcement(publish=False)
    past = timezone.now() - timedelta(minutes=1)
    Announcement.objects.filter(pk=announcement.pk).update(state="planned", publish_at=past)
    return announcement


def published_times():
    return AuditEntry.objects.filter(action="announcing.announcement.published").count()


def test_many_workers_publish_it_once(planned, queue, adam):
    def work(turn):
        announcement = Announcement.objects.get(pk=planned.pk)
        return actions.publish_announcement(announcement, actor=adam) if turn % 2 else tasks.publish_due()

    results = run_together(8, work)
    assert errors_in(results) == []
    assert published_times() == 1
    assert RobotDelivery.objects.count() == 3
    assert queue.names().count("community.announcing.tasks.tell") == 1


def test_control_without_the_claim_it_is_published_again(planned, monkeypatch):
    def unclaimed(pk, _claimable, actor):
        return original(pk, Announcement.objects.all(), actor)

    original = publishing.publish
    monkeypatch.setattr(publishing, "publish", unclaimed)
    run_together(6, lambda _turn: actions.publish_due_announcement(planned.pk))
    assert published_times() > 1


def test_many_workers_tell_everybody_once(planned, queue, monkeypatch, mailoutbox):
    monkeypatch.setattr(telling, "BATCH", 2)
    actions.publish_announcement(planned, actor=None)
    RobotDelivery.objects.all().delete()
    queue.lose()
    assert errors_in(run_together(6, lambda _turn: tasks.tell(planned.pk))) == []
    assert Notification.objects.count() == Delivery.objects.count() == 9
    planned.refresh_from_db()
    assert planned.told_count == 9
    queue.run()
    assert len(mailoutbox) == 9


def test_withdrawn_while_many_tell_nothing_is_left(planned, queue, monkeypatch):
    monkeypatch.setattr(telling, "BATCH", 2)
    actions.publish_announcement(planned, actor=None)
    queue.lose()

    def work(turn):
        return actions.withdraw_announcement(planned, actor=None) if turn == 3 else tasks.tell(planned.pk)

    assert errors_in(run_together(6, work)) == []
    tasks.take_back(planned.pk)
    assert not Notification.objects.exists()
    assert not Delivery.objects.exclude(state="dropped").exists()


@pytest.fixture
def delivery(planned, queue):
    actions.publish_announcement(planned, actor=None)
    queue.lose()
    return planned.robot_deliveries.first()


@pytest.fixture
def calls(monkeypatch):
    """What was sent, instead of sending it."""
    sent = []

    def post(url, body):
        sent.append(body)
        return outbound.Answer(200, b'{"errcode": 0, "errmsg": "ok"}', True)

    monkeypatch.setattr(outbound, "post_json", post)
    return sent


def test_many_workers_carry_it_to_a_robot_once(delivery, calls):
    assert (
        errors_in(run_together(8, lambda turn: tasks.sweep_robots() if turn % 2 else tasks.deliver(delivery.pk))) == []
    )
    assert len(calls) == 3
    assert set(RobotDelivery.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_control_without_the_claim_it_is_carried_again(delivery, calls, monkeypatch):
    monkeypatch.setattr(
        "django.db.models.query.QuerySet.update",
        loosened(RobotDelivery, {"state": "sending"}, 1),
    )
    run_together(6, lambda _turn: tasks.deliver(delivery.pk))
    assert len(calls) > 1


def loosened(model, fields, result):
    """QuerySet.update that does not claim rows of a model: it says that it did."""
    from django.db.models.query import QuerySet

    original = QuerySet.update

    def update(self, **values):
        if self.model is model and fields.items() <= values.items():
            return result
        return original(self, **values)

    return update


def test_segments_computed_by_many_at_once(monkeypatch):
    monkeypatch.setattr("community.segments.computing.BATCH", 3)
    for _n in range(10):
        make_member()
    day = timezone.localdate()
    assert errors_in(run_together(4, lambda _turn: compute_segments(day))) == []
    assert MemberSegment.objects.count() == SegmentDay.objects.get(segment="newcomer").count == 10
    assert SegmentDay.objects.count() == 5
