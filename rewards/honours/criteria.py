"""What badges count: the ledger's ready sums of an account.

A criterion is "contributions", "earned" (points earned in all, which spending leaves alone), or a reason out of
rewards.reasons: how often one was paid for it.
"""

from collections import defaultdict

from django.utils.translation import gettext_lazy as _

from rewards.models import Account, ReasonTotal
from rewards.reasons import known_reasons, label_of

SUMS = {"contributions": _("Contributions in all"), "earned": _("Points earned in all")}


def criterion_choices():
    """[(name, words)] of all that a level can count; the empty one is awarded by the team."""
    reasons = [(name, reason.label) for name, reason in known_reasons().items()]
    return [("", _("Awarded by the team")), *SUMS.items(), *reasons]


def label_of_criterion(name):
    return SUMS.get(name) or label_of(name)


def figures_of(accounts):
    """{account key: {criterion: how much}} of these accounts; what is not named is zero. One query."""
    figures = defaultdict(dict)
    for account in accounts:
        figures[account.pk] = {"contributions": account.contributions, "earned": account.earned}
    totals = ReasonTotal.objects.filter(account__in=[account.pk for account in accounts])
    for account, reason, count in totals.values_list("account", "reason", "count"):
        figures[account][reason] = count
    return figures


def count_holders(criterion, threshold):
    """How many members who are here have so much of a criterion today; one query."""
    here = {"account__member__is_active": True}
    if criterion in SUMS:
        rows = Account.objects.filter(member__is_active=True, **{f"{criterion}__gte": threshold})
    else:
        rows = ReasonTotal.objects.filter(reason=criterion, count__gte=threshold, **here)
    return rows.count()
