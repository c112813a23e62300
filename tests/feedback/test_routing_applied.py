"""Rules applied to what comes in: before the promise is made, explained on the item, and judged by people."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community.models import Community, Notification
from feedback import actions
from feedback.analysis import Alarm, Analysis
from feedback.models import Feedback, ProgressEntry, Promise, ReadingDecision, ReplyTemplate, RoutingHit, RoutingRule
from feedback.tasks import announce_entry
from tests.factories import make_category, make_feedback, make_member

pytestmark = pytest.mark.django_db

PAID = "付了钱没订单，急！"


@pytest.fixture(autouse=True)
def reads(machine):
    machine.says("付了钱", "negative", -0.8, ["没订单"], money=["付了钱"])
    machine.says("进不去", stuck=["进不去"], law=["律师"])
    return machine


def make_rule(name="Rule", **fields):
    fields.setdefault("position", 10)
    return RoutingRule.objects.create(name=name, **fields)


def only(**fields):
    """The only rule there is."""
    RoutingRule.objects.all().delete()
    return make_rule(**fields)


def fresh(item):
    return Feedback.objects.get(pk=item.pk)


# --- as things come in --------------------------------------------------------------------------------------


def test_what_alarms_is_urgent_from_the_first_minute_and_its_promise_too(alice):
    item = fresh(make_feedback(alice, PAID))
    assert item.severity == 1
    assert item.promises.get(target=Promise.Target.ANSWER).hours == 1
    hit = RoutingHit.objects.get(feedback=item)
    assert hit.rule == RoutingRule.objects.first()
    assert hit.conditions == [{"what": "alarms", "value": "money", "words": ["付了钱"]}]
    assert hit.effects == {"severity": [None, 1], "tells_duty": [False, True]}
    entry = item.entries.get(kind=ProgressEntry.Kind.TRIAGE)
    assert not entry.is_public
    assert entry.actor is None
    assert entry.changes == {"severity": [None, 1], "why": "rule", "rule": hit.rule_name}
    assert hit.rule_name in entry.why


def test_law_and_being_stuck_are_serious(alice):
    assert fresh(make_feedback(alice, "进不去")).severity == 2


def test_what_is_quiet_is_left_alone(alice):
    item = make_feedback(alice)
    assert (item.severity, item.is_alarming) == (None, False)
    assert not RoutingHit.objects.exists()


def test_a_members_category_stays_and_an_empty_one_is_set(alice):
    mine, theirs = make_category(), make_category()
    only(words="急", set_category=theirs)
    assert make_feedback(alice, PAID, category=mine).category == mine
    assert fresh(make_feedback(alice, PAID + "!")).category == theirs


def test_an_owner_by_rule_is_told(alice, tessa):
    only(words="急", set_owner=tessa)
    item = make_feedback(alice, PAID)
    assert fresh(item).owner == tessa
    assert Notification.objects.get(member=tessa).kind == "feedback.given"


def test_the_author_may_be_new_here():
    community = Community.get()
    author = make_member(joined_at=timezone.now() - timedelta(days=community.new_until_days + 1))
    for _n in range(community.new_until_items):
        make_feedback(author)
    only(author_is="newcomer", set_severity=3)
    assert fresh(make_feedback(author)).severity is None
    assert fresh(make_feedback(make_member())).severity == 3


def test_anonymous_words_are_routed_without_a_trace_of_anybody():
    only(author_is="anonymous", set_severity=3)
    assert fresh(make_feedback(None, PAID)).severity == 3


def test_pending_and_hidden_items_are_routed_for_the_team_alone(alice, visitor):
    item = make_feedback(None, PAID, doubt="trap")
    assert item.is_pending
    assert fresh(item).severity == 1
    assert visitor.get(item.get_absolute_url()).status_code == 404


def test_a_double_tap_hits_once(alice):
    for _turn in range(2):
        make_feedback(alice, PAID, submit_key="k" * 32)
    assert RoutingHit.objects.count() == 1


def test_a_rule_that_is_off_does_nothing(alice):
    RoutingRule.objects.update(is_active=False)
    assert make_feedback(alice, PAID).severity is None


def test_mended_words_are_routed_once_more_and_nothing_twice(alice, tessa, queue):
    item = make_feedback(alice, "慢")
    actions.edit_feedback(item, actor=alice, title="", text=PAID, category=None)
    item = fresh(item)
    assert item.severity == 1
    assert item.promises.get(target=Promise.Target.ANSWER).hours == 1
    actions.edit_feedback(item, actor=alice, title="", text=f"{PAID}进不去", category=None)
    assert RoutingHit.objects.filter(feedback=item).count() == 1
    assert queue.names().count("feedback.tasks.tell_duty") == 1


def test_what_a_person_lowered_is_not_raised_by_the_same_rule_again(alice, tessa):
    item = make_feedback(alice, PAID)
    actions.triage_feedback(item, actor=tessa, severity=4)
    actions.edit_feedback(fresh(item), actor=alice, title="", text=f"{PAID}!!", category=None)
    assert fresh(item).severity == 4


def test_public_pages_show_none_of_it(alice, visitor, alice_client):
    only(name="Secret rule", words="急", set_severity=2)
    item = make_feedback(alice, PAID)
    for browser in (visitor, alice_client):
        page = browser.get(item.get_absolute_url()).content.decode()
        assert "Secret rule" not in page
        assert "<mark" not in page
        assert "negative" not in page


# --- an automatic answer ------------------------------------------------------------------------------------


@pytest.fixture
def template():
    return ReplyTemplate.objects.create(title="Hello", language="en", text="Dear {name}, {number} is here. {owner}")


def test_it_is_said_marked_and_leaves_the_answer_owed(alice, template, alice_client, tessa_client):
    only(name="Greeter", words="help", reply=template)
    item = fresh(make_feedback(alice, "Please help me with this."))
    entry = item.entries.get(kind=ProgressEntry.Kind.AUTOMATIC)
    assert f"#{item.pk} is here" in entry.text
    assert "Alice" in entry.text
    assert (item.answered_at, item.last_answer_at, item.status) == (None, None, "new")
    assert item.promises.get(target=Promise.Target.ANSWER).state == Promise.State.RUNNING
    page = alice_client.get(item.get_absolute_url()).content.decode()
    assert "Automatic note" in page
    assert "Greeter" not in page
    assert "Greeter" in tessa_client.get(f"/admin/feedback/feedback/{item.pk}/desk/").content.decode()
    template.refresh_from_db()
    assert template.use_count == 1
    announce_entry(entry.pk)
    assert Notification.objects.get(member=alice).kind == "feedback.acknowledged"


def test_it_may_take_an_item_under_review(alice, template):
    template.status = "under_review"
    template.save()
    only(words="help", reply=template)
    item = fresh(make_feedback(alice, "Please help me with this."))
    assert (item.status, item.answered_at) == ("under_review", None)
    assert item.due_at == item.answer_due_at


def test_it_is_not_said_in_another_language_nor_twice(alice, template):
    only(words="help", reply=template)
    make_rule("Second", words="help", reply=template, position=11)
    assert not make_feedback(alice, "请帮帮忙 help 谢谢大家").entries.filter(kind="automatic").exists()
    assert make_feedback(alice, "Please help me with this.").entries.filter(kind="automatic").count() == 1


def test_a_name_with_markup_stays_a_name(template):
    only(words="help", reply=template)
    author = make_member("Bo *y* <b>", email="bo@example.org")
    entry = make_feedback(author, "Please help me with this.").entries.get(kind="automatic")
    assert "*y*" in entry.rendered
    assert "<b>" not in entry.rendered
    assert "<em>" not in entry.rendered


# --- people judge rules -------------------------------------------------------------------------------------


def test_a_hit_is_called_wrong_and_right_again(alice, tessa):
    make_feedback(alice, PAID)
    hit = RoutingHit.objects.get()
    assert not actions.judge_hit(hit, True, actor=tessa)  # nobody said otherwise
    assert actions.judge_hit(hit, False, actor=tessa)
    assert not actions.judge_hit(hit, False, actor=tessa)
    assert RoutingHit.objects.called_wrong().get() == hit
    assert actions.judge_hit(hit, True, actor=tessa)
    assert not RoutingHit.objects.called_wrong().exists()
    decisions = ReadingDecision.objects.filter(what="routing").order_by("pk")
    assert [(one.read, one.chosen, one.hit_id, one.method) for one in decisions] == [
        ("yes", "no", hit.pk, f"rule:{hit.rule_id}"),
        ("yes", "yes", hit.pk, f"rule:{hit.rule_id}"),
    ]


def test_what_a_rule_did_outlives_it(alice, adam):
    make_feedback(alice, PAID)
    hit = RoutingHit.objects.get()
    actions.remove_rule(hit.rule, actor=adam)
    hit.refresh_from_db()
    assert hit.rule is None
    assert hit.rule_name


def test_analysis_values_are_plain():
    """The stand-in of the tests has the shape of the real one."""
    reading = Analysis("en", "neutral", 0.0, (), (Alarm("money", ("x",)),), "m")
    assert reading.urgency == ("money",)
