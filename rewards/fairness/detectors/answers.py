"""People who ask for each other: A asks, B answers, A accepts, and back."""

from collections import Counter

from django.db.models import Count, F
from django.urls import reverse

from community.posts.models import Post
from rewards.fairness.findings import Finding, days_ago
from rewards.fairness.models import Concerned, Suspicion

# How far back; how often one must have accepted the other, on both sides; which part of all that the two accepted and
# were accepted for is between them.
DAYS = 90
EACH_WAY = 3
SHARE = 0.6
# So many pairs are looked at in a night, the busiest first.
PAIRS = 200
LINKS = 20


def find_answer_rings():
    """Pairs whose accepted answers go back and forth between them for the most part."""
    accepted = Post.objects.filter(accepted_reply__isnull=False, published_at__gt=days_ago(DAYS)).order_by()
    accepted = accepted.exclude(author=F("accepted_reply__author"))
    accepted = accepted.filter(author__isnull=False, accepted_reply__author__isnull=False)
    rows = accepted.values_list("author", "accepted_reply__author").annotate(number=Count("pk"))
    given = {(asker, answerer): number for asker, answerer, number in rows.iterator()}
    accepts, answers = Counter(), Counter()
    for (asker, answerer), number in given.items():
        accepts[asker] += number
        answers[answerer] += number
    found = []
    for (one, two), number in given.items():
        back = given.get((two, one), 0)
        if one > two or min(number, back) < EACH_WAY:
            continue
        inner = number + back
        # All that either of them has part in; what is between them stands on both sides.
        overall = accepts[one] + accepts[two] + answers[one] + answers[two] - inner
        if inner >= SHARE * overall:
            found.append((inner, overall, one, two))
    return [ring_finding(accepted, *pair) for pair in sorted(found, reverse=True)[:PAIRS]]


def ring_finding(accepted, inner, overall, one, two):
    between = accepted.filter(author__in=[one, two], accepted_reply__author__in=[one, two])
    posts = list(between.order_by("-pk").values_list("pk", "accepted_reply"))
    return Finding(
        kind=Suspicion.Kind.ANSWER_RING,
        fingerprint=f"answer_ring:{one}-{two}",
        members={one: Concerned.Role.BOTH, two: Concerned.Role.BOTH},
        evidence={
            "inner": inner,
            "overall": overall,
            "share": round(100 * inner / overall),
            "days": DAYS,
            "links": [[f"/talk/{pk}/", reverse("posts:post_detail", args=[pk])] for pk, _reply in posts[:LINKS]],
        },
        weight=inner,
        subjects=[f"reply:{reply}" for _pk, reply in posts],
    )
