"""The shared part of a session's pages: the same for everybody who may see the session, kept in memory under the
session, its version and the language. Nothing of the one who reads is in it.

Its address is asked for by everybody every few seconds. An answer costs one tiny query; neither the session of the
browser nor the member is read where everybody may know of the session.
"""

from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from time import monotonic
from zlib import crc32
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from community.fragments import kept_for
from community.models import InterestGroup
from community.posts.polls import standing_of
from events.live.models import Question, SessionPoll, State
from events.live.models.question import OPEN
from events.live.permissions import is_public
from events.models import AgendaItem, Event

# What it is rendered with, and how many questions it shows.
PARTS = {"live": ("live/_now.html", 40), "screen": ("live/_screen.html", 5)}
ANSWERED_SHOWN = 20
# Seconds. With the longest pause between two asks (static/js/live.js) a change is still seen within five.
STANDS = 1.0
DRAWING = [Lock() for _n in range(16)]


@dataclass(frozen=True)
class Pulse:
    """What must be known of a session to answer whether something is new."""

    version: int
    is_public: bool


def pulse_of(pk):
    """The Pulse of a session, or None. Past the ORM, as community.page_cache.version does it: its building of this one
    statement would cost as much as the rest of the answer."""
    event, group = Event._meta.db_table, InterestGroup._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT e.live_version, e.state, e.audience, g.is_private, g.is_active FROM {event} e"
            f" LEFT JOIN {group} g ON g.id = e.group_id WHERE e.id = %s",
            [pk],
        )
        row = cursor.fetchone()
    return Pulse(row[0], is_public(*row[1:])) if row else None


@dataclass(frozen=True)
class Kept:
    """A shared part as it was drawn, of which version, and when."""

    version: int
    html: str
    at: float


def shared_part(pk, version, language, part, *, known=0):
    """The shared part as something Kept; `version` is the one that stands, read before, `known` the one that the asker
    has.

    While one thread draws, the others of this process wait for it. What was drawn less than STANDS ago is given even
    though something has changed since, unless the asker has seen newer: when hundreds vote at once, each vote is a
    version of its own, and drawing all of them would take the whole machine.
    """
    name = f"live:{pk}:{language}:{part}"
    kept = caches["fragments"].get(name)
    if is_good(kept, version, known):
        return kept
    with DRAWING[crc32(name.encode()) % len(DRAWING)]:
        kept = caches["fragments"].get(name)
        if not is_good(kept, version, known):
            kept = Kept(version, render_part(pk, language, part), monotonic())
            caches["fragments"].set(name, kept)
    return kept


def is_good(kept, version, known):
    if kept is None:
        return False
    return kept.version >= version or (kept.version >= min(known, version) and monotonic() - kept.at < STANDS)


def render_part(pk, language, part):
    template, limit = PARTS[part]
    event = Event.objects.get(pk=pk)
    with translation.override(language):
        return draw(event, template, show(event, limit))


def draw(event, template, context):
    """A part with its times by the clock that the session was planned by, for all alike."""
    with timezone.override(ZoneInfo(event.zone)):
        if template == PARTS["live"][0]:
            for question in context["questions"]:
                question.row = row_of(question, event)
        return mark_safe(squeeze(render_to_string(template, context)))


def row_of(question, event):
    """A row of the live page, kept in memory under all that it shows: a vote changes one of them."""
    voice = getattr(question, "voice", "")
    name = question.author and question.author.name
    shown = (question.pk, question.text, question.state, question.vote_count, question.is_nameless, name)
    context = {"question": question, "event": event}
    return kept_for(
        None,
        lambda: mark_safe(squeeze(render_to_string("live/_row.html", context))),
        *("live-row", get_language(), event.pk, event.is_coming, voice, *shown),
    )


def squeeze(html):
    """Without the blanks that templates leave: hundreds fetch it each time somebody votes."""
    lines = (line.strip() for line in html.splitlines())
    return "\n".join(line for line in lines if line)


def show(event, limit):
    """All that the shared part shows."""
    questions = list(Question.objects.filter(event=event).open().most_wanted().for_rows()[: limit + 1])
    now = next((question for question in questions if question.state == State.NOW and event.is_live), None)
    if now is None and event.is_live:
        now = Question.objects.filter(event=event, state=State.NOW).shown().for_rows().first()
    rows = Question.objects.filter(event=event).order_by("pk")
    standing = list(rows.values_list("pk", "state", "merged_into", "hidden_at"))
    waiting = [question for question in questions if question != now][:limit]
    answered = Question.objects.filter(event=event, state=State.ANSWERED).shown().order_by("-answered_at", "-pk")
    return {
        "event": event,
        "now": now,
        "questions": waiting,
        "more": max(0, sum(map(is_open, standing)) - len(waiting) - bool(now)),
        "answered": list(answered.for_rows()[:ANSWERED_SHOWN]),
        "polls": figures_of(SessionPoll.objects.filter(event=event).shown()),
        "own_key": own_key(event, standing),
        **course_of(event),
    }


def figures_of(session_polls):
    """Polls with what everybody may see of their figures."""
    nobody = AnonymousUser()
    rows = list(session_polls.select_related("poll"))
    for row in rows:
        row.standing = standing_of(row.poll, nobody, url="", may_vote=False)
    return rows


def course_of(event):
    """The agenda with what is on, what comes next, and until when it was planned."""
    agenda = list(AgendaItem.objects.filter(event=event).in_order())
    places = {item.pk: place for place, item in enumerate(agenda)}
    place = places.get(event.current_item_id)
    current = None if place is None else agenda[place]
    if current:
        current.until = event.current_since + timedelta(minutes=current.minutes)
    following = agenda[(0 if place is None else place + 1) :]
    return {
        "agenda": agenda,
        "current": current,
        "next": next((item for item in following if item.begun_at is None), None),
    }


def own_key(event, standing):
    """A number that changes with whatever the part of one reader may show of his own: how far questions are, which
    polls run. Votes are not among it, so that a flood of them does not make everybody load his own part."""
    polls = SessionPoll.objects.filter(event=event).running().values_list("pk", flat=True)
    return crc32(repr((event.state, standing, list(polls))).encode())


def is_open(row):
    _pk, state, merged_into, hidden_at = row
    return state in OPEN and not merged_into and not hidden_at
