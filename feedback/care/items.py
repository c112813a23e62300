"""Feedback items as something that can be reported."""

from django.utils.translation import gettext_lazy as _

from feedback import actions
from feedback.models import Comment, Feedback
from feedback.permissions import get_feedback_or_404

LABEL = _("Feedback")
# How much of the talk under an item stands beside it.
TALK = 6


def get_or_404(user, pk):
    """What this reader may see and everybody could: one's own hidden words need no report."""
    return get_feedback_or_404(user, pk)


def find(pk):
    return Feedback.objects.kept().select_related("author").filter(pk=pk).first()


def author_of(feedback):
    return feedback.author


def words_of(feedback):
    return feedback.words.strip()


def url_of(feedback):
    return feedback.get_absolute_url()


def is_hidden(feedback):
    return feedback.visibility == Feedback.Visibility.HIDDEN


def around(feedback):
    """[(member or None, words, moment, whether this is it)]: the item and what was said under it first."""
    said = [(feedback.author, feedback.words, feedback.created_at, True)]
    talk = Comment.objects.shown().filter(feedback=feedback).select_related("author")[:TALK]
    return said + [(comment.author, comment.text, comment.created_at, False) for comment in talk]


def pictures_of(feedback):
    return feedback.attachments.filter(comment=None).order_by("pk")


def newest(limit):
    """[(moment, item)] of what was published last."""
    rows = Feedback.objects.public().order_by("-created_at", "-pk").only("title", "text", "created_at")
    return [(row.created_at, row) for row in rows[:limit]]


def hide(feedback, *, actor):
    actions.hide_feedback(feedback, actor=actor)


def show(feedback, *, actor):
    actions.show_feedback(feedback, actor=actor)
