"""What another tariff would have paid: last month's deeds, priced anew."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, Sum

from rewards.models import Entry, Rule
from rewards.times import month_of


@dataclass
class Priced:
    """One rule over one month: how many deeds it paid for, to how many members, what it paid, and what the rule as it
    is tried would have paid."""

    rule: Rule
    deeds: int = 0
    members: int = 0
    paid: int = 0
    would_pay: int = 0

    @property
    def change(self):
        return self.would_pay - self.paid


def month_before(day):
    """(first, last) day of the month before that of `day`."""
    last = month_of(day) - timedelta(days=1)
    return month_of(last), last


def price_month(rules, first, last):
    """[Priced] of these rules, saved or not, in their order, over the deeds from `first` to `last` that were not taken
    back. Deeds for which no rule paid then are not in the ledger, and so not in here. One query."""
    priced = {rule.reason: Priced(rule) for rule in rules}
    paid = Entry.objects.filter(kind=Entry.Kind.AWARD, counts_on__gte=first, counts_on__lte=last)
    days = (
        paid.order_by("reason", "account")
        .values_list("reason", "account", "counts_on")
        .annotate(deeds=Sum("step"), worth=Sum(F("amount") - F("owed")))
    )
    # (reason, account): what the rule as tried would have paid so far.
    reached = {}
    for reason, account, _day, deeds, worth in days.iterator():
        # Nothing is left of a day that was taken back.
        if reason not in priced or not deeds:
            continue
        row = priced[reason]
        key = (reason, account)
        row.members += key not in reached
        row.deeds += deeds
        row.paid += worth
        reached[key] = min(reached.get(key, 0) + of_a_day(row.rule, deeds), month_limit(row.rule))
    for (reason, _account), points in reached.items():
        priced[reason].would_pay += points
    return list(priced.values())


def of_a_day(rule, deeds):
    points = rule.points * deeds if rule.is_active else 0
    return points if rule.daily_cap is None else min(points, rule.daily_cap)


def month_limit(rule):
    return float("inf") if rule.monthly_cap is None else rule.monthly_cap
