"""The pages of rules: who may open and change them, their order, and the trial that saves nothing."""

import pytest
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.models import AuditEntry, Community
from feedback import actions
from feedback.models import Feedback, ProgressEntry, Reading, RoutingHit, RoutingRule
from tests.factories import make_category, make_feedback, make_member

pytestmark = pytest.mark.django_db

LIST, ADD = "/admin/feedback/routingrule/", "/admin/feedback/routingrule/add/"
PAID = "付了钱没订单，急！"


@pytest.fixture(autouse=True)
def reads(machine):
    machine.says("付了钱", "negative", -0.8, ["没订单"], money=["付了钱"])


@pytest.fixture
def lead(db):
    member = make_member("Lea", is_staff=True)
    member.groups.add(Group.objects.get(name="leads"))
    return member


@pytest.fixture
def lead_client(lead, sign_in):
    return sign_in(lead)


@pytest.fixture
def rule():
    return RoutingRule.objects.order_by("position").first()


def at(rule, what):
    return f"{LIST}{rule.pk}/{what}/"


def filled(**fields):
    return {"name": "Broken things", "words": "坏了", "set_severity": "3", "is_active": "on"} | fields


# --- doors --------------------------------------------------------------------------------------------------


def test_a_moderator_reads_explanations_but_neither_opens_nor_changes_rules(tessa_client, rule):
    assert tessa_client.get(LIST).status_code == 403
    assert tessa_client.get(at(rule, "change")).status_code == 403
    assert tessa_client.post(ADD, filled()).status_code == 403
    for what, data in POSTS.items():
        assert tessa_client.post(at(rule, what), data).status_code == 403
    assert RoutingRule.objects.count() == 2
    assert RoutingRule.objects.get(pk=rule.pk).is_active


POSTS = {"move": {"way": "down"}, "switch": {"want": "off"}, "remove": {}, "change": filled()}


@pytest.mark.parametrize("what", POSTS)
@pytest.mark.parametrize("who", ["visitor", "carol_client"])
def test_members_and_visitors_are_sent_to_sign_in(who, what, rule, request):
    response = request.getfixturevalue(who).post(at(rule, what), POSTS[what])
    assert response.status_code in (302, 403)
    assert RoutingRule.objects.get(pk=rule.pk).is_active
    assert not AuditEntry.objects.filter(action__startswith="feedback.rule").exists()


@pytest.mark.parametrize("what", ["move", "switch", "remove"])
def test_nothing_is_changed_by_opening_an_address(what, lead_client, rule):
    assert lead_client.get(at(rule, what)).status_code == 405
    assert lead_client.get(f"{LIST}999/{what}/").status_code in (404, 405)


def test_a_token_is_asked_for(lead, rule, sign_in):
    browser = sign_in(lead, enforce_csrf_checks=True)
    assert browser.post(at(rule, "switch"), {"want": "off"}).status_code == 403


def test_djangos_own_way_to_delete_is_closed(lead_client, rule):
    assert lead_client.post(at(rule, "delete"), {"post": "yes"}).status_code == 403
    assert RoutingRule.objects.filter(pk=rule.pk).exists()


# --- the list -----------------------------------------------------------------------------------------------


def test_the_list_says_what_each_does_and_how_often_it_hit(alice, tessa, lead_client, rule):
    make_feedback(alice, PAID)
    actions.judge_hit(RoutingHit.objects.get(), False, actor=tessa)
    page = lead_client.get(LIST)
    first = page.context["rules"][0]
    assert (first.hit_count, first.wrong_count) == (1, 1)
    assert "S1 urgent" in page.content.decode()


def test_the_list_costs_the_same_with_many_rules(lead_client):
    def cost():
        for cache in caches.all():
            cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert lead_client.get(LIST).status_code == 200
        return len(queries)

    Community.get()
    few = cost()
    for n in range(20):
        RoutingRule.objects.create(name=f"R{n}", words="x", set_category=make_category(), category=make_category())
    assert cost() == few


@pytest.mark.parametrize("headers", [{}, {"HTTP_HX_REQUEST": "true"}])
def test_rules_change_places(lead_client, rule, headers):
    other = RoutingRule.objects.order_by("position").last()
    assert lead_client.post(at(rule, "move"), {"way": "down"}, **headers).status_code == 302
    assert list(RoutingRule.objects.order_by("position")) == [other, rule]
    lead_client.post(at(rule, "move"), {"way": "down"})  # it is last already
    lead_client.post(at(rule, "move"), {"way": "up"})
    assert list(RoutingRule.objects.order_by("position")) == [rule, other]
    assert AuditEntry.objects.filter(action="feedback.rule.moved").count() == 2


def test_off_twice_is_off_once(lead_client, lead, rule):
    for _turn in range(2):
        assert lead_client.post(at(rule, "switch"), {"want": "off"}).status_code == 302
    assert not RoutingRule.objects.get(pk=rule.pk).is_active
    entry = AuditEntry.objects.get(action="feedback.rule.edited")
    assert (entry.actor, entry.changes) == (lead, {"is_active": ["True", "False"]})
    assert lead_client.post(at(rule, "switch"), {"want": "x"}).status_code == 404


def test_taken_away_twice_is_once(alice, lead_client, rule):
    make_feedback(alice, PAID)
    for _turn in range(2):
        assert lead_client.post(at(rule, "remove")).status_code == 302
    assert not RoutingRule.objects.filter(pk=rule.pk).exists()
    assert RoutingHit.objects.get().rule_name == rule.name
    assert AuditEntry.objects.filter(action="feedback.rule.removed").count() == 1


# --- writing one --------------------------------------------------------------------------------------------


def test_a_new_rule_stands_last_and_counts_for_what_comes(alice, lead_client):
    before = make_feedback(alice, "杯子坏了")
    assert lead_client.post(ADD, filled()).status_code == 302
    rule = RoutingRule.objects.order_by("position").last()
    assert (rule.name, rule.words, rule.set_severity) == ("Broken things", "坏了", 3)
    assert AuditEntry.objects.get(action="feedback.rule.created").object_id == str(rule.pk)
    assert make_feedback(alice, "杯子又坏了").severity == 3
    assert Feedback.objects.get(pk=before.pk).severity is None


def test_a_change_is_audited_and_none_is_not(lead_client, rule):
    same = {
        "name": rule.name,
        "alarms": rule.alarms.split(","),
        "set_severity": 1,
        "tells_duty": "on",
        "is_active": "on",
    }
    lead_client.post(at(rule, "change"), same)
    assert not AuditEntry.objects.filter(action="feedback.rule.edited").exists()
    lead_client.post(at(rule, "change"), same | {"alarms": ["danger"], "set_severity": 2})
    rule.refresh_from_db()
    assert (rule.alarms, rule.set_severity) == ("danger", 2)
    assert set(AuditEntry.objects.get(action="feedback.rule.edited").changes) == {"alarms", "set_severity"}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"words": ""}, "at least one thing by which"),
        ({"words": " \n\u200b "}, "at least one thing by which"),
        ({"set_severity": ""}, "at least one thing that is to happen"),
        ({"alarms": ["nonsense"]}, "nonsense"),
        ({"words": "x" * 2001}, "2000"),
        ({"name": ""}, "required"),
        ({"name": "x" * 41}, "40"),
        ({"set_owner": "999999"}, "valid choice"),
        ({"category": "9" * 30}, "valid choice"),
        ({"channel": "x"}, "valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(fields, words, lead_client):
    page = lead_client.post(ADD, filled(**fields))
    assert page.status_code == 422
    assert words in page.content.decode()
    assert RoutingRule.objects.count() == 2


def test_two_rules_of_one_name_are_refused(lead_client, rule):
    assert lead_client.post(ADD, filled(name=rule.name)).status_code == 422


def test_no_member_becomes_an_owner(lead_client, alice):
    assert lead_client.post(ADD, filled(set_owner=alice.pk)).status_code == 422


def test_markup_in_words_and_names_is_never_live(lead_client, tessa_client, alice):
    evil = "<script>alert(1)</script>"
    lead_client.post(ADD, filled(name=evil, words=evil))
    item = make_feedback(alice, f"I say {evil} & mean it")
    assert RoutingHit.objects.filter(feedback=item).exists()
    for browser, address in (
        (lead_client, LIST),
        (lead_client, f"{LIST}{RoutingRule.objects.get(name=evil).pk}/change/"),
        (tessa_client, f"/admin/feedback/feedback/{item.pk}/desk/"),
    ):
        assert evil not in browser.get(address).content.decode()


# --- the trial ----------------------------------------------------------------------------------------------


def everything():
    return [
        list(model.objects.order_by("pk").values())
        for model in (RoutingRule, RoutingHit, Feedback, Reading, ProgressEntry, AuditEntry)
    ]


def test_a_trial_shows_what_would_come_of_it_and_saves_nothing(alice, lead_client, rule):
    items = [make_feedback(alice, f"杯子坏了 {n}") for n in range(3)]
    make_feedback(alice, "别的")
    before = everything()
    data = filled(**{"try": "1", "try_text": "付了钱，杯子坏了", "set_severity": "2"})
    page = lead_client.post(ADD, data)
    assert page.status_code == 200
    assert everything() == before
    trials = page.context["trials"]
    assert [(trial.rule.name, trial.is_this) for trial in trials] == [(rule.name, False), ("Broken things", True)]
    assert trials[1].done == []  # the rule before it made it urgent already
    assert page.context["hits_it"]
    sample = page.context["latest"]
    assert (sample.looked_at, [item.pk for item in sample.fitting]) == (4, [item.pk for item in reversed(items)])
    html = page.content.decode()
    assert f"/admin/feedback/feedback/{items[0].pk}/desk/" in html
    assert "This rule would hit." in html


def test_a_trial_takes_the_form_as_it_stands_not_as_it_is_saved(alice, lead_client, rule):
    make_feedback(alice, "杯子坏了")
    data = {"name": rule.name, "words": "杯子", "set_severity": "4", "is_active": "on", "try": "1", "try_text": "杯子"}
    page = lead_client.post(at(rule, "change"), data)
    assert len(page.context["latest"].fitting) == 1
    assert [trial.done for trial in page.context["trials"]] == [["S4 minor"]]
    rule.refresh_from_db()
    assert (rule.words, rule.set_severity) == ("", 1)


def test_channel_and_category_of_the_sample_count(lead_client):
    category = make_category()
    data = filled(words="", category=category.pk) | {"try": "1", "try_text": "something"}
    assert not lead_client.post(ADD, data).context["hits_it"]
    assert lead_client.post(ADD, data | {"try_category": category.pk}).context["hits_it"]


def test_a_rule_that_is_off_would_not_hit(lead_client):
    data = filled(**{"try": "1", "try_text": "坏了"})
    del data["is_active"]
    assert not lead_client.post(ADD, data).context["hits_it"]


def test_a_trial_of_a_wrong_form_says_what_is_wrong(lead_client):
    page = lead_client.post(ADD, filled(words="", **{"try": "1", "try_text": "坏了"}))
    assert page.status_code == 422
    assert "tried" not in page.context
    page = lead_client.post(ADD, filled(**{"try": "1", "try_text": "x" * 5001}))
    assert "tried" not in page.context
    assert "5000" in page.content.decode()


def test_a_trial_costs_the_same_for_many_items(alice, lead_client):
    def cost():
        for cache in caches.all():
            cache.clear()
        with CaptureQueriesContext(connection) as queries:
            lead_client.post(ADD, filled(author_is="newcomer", **{"try": "1", "try_text": "坏了"}))
        return len(queries)

    Community.get()
    make_feedback(alice, "杯子坏了")
    few = cost()
    for n in range(12):
        make_feedback(make_member(), f"杯子坏了 {n}")
    assert cost() == few
