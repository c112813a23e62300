"""Members who earn far more in a day than they, or others, ever do, and who reach a limit day after day."""

from collections import defaultdict
from datetime import timedelta
from statistics import median

from django.db.models import F, Sum
from django.utils import timezone

from rewards.fairness.findings import ENTRIES, Finding
from rewards.fairness.models import Concerned, Suspicion
from rewards.models import Entry

# How far back a usual day is learnt from, and how many of the last days are judged.
DAYS, JUDGED = 28, 2
# A burst is so many points at least, and so many times one's own usual day, and what the best of all others' days
# (all but one in twenty) bring.
POINTS, TIMES_OWN, TIMES_OTHERS = 60, 4, 2
QUANTILE = 0.95
# A limit that is reached on so many days in a row.
ROW = 5


def find_bursts(now=None):
    """Days on which somebody earned far more than usual. A day of the past is judged once for all: what comes in later
    counts for its own day."""
    today = timezone.localtime(now or timezone.now()).date()
    days = defaultdict(dict)
    for account, day, points in points_by_day(today):
        days[account][day] = points
    everybodys = sorted(points for own in days.values() for points in own.values() if points > 0)
    if not everybodys:
        return []
    others = everybodys[int(QUANTILE * (len(everybodys) - 1))]
    judged = [today - timedelta(days=n) for n in range(JUDGED)]
    bursts = []
    for account, own in days.items():
        for day in judged:
            earlier = [points for other, points in own.items() if other != day and points > 0]
            usual = median(earlier) if earlier else 0
            if own.get(day, 0) >= max(POINTS, TIMES_OWN * usual, TIMES_OTHERS * others):
                bursts.append((account, day, own[day], usual))
    return [finding for burst in bursts if (finding := burst_finding(*burst, others))]


def points_by_day(today):
    """(account, day, points) of all that was earned within DAYS."""
    awards = Entry.objects.filter(kind=Entry.Kind.AWARD, counts_on__gt=today - timedelta(days=DAYS))
    # Entries are written on the day that they count for, or after it: the index by time finds them.
    awards = awards.filter(created_at__gt=timezone.now() - timedelta(days=DAYS + 1)).order_by()
    rows = awards.values("account", "counts_on").annotate(worth=Sum(F("amount") - F("owed")))
    return rows.filter(account__member__isnull=False).values_list("account", "counts_on", "worth").iterator()


def burst_finding(account, day, points, usual, others):
    awards = awards_on(account, [day])
    if not awards:
        return None
    member = awards[0]["account__member"]
    return Finding(
        kind=Suspicion.Kind.BURST,
        fingerprint=f"burst:{member}:{day}",
        members={member: Concerned.Role.EARNER},
        evidence={"day": str(day), "points": points, "usual": round(usual), "others": others, "links": links(awards)},
        weight=points,
        entries=[row["pk"] for row in awards],
    )


def awards_on(account, days):
    awards = Entry.objects.filter(account=account, kind=Entry.Kind.AWARD, reverses=None, counts_on__in=days)
    return list(awards.order_by("-pk").values("pk", "account__member", "about", "url")[:ENTRIES])


def links(rows):
    """[[label, address]] of the things that these entries were for."""
    pairs = ((row["about"] or row["url"], row["url"]) for row in rows if row["url"])
    return [list(pair) for pair in dict.fromkeys(pairs)]


def find_limits(now=None):
    """Members who reached a limit of the day on ROW days in a row or more, until yesterday or today."""
    today = timezone.localtime(now or timezone.now()).date()
    capped = Entry.objects.filter(kind=Entry.Kind.AWARD, reverses=None, is_capped=True)
    capped = capped.filter(created_at__gt=timezone.now() - timedelta(days=DAYS + 1), account__member__isnull=False)
    days = defaultdict(set)
    for account, day in capped.order_by().values_list("account", "counts_on").distinct():
        days[account].add(day)
    found = []
    for account, reached in days.items():
        row = row_until(reached, today)
        if len(row) >= ROW and (awards := awards_on(account, row)):
            member = awards[0]["account__member"]
            found.append(
                Finding(
                    kind=Suspicion.Kind.LIMITS,
                    fingerprint=f"limits:{member}",
                    members={member: Concerned.Role.EARNER},
                    evidence={"days": len(row), "from": str(row[-1]), "to": str(row[0]), "links": links(awards)},
                    weight=len(row),
                    entries=[award["pk"] for award in awards],
                )
            )
    return found


def row_until(days, today):
    """The unbroken row of days that ends today or yesterday, the latest first; empty where there is none."""
    day = today if today in days else today - timedelta(days=1)
    row = []
    while day in days:
        row.append(day)
        day -= timedelta(days=1)
    return row
