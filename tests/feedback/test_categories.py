"""Suggested categories: learnt from moderators in their own transaction, explained, silent when unsure, never set."""

import pytest
from django.core.exceptions import ValidationError

from feedback import actions
from feedback.categories import suggest_categories
from feedback.models import CategoryDecision, CategoryTally, CategoryToken, Feedback
from tests.factories import make_category, make_feedback

pytestmark = pytest.mark.django_db

DELIVERY = ["快递太慢，等了五天才到", "配送员把包裹放错了地方", "物流信息三天没有更新", "快递员态度不好，送货晚了"]
SCREEN = ["屏幕颜色发黄，看不清楚", "屏幕有一条亮线", "显示器边缘漏光严重", "手机屏幕一碰就碎了"]


@pytest.fixture
def delivery():
    return make_category("delivery", name="物流")


@pytest.fixture
def screen():
    return make_category("screen", name="屏幕")


def known():
    """All that was learnt, as it stands in the database."""
    tallies = CategoryTally.objects.filter(labels__gt=0).order_by("category")
    return (
        list(tallies.values_list("category", "labels", "tokens")),
        sorted(CategoryToken.objects.values_list("token", "category", "count")),
    )


def teach(texts, category, author, moderator):
    for text in texts:
        actions.triage_feedback(make_feedback(author, text), actor=moderator, category=category)


@pytest.fixture
def taught(alice, tessa, delivery, screen, monkeypatch):
    monkeypatch.setattr("feedback.categories.ENOUGH", 8)
    teach(DELIVERY, delivery, alice, tessa)
    teach(SCREEN, screen, alice, tessa)


def test_it_names_the_category_how_sure_and_why(taught, delivery):
    best = suggest_categories("下单一周了，快递还没有送到，物流也不更新")[0]
    assert (best.category, best.method) == (delivery, "bayes-1")
    assert 0.5 < best.probability <= 1
    assert {"快递", "物流"} & set(best.words)


def test_it_is_silent_when_it_knows_nothing(taught, delivery):
    assert suggest_categories("zzz qqq") == []
    assert suggest_categories("") == []
    assert suggest_categories("，。！") == []


def test_before_enough_was_learnt_what_is_alike_is_asked(alice, tessa, delivery):
    teach(DELIVERY[:2], delivery, alice, tessa)
    [best] = suggest_categories("快递太慢了，等了六天才到")
    assert (best.category, best.method) == (delivery, "neighbours-1")
    assert suggest_categories("图书馆的灯坏了") == []


def test_what_an_author_chose_teaches_nothing(alice, delivery):
    make_feedback(alice, DELIVERY[0], category=delivery)
    assert known() == ([], [])
    assert not CategoryDecision.objects.exists()


def test_what_the_system_sets_teaches_nothing(alice, delivery):
    actions.triage_feedback(make_feedback(alice, DELIVERY[0]), actor=None, category=delivery)
    assert known() == ([], [])


def test_changing_ones_mind_unlearns(taught, alice, tessa, delivery, screen):
    before = known()
    item = make_feedback(alice, "快递和屏幕都有问题")
    actions.triage_feedback(item, actor=tessa, category=delivery)
    actions.triage_feedback(item, actor=tessa, category=screen)
    assert [tally[1] for tally in known()[0]] == [4, 5]
    actions.triage_feedback(item, actor=tessa, category=None)
    assert known() == before
    assert CategoryDecision.objects.filter(feedback=item).count() == 3


def test_the_same_again_is_no_decision(alice, tessa, delivery):
    item = make_feedback(alice, DELIVERY[0])
    actions.triage_feedback(item, actor=tessa, category=delivery)
    before = known()
    actions.triage_feedback(item, actor=tessa, category=delivery)
    assert known() == before
    assert CategoryDecision.objects.count() == 1


def test_mended_and_removed_words_are_unlearnt(taught, alice, tessa, delivery):
    before = known()
    item = make_feedback(alice, "包裹丢了")
    actions.triage_feedback(item, actor=tessa, category=delivery)
    actions.edit_feedback(item, actor=alice, title="", text="包裹湿了一半", category=delivery)
    assert known()[0][0][1] == 5
    actions.remove_feedback(item, actor=alice)
    assert known() == before


def test_a_refused_step_teaches_nothing(alice, tessa, delivery):
    item = make_feedback(alice, DELIVERY[0])
    with pytest.raises(ValidationError):
        actions.triage_feedback(item, actor=tessa, category=delivery, status="planned", seen_status="in_progress")
    assert known() == ([], [])


def test_the_decision_keeps_what_was_suggested(taught, alice, tessa, delivery, screen):
    item = make_feedback(alice, "快递送货太慢，物流不更新")
    actions.triage_feedback(item, actor=tessa, category=screen)
    decision = CategoryDecision.objects.get(feedback=item)
    assert (decision.suggested, decision.chosen, decision.decided_by) == (delivery, screen, tessa)
    assert decision.method == "bayes-1"
    assert decision.confidence > 0.5


def test_what_is_no_longer_offered_is_not_suggested(taught, delivery):
    delivery.is_active = False
    delivery.save()
    assert delivery not in [s.category for s in suggest_categories("快递物流")]


# --- on the desk --------------------------------------------------------------------------------------------


def test_one_press_on_the_desk_takes_it(taught, alice, tessa_client, delivery):
    item = make_feedback(alice, "快递送货太慢，物流不更新")
    address = f"/admin/feedback/feedback/{item.pk}/"
    page = tessa_client.get(address + "desk/")
    assert page.context["suggested"][0].category == delivery
    assert Feedback.objects.get(pk=item.pk).category is None  # nothing is set by itself
    for _turn in range(2):
        answer = tessa_client.post(address + "category/", {"category": delivery.pk})
        assert answer.status_code == 302
    assert Feedback.objects.get(pk=item.pk).category == delivery
    assert CategoryDecision.objects.filter(feedback=item).count() == 1
    assert delivery not in [s.category for s in tessa_client.get(address + "desk/").context["suggested"]]


@pytest.mark.parametrize("category", ["", "0", "x", "9" * 30])
def test_a_category_that_is_none_changes_nothing(category, alice, tessa_client):
    item = make_feedback(alice)
    answer = tessa_client.post(f"/admin/feedback/feedback/{item.pk}/category/", {"category": category})
    assert answer.status_code == 302
    assert Feedback.objects.get(pk=item.pk).category is None


def test_nobody_else_sets_it(alice, alice_client, visitor, tessa_client, delivery):
    item = make_feedback(alice)
    address = f"/admin/feedback/feedback/{item.pk}/category/"
    for reader in (visitor, alice_client):
        assert reader.post(address, {"category": delivery.pk}).status_code in (302, 403, 404)
    assert tessa_client.get(address).status_code == 405
    assert Feedback.objects.get(pk=item.pk).category is None
