"""What a demo community is written in; the builder turns it into rows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType

from django.utils import timezone


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
    policy: str = "open"
    is_private: bool = False
    # Names of all who belong to it besides the hosts; without them, some of the quiet neighbours and others.
    members: tuple | None = None


@dataclass(frozen=True)
class Item:
    """One thing said: `age` in days before now; `author` a name, None for anonymous.

    `course` holds (days after, status or "" for words alone, answer[, decline reason]), where the status "again" is
    the author who asks to look again and "note" a word among the team; the fix that a note brings and the closing after silence are not written here,
    the builder adds them. `source` is where staff had it from who entered it, `why` what it waits for approval for.
    `mood` is what a person reads in it and `is_alarming` whether that person says it cannot wait: where the machine read
    something else, the owner corrected it. Without them, some is corrected by chance.
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
    mood: str = ""
    is_alarming: bool | None = None


@dataclass(frozen=True)
class Fix:
    """One fix note; `items` are titles, `scores` (name or None for the receipt, score, remark) per title."""

    title: str
    age: float
    you_said: str
    text: str
    items: tuple
    done_by: str
    author: str
    before: tuple = ("", "")  # caption, figure
    after: tuple = ("", "")
    picture: str = ""  # name of a scene
    scores: tuple = ()


@dataclass(frozen=True)
class Teamwork:
    """Who looks after what, and what they promise; people, teams and categories by name or slug."""

    teams: list  # (name, name in English, lead, categories, members, whether it takes the rest)
    shifts: list  # (team, member, weekdays, begins, ends)
    policies: dict  # severity -> (hours to the first answer, hours to the resolution)
    office: tuple  # name and hours of the working calendar
    office_policies: list = field(default_factory=list)  # (category, severity, hours, hours) by that calendar
    absences: list = field(default_factory=list)  # (member, days ago, days from now, note)
    views: list = field(default_factory=list)  # (member, name, query)


@dataclass(frozen=True)
class Rhythm:
    """When people speak up: how likely each weekday and each hour of the day is, from 0 to 1."""

    weekdays: tuple
    hours: tuple

    def keeps(self, moment, rng):
        """Whether something is said at this moment, by chance."""
        local = timezone.localtime(moment)
        return rng.random() < self.weekdays[local.weekday()] * self.hours[local.hour]


@dataclass(frozen=True)
class Phrases:
    """Parts of sentences from which any number of items are made."""

    weights: dict  # category -> how often
    things: dict  # category -> (things, what is wrong with them)
    places: list
    when: list
    titles: tuple  # three patterns of {thing}, {trouble} and {place}
    sentence: str  # the same, with {when}
    feelings: list
    wishes: list
    english: dict  # as things
    english_rest: list
    first: list  # first answers
    plans: list
    done: list
    no: list  # (answer, reason) of what is declined
    asks: list
    remarks: list  # with a rating
    echoes: list  # comments


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


@dataclass(frozen=True)
class Reported:
    """A comment that was reported: by whom, in which words, how many days ago, and who reported it why.

    `reports` are (name, reason, words). Decided ones have an `outcome`, its `reason`, `answer`, who decided, and after
    how many hours; `for_days` is the length of a pause or suspension.
    """

    author: str
    text: str
    days_ago: float
    reports: tuple
    outcome: str = ""
    reason: str = ""
    answer: str = ""
    by: str = ""
    hours: float = 0
    for_days: int = 0


@dataclass(frozen=True)
class Notice:
    """Published at `hour` so many `days` ago, or planned for then where that lies ahead (below zero); `draft` where it
    is only meant for then. `audience` is "all", "group:" and the slug of one, "segment:" and its word, or "saved".
    `pinned` is in days from now."""

    title: str
    text: str
    author: str
    days: int
    hour: int
    audience: str = "all"
    pinned: int = 0
    title_en: str = ""
    text_en: str = ""
    withdrawn: bool = False
    draft: bool = False


@dataclass(frozen=True)
class Story:
    """All that is written of one demo community; one package each, which collects it in its `__init__`.

    What has a default may be missing: that part is then not written. A further part is a field here with an empty
    default, and one call in `builder.build`.
    """

    community: dict  # fields of Community
    categories: list  # (slug, name, name in English); "other" is there from the start
    people: list
    neighbour_names: Callable  # number -> that many distinct names of members who vote and seldom speak, or fewer
    owners: dict  # category -> who answers for it unless an item says otherwise
    groups: list
    items: list
    fixes: list  # the newest first
    phrases: Phrases
    scenes: dict = field(default_factory=dict)  # name -> what draws it, see drawing.picture_pair
    publishing: dict = field(default_factory=dict)  # channel -> what waits for approval there
    waiting: list = field(default_factory=list)  # items that wait when the demo begins
    newcomers: list = field(default_factory=list)  # of whom nothing is published yet
    merged: list = field(default_factory=list)  # (title, title of the one that speaks for it)
    community_rules: list = field(default_factory=list)  # (days ago, text, in English, what changed, in English)
    replies: list = field(default_factory=list)  # (title, category or "", language, status or "", text)
    routing_rules: list = field(default_factory=list)  # (name, when, then)
    teams: Teamwork | None = None
    rhythm: Rhythm | None = None
    # Modules of words, each with the names that the part's builder reads.
    group_life: ModuleType | None = None
    profiles: ModuleType | None = None
    care: ModuleType | None = None
    talk: ModuleType | None = None
    announcements: ModuleType | None = None
    testing: ModuleType | None = None
    training: ModuleType | None = None
    corners: ModuleType | None = None
    shop: ModuleType | None = None
    team_hours: tuple = (8, 22)  # from when to when the team answers what can wait

    @property
    def written(self):
        """All items written by hand."""
        return [*self.items, *self.waiting]
