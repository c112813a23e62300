"""A lead writes a rule and tries it first; a moderator corrects what was read; both with and without scripts."""

import pytest
from django.contrib.auth.models import Group

from feedback.models import Feedback, ReadingDecision, RoutingRule
from tests.factories import make_feedback, make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lead(db):
    member = make_member("Lea", is_staff=True)
    member.groups.set(Group.objects.filter(name__in=["moderators", "leads"]))
    return member


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_rule_is_tried_and_then_saved(scripts, open_page, sign_in, lead, alice):
    make_feedback(alice, "The cup is broken.")
    page = open_page(locale="en-US", java_script_enabled=scripts)
    sign_in(page, lead)
    page.goto("/admin/feedback/routingrule/")
    page.get_by_role("link", name="New rule").click()
    page.get_by_label("Name", exact=True).fill("Broken")
    page.get_by_label("It says one of these").fill("broken\nsplit")
    page.get_by_label("Severity at least").select_option("2")
    page.get_by_label("Somebody says").fill("My cup arrived BROKEN.")
    page.get_by_role("button", name="See what would happen").click()
    trial = page.locator(".trial")
    assert "This rule would hit." in trial.inner_text()
    assert "“BROKEN”" in trial.inner_text()
    assert "1 would have matched" in " ".join(trial.inner_text().split())
    assert not RoutingRule.objects.filter(name="Broken").exists()
    assert page.get_by_label("It says one of these").input_value().split() == ["broken", "split"]
    page.get_by_role("button", name="Save the rule").click()
    page.get_by_role("link", name="Broken").wait_for()
    rule = RoutingRule.objects.get(name="Broken")
    assert (rule.words.split(), rule.set_severity) == (["broken", "split"], 2)
    page.get_by_role("button", name="Move “Broken” up").click()
    page.get_by_role("button", name="Switch “Broken” off").click()
    page.get_by_role("button", name="Switch “Broken” on").wait_for()
    rule.refresh_from_db()
    assert (rule.position, rule.is_active) == (2, False)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_one_press_corrects_what_was_read(scripts, open_page, sign_in, lead, alice, machine):
    machine.says("charged", "negative", -0.8, ["charged"], money=["twice"])
    item = make_feedback(alice, "You charged me twice.")
    page = open_page(locale="en-US", java_script_enabled=scripts)
    sign_in(page, lead)
    page.goto(f"/admin/feedback/feedback/{item.pk}/desk/")
    assert page.locator(".body mark.alarm").inner_text() == "twice"
    page.get_by_role("button", name="neutral").click()
    page.get_by_text("corrected by Lea").wait_for()
    page.get_by_role("button", name="was wrong here").click()
    page.get_by_role("button", name="Right after all").wait_for()
    assert Feedback.objects.get(pk=item.pk).mood == "neutral"
    assert ReadingDecision.objects.count() == 2
