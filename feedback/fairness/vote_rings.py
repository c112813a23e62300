"""Few people who vote for each other far more than chance, and with much of all their votes.

It is counted who voted how often for whom; only pairs that did so often enough, both ways, are kept. What is left
is a small graph: its parts are worn down until everybody in them gives much of his votes within.
"""

from collections import Counter, defaultdict
from itertools import groupby
from operator import itemgetter

from django.db.models import F

from feedback.fairness.links import links_to, subjects_of
from feedback.models import Feedback, Vote
from rewards.fairness.findings import Finding, days_ago
from rewards.fairness.models import Concerned, Suspicion

# How far back; how often one must have voted for the other, on both sides; how many times more than if each had spread
# his votes like everybody; which part of his votes each gives within the ring; how many votes a ring is made of.
DAYS = 90
EACH_WAY = 4
TIMES_CHANCE = 5
SHARE = 1 / 3
VOTES = 12
# A larger "ring" is a community; so many rings are reported in a night, the largest first.
MEMBERS, RINGS = 25, 100


def find_vote_rings():
    """Rings of the last DAYS. Every vote is read once, voter by voter; memory grows with the members and with the pairs
    of them of whom one voted EACH_WAY times for the other, not with the votes."""
    pairs, cast, received = count_votes()
    if not pairs:
        return []
    overall = sum(cast.values())
    near = {}
    for (one, two), number in pairs.items():
        # What one's votes would give the other, spread over all other authors as everybody's are.
        expected = cast[one] * received[two] / max(1, overall - received.get(one, 0))
        near[one, two] = number / expected
    ties = defaultdict(set)
    for one, two in pairs:
        if min(near[one, two], near[two, one]) >= TIMES_CHANCE:
            ties[one].add(two)
    rings = [ring for part in parts_of(ties) for ring in worn_down(part, ties, pairs, cast)]
    rings = sorted((ring for ring in rings if inner_votes(ring, pairs) >= VOTES), key=len, reverse=True)
    return [finding_of(ring, pairs, cast, near) for ring in rings[:RINGS]]


def count_votes():
    """({(voter, author): votes} of those who voted often for each other, {voter: votes}, {author: votes}), without what
    nobody said under his name and what people vote for themselves."""
    votes = Vote.objects.filter(created_at__gt=days_ago(DAYS), feedback__author__isnull=False).order_by("member")
    rows = votes.values_list("member", "feedback__author").iterator(chunk_size=10_000)
    often, cast, received = {}, {}, Counter()
    for voter, group in groupby(rows, key=itemgetter(0)):
        authors = Counter(author for _voter, author in group if author != voter)
        cast[voter] = authors.total()
        received.update(authors)
        often |= {(voter, author): number for author, number in authors.items() if number >= EACH_WAY}
    mutual = {(one, two): number for (one, two), number in often.items() if (two, one) in often}
    return mutual, cast, received


def parts_of(ties):
    """The parts of the graph that hang together."""
    seen = set()
    for start in sorted(ties):
        if start in seen:
            continue
        part, waiting = set(), [start]
        while waiting:
            if (member := waiting.pop()) not in part:
                part.add(member)
                waiting += ties[member] - part
        seen |= part
        yield part


def worn_down(part, ties, pairs, cast):
    """What is left of a part when all have gone who give less than SHARE of their votes within it; it may then be in
    pieces."""
    part = set(part)
    inside = Counter({one: sum(pairs[one, two] for two in ties[one] & part) for one in part})
    waiting = [one for one in part if inside[one] < SHARE * cast[one]]
    while waiting:
        gone = waiting.pop()
        if gone not in part:
            continue
        part.discard(gone)
        for other in ties[gone] & part:
            inside[other] -= pairs[other, gone]
            if inside[other] < SHARE * cast[other]:
                waiting.append(other)
    kept = {one: ties[one] & part for one in part}
    return [ring for ring in parts_of(kept) if 2 <= len(ring) <= MEMBERS]


def inner_votes(ring, pairs):
    return sum(pairs.get((one, two), 0) for one in ring for two in ring)


def finding_of(ring, pairs, cast, near):
    members = sorted(ring)
    inner, overall = inner_votes(ring, pairs), sum(cast[one] for one in members)
    lift = min(near[one, two] for one in members for two in members if (one, two) in near)
    items = Feedback.objects.kept().filter(author__in=members, votes__member__in=members)
    items = items.filter(votes__created_at__gt=days_ago(DAYS)).exclude(votes__member=F("author"))
    pks = list(items.order_by("-pk").values_list("pk", flat=True).distinct()[:200])
    return Finding(
        kind=Suspicion.Kind.VOTE_RING,
        fingerprint=f"vote_ring:{members[0]}",
        members=dict.fromkeys(members, Concerned.Role.BOTH),
        evidence={
            "inner": inner,
            "cast": overall,
            "share": round(100 * inner / overall),
            "lift": round(lift),
            "days": DAYS,
            "links": links_to(pks),
        },
        weight=inner,
        subjects=subjects_of(pks),
    )
