"""What the builders of the sessions of a demo share."""

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from types import ModuleType

from community.markdown import render_markdown
from community.models import Member, Membership
from events.demo.shapes import Session
from events.models import Event
from feedback.demo.cast import Cast
from feedback.demo.presence import Stay
from feedback.models import Feedback


@dataclass
class Held:
    """A session, its words, and the rows that were made of it so far."""

    words: Session
    event: Event
    agenda: list = field(default_factory=list)
    registrations: list = field(default_factory=list)
    questions: list = field(default_factory=list)
    promises: list = field(default_factory=list)
    minutes: object = None

    @property
    def hosts(self):
        return {self.event.host_id, self.event.responsible_id}

    @property
    def came(self):
        """Who was there, as registrations."""
        return [row for row in self.registrations if row.checked_in_at]


@dataclass
class Stage:
    words: ModuleType
    cast: Cast
    now: object
    rng: Random
    joined: dict  # member id -> since when
    joined_group: dict  # group id -> {member id: since when}
    items: dict  # title -> the feedback that was there first

    def id_of(self, name):
        return self.cast.by_name[name] if name else None

    def item(self, title, event):
        """The feedback with this title, if it was there before a session and all who see the session may read it."""
        item = self.items.get(title)
        if item is None or item.created_at > min(event.starts_at, self.now):
            return None
        return item if item.is_public or item.group_id == event.group_id else None

    def could_come(self, event):
        """Who could have taken a seat while it was to be had, besides those who run it."""
        since = (
            self.joined_group[event.group_id] if event.group_id else {pk: self.joined[pk] for pk in self.cast.voices}
        )
        always, latest = Stay(self.now - timedelta(days=3650)), min(event.starts_at, self.now)
        begins = event.published_at + (latest - event.published_at) / 2
        return [
            pk
            for pk, at in since.items()
            if at < begins
            and self.cast.stays.get(pk, always).holds(latest)
            and pk not in (event.host_id, event.responsible_id)
        ]

    def between(self, start, end, bias=1.0):
        """A moment between two, early ones likelier with a larger bias."""
        return start + (end - start) * self.rng.random() ** bias


def set_stage(words, cast, now, seed):
    groups = {}
    for group, member, at in Membership.objects.values_list("group", "member", "joined_at").order_by("pk"):
        groups.setdefault(group, {})[member] = at
    titles, items = titles_in(words), {}
    for item in Feedback.objects.filter(title__in=titles, merged_into=None).order_by("pk"):
        items.setdefault(item.title, item)
    joined = dict(Member.objects.order_by("pk").values_list("pk", "joined_at"))
    return Stage(words, cast, now, Random(f"sessions {seed}"), joined, groups, items)


def all_words(words):
    return [words.NEXT, *words.PAST, *(single.session for single in words.OTHERS)]


def titles_in(words):
    titles = {words.CYCLE.moved_by} - {""}
    for session in all_words(words):
        titles |= {point.item for point in session.agenda if point.item}
        titles |= {asked.became for asked in session.asked if asked.became}
    return titles


def names_in(session):
    """Who is named in the words of a session: they were there."""
    names = [point.speaker for point in session.agenda] + [promise.owner for promise in session.promised]
    names += [asked.by for asked in session.asked if asked.by != "*"]
    return list(dict.fromkeys(name for name in names if name))


def rendered(text, top=2):
    return str(render_markdown(text, top=top)) if text else ""
