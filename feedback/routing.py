"""Which rules fit, and what would come of them. Pure: nothing here reads or writes the database, so that rules can be
tried on a text or on old items before anybody saves them.
"""

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

from community.search import LETTER, PAIRED, fold

# A word of a script with blanks begins and ends where no further letter, digit or _ of such a script stands.
WORDLIKE = rf"[^\W{PAIRED}]"


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules look at. `alarms` are (reason, words) as they were read, `author_is` the values of AuthorIs that are
    true, `hears` whether anybody would read an automatic answer."""

    text: str = ""
    language: str = ""
    channel: object = None
    category: object = None
    group_id: int | None = None
    severity: int | None = None
    mood: str = ""
    alarms: tuple = ()
    author_is: frozenset = frozenset()
    team: object = None
    owner: object = None
    hears: bool = False
    # What rules before did already; both happen once.
    is_told: bool = False
    is_answered: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that fitted: `matches` are dicts with `what`, `value` and `words`; `changes` {field: (before, after)} as
    rows and numbers; `tells` and `reply` (a template or None) are what happens besides."""

    rule: object
    matches: list
    changes: dict = field(default_factory=dict)
    tells: bool = False
    reply: object = None

    @property
    def effects(self):
        """What it does as its row keeps it: {name: [before, after]} in plain JSON, people and things by name."""
        effects = {name: [in_json(before), in_json(after)] for name, (before, after) in self.changes.items()}
        if self.tells:
            effects["tells_duty"] = [False, True]
        if self.reply:
            effects["reply"] = [None, str(self.reply)]
        return effects


def in_json(value):
    return value if value is None or isinstance(value, int) else str(value)


def route(rules, facts):
    """[Hit] of these rules, in their order, each seeing what those before it did."""
    hits = []
    for rule in rules:
        matches = fits(rule, facts)
        if matches is None:
            continue
        hit = hit_of(rule, matches, facts)
        hits.append(hit)
        after = {name: new for name, (_old, new) in hit.changes.items()}
        facts = replace(
            facts, **after, is_told=facts.is_told or hit.tells, is_answered=facts.is_answered or bool(hit.reply)
        )
        if rule.stops:
            break
    return hits


# --- conditions -----------------------------------------------------------------------------------------------


def fits(rule, facts):
    """[match] of every condition of a rule, or None when one of them does not fit. A rule without any fits nothing."""
    matches = []
    for what in ("channel", "category", "group", "severity", "mood", "language", "author_is", "alarms", "words"):
        if getattr(rule, "group_id" if what == "group" else what):
            found = MATCHERS[what](rule, facts)
            if found is None:
                return None
            matches += [{"what": what, **match} for match in found]
    return matches or None


def same(name):
    """A matcher of a value that must be the same."""

    def match(rule, facts):
        value = getattr(rule, name)
        return [{"value": in_json(value)}] if getattr(facts, name) == value else None

    return match


def match_group(rule, facts):
    return [{"value": str(rule.group)}] if facts.group_id == rule.group_id else None


def match_author(rule, facts):
    return [{"value": str(rule.author_is)}] if rule.author_is in facts.author_is else None


def match_alarms(rule, facts):
    wanted = {str(reason) for reason in rule.reasons}
    return [{"value": reason, "words": list(words)} for reason, words in facts.alarms if reason in wanted] or None


def match_words(rule, facts):
    words = find_words(rule.lines, facts.text)
    return [{"words": words}] if words else None


MATCHERS = {
    "channel": same("channel"),
    "category": same("category"),
    "group": match_group,
    "severity": same("severity"),
    "mood": same("mood"),
    "language": same("language"),
    "author_is": match_author,
    "alarms": match_alarms,
    "words": match_words,
}


def find_words(lines, text):
    """Pieces of `text`, as written there, that one of the lines names; each once, in the order of the lines.

    Case and width do not matter. What holds a letter of a script without blanks is found anywhere, all else as whole
    words.
    """
    folded, found = fold_in_place(text), {}
    for line in lines:
        place = find_line(" ".join(fold(line).split()), folded)
        if place:
            found[text[place[0] : place[1]]] = None
    return list(found)


def find_line(line, folded):
    """(start, end) of the first place of a folded line in a folded text, or None."""
    if not line:
        return None
    if LETTER.search(line):
        start = folded.find(line)
        return (start, start + len(line)) if start >= 0 else None
    place = word_pattern(line).search(folded)
    return place.span() if place else None


@lru_cache(maxsize=1024)
def word_pattern(line):
    before = rf"(?<!{WORDLIKE})" if re.match(WORDLIKE, line[0]) else ""
    after = rf"(?!{WORDLIKE})" if re.match(WORDLIKE, line[-1]) else ""
    return re.compile(before + r"\s+".join(re.escape(word) for word in line.split(" ")) + after)


@lru_cache(maxsize=16)
def fold_in_place(text):
    """A text folded letter by letter, so that places in it are places in the text itself."""
    return "".join(one if len(one := fold_letter(letter)) == 1 else letter for letter in text)


fold_letter = lru_cache(maxsize=8192)(fold)


# --- effects --------------------------------------------------------------------------------------------------


def hit_of(rule, matches, facts):
    """What a fitting rule does to an item with these facts: people's choices stay, a severity only rises."""
    changes = {}
    if rule.set_severity and (facts.severity is None or rule.set_severity < facts.severity):
        changes["severity"] = (facts.severity, rule.set_severity)
    if rule.set_category and facts.category is None:
        changes["category"] = (None, rule.set_category)
    if rule.set_team and facts.team is None:
        changes["team"] = (None, rule.set_team)
    if rule.set_owner and facts.owner is None and rule.set_owner.is_active and rule.set_owner.is_staff:
        changes["owner"] = (None, rule.set_owner)
    fitting = rule.reply and rule.reply.is_active and rule.reply.language == facts.language
    replies = fitting and facts.hears and not facts.is_answered
    return Hit(
        rule,
        matches,
        changes,
        tells=rule.tells_duty and not facts.is_told,
        reply=rule.reply if replies else None,
    )
