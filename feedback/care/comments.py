"""Comments under items as something that can be reported."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from feedback import actions
from feedback.models import Comment
from feedback.permissions import get_feedback_or_404, may_read_talk

LABEL = _("Comment")
# How many comments before and after stand beside it.
BEFORE, AFTER = 3, 3


def get_or_404(user, pk):
    """A comment that stands, under an item whose talk this reader may read."""
    comment = get_object_or_404(Comment.objects.shown().select_related("author"), pk=pk)
    comment.feedback = get_feedback_or_404(user, comment.feedback_id)
    if not may_read_talk(user, comment.feedback):
        raise Http404
    return comment


def find(pk):
    return Comment.objects.filter(pk=pk, deleted_at=None).select_related("author", "feedback__author").first()


def author_of(comment):
    return comment.author


def words_of(comment):
    return comment.text


def url_of(comment):
    return f"{comment.feedback.get_absolute_url()}#comment-{comment.pk}"


def is_hidden(comment):
    return comment.hidden_at is not None


def around(comment):
    """[(member or None, words, moment, whether this is it)]: the item, and what was said before and after."""
    item = comment.feedback
    talk = Comment.objects.filter(feedback=item, deleted_at=None).select_related("author")
    before = list(talk.filter(pk__lt=comment.pk).order_by("-pk")[:BEFORE])[::-1]
    after = talk.filter(pk__gt=comment.pk).order_by("pk")[:AFTER]
    said = [(item.author, item.words, item.created_at, False)]
    return said + [(one.author, one.text, one.created_at, one == comment) for one in (*before, comment, *after)]


def pictures_of(comment):
    return comment.attachments.order_by("pk")


def newest(limit):
    """[(moment, comment)] of what was said last under public items."""
    rows = Comment.objects.shown().filter(feedback__visibility="public").select_related("feedback")
    return [(row.created_at, row) for row in rows.order_by("-pk")[:limit]]


def hide(comment, *, actor):
    actions.hide_comment(comment, actor=actor)


def show(comment, *, actor):
    actions.show_comment(comment, actor=actor)
