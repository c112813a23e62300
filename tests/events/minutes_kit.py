"""Sessions that are over, with what was asked and promised there."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from events import actions as sessions
from events.live.models import Question
from events.minutes import actions
from events.minutes.models import ActionItem
from events.models import AgendaItem, Event
from tests.factories import move_event, take_seats

numbers = count(1)
WORDS = "We shall see."


def over(event, *guests):
    """Let a session that was published take place, with these guests; it began a day ago."""
    take_seats(event, *guests)
    move_event(event, starts_in=timedelta(minutes=30))
    for guest in guests:
        sessions.check_in(event, guest, way="word")
    sessions.begin_event(event, actor=None)
    sessions.finish_event(event, actor=None)
    return move_event(event, starts_in=timedelta(days=-1))


def ask(event, author=None, text="", **fields):
    """A question that was let in, of nobody without an author."""
    fields = {"state": "approved", "is_nameless": author is None} | fields
    question = Question.objects.create(
        event=event, author=author, text=text or f"Why is the queue so long, number {next(numbers)}?", **fields
    )
    rows = Question.objects.filter(event=event).shown()
    Event.objects.filter(pk=event.pk).update(question_count=rows.count())
    return question


def put_on_agenda(event, title="", **fields):
    position = AgendaItem.objects.filter(event=event).count()
    title = title or f"Point {next(numbers)}"
    return AgendaItem.objects.create(event=event, position=position, title=title, **fields)


def promise(event, owner=None, *, actor, days=10, fields=None, **words):
    """What was promised in a session; `fields` are set past the verbs."""
    words = {"text": f"New signs, number {next(numbers)}"} | words
    due_on = timezone.localdate() + timedelta(days=days)
    made = actions.add_promise(event, actor=actor, owner=owner, due_on=due_on, **words)
    if fields:
        ActionItem.objects.filter(pk=made.pk).update(**fields)
        made.refresh_from_db()
    return made


def publish(event, *, actor):
    actions.publish_minutes(event, actor=actor, leaves=True)


def promise_counts(event):
    """(promised, kept) as counted on the row; they are those of the rows."""
    event.refresh_from_db()
    rows = ActionItem.objects.filter(event=event)
    assert event.promise_count == rows.count()
    assert event.kept_count == rows.kept().count()
    return event.promise_count, event.kept_count


def form_of(page):
    """{name: value} of the fields of the form of minutes, as a browser would send them back."""
    form, promise_form = page.context["form"], page.context["promise_form"]
    fields = {field.html_name: field.value() for field in [*form, *promise_form]}
    return {name: "" if value is None else value for name, value in fields.items()}
