"""All that minutes ask of the questions of a session, and write to them: what questions are is said in events.live."""

from events.live.actions import answer_question, move_question
from events.live.models import Question
from events.live.models.question import UNANSWERED
from feedback.models import Feedback

State = Question.State
# Turned down, or taken back by who asked: no page speaks of it any more.
GONE = [State.DECLINED, State.WITHDRAWN]


def questions_to_write(event):
    """What those who run the session write answers to: also what was never let in."""
    rows = Question.objects.filter(event=event).standing().exclude(state__in=GONE)
    return rows.select_related("author", "feedback").most_wanted()


def shown_questions(event):
    """What all readers of the minutes see."""
    return Question.objects.filter(event=event).shown().select_related("author", "feedback").most_wanted()


def unanswered(event):
    """What is still owed an answer: neither answered, turned down nor feedback by now."""
    return Question.objects.filter(event=event, feedback=None).unanswered().select_related("author").most_wanted()


def hold_question(question):
    """The question as it stands, of a session that the caller holds."""
    return Question.objects.select_related("author", "feedback").get(pk=question.pk)


def write_answer(question, text, *, actor):
    """Keep what was answered; without words it stays answered, as it was in the room."""
    if text:
        answer_question(question, actor=actor, answer=text)
    else:
        Question.objects.filter(pk=question.pk).update(answer="", answer_rendered="")


def become_feedback(question, feedback, *, actor):
    """Note what a question of a held session became. What was never let in is seen from now on."""
    Question.objects.filter(pk=question.pk).update(feedback=feedback)
    if question.state in UNANSWERED:
        move_question(question, State.LATER, actor=actor)


def turn_down(question, *, actor):
    """Leave a question out that nobody answered; whether this call did it."""
    if not unanswered(question.event).filter(pk=question.pk).exists():
        return False
    return move_question(question, State.DECLINED, actor=actor)


def seen_feedback(user, items):
    """The keys of those of these items that this reader may see: public ones, and those of his private
    groups."""
    keys = {item.pk for item in items if item is not None}
    if not keys:
        return set()
    rows = Feedback.objects.filter(pk__in=keys)
    if user.is_authenticated:
        return set(rows.shared_with(user).values_list("pk", flat=True))
    return set(rows.public().values_list("pk", flat=True))
