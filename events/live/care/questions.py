"""How a reported question to a session is found, shown and hidden; see config/care.py."""

from django.utils.translation import gettext_lazy as _

from events.live import actions
from events.live.models import Question, State
from events.live.permissions import get_any_question_or_404
from events.models import Event

LABEL = _("Question to a session")
# How many questions before and after stand beside it.
BEFORE, AFTER = 3, 3


def get_or_404(user, pk):
    return get_any_question_or_404(user, pk)


def find(pk):
    questions = Question.objects.exclude(state=State.WITHDRAWN).select_related("author", "event")
    return questions.filter(pk=pk).first()


def author_of(question):
    return question.author


def words_of(question):
    return question.text


def url_of(question):
    return question.get_absolute_url()


def is_hidden(question):
    return question.hidden_at is not None


def around(question):
    """[(member or None, words, moment, whether this is it)]: what was asked before and after."""
    asked = Question.objects.filter(event=question.event_id).exclude(state=State.WITHDRAWN).select_related("author")
    before = list(asked.filter(pk__lt=question.pk).order_by("-pk")[:BEFORE])[::-1]
    after = asked.filter(pk__gt=question.pk).order_by("pk")[:AFTER]
    return [(one.author, one.text, one.created_at, one == question) for one in (*before, question, *after)]


def newest(limit):
    """[(moment, question)] of what was asked last in sessions that everybody may know of."""
    rows = Question.objects.shown().filter(event__in=Event.objects.public()).select_related("event")
    return [(row.created_at, row) for row in rows.order_by("-pk")[:limit]]


def hide(question, *, actor):
    """May run twice."""
    actions.hide_question(question, actor=actor)


def show(question, *, actor):
    """May run twice."""
    actions.show_question(question, actor=actor)
