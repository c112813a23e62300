"""What the demo shows of look-alikes and categories: those that were merged, a pair to decide, and what the team's sorting
taught the machine."""

from community.models import Member
from feedback.actions import find_pairs, merge_feedback
from feedback.actions.categorising import keep_decision
from feedback.categories import suggest_categories, text_of
from feedback.models import Feedback

TAUGHT, COMPARED = 300, 100


def show_alike(story):
    """In the transaction of the demo, when everything else is there."""
    for merged, into in story.merged:
        items = {item.title: item for item in Feedback.objects.filter(title__in=(merged, into))}
        if len(items) == 2 and all(item.is_open for item in items.values()):
            actor = Member.objects.filter(is_staff=True).first()
            merge_feedback(items[merged], into=items[into], actor=actor, tell=False)
    sorted_items = Feedback.objects.exclude(category=None).exclude(owner=None).select_related("category", "owner")
    for item in reversed(sorted_items.order_by("-pk")[:TAUGHT]):
        suggested = suggest_categories(text_of(item), but=item.pk)
        keep_decision(item, item.category, actor=item.owner, suggested=suggested, at=item.answered_at)
    for item in Feedback.objects.public().open().order_by("-pk")[:COMPARED]:
        find_pairs(item)
