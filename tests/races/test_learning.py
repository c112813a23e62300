"""Several moderators sort at once: the counts are those of their last decisions."""

from collections import Counter

import pytest

from feedback import actions
from feedback.actions.categorising import label_of
from feedback.categories import text_of
from feedback.learning.bayes import tokens_of
from feedback.models import CategoryTally, CategoryToken, Feedback
from tests.factories import make_category, make_feedback
from tests.races.conftest import errors_in, run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def sort_at_once(items, categories, moderators):
    def sort(turn):
        item = Feedback.objects.get(pk=items[turn % len(items)].pk)
        chosen = (*categories, None)[turn * 7 // 3 % 3]
        return actions.triage_feedback(item, actor=moderators[turn % 2], category=chosen)

    return run_together(24, sort)


def taught_by_decisions():
    labels, tokens = Counter(), Counter()
    for item in Feedback.objects.all():
        if category := label_of(item):
            labels[category] += 1
            tokens.update((token, category) for token in tokens_of(text_of(item)))
    return labels, tokens


def test_counts_are_those_of_the_last_decisions(alice, tessa, adam):
    categories = [make_category(), make_category()]
    items = [make_feedback(alice, f"快递第{n}次送错了地方") for n in range(6)]
    assert errors_in(sort_at_once(items, categories, (tessa, adam))) == []
    labels, tokens = taught_by_decisions()
    assert Counter({t.category_id: t.labels for t in CategoryTally.objects.filter(labels__gt=0)}) == labels
    rows = CategoryToken.objects.values_list("token", "category", "count")
    assert Counter({(token, category): count for token, category, count in rows}) == tokens
