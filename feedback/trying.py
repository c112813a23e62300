"""Rules tried before they are saved: on a text somebody types, and on what came in lately. Writes nothing."""

from collections import Counter
from dataclasses import dataclass, field

from community.models import Community, Member
from community.text import guess_language
from feedback.actions.reading import read_text
from feedback.actions.routing import AuthorIs, facts_of
from feedback.explaining import conditions_in_words, effects_in_words
from feedback.models import Feedback, RoutingRule
from feedback.routing import Facts, fits, route

LATEST = 200


@dataclass
class Trial:
    """One rule on a text: whether it hits, why, and what it does; `is_this` marks the one that is being edited."""

    rule: object
    why: list
    done: list
    is_this: bool = False


def rules_with(rule):
    """The rules in force as they would be with this one, unsaved as it is, in its place."""
    others = [other for other in RoutingRule.objects.in_force() if other.pk != rule.pk]
    rules = [*others, *([rule] if rule.is_active else [])]
    # As the database would order them: a new one comes last among equals.
    return sorted(rules, key=lambda one: (one.position, one.pk is None, one.pk or 0))


def try_text(rule, text, *, channel=None, category=None):
    """(reading, [Trial]) of a text that somebody might say by this channel; the reading is None where the machine
    failed."""
    reading = read_text(text)
    facts = Facts(
        text=text,
        language=guess_language(text),
        channel=channel,
        category=category,
        mood=reading.mood if reading else "",
        alarms=tuple((alarm["reason"], tuple(alarm["words"])) for alarm in (reading.alarms if reading else [])),
        hears=True,
    )
    hits = route(rules_with(rule), facts)
    return reading, [
        Trial(hit.rule, conditions_in_words(hit.matches), effects_in_words(hit.effects), hit.rule is rule)
        for hit in hits
    ]


@dataclass
class Sample:
    """What a rule makes of the latest items: those that fit, each with `why`, and how many were looked at."""

    looked_at: int
    fitting: list = field(default_factory=list)

    @property
    def percent(self):
        return round(100 * len(self.fitting) / self.looked_at) if self.looked_at else 0


def try_latest(rule):
    """Which of the latest items this rule alone would fit, whatever the others do; four queries at most. An item is
    judged as it stands now, but for its team and owner, so one that was sorted since may fit better or worse."""
    related = ("channel", "category", "group", "reading")
    items = list(Feedback.objects.kept().select_related(*related).order_by("-pk")[:LATEST])
    new = newcomers(items) if rule.author_is == AuthorIs.NEWCOMER else set()
    sample = Sample(len(items))
    for item in items:
        kinds = {AuthorIs.ANONYMOUS.value} if item.is_anonymous else set()
        if item.author_id in new:
            kinds.add(AuthorIs.NEWCOMER.value)
        item.team = item.owner = None
        matches = fits(rule, facts_of(item, getattr(item, "reading", None), author_is=frozenset(kinds)))
        if matches is not None:
            item.why = conditions_in_words(matches)
            sample.fitting.append(item)
    return sample


def newcomers(items):
    """Keys of those authors of these items who were new here when they said them."""
    community = Community.get()
    authors = {item.author_id for item in items if item.author_id}
    joined = dict(Member.objects.filter(pk__in=authors).values_list("pk", "joined_at"))
    said = Counter()
    rows = Feedback.objects.public().filter(author__in=authors).order_by().values_list("author")
    said.update(author for (author,) in rows[: LATEST * 50])
    return {
        item.author_id
        for item in items
        if item.author_id
        and (
            (item.created_at - joined[item.author_id]).days < community.new_until_days
            or said[item.author_id] <= community.new_until_items
        )
    }
