"""Those on duty are called by a rule: the right people, once, whatever gets lost."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from community.models import Notification
from community.notices import render_notice
from feedback import actions
from feedback.models import RoutingHit, RoutingRule
from feedback.tasks import sweep_duty_calls, tell_duty
from tests.factories import make_feedback, make_member, make_team

pytestmark = pytest.mark.django_db

PAID = "付了钱没订单，急！"


@pytest.fixture(autouse=True)
def reads(machine):
    machine.says("付了钱", "negative", -0.8, ["没订单"], money=["付了钱"])
    machine.says("进不去", stuck=["进不去"], law=["律师"])
    return machine


def alarms_of(member):
    return Notification.objects.filter(member=member, kind="feedback.alarm").count()


def test_the_lead_and_those_on_duty_are_told_once(alice, tessa, adam, queue):
    away = make_member("Away", is_staff=True)
    night = (timezone.now().weekday() + 3) % 7
    make_team(
        takes_rest=True,
        zone="UTC",
        lead=adam,
        members=[tessa, away],
        shifts=[(tessa, day, "00:00", "23:59:59") for day in range(7)] + [(away, night, "00:00", "01:00")],
    )
    item = make_feedback(alice, PAID)
    queue.run()
    hit = RoutingHit.objects.get(feedback=item)
    assert [alarms_of(member) for member in (tessa, adam, away, alice)] == [1, 1, 0, 0]
    assert hit.told_at
    notice = Notification.objects.get(member=tessa, kind="feedback.alarm")
    assert notice.params["reasons"] == ["money"]
    assert notice.url.endswith(f"/{item.pk}/desk/")
    tell_duty(hit.pk)
    actions.tell_duty(hit)
    assert alarms_of(tessa) == 1


def test_without_teams_all_who_may_triage_are_told(alice, tessa, queue):
    make_feedback(alice, PAID)
    queue.run()
    assert alarms_of(tessa) == 1


def test_a_killed_job_is_made_up_for_by_the_sweep_once(alice, tessa, queue):
    make_feedback(alice, PAID)
    queue.lose()
    sweep_duty_calls()
    assert alarms_of(tessa) == 0  # the job may still be on its way
    hit = RoutingHit.objects.get()
    hit.at -= timedelta(minutes=2)
    hit.save()
    for _turn in range(2):
        sweep_duty_calls()
    assert alarms_of(tessa) == 1
    assert not RoutingHit.objects.to_tell().exists()


def test_words_taken_back_alarm_nobody(alice, tessa, queue):
    item = make_feedback(alice, PAID)
    actions.remove_feedback(item, actor=alice)
    queue.run()
    assert alarms_of(tessa) == 0
    assert not RoutingHit.objects.to_tell().exists()


def test_words_taken_back_leave_the_notices_too(alice, tessa, queue):
    item = make_feedback(alice, PAID)
    queue.run()
    actions.remove_feedback(item, actor=alice)
    assert PAID not in str(Notification.objects.get(member=tessa, kind="feedback.alarm").params)
    assert "付了钱" not in str(Notification.objects.get(member=tessa, kind="feedback.alarm").params)


def test_two_rules_call_those_on_duty_once(alice, queue):
    RoutingRule.objects.create(name="Hurry", position=10, words="急", tells_duty=True)
    make_feedback(alice, PAID)
    assert queue.names().count("feedback.tasks.tell_duty") == 1
    assert list(RoutingHit.objects.order_by("pk").values_list("tells_duty", flat=True)) == [True, False]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_notice_reads_well(language, alice, tessa, queue):
    make_feedback(alice, PAID)
    queue.run()
    with translation.override(language):
        subject, body = render_notice(Notification.objects.get(member=tessa, kind="feedback.alarm"))
    assert "付了钱没订单" in subject
    assert ("钱不对" if language == "zh-hans" else "money is gone") in body


def test_a_person_who_marks_an_alarm_calls_the_others_once(alice, tessa, adam, queue):
    make_team(takes_rest=True, lead=adam, members=[tessa])
    item = make_feedback(alice, "楼道里有股怪味")
    assert actions.decide_alarm(item, True, actor=tessa)
    assert [alarms_of(member) for member in (tessa, adam, alice)] == [0, 1, 0]
    notice = Notification.objects.get(member=adam, kind="feedback.alarm")
    with translation.override("zh-hans"):
        subject, body = render_notice(notice)
    assert f"#{item.pk}" in subject
    assert "Tessa 说这条不能等。" in body
    actions.decide_alarm(item, False, actor=tessa)
    actions.decide_alarm(item, True, actor=tessa)
    assert alarms_of(adam) == 1


def test_who_was_called_by_a_rule_is_not_called_by_a_person_again(alice, tessa, adam, queue):
    make_team(takes_rest=True, lead=adam, members=[tessa])
    item = make_feedback(alice, PAID)
    queue.run()
    actions.decide_alarm(item, False, actor=tessa)
    actions.decide_alarm(item, True, actor=tessa)
    assert alarms_of(adam) == 1


def test_that_something_can_wait_calls_nobody(alice, tessa, adam, queue):
    item = make_feedback(alice, "楼道里有股怪味")
    actions.decide_alarm(item, False, actor=tessa)
    assert not Notification.objects.filter(kind="feedback.alarm").exists()
