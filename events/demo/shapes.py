"""What the sessions of a demo are written in; the builders turn it into rows."""

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True)
class Point:
    """One item of an agenda. `item` is the title of demo feedback, linked where it was there by then; `why` what the
    machine proposes it for; `answer` what was said to it."""

    title: str
    minutes: int
    item: str = ""
    why: str = ""
    answer: str = ""
    speaker: str = ""


@dataclass(frozen=True)
class Asked:
    """One question. `by` is a name, "" for one without a name, "*" for one of the guests. It was answered, in these
    words or in the room, unless `state` says otherwise; one with `into` was merged into that question of the list.
    `became` is the title of demo feedback that was made of it."""

    text: str
    by: str = "*"
    votes: int = 4
    answer: str = ""
    state: str = "answered"
    into: int | None = None
    became: str = ""


@dataclass(frozen=True)
class Promised:
    """One promise, due so many `days` after the session; `done` after so many, None for one that is open. `about` is
    the number of an agenda item; a `dropped` one says why in its note."""

    text: str
    owner: str
    days: int
    done: int | None
    note: str = ""
    about: int | None = None
    dropped: bool = False


@dataclass(frozen=True)
class Session:
    """One session. `share` of those who could come register; `fits` is how many the place holds."""

    title: str
    title_en: str
    text: str
    word: str = ""
    agenda: tuple = ()
    asked: tuple = ()
    promised: tuple = ()
    summary: str = ""
    remarks: tuple = ()  # (score, words)
    share: float = 0.3
    fits: int = 120
    place: str = ""
    host: str = ""
    recorded: bool = True
    poll: tuple = ()  # question, ((option, ballots), …)


@dataclass(frozen=True)
class Cycle:
    """A series that comes on the `nth` (-1: the last) `weekday` (0: Monday) of a month. Until the feedback with the
    title `moved_by` was settled its sessions began at `once_at`."""

    title: str
    title_en: str
    text: str
    text_en: str
    weekday: int
    nth: int
    at: time
    minutes: int
    place: str
    link: str
    host: str
    responsible: str
    moved_by: str = ""
    once_at: time | None = None


@dataclass(frozen=True)
class Single:
    """A session outside of the series, `days` before now (less than nothing: ahead) at `at`. `state` is what it is
    now; `group` the slug of the group that it is for, or empty."""

    session: Session
    kind: str
    days: int
    at: time
    minutes: int
    state: str
    group: str = ""
    responsible: str = ""
    reason: str = ""
