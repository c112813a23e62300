"""A demo in which the machine finds something now and then: one for all tests here."""

import pytest
from django.core.management import call_command
from django.db.models import F
from django.test import override_settings

from feedback.models import (
    Feedback,
    ProgressEntry,
    Reading,
    ReadingDecision,
    RoutingHit,
    RoutingRule,
)
from tests.conftest import Machine, shared_rows

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def sorted_demo(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    machine = Machine()
    machine.says("没到账", "negative", -0.9, ["没到账"], money=["没到账"])
    machine.says("总", "negative", -0.5, ["总"])
    machine.says("谢谢", "positive", 0.7, ["谢谢"])

    def write():
        with override_settings(VAR_DIR=folder), pytest.MonkeyPatch.context() as patch:
            patch.setattr("feedback.actions.reading.analyse", machine)
            call_command("load_demo", "market", "--items", "300")

    with shared_rows(django_db_blocker, folder / "media", write):
        yield


def test_everything_was_read_when_it_came_in():
    assert Reading.objects.count() == Feedback.objects.count()
    assert not Reading.objects.exclude(read_at=F("feedback__created_at")).exists()
    assert not Feedback.objects.filter(mood="").exists()
    assert Feedback.objects.alarming().exists()


def test_what_counts_is_what_a_person_said_last():
    decided = ReadingDecision.objects.select_related("feedback__reading").order_by("pk")
    moods = {one.feedback: one for one in decided if one.what == "mood"}
    assert moods
    assert any(not one.was_right for one in moods.values())
    for item in Feedback.objects.select_related("reading"):
        assert item.mood == (moods[item].chosen if item in moods else item.reading.mood)
    for one in decided:
        assert one.decided_by_id == one.feedback.owner_id
        assert one.decided_at == one.feedback.answered_at


def test_rules_did_what_they_say_and_those_on_duty_knew():
    assert RoutingRule.objects.filter(is_active=True).count() > 5
    for hit in RoutingHit.objects.select_related("feedback", "rule"):
        assert hit.at == hit.feedback.created_at
        assert hit.rule_name == hit.rule.name
        assert hit.conditions
        assert bool(hit.told_at) == hit.tells_duty
        if hit.rule.set_severity and "severity" in hit.effects:
            assert hit.feedback.severity <= hit.effects["severity"][1]
        if "reply" in hit.effects:
            note = hit.feedback.entries.get(kind=ProgressEntry.Kind.AUTOMATIC)
            assert f"#{hit.feedback_id}" in note.text
            assert note.announced_at
    assert not RoutingHit.objects.to_tell().exists()
    assert RoutingHit.objects.filter(tells_duty=True).exists()
    steps = ProgressEntry.objects.filter(changes__why="rule", kind=ProgressEntry.Kind.TRIAGE)
    assert steps.exists()
    assert not steps.filter(is_public=True).exists()
