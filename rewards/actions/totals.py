"""The sums that stand ready: by reason, and by week, month and ever for the honour board.

They are written in the transaction of the entry, whose account is held, and proven by check_ledger.
"""

from django.db.models import F, Q

from rewards.models import PeriodScore, ReasonTotal
from rewards.times import starts_of


def count_award(entry):
    """Add an award, or what takes one back, where sums stand ready."""
    totals = ReasonTotal.objects.filter(account=entry.account_id, reason=entry.reason)
    moved = totals.update(count=F("count") + entry.step, points=F("points") + entry.worth)
    if not moved:
        ReasonTotal.objects.create(
            account_id=entry.account_id, reason=entry.reason, count=entry.step, points=entry.worth
        )
    if entry.worth:
        add_scores(entry)


def add_scores(entry):
    """Add the worth of an award to the scores of the time that it counts for, overall and in its group."""
    groups = [None, entry.group_id] if entry.group_id else [None]
    starts = starts_of(entry.counts_on)
    rows = [(period, starts_on, group) for period, starts_on in starts.items() for group in groups]
    which = Q()
    for period, starts_on in starts.items():
        which |= Q(period=period, starts_on=starts_on)
    in_groups = Q(group=None) | Q(group=entry.group_id) if entry.group_id else Q(group=None)
    standing = PeriodScore.objects.filter(which, in_groups, account=entry.account_id)
    if standing.update(points=F("points") + entry.worth) == len(rows):
        return
    # The first of a week: those that are missing are made, with nothing in them before.
    known = set(standing.values_list("period", "starts_on", "group"))
    PeriodScore.objects.bulk_create(
        PeriodScore(account_id=entry.account_id, period=p, starts_on=s, group_id=g, points=entry.worth)
        for p, s, g in rows
        if (p, s, g) not in known
    )
