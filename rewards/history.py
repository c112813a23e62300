"""Deeds of the past, many at a time: for demos, imports and measurements."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from rewards.models import Account, Entry, PeriodScore, ReasonTotal, Rule
from rewards.reasons import is_contribution
from rewards.times import month_of, starts_of

BATCH = 2000


@dataclass
class Deed:
    """What somebody did at a moment, as `award` would have been told of it; `day` is the community's day."""

    member_id: int
    reason: str
    key: str
    at: datetime
    day: date
    group_id: int | None = None
    about: str = ""
    url: str = ""


@transaction.atomic
def write_history(deeds):
    """Book these deeds, given in time, by the tariff of today, limits and all, as `award` would have; returns how many.

    For members without an account yet: theirs are opened here (IntegrityError for one that is there). Not for the same
    deeds twice: keys are unique.
    """
    book = Book()
    entries = [entry for deed in deeds if (entry := book.enter(deed))]
    Account.objects.bulk_create(book.accounts.values(), batch_size=BATCH)
    for entry in entries:
        entry.account_id = entry.account.pk
    Entry.objects.bulk_create(entries, batch_size=BATCH)
    totals, scores = book.sums(entries)
    ReasonTotal.objects.bulk_create(totals, batch_size=BATCH)
    PeriodScore.objects.bulk_create(scores, batch_size=BATCH)
    return len(entries)


class Book:
    """What has been entered so far."""

    def __init__(self):
        self.rules = {rule.reason: rule for rule in Rule.objects.paying()}
        self.accounts = {}
        self.of_days, self.of_months = Counter(), Counter()

    def enter(self, deed):
        """The entry of a deed, its account moved with it; None for what the tariff does not pay."""
        rule = self.rules.get(deed.reason)
        if rule is None:
            return None
        account = self.accounts.setdefault(deed.member_id, Account(member_id=deed.member_id, honours_due=True))
        points = self.left(rule, deed)
        account.balance += points
        account.earned += points
        account.contributions += is_contribution(deed.reason)
        fields = {"reason": deed.reason, "key": deed.key, "subject": deed.key.rpartition(":")[0]}
        fields |= {"group_id": deed.group_id, "about": deed.about, "url": deed.url}
        return Entry(
            account=account,
            kind=Entry.Kind.AWARD,
            amount=points,
            balance=account.balance,
            step=1,
            is_capped=points < rule.points,
            counts_on=deed.day,
            created_at=deed.at,
            **fields,
        )

    def left(self, rule, deed):
        """What the limits leave of a rule's points, noted as paid."""
        day = (deed.member_id, rule.reason, deed.day)
        month = (deed.member_id, rule.reason, month_of(deed.day))
        points = rule.points
        for cap, paid in ((rule.daily_cap, self.of_days[day]), (rule.monthly_cap, self.of_months[month])):
            if cap is not None:
                points = min(points, max(0, cap - paid))
        self.of_days[day] += points
        self.of_months[month] += points
        return points

    @staticmethod
    def sums(entries):
        """([ReasonTotal], [PeriodScore]) of these entries."""
        counts, points, scores = Counter(), Counter(), defaultdict(int)
        for entry in entries:
            counts[entry.account_id, entry.reason] += 1
            points[entry.account_id, entry.reason] += entry.amount
            for period, starts_on in starts_of(entry.counts_on).items() if entry.amount else ():
                for group in {None, entry.group_id}:
                    scores[entry.account_id, period, starts_on, group] += entry.amount
        totals = [
            ReasonTotal(account_id=account, reason=reason, count=count, points=points[account, reason])
            for (account, reason), count in counts.items()
        ]
        return totals, [
            PeriodScore(account_id=account, period=period, starts_on=starts_on, group_id=group, points=worth)
            for (account, period, starts_on, group), worth in scores.items()
        ]
