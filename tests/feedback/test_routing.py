"""Rules: what fits, what comes of it, how it is explained, and that people's choices stay."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from community.models import Community, Notification
from community.notices import render_notice
from feedback import actions
from feedback.analysis import Alarm, Analysis
from feedback.models import (
    AlarmReason,
    Feedback,
    ProgressEntry,
    Promise,
    ReadingDecision,
    ReplyTemplate,
    RoutingHit,
    RoutingRule,
)
from feedback.routing import Facts, find_words, fits, route
from feedback.tasks import announce_entry, sweep_duty_calls, tell_duty
from tests.factories import make_category, make_feedback, make_group, make_member, make_team

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


# --- words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "text", "found"),
    [
        ("付了钱", "我付了钱没订单", ["付了钱"]),
        ("app", "用APP付款", ["APP"]),
        ("app", "用ＡＰＰ付款", ["ＡＰＰ"]),
        ("app", "I was happy", []),
        ("app", "the app_v2", []),
        ("log in", "cannot log\n in today", ["log\n in"]),
        ("log in", "analog input", []),
        ("扣了2次", "扣了２次", ["扣了２次"]),
        ("c++", "We write C++ here", ["C++"]),
        (".*", "anything at all", []),
        (".*", "a .* b", [".*"]),
        ("(a+)+$", "a" * 5000 + "!", []),
        ("[付", "付了钱", []),
        ("Straße", "die STRASSE", ["STRASSE"]),
        ("<b>", "a <b> c", ["<b>"]),
        ("", "anything", []),
    ],
)
def test_words_are_found_as_they_stand(line, text, found):
    assert find_words([line], text) == found


def test_ten_thousand_characters_and_a_hundred_lines_are_quick():
    lines = [f"词{n}没有" for n in range(50)] + [f"word{n} nowhere" for n in range(50)]
    begun = timezone.now()
    assert find_words(lines, "付了钱 word " * 1500) == []
    assert timezone.now() - begun < timedelta(seconds=1)


# --- conditions ---------------------------------------------------------------------------------------------


def test_every_condition_must_fit(alice):
    group, category = make_group(), make_category()
    facts = Facts(
        text=PAID,
        language="zh-hans",
        category=category,
        group_id=group.pk,
        mood="negative",
        alarms=(("money", ("付了钱",)),),
        author_is=frozenset({"anonymous"}),
    )
    rule = RoutingRule(
        name="R",
        category=category,
        group=group,
        mood="negative",
        alarms="danger,money",
        words="没订单",
        language="zh-hans",
        author_is="anonymous",
    )
    matches = fits(rule, facts)
    assert [match["what"] for match in matches] == [
        *("category", "group", "mood", "language", "author_is", "alarms", "words"),
    ]
    assert matches[-2] == {"what": "alarms", "value": "money", "words": ["付了钱"]}
    assert matches[-1] == {"what": "words", "words": ["没订单"]}
    for name, other in [
        ("category", make_category()),
        ("group", make_group()),
        ("mood", "positive"),
        ("alarms", "law"),
        ("words", "nothing"),
        ("language", "en"),
        ("author_is", "newcomer"),
        ("severity", 1),
    ]:
        before = getattr(rule, name)
        setattr(rule, name, other)
        assert fits(rule, facts) is None, name
        setattr(rule, name, before)


def test_a_rule_without_conditions_fits_nothing():
    assert fits(RoutingRule(name="R", tells_duty=True), Facts(text="x")) is None


def test_rules_see_what_those_before_did_and_one_may_stop():
    category = make_category()
    rules = [
        RoutingRule(name="a", words="急", set_severity=2),
        RoutingRule(name="b", severity=2, set_category=category, stops=True),
        RoutingRule(name="c", words="急", set_severity=1),
    ]
    hits = route(rules, Facts(text=PAID))
    assert [hit.rule.name for hit in hits] == ["a", "b"]
    assert hits[1].effects == {"category": [None, str(category)]}
    rules[1].stops = False
    assert [hit.changes.get("severity") for hit in route(rules, Facts(text=PAID))] == [(None, 2), None, (2, 1)]


def test_people_s_choices_stay_and_a_severity_only_rises(tessa):
    mine, other, team = make_category(), make_category(), make_team()
    facts = Facts(text="急", severity=1, category=mine, team=make_team(), owner=tessa)
    rule = RoutingRule(name="a", words="急", set_severity=2, set_category=other, set_team=team, set_owner=tessa)
    [hit] = route([rule], facts)
    assert hit.effects == {}


def test_nobody_who_left_becomes_the_owner(tessa):
    tessa.is_active = False
    [hit] = route([RoutingRule(name="a", words="急", set_owner=tessa)], Facts(text="急"))
    assert hit.effects == {}


# --- a rule must say something ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"set_severity": 1}, "no_condition"),
        ({"words": "急"}, "no_effect"),
        ({"words": "急", "stops": True}, "no_effect"),
        ({"words": "\n".join(map(str, range(101))), "tells_duty": True}, "too_many_lines"),
    ],
)
def test_a_rule_without_a_condition_or_effect_is_refused(fields, code):
    with pytest.raises(ValidationError) as refused:
        RoutingRule(name="R", **fields).full_clean()
    assert code in str([error.code for error in refused.value.error_dict.get("words", [])]) or code in [
        error.code for error in refused.value.error_dict.get("__all__", [])
    ]


@pytest.mark.parametrize("fields", [{"set_severity": 1}, {"words": "急"}])
def test_the_database_refuses_it_too(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_rule(**fields)


@pytest.mark.parametrize("status", ["needs_info", "fixed", "closed", "declined"])
def test_no_rule_asks_back_or_settles(status):
    template = ReplyTemplate.objects.create(title="T", language="en", text="x", status=status)
    with pytest.raises(ValidationError) as refused:
        RoutingRule(name="R", words="x", reply=template).full_clean()
    assert refused.value.error_dict["reply"][0].code == "reply_settles"


def test_reasons_are_those_of_the_analysis():
    assert AlarmReason.values == ["danger", "money", "loss", "law", "stuck"]


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


# --- those on duty ------------------------------------------------------------------------------------------


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
    make_rule(words="急", tells_duty=True)
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
