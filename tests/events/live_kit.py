"""Sessions that run, with agenda, questions and polls, through the verbs of the product."""

import pytest

from events.actions import begin_event
from events.live import actions
from events.models import AgendaItem, Event
from tests.factories import make_event, make_group, numbers


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """What changes is drawn anew at once. Import it where tests ask for news right behind a change."""
    monkeypatch.setattr("events.live.shared.STANDS", 0)


def make_live(host, **fields):
    """A session that has begun."""
    event = make_event(host, **fields)
    begin_event(event, actor=host)
    return event


def make_question(event, author, text="", **options):
    text = text or f"Will stall {next(numbers)} sell bread on Sundays?"
    question, _created = actions.ask_question(event, actor=author, text=text, **options)
    return question


def make_item(event, title="", minutes=20, **fields):
    place = event.agenda.count() + 1
    return AgendaItem.objects.create(
        event=event, position=place, title=title or f"Item {place}", minutes=minutes, **fields
    )


def make_poll(event, host, *, opened=True, options=("Tea", "Coffee"), question="What do we drink?", **held):
    poll = actions.write_session_poll(event, actor=host, question=question, options=list(options), **held)
    if opened:
        actions.open_session_poll(poll, actor=host)
        poll.refresh_from_db()
    return poll


def make_private(host, *members, **fields):
    """A session of a private group of the host and these members."""
    from tests.factories import join

    group = make_group(is_private=True, policy="invitation")
    join(group, host, *members)
    return make_live(host, audience=Event.Audience.GROUP, group=group, **fields)


def fresh(row):
    return type(row).objects.get(pk=row.pk)
