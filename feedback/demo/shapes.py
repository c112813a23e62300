"""What a demo community is written in; the builder turns it into rows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    name: str
    mailbox: str
    role: str = "member"
    job_title: str = ""
    bio: str = ""
    language: str = "zh-hans"


@dataclass(frozen=True)
class Group:
    slug: str
    name: str
    description: str
    hue: int
    hosts: tuple = ()


@dataclass(frozen=True)
class Item:
    """One thing said: `age` in days before now; `author` a name, None for anonymous.

    `course` holds (days after, status or "" for words alone, answer[, decline reason]), where the status "again" is
    the author who asks to look again; the fix that a note brings and the closing after silence are not written here,
    the builder adds them. `source` is where staff had it from who entered it, `why` what it waits for approval for.
    """

    title: str
    text: str
    author: str | None
    category: str
    age: float
    votes: int = 0
    channel: str = "board"
    group: str = ""
    severity: int | None = 3
    owner: str = ""
    course: tuple = ()
    comments: tuple = ()
    source: str = ""
    why: str = ""


@dataclass(frozen=True)
class Fix:
    """One fix note; `items` are titles, `scores` (name or None for the receipt, score, remark) per title."""

    title: str
    age: float
    you_said: str
    text: str
    items: tuple
    done_by: str
    author: str = "周岚"
    before: tuple = ("", "")  # caption, figure
    after: tuple = ("", "")
    picture: str = ""
    scores: tuple = ()


@dataclass(frozen=True)
class Asked:
    """A poll: (option, ballots) in order; `closes_in` days from now, less than nothing for one that is over."""

    options: tuple
    closes_in: float
    results: str = "voted"
    is_anonymous: bool = True
    max_choices: int = 1


@dataclass(frozen=True)
class Said:
    """One post: `replies` hold (author, text), and as the third 1 for an answer to the reply before it or "accepted";
    `reactions` which kind most chose, and how many there are."""

    title: str
    text: str
    author: str
    age: float
    kind: str = "share"
    group: str = ""
    poll: Asked | None = None
    pinned: bool = False
    replies: tuple = ()
    reactions: tuple = ("like", 0)
