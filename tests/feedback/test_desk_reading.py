"""What was read and routed as the team sees it: on an item's desk, in the lists and on the first page."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.models import AuditEntry, Community
from feedback import actions
from feedback.actions.promising import show_due
from feedback.desk import Queue
from feedback.models import Feedback, ReadingDecision, RoutingHit, RoutingRule
from feedback.reasons import explain
from tests.factories import make_feedback

pytestmark = pytest.mark.django_db

PAID = "付了钱没订单，急！"


@pytest.fixture(autouse=True)
def reads(machine):
    machine.says("付了钱", "negative", -0.8, ["没订单", "急"], money=["付了钱"])
    return machine


@pytest.fixture
def item(alice):
    return make_feedback(alice, PAID)


def at(item, what):
    return f"/admin/feedback/feedback/{item.pk}/{what}/"


def hit_of(item):
    return f"hits/{RoutingHit.objects.get(feedback=item).pk}"


POSTS = {"mood": {"mood": "positive"}, "alarm": {"want": "no"}, "hits": {"want": "wrong"}}


def address(item, what):
    return at(item, hit_of(item) if what == "hits" else what)


def decided():
    return list(ReadingDecision.objects.order_by("pk").values_list("what", "chosen"))


# --- one press ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, {"HTTP_HX_REQUEST": "true"}])
@pytest.mark.parametrize(
    ("what", "expected"), [("mood", ("mood", "positive")), ("alarm", ("alarm", "no")), ("hits", ("routing", "no"))]
)
def test_one_press_corrects_and_twice_is_once(what, expected, headers, item, tessa_client):
    for _turn in range(2):
        answer = tessa_client.post(address(item, what), POSTS[what] | {"view": "alarming"}, **headers)
        assert answer.status_code == 302
        assert answer["Location"].endswith(f"{at(item, 'desk')}?view=alarming")
    assert decided() == [expected]
    assert AuditEntry.objects.filter(action__endswith=".judged").count() == 1


def test_another_press_takes_it_back(item, tessa_client):
    for want in ("no", "yes"):
        tessa_client.post(at(item, "alarm"), {"want": want})
    for want in ("wrong", "right"):
        tessa_client.post(address(item, "hits"), {"want": want})
    assert decided() == [("alarm", "no"), ("alarm", "yes"), ("routing", "no"), ("routing", "yes")]
    assert Feedback.objects.get(pk=item.pk).is_alarming


@pytest.mark.parametrize("what", POSTS)
def test_nothing_is_changed_by_opening_the_address(what, item, tessa_client):
    assert tessa_client.get(address(item, what)).status_code == 405


@pytest.mark.parametrize("who", ["visitor", "alice_client", "carol_client", "ivy_client"])
@pytest.mark.parametrize("what", POSTS)
def test_nobody_else_may(what, who, item, request):
    answer = request.getfixturevalue(who).post(address(item, what), POSTS[what])
    assert answer.status_code in (302, 403)
    assert decided() == []


@pytest.mark.parametrize("what", POSTS)
def test_a_token_is_asked_for(what, item, tessa, sign_in):
    assert sign_in(tessa, enforce_csrf_checks=True).post(address(item, what), POSTS[what]).status_code == 403


@pytest.mark.parametrize("value", ["", "angry", "yes' OR 1", "x" * 5000])
def test_what_is_no_choice_changes_nothing(value, item, tessa_client):
    for what, name in (("mood", "mood"), ("alarm", "want"), ("hits", "want")):
        assert tessa_client.post(address(item, what), {name: value}).status_code == 302
    assert decided() == []


def test_a_hit_of_another_item_is_not_found(item, alice, tessa_client):
    other = make_feedback(alice, "Quiet words.")
    assert tessa_client.post(at(other, hit_of(item)), {"want": "wrong"}).status_code == 404
    assert tessa_client.post(at(item, "hits/999999"), {"want": "wrong"}).status_code == 404


def test_what_was_taken_back_cannot_be_judged(item, alice, tessa_client):
    path = address(item, "hits")
    actions.remove_feedback(item, actor=alice)
    assert tessa_client.post(path, {"want": "wrong"}).status_code == 404
    assert tessa_client.post(at(item, "mood"), {"mood": "neutral"}).status_code == 404


# --- the desk -----------------------------------------------------------------------------------------------


def test_the_desk_says_why_and_marks_the_words(item, tessa_client):
    html = tessa_client.get(at(item, "desk")).content.decode()
    assert '<mark class="alarm">付了钱</mark><mark class="negative">没订单</mark>，急！' in html
    assert "money is gone" in html
    rule = RoutingRule.objects.first()
    assert rule.name in html
    assert "S1 urgent" in html
    assert f"/admin/feedback/routingrule/{rule.pk}/" not in html  # a moderator may not open it


def test_a_lead_gets_a_link_to_the_rule(item, adam_client):
    rule = RoutingRule.objects.first()
    assert f"/admin/feedback/routingrule/{rule.pk}/change/" in adam_client.get(at(item, "desk")).content.decode()


def test_a_correction_is_named_and_the_words_are_no_longer_marked(item, tessa_client):
    tessa_client.post(at(item, "alarm"), {"want": "no"})
    tessa_client.post(at(item, "mood"), {"mood": "neutral"})
    html = tessa_client.get(at(item, "desk")).content.decode()
    assert html.count("corrected by Tessa") == 2
    body = html.split('class="body"')[1].split("</div>")[0]
    assert "<mark" not in body


@pytest.mark.parametrize(
    "text", ['<b>付了钱</b> & "x"', "<script>alert(1)</script>付了钱", "付了钱" + "<i>" * 1000, "付了钱\n\n没订单\n急"]
)
def test_markup_beside_marked_words_stays_text(text, alice, tessa_client):
    html = tessa_client.get(at(make_feedback(alice, text), "desk")).content.decode()
    body = html.split('class="body"')[1].split("</div>")[0]
    assert '<mark class="alarm">付了钱</mark>' in body
    assert not {"<b>", "<i>", "<script>"} & {tag for tag in ("<b>", "<i>", "<script>") if tag in body}


def test_words_of_the_machine_that_are_markup_or_patterns_are_only_text(alice, tessa_client, reads):
    reads.says("evil", "negative", -1, [".*", "<b>", "(", "a\n\nb", ""], law=["[", "\\"])
    html = tessa_client.get(at(make_feedback(alice, "evil .* <b> ( a\n\nb [ \\ end"), "desk")).content.decode()
    body = html.split('class="body"')[1].split("</div>")[0]
    assert '<mark class="negative">.*</mark>' in body
    assert "<b>" not in body
    assert '<mark class="negative">&lt;b&gt;</mark>' in body


def test_the_desk_costs_the_same_with_many_hits_and_decisions(item, tessa, tessa_client):
    def cost():
        for cache in caches.all():
            cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert tessa_client.get(at(item, "desk")).status_code == 200
        return len(queries)

    Community.get()
    few = cost()
    for n in range(20):
        rule = RoutingRule.objects.create(name=f"R{n}", words="急", set_severity=4)
        hit = RoutingHit.objects.create(feedback=item, rule=rule, rule_name=rule.name)
        actions.judge_hit(hit, False, actor=tessa)
        actions.decide_alarm(item, bool(n % 2), actor=tessa)
    assert cost() == few


# --- lists --------------------------------------------------------------------------------------------------


def test_rows_say_why(item, tessa_client):
    html = tessa_client.get("/admin/feedback/feedback/triage/?view=alarming").content.decode()
    assert "said “付了钱”: money is gone" in html
    assert "sounds negative: “没订单”" in html


def test_a_person_who_says_so_needs_no_words(alice, tessa):
    item = make_feedback(alice, "Quiet words.")
    actions.decide_alarm(item, True, actor=tessa)
    actions.decide_mood(item, "negative", actor=tessa)
    words = [reason["text"] for reason in explain(Feedback.objects.get(pk=item.pk)).reasons]
    assert words[:2] == ["marked as alarming", "sounds negative"]


@pytest.mark.parametrize("view", ["alarming", "negative"])
def test_the_ready_views(view, item, alice, tessa, tessa_client):
    make_feedback(alice, "Quiet words.")
    make_feedback(alice, f"{PAID} closed", status="closed", by=tessa)
    page = tessa_client.get(f"/admin/feedback/feedback/triage/?view={view}")
    assert page.context["rows"] == [item]
    [tab] = [tab for tab in page.context["tabs"] if tab["name"] == view]
    assert (tab["count"], tab["hot"]) == (1, view == "alarming")


@pytest.mark.parametrize("view", ["alarming", "negative"])
def test_the_ready_views_use_their_index(view, item, tessa):
    if connection.vendor != "sqlite":
        pytest.skip("plans of a small table are a matter of taste for PostgreSQL")
    with CaptureQueriesContext(connection) as queries:
        Queue(tessa, view).page()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {queries[0]['sql']}".replace("''", "'x'"))
        plan = str(cursor.fetchall())
    assert f"desk_{view}" in plan
    assert "TEMP B-TREE" not in plan


def test_what_is_unread_is_found_by_its_index(item):
    if connection.vendor != "sqlite":
        pytest.skip("plans of a small table are a matter of taste for PostgreSQL")
    sql, params = Feedback.objects.to_read()[:200].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        assert "feedback_to_read" in str(cursor.fetchall())


def test_today_names_what_alarms_and_is_untouched_first(item, alice, tessa, tessa_client):
    urgent = make_feedback(alice, "An older one", fields={"severity": 1})
    touched = make_feedback(alice, f"{PAID} again", status="under_review", by=tessa)
    show_due(touched)
    stretches = tessa_client.get("/admin/").context["stretches"]
    assert (stretches[0].view, [row.pk for row in stretches[0].items], stretches[0].more) == ("alarming", [item.pk], 1)
    assert {row.pk for row in stretches[1].items} == {urgent.pk, touched.pk}


def test_all_items_can_be_looked_at_with_their_mood(item, tessa_client):
    assert "negative" in tessa_client.get(f"/admin/feedback/feedback/{item.pk}/change/").content.decode()
