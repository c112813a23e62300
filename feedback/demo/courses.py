"""Drafts of items with true times, and the replay that turns a course into the state and the log of an item."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from community.markdown import plain_excerpt, render_markdown
from community.text import guess_language
from feedback.actions.saying import hash_receipt_code, make_receipt_code
from feedback.actions.triage import SILENT_DAYS
from feedback.models import Feedback, ProgressEntry, Status

Kind = ProgressEntry.Kind
SETTLED = (Status.FIXED, Status.CLOSED, Status.DECLINED)
rendered = lru_cache(maxsize=4000)(render_markdown)


@dataclass(slots=True)
class Event:
    moment: datetime
    kind: str
    status: str = ""
    answer: str = ""
    reason: str = ""
    actor_id: int | None = None
    note_id: int | None = None


@dataclass(slots=True)
class Draft:
    """All that will be written of one item. `comments` hold (moment, member id, text), `ratings` (moment,
    member id or None for the receipt, score, remark), `voters` member ids."""

    title: str
    text: str
    author_id: int | None
    category: object
    channel: object
    created_at: datetime
    group_id: int | None = None
    is_for_group: bool = False
    severity: int | None = None
    owner_id: int | None = None
    voters: list = field(default_factory=list)
    events: list = field(default_factory=list)
    comments: list = field(default_factory=list)
    ratings: list = field(default_factory=list)
    source: str = ""
    why: str = ""
    mood: str = ""
    is_alarming: bool | None = None


def settled_at(entries, now):
    """When votes on it ended: the first step out of the open statuses, or `now`."""
    return min((entry.created_at for entry in entries if entry.new_status in SETTLED), default=now)


def replay(draft, now):
    """(Feedback, [ProgressEntry]) of one draft: every step in turn under the rules of the verbs, then the
    closing after silence, so that nothing is left for the nightly jobs to do."""
    item = Feedback(
        title=draft.title,
        text=draft.text,
        excerpt=plain_excerpt(draft.text, 80),
        language=guess_language(draft.text),
        author_id=draft.author_id,
        is_anonymous=draft.author_id is None,
        receipt_hash="" if draft.author_id else hash_receipt_code(make_receipt_code()),
        category=draft.category,
        group_id=draft.group_id,
        channel=draft.channel,
        severity=draft.severity,
        owner_id=draft.owner_id,
        status=Status.NEW,
        vote_count=len(draft.voters),
        comment_count=len(draft.comments),
        visibility=visibility_of(draft),
        rating_sum=sum(score for _m, _w, score, _r in draft.ratings),
        rating_count=len(draft.ratings),
        hot=Feedback.heat(len(draft.voters), len(draft.comments), draft.created_at),
        created_at=draft.created_at,
        received_at=draft.created_at,
        changed_at=draft.created_at,
        # The worker need not look for look-alikes in the past; some are shown, see demo/alike.py.
        compared_at=draft.created_at,
    )
    received = Event(draft.created_at, Kind.RECEIVED, Status.NEW, actor_id=draft.author_id)
    entries = [entry_of(item, received, "", Status.NEW)]
    for event in sorted(draft.events, key=lambda event: event.moment):
        if event.moment <= now:
            entries.append(take_step(item, event))
    silent_until = item.changed_at + timedelta(days=SILENT_DAYS)
    if item.status in (Status.FIXED, Status.NEEDS_INFO) and silent_until <= now:
        entries.append(take_step(item, Event(silent_until, Kind.STATUS, Status.CLOSED)))
    return item, entries


def visibility_of(draft):
    if draft.why:
        return Feedback.Visibility.PENDING
    return Feedback.Visibility.GROUP if draft.is_for_group else Feedback.Visibility.PUBLIC


def take_step(item, event):
    """Move `item` by one event and return its entry. A move the rules refuse is a mistake in the demo's words."""
    old = Status(item.status)
    new = Status(event.status) if event.status else old
    if event.kind == Kind.ANSWER and event.answer and old == new == Status.NEW:
        new = Status.UNDER_REVIEW
    if event.kind == Kind.FIX and old in (Status.FIXED, Status.CLOSED):
        new = old
    if new != old:
        if new not in Feedback.MOVES[old] and event.kind != Kind.FIX:
            raise ValueError(f"{item.title}: {old} cannot go to {new}")
        item.status = new
        item.decline_reason = event.reason if new == Status.DECLINED else ""
        if new == Status.FIXED:
            item.fixed_at = event.moment
        elif event.kind == Kind.REOPENED:
            item.fixed_at = None
        if event.kind == Kind.AGAIN:
            item.asked_again_at = event.moment
        item.closed_at = event.moment if new in (Status.CLOSED, Status.DECLINED) else None
    if event.kind == Kind.FIX or (event.answer and event.kind == Kind.ANSWER):
        item.last_answer_at = event.moment
        item.answered_at = item.answered_at or event.moment
    if event.kind != Kind.NOTE:
        item.changed_at = event.moment
    return entry_of(item, event, old if new != old else "", new if new != old else "")


def entry_of(item, event, old, new):
    """The log's row, born announced: nobody is mailed about the past."""
    return ProgressEntry(
        feedback=item,
        kind=event.kind,
        old_status=old,
        new_status=new,
        text=event.answer,
        rendered=str(rendered(event.answer)) if event.answer else "",
        actor_id=event.actor_id,
        fix_note_id=event.note_id,
        is_public=event.kind != Kind.NOTE,
        created_at=event.moment,
        announced_at=event.moment,
    )
