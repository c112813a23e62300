"""How care goes, week by week: what was reported, how long it took, how often an appeal was right."""

from collections import Counter
from datetime import datetime, time, timedelta
from statistics import median

from django.utils import timezone

from community.moderation.models import Appeal, Case, Reason

WEEKS = 8


def care_figures(now=None):
    """{weeks, rows, hours, appeals, lifted}: the Mondays (community time), the newest last, and for each the cases by
    their gravest reason, the median hours from opening to decision, and the appeals decided and lifted. Two queries,
    whose cost grows with the weeks."""
    today = timezone.localdate(now or timezone.now())
    this_monday = today - timedelta(days=today.weekday())
    weeks = [this_monday - timedelta(weeks=number) for number in reversed(range(WEEKS))]
    since = timezone.make_aware(datetime.combine(weeks[0], time.min))
    counts, hours, appeals, lifted = Counter(), {week: [] for week in weeks}, Counter(), Counter()
    cases = Case.objects.filter(opened_at__gte=since).values_list("gravest", "opened_at", "decided_at")
    for gravest, opened, decided in cases:
        week = monday_of(opened)
        counts[gravest, week] += 1
        if decided:
            hours[week].append((decided - opened).total_seconds() / 3600)
    for outcome, decided in Appeal.objects.filter(decided_at__gte=since).values_list("outcome", "decided_at"):
        appeals[monday_of(decided)] += 1
        lifted[monday_of(decided)] += outcome == Appeal.Outcome.LIFTED
    return {
        "weeks": weeks,
        "rows": [(reason.label, [counts[reason.value, week] for week in weeks]) for reason in Reason],
        "totals": [sum(counts[reason.value, week] for reason in Reason) for week in weeks],
        "hours": [round(median(hours[week]), 1) if hours[week] else None for week in weeks],
        "appeals": [(appeals[week], lifted[week]) for week in weeks],
    }


def monday_of(moment):
    day = timezone.localdate(moment)
    return day - timedelta(days=day.weekday())
