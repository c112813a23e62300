"""Learning from what moderators decide about categories; in the transaction of the decision itself.

What an item teaches is its latest decision. Whoever learns holds the tallies of the categories in question, in the
order of their numbers, so counts are exact and nobody waits in a circle.
"""

from django.db import connection
from django.db.models import F
from django.utils import timezone

from feedback.categories import text_of
from feedback.learning.bayes import tokens_of
from feedback.models import CategoryDecision, CategoryTally, CategoryToken


def keep_decision(feedback, chosen, *, actor, suggested=(), at=None):
    """Write down what a moderator chose for an item and what was suggested, and learn it in place of what was chosen
    before; in the caller's transaction, which holds the item."""
    forget_label(feedback, and_hold=chosen)
    first = suggested[0] if suggested else None
    CategoryDecision.objects.create(
        feedback=feedback,
        chosen=chosen,
        suggested=first.category if first else None,
        confidence=first.probability if first else None,
        method=first.method if first else "",
        decided_by=actor,
        decided_at=at or timezone.now(),
    )
    learn_label(feedback)


def label_of(feedback):
    """The key of the category that an item teaches, or None."""
    latest = CategoryDecision.objects.filter(feedback=feedback).order_by("-pk")
    return latest.values_list("chosen", flat=True).first()


def learn_label(feedback):
    """Add an item's words to the counts of the category it teaches, if it does."""
    category = label_of(feedback)
    tokens = sorted(tokens_of(text_of(feedback))) if category else []
    if not tokens:
        return
    hold_tallies(category)
    table = CategoryToken._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO {table} (token, category_id, count) VALUES {", ".join(["(%s, %s, 1)"] * len(tokens))}
            ON CONFLICT (token, category_id) DO UPDATE SET count = {table}.count + 1""",
            [value for token in tokens for value in (token, category)],
        )
    move_tally(category, labels=1, tokens=len(tokens))


def forget_label(feedback, *, and_hold=None):
    """Take an item's words off the counts of the category it teaches, before they or the category change."""
    category = label_of(feedback)
    hold_tallies(category, and_hold and and_hold.pk)
    tokens = sorted(tokens_of(text_of(feedback))) if category else []
    if not tokens:
        return
    rows = CategoryToken.objects.filter(category=category, token__in=tokens)
    rows.filter(count=1).delete()
    rows.filter(count__gt=1).update(count=F("count") - 1)
    move_tally(category, labels=-1, tokens=-len(tokens))


def hold_tallies(*categories):
    """Hold the tallies of these categories (keys or None), which are there afterwards, until the transaction ends."""
    keys = sorted({category for category in categories if category})
    # Made before the first is held: one that appears only later would be held out of order.
    CategoryTally.objects.bulk_create([CategoryTally(category_id=key) for key in keys], ignore_conflicts=True)
    # By the column and not by the relation: that would join the categories, and hold those too.
    list(CategoryTally.objects.select_for_update(no_key=True).filter(category__in=keys).order_by("category_id"))


def move_tally(category, *, labels, tokens):
    tally = CategoryTally.objects.filter(category=category)
    tally.update(labels=F("labels") + labels, tokens=F("tokens") + tokens)
