"""The engine of the rules: what fits, what comes of it, and that people's choices stay."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from feedback.models import AlarmReason, ReplyTemplate, RoutingRule
from feedback.routing import Facts, find_words, fits, route
from tests.factories import make_category, make_group, make_team

pytestmark = pytest.mark.django_db

PAID = "付了钱没订单，急！"


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
        RoutingRule.objects.create(name="R", **fields)


@pytest.mark.parametrize("status", ["needs_info", "fixed", "closed", "declined"])
def test_no_rule_asks_back_or_settles(status):
    template = ReplyTemplate.objects.create(title="T", language="en", text="x", status=status)
    with pytest.raises(ValidationError) as refused:
        RoutingRule(name="R", words="x", reply=template).full_clean()
    assert refused.value.error_dict["reply"][0].code == "reply_settles"


def test_reasons_are_those_of_the_analysis():
    assert AlarmReason.values == ["danger", "money", "loss", "law", "stuck", "marked"]
