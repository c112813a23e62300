"""What the pages of the core show of questions."""

from django import template

from events.live.actions.counting import voices_of
from events.live.forms import AskForm
from events.live.models import Question

register = template.Library()

SHOWN = 20


@register.inclusion_tag("live/session_questions.html", takes_context=True)
def session_questions(context, event):
    """The questions of a session with their votes, the most wanted first, and the form to ask. Two queries for a
    visitor, four for a member."""
    request, is_member = context["request"], context["is_member"]
    rows = Question.objects.filter(event=event).shown().most_wanted().select_related("author")
    questions = list(rows[:SHOWN])
    if is_member:
        voices = voices_of(request.user, event)
        for question in questions:
            question.voice = voices.get(question.pk, "")
    return {
        "request": request,
        "user": context["user"],
        "community": context["community"],
        "is_member": is_member,
        "event": event,
        "questions": questions,
        "more": max(0, event.question_count - len(questions)),
        "ask_form": AskForm(),
        # A kept page of visitors holds no form.
        "vote_template": "live/_vote.html" if is_member else "live/_vote_sign_in.html",
    }
