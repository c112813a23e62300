"""Rules applied to what comes in: after its words were read and before anything is promised for it."""

from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_q.tasks import async_task

from community.audit import record
from community.models import Community, MailChoice
from community.notices import notify
from feedback.actions.approving import is_newcomer
from feedback.actions.assigning import tell_given
from feedback.actions.progress import write_step
from feedback.actions.promising import apply_policy
from feedback.categories import text_of
from feedback.duty import desk_watchers, on_duty, team_for
from feedback.models import (
    Feedback,
    ProgressEntry,
    ReplyTemplate,
    RoutingHit,
    RoutingRule,
    Status,
)
from feedback.placeholders import fill, values_for
from feedback.routing import Facts, Hit, route

AuthorIs = RoutingRule.AuthorIs


class RuleBook:
    """All rules in force, read once: for one item or for a batch of them."""

    def __init__(self):
        self.rules = list(RoutingRule.objects.in_force())
        self.asks_for_newcomers = any(rule.author_is == AuthorIs.NEWCOMER for rule in self.rules)


@dataclass(frozen=True)
class Routed:
    """One hit of a rule on one item, to be kept once the item has a key."""

    feedback: Feedback
    hit: Hit
    tells: bool


def facts_of(feedback, reading, *, author_is, **more):
    """What rules look at in an item; `reading` is its Reading or None."""
    alarms = reading.alarms if reading and feedback.is_alarming else []
    return Facts(
        text=text_of(feedback),
        language=feedback.language,
        channel=feedback.channel,
        category=feedback.category,
        group_id=feedback.group_id,
        severity=feedback.severity,
        mood=feedback.mood,
        alarms=tuple((alarm["reason"], tuple(alarm["words"])) for alarm in alarms),
        author_is=author_is,
        team=feedback.team,
        owner=feedback.owner,
        **more,
    )


def kinds_of_author(feedback, book):
    """The values of AuthorIs that are true of an item's author."""
    if feedback.is_anonymous:
        return frozenset({AuthorIs.ANONYMOUS.value})
    is_new = book.asks_for_newcomers and feedback.author_id and is_newcomer(feedback.author)
    return frozenset({AuthorIs.NEWCOMER.value}) if is_new else frozenset()


def route_new(items, readings, book, *, tells=None):
    """Set on new, unsaved items what the rules say, and return what to hand to `keep_hits` once they have keys.

    `tells` is asked for each item whether it may call those on duty; without it all may.
    """
    if not book.rules:
        return []
    read = {id(reading.feedback): reading for reading in readings}
    routed = []
    for item in items:
        hears = item.author_id is not None or item.is_anonymous
        facts = facts_of(item, read.get(id(item)), author_is=kinds_of_author(item, book), hears=hears)
        for hit in route(book.rules, facts):
            for name, (_before, after) in hit.changes.items():
                setattr(item, name, after)
            routed.append(Routed(item, hit, hit.tells and (tells is None or tells(item))))
    return routed


def keep_hits(routed, *, at, tells_owners=True):
    """Write down what rules did, in the transaction that saved the items; tell owners and, by a job, those on duty."""
    hits = [row_of(one, at) for one in routed]
    RoutingHit.objects.bulk_create(hits)
    quiet = [one for one in routed if not ("owner" in one.hit.changes and tells_owners)]
    ProgressEntry.objects.bulk_create(step_of(one, at) for one in quiet if one.hit.changes)
    for one in routed:
        if "owner" in one.hit.changes and tells_owners:
            entry = step_of(one, at)
            entry.save()
            tell_given(one.feedback, entry)
        if one.hit.reply:
            say_automatically(one.feedback, one.hit)
    for hit in hits:
        if hit.tells_duty:
            async_task("feedback.tasks.tell_duty", hit.pk)


def row_of(routed, at):
    effects = routed.hit.effects
    if not routed.tells:
        effects.pop("tells_duty", None)
    return RoutingHit(
        feedback=routed.feedback,
        rule=routed.hit.rule,
        rule_name=routed.hit.rule.name,
        conditions=routed.hit.matches,
        effects=effects,
        tells_duty=routed.tells,
        at=at,
    )


def step_of(routed, at):
    """The private step that stands in the log for what a rule changed."""
    changes = {name: pair for name, pair in routed.hit.effects.items() if name in routed.hit.changes}
    return ProgressEntry(
        feedback=routed.feedback,
        kind=ProgressEntry.Kind.TRIAGE,
        is_public=False,
        changes=changes | {"why": "rule", "rule": routed.hit.rule.name},
        created_at=at,
        announced_at=at,
    )


def say_automatically(feedback, hit):
    """An automatic note with a rule's ready words. It is nobody's answer: the first one is still owed."""
    template = hit.reply
    old, new = feedback.status, template.status or feedback.status
    if new != old and Feedback.objects.filter(pk=feedback.pk, status=old).update(status=new):
        feedback.status = new
    write_step(
        feedback,
        ProgressEntry.Kind.AUTOMATIC,
        actor=None,
        text=fill(template.text, values_for(feedback, actor=None, language=template.language)),
        old=old if new != old else "",
        new=new if new != old else "",
        changes={"why": "rule", "rule": hit.rule.name},
    )
    ReplyTemplate.objects.filter(pk=template.pk).count_use()


def route_again(feedback, reading, *, at):
    """Ask the rules anew after the words were mended, those that have hit it already left out; in the caller's
    transaction. Nothing is answered twice, and those on duty are told once in an item's life."""
    known = list(RoutingHit.objects.filter(feedback=feedback).values_list("rule", "tells_duty"))
    book = RuleBook()
    book.rules = [rule for rule in book.rules if rule.pk not in {pk for pk, _tells in known}]
    if not book.rules or feedback.status != Status.NEW:
        return
    is_told = any(tells for _pk, tells in known)
    facts = facts_of(feedback, reading, author_is=kinds_of_author(feedback, book), is_told=is_told)
    hits = route(book.rules, facts)
    changes = {name: after for hit in hits for name, (_before, after) in hit.changes.items()}
    if changes:
        Feedback.objects.filter(pk=feedback.pk).update(**changes)
        for name, after in changes.items():
            setattr(feedback, name, after)
        apply_policy(feedback, at=at)
    keep_hits([Routed(feedback, hit, hit.tells) for hit in hits], at=at)


# --- telling those on duty ------------------------------------------------------------------------------------


def tell_duty(hit, *, at=None):
    """Tell the lead and those on duty of an item that a rule calls them to, then mark it told. A second run tells
    nobody twice; where nobody is on duty and nobody leads, all who may triage are told."""
    words = dict.fromkeys(word for match in hit.conditions for word in match.get("words", ()))
    reasons = [match["value"] for match in hit.conditions if match["what"] == "alarms"]
    call_people(hit.feedback, at=at, reasons=reasons, text=" · ".join(words)[:300], rule=hit.rule_name)
    RoutingHit.objects.filter(pk=hit.pk).mark_told()


def call_people(feedback, *, at=None, but=None, reasons=(), text="", rule="", who=""):
    """Tell the same people of an item that cannot wait, as a rule found or a person (`who`) says; not that person
    (`but`). Whoever was called to an item before is not called again."""
    if feedback.visibility == Feedback.Visibility.REMOVED:
        return
    people = people_on_call(feedback, at or timezone.now())
    notify(
        people - {but.pk} if but else people,
        kind="feedback.alarm",
        cause_key=f"alarm:{feedback.pk}",
        params={
            "number": feedback.pk,
            "title": feedback.title,
            "reasons": list(reasons),
            "text": text,
            "rule": rule,
            "who": who,
        },
        url=reverse("admin:feedback_desk", args=[feedback.pk]),
        mail_kind=MailChoice.Kind.DUTIES,
    )


def people_on_call(feedback, at):
    team = team_for(feedback)
    if team is None:
        return desk_watchers()
    lead = {team.lead_id} if team.lead_id and team.lead.is_active else set()
    return on_duty(team, at) | lead or desk_watchers()


# --- the rules themselves -------------------------------------------------------------------------------------


def move_rule(rule, *, actor, up):
    """Change places with the rule before it (`up`) or behind it. Returns whether there was one."""
    with transaction.atomic():
        # Held in one order by everybody, so that two moves at once do not tear the order apart.
        rules = list(RoutingRule.objects.select_for_update(no_key=True).order_by("pk"))
        rules.sort(key=lambda one: (one.position, one.pk))
        place = rules.index(rule)
        other = place - 1 if up else place + 1
        if not 0 <= other < len(rules):
            return False
        rules[place], rules[other] = rules[other], rules[place]
        for position, one in enumerate(rules, 1):
            if one.position != position:
                RoutingRule.objects.filter(pk=one.pk).update(position=position)
        record("feedback.rule.moved", rule, actor=actor, changes={"position": [place + 1, other + 1]})
        Community.bump()
    return True


def switch_rule(rule, *, actor, on):
    """Switch a rule on or off. Returns whether that changed anything; twice is once."""
    with transaction.atomic():
        if not RoutingRule.objects.filter(pk=rule.pk, is_active=not on).update(is_active=on):
            return False
        rule.is_active = on
        record("feedback.rule.edited", rule, actor=actor, changes={"is_active": [not on, on]})
        Community.bump()
    return True


def remove_rule(rule, *, actor):
    """Take a rule away; its hits stay, with its name. May run twice."""
    with transaction.atomic():
        if held := RoutingRule.objects.select_for_update(no_key=True).filter(pk=rule.pk).first():
            record("feedback.rule.removed", held, actor=actor)
            held.delete()
            Community.bump()
