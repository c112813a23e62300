"""Votes of accounts that were only just made, massed on one item whose author was paid."""

from datetime import timedelta

from django.db.models import Count, F, Q

from feedback.fairness.links import links_to, subjects_of
from feedback.models import Feedback, Vote
from rewards.fairness.findings import Finding, days_ago
from rewards.fairness.models import Concerned, Suspicion

# How far back, in days; an account is young when it voted within so many days after it was made.
DAYS, AGE_DAYS = 14, 7
# So many young votes on one item, which are such a part of its votes, and so many times the part that they are of all
# votes elsewhere: where everybody is new nobody stands out.
YOUNG, SHARE, TIMES_USUAL = 6, 0.5, 2
# So many items are reported in a night, those with the most young votes first.
ITEMS = 100


def find_young_votes():
    """Items whose votes come mostly from accounts that were made to vote."""
    votes = Vote.objects.filter(created_at__gt=days_ago(DAYS)).order_by()
    young = Q(member__joined_at__gt=F("created_at") - timedelta(days=AGE_DAYS))
    overall = votes.aggregate(votes=Count("pk"), young=Count("pk", filter=young))
    rows = votes.filter(feedback__author__isnull=False).values_list("feedback")
    rows = rows.annotate(votes=Count("pk"), young=Count("pk", filter=young)).filter(young__gte=YOUNG)
    found = []
    for pk, number, of_young in rows.order_by("-young")[: 10 * ITEMS]:
        rest = overall["votes"] - number
        usual = (overall["young"] - of_young) / rest if rest else 0
        if of_young >= max(SHARE, TIMES_USUAL * usual) * number:
            found.append((pk, number, of_young, usual))
    found = found[:ITEMS]
    authors = dict(Feedback.objects.kept().filter(pk__in=[row[0] for row in found]).values_list("pk", "author"))
    return [finding_of(authors[row[0]], votes.filter(young), *row) for row in found if row[0] in authors]


def finding_of(author, young, pk, number, of_young, usual):
    voters = young.filter(feedback=pk).exclude(member=author).order_by("pk").values_list("member", flat=True)[:50]
    return Finding(
        kind=Suspicion.Kind.YOUNG_VOTES,
        fingerprint=f"young_votes:{pk}",
        members=dict.fromkeys(voters, Concerned.Role.VOTER) | {author: Concerned.Role.AUTHOR},
        evidence={
            "young": of_young,
            "votes": number,
            "share": round(100 * of_young / number),
            "usual": round(100 * usual),
            "age": AGE_DAYS,
            "days": DAYS,
            "links": links_to([pk]),
        },
        weight=of_young,
        subjects=subjects_of([pk]),
    )
