"""Where a text belongs, as moderators have sorted before: suggested with a reason, never set by itself."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import connection

from community.search import find_similar, matched_words
from feedback.learning.bayes import classify, tokens_of
from feedback.models import Category, CategoryDecision, CategoryToken, Feedback

# Below this many labels the nearest neighbours are asked instead.
ENOUGH = 100
NEIGHBOURS, NEAR, SHOWN = 12, 0.15, 6
# Silent when the likeliest is less likely than this; beside it others are named from the second value on.
SURE, WORTH_NAMING = 0.35, 0.01


@dataclass(frozen=True)
class Suggestion:
    """A category, how likely it is (0 to 1), by which method, and the words that speak for it."""

    category: Category
    probability: float
    method: str
    words: list = field(default_factory=list)

    @property
    def percent(self):
        return round(100 * self.probability)


def text_of(feedback):
    """What is learnt and judged of an item: its words, without a title that is but their beginning."""
    title = feedback.title.rstrip("…")
    return feedback.text if feedback.text.startswith(title) else f"{feedback.title}\n{feedback.text}"


def suggest_categories(text, *, but=None, sure=SURE):
    """Up to three Suggestions for a text, the likeliest first; empty when unsure or nothing was learnt yet.

    `but` is the key of the item that the text is of, `sure` from which probability on it speaks. From 100 labels on by
    naive Bayes, before that by what was said alike. Categories no longer offered are not suggested.
    """
    offered = {category.pk: category for category in Category.objects.active().select_related("tally")}
    tallies = {pk: category.tally for pk, category in offered.items() if hasattr(category, "tally")}
    tallies = {pk: tally for pk, tally in tallies.items() if tally.labels}
    if sum(tally.labels for tally in tallies.values()) >= ENOUGH:
        method, found = "bayes-1", by_words(text, {pk: tally.tokens for pk, tally in tallies.items()})
    else:
        method, found = "neighbours-1", by_neighbours(text, offered, but)
    if not found or found[0][1] < sure:
        return []
    return [Suggestion(offered[pk], p, method, words) for pk, p, words in found if p >= min(sure, WORTH_NAMING)]


def by_words(text, totals):
    tokens = tokens_of(text)
    if not tokens:
        return []
    counts = defaultdict(dict)
    with connection.cursor() as cursor:
        # By hand, for there are some thousand rows; the tokens are numbers of ours.
        wanted = ", ".join(map(str, tokens))
        cursor.execute(
            f"SELECT token, category_id, count FROM {CategoryToken._meta.db_table} WHERE token IN ({wanted})"
        )
        for token, category, count in cursor.fetchall():
            if category in totals:
                counts[token][category] = count
    return classify(tokens, counts, totals)


def by_neighbours(text, offered, but):
    """The same, from the categories that moderators gave to what was said alike."""
    near = dict(find_similar("feedback", text, limit=NEIGHBOURS, public_only=False, floor=NEAR))
    near.pop(but, None)
    weights, nearest = defaultdict(float), {}
    for pk, category in latest_choices(near).items():
        if category in offered:
            weights[category] += near[pk] ** 2
            if near[pk] > near.get(nearest.get(category), 0):
                nearest[category] = pk
    whole = sum(weights.values()) + NEAR  # the less is near, the less sure
    ranked = sorted(weights, key=weights.get, reverse=True)[:3]
    texts = dict(Feedback.objects.filter(pk__in=nearest.values()).values_list("pk", "text"))
    return [(c, weights[c] / whole, longest(matched_words(texts[nearest[c]], text))) for c in ranked]


def latest_choices(keys):
    """{item: category} as moderators last chose."""
    rows = CategoryDecision.objects.filter(feedback__in=list(keys)).order_by("pk")
    return {pk: category for pk, category in rows.values_list("feedback", "chosen") if category}


def longest(words):
    return [word[:SHOWN] for word in sorted(words, key=len, reverse=True) if len(word) > 1][:3]
