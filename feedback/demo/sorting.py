"""What the machine read in demo items, what rules did to them, and what the team said of both."""

import random
from datetime import timedelta
from functools import lru_cache

from community.text import guess_language
from feedback.actions.reading import read_text
from feedback.categories import text_of
from feedback.corrections import Corrections
from feedback.demo.courses import Kind, rendered
from feedback.models import Mood, ProgressEntry, Reading, ReadingDecision, ReplyTemplate, RoutingHit, RoutingRule, Team
from feedback.placeholders import fill
from feedback.routing import Facts, route

What, YES, NO = ReadingDecision.What, ReadingDecision.YES, ReadingDecision.NO
# How many of what was read and done somebody judged, and how many of these the machine had wrong.
JUDGED, WRONG = 0.45, 0.08
# Within how many minutes somebody answers what a rule calls urgent or serious.
FAST = {1: (12, 55), 2: (60, 420)}


def make_rules(story, cast):
    """The rules of the story behind those that are shipped; teams and templates are there."""
    teams = {team.name: team for team in Team.objects.all()}
    templates = {template.title: template for template in ReplyTemplate.objects.all()}
    last = RoutingRule.objects.count()
    for position, (name, when, then) in enumerate(story.routing_rules, last + 1):
        fields = when | then
        if "set_team" in fields:
            fields["set_team"] = teams[fields["set_team"]]
        if "reply" in fields:
            fields["reply"] = templates.get(fields["reply"])
        if "set_category" in fields:
            fields["set_category"] = cast.categories[fields["set_category"]]
        RoutingRule.objects.get_or_create(name=name, defaults=fields | {"position": position})


class Sorter:
    """Reads and routes drafts as they came in; one for a whole demo. Draws its luck from a well of its own."""

    def __init__(self, seed):
        self.rng, self.rules = random.Random(seed), list(RoutingRule.objects.in_force())
        # Many are made of the same parts.
        self.read = lru_cache(maxsize=50_000)(self.read_anew)

    @staticmethod
    def read_anew(text):
        reading = read_text(text, Corrections({}))
        return {name: getattr(reading, name) for name in Reading.READ} if reading else None

    def sort(self, draft):
        """(values of the reading or None, [Hit]) of a draft, whose severity rises with its hits; what rules called
        urgent was answered fast."""
        values = self.read(text_of(draft))
        hits = route(self.rules, self.facts(draft, values))
        severity = min((hit.changes["severity"][1] for hit in hits if "severity" in hit.changes), default=None)
        if severity and (draft.severity is None or severity < draft.severity):
            draft.severity = severity
            if draft.events and severity in FAST and self.rng.random() < 0.93:
                first = min(draft.events, key=lambda event: event.moment)
                soon = draft.created_at + timedelta(minutes=self.rng.uniform(*FAST[severity]))
                first.moment = min(first.moment, soon)
        return values, hits

    @staticmethod
    def facts(draft, values):
        return Facts(
            text=text_of(draft),
            language=guess_language(draft.text),
            channel=draft.channel,
            category=draft.category,
            group_id=draft.group_id,
            mood=values["mood"] if values else "",
            alarms=tuple((alarm["reason"], tuple(alarm["words"])) for alarm in (values["alarms"] if values else [])),
            author_is=frozenset() if draft.author_id else frozenset({"anonymous"}),
            hears=True,
        )

    def apply(self, item, values, hits):
        """Set on a replayed item what was read in it and done to it."""
        if values:
            item.mood, item.is_alarming = values["mood"], bool(values["alarms"])
        for hit in hits:
            if "team" in hit.changes:
                item.team = hit.changes["team"][1]

    def steps(self, item, hits):
        """The log's rows of what rules did, in the moment in which the item came in."""
        steps = []
        for hit in hits:
            row = {"feedback": item, "created_at": item.created_at, "announced_at": item.created_at}
            why = {"why": "rule", "rule": hit.rule.name}
            if hit.changes:
                changes = {name: pair for name, pair in hit.effects.items() if name in hit.changes}
                steps.append(ProgressEntry(kind=Kind.TRIAGE, is_public=False, changes=changes | why, **row))
            if hit.reply:
                text = fill(hit.reply.text, {"number": f"#{item.pk}"})
                steps.append(
                    ProgressEntry(kind=Kind.AUTOMATIC, text=text, rendered=str(rendered(text)), changes=why, **row)
                )
        return steps

    def save(self, sorted_items):
        """Write readings, hits and what people said of them for [(draft, item, values, hits)], all items saved."""
        readings, rows, decisions = [], [], []
        for draft, item, values, hits in sorted_items:
            if values:
                readings.append(Reading(feedback=item, read_at=item.created_at, **values))
                decisions += self.decide(draft, item, values)
            rows += [
                RoutingHit(
                    feedback=item,
                    rule=hit.rule,
                    rule_name=hit.rule.name,
                    conditions=hit.matches,
                    effects=hit.effects,
                    tells_duty=hit.tells,
                    told_at=item.created_at + timedelta(seconds=4) if hit.tells else None,
                    at=item.created_at,
                )
                for hit in hits
            ]
        Reading.objects.bulk_create(readings)
        RoutingHit.objects.bulk_create(rows)
        decisions += [self.verdict(hit) for hit in rows if self.is_judged(hit.feedback)]
        ReadingDecision.objects.bulk_create(decisions)
        corrected = [decision for decision in decisions if decision.what != What.ROUTING and not decision.was_right]
        for decision in corrected:
            is_mood = decision.what == What.MOOD
            name, value = ("mood", decision.chosen) if is_mood else ("is_alarming", decision.chosen == YES)
            type(decision.feedback).objects.filter(pk=decision.feedback_id).update(**{name: value})

    def is_judged(self, item):
        return item.owner_id is not None and item.answered_at is not None and self.rng.random() < JUDGED

    def decide(self, draft, item, values):
        """What its owner said of the reading when the first answer was written."""
        is_certain = draft.is_alarming is not None and item.answered_at is not None
        if not is_certain and not self.is_judged(item):
            return
        known = {
            "feedback": item,
            "method": values["method"],
            "decided_by_id": item.owner_id,
            "decided_at": item.answered_at,
        }
        wrong = self.rng.random() < WRONG
        chosen = Mood.NEUTRAL if values["mood"] != Mood.NEUTRAL else Mood.NEGATIVE
        chosen = draft.mood or (chosen if wrong else values["mood"])
        yield ReadingDecision(what=What.MOOD, read=values["mood"], chosen=chosen, **known)
        if draft.is_alarming is not None:
            if values["alarms"] or draft.is_alarming:
                read, chosen = YES if values["alarms"] else NO, YES if draft.is_alarming else NO
                yield ReadingDecision(what=What.ALARM, read=read, chosen=chosen, **known)
        elif values["alarms"]:
            is_false = self.rng.random() < 2 * WRONG
            yield ReadingDecision(what=What.ALARM, read=YES, chosen=NO if is_false else YES, **known)

    def verdict(self, hit):
        wrong = self.rng.random() < WRONG
        return ReadingDecision(
            feedback=hit.feedback,
            what=What.ROUTING,
            read=YES,
            chosen=NO if wrong else YES,
            method=f"rule:{hit.rule_id}",
            hit=hit,
            decided_by_id=hit.feedback.owner_id,
            decided_at=hit.feedback.answered_at,
        )
