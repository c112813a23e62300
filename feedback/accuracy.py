"""How often the machine and the team were right, month by month."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, timedelta

from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from feedback.models import CategoryDecision, DuplicatePair, ReadingDecision, SecondLook

MONTHS = 6


@dataclass(frozen=True)
class Figure:
    """`right` of `total`; `beside` says how many more were left out, and `kappa` how much better than chance."""

    total: int = 0
    right: int = 0
    beside: int = 0
    kappa: float | None = None

    @property
    def percent(self):
        return round(100 * self.right / self.total) if self.total else None


def last_months(now=None):
    """First moments (UTC) of the last six months, the latest first."""
    month, months = (now or timezone.now()).astimezone(UTC), []
    for _n in range(MONTHS):
        month = month.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        months.append(month)
        month -= timedelta(days=1)
    return months


def by_month(rows, moment, since, **counted):
    """{first of month: {name: count}}; one statement."""
    rows = rows.filter(**{f"{moment}__gte": since}).order_by()
    rows = rows.values(month=TruncMonth(moment, tzinfo=UTC))
    return {row.pop("month"): row for row in rows.annotate(**counted)}


def category_figures(since):
    """Of the categories that were suggested, how many the moderator chose; beside them, how often it was silent."""
    spoke = Q(suggested__isnull=False)
    rows = by_month(
        CategoryDecision.objects.exclude(decided_by=None),
        "decided_at",
        since,
        total=Count("pk", filter=spoke),
        right=Count("pk", filter=spoke & Q(chosen=F("suggested"))),
        beside=Count("pk", filter=Q(method="")),
    )
    return {month: Figure(**row) for month, row in rows.items()}


def pair_figures(since):
    """Of the look-alikes that the machine proposed and a moderator decided, how many were merged."""
    State = DuplicatePair.State
    found = DuplicatePair.objects.exclude(method=DuplicatePair.Method.PERSON).exclude(state=State.OPEN)
    rows = by_month(found, "decided_at", since, total=Count("pk"), right=Count("pk", filter=Q(state=State.ACCEPTED)))
    return {month: Figure(**row) for month, row in rows.items()}


def reading_figures(since):
    """{what: {month: Figure}} of what was read or routed and then confirmed or corrected. Who corrects sees mistakes
    sooner than what is right, so these are rather too low; the second look has no such leaning."""
    rows = ReadingDecision.objects.filter(decided_at__gte=since).exclude(read="").order_by()
    rows = rows.values("what", month=TruncMonth("decided_at", tzinfo=UTC))
    figures = {what: {} for what in ReadingDecision.What.values}
    for row in rows.annotate(total=Count("pk"), right=Count("pk", filter=Q(chosen=F("read")))):
        figures[row["what"]][row["month"]] = Figure(row["total"], row["right"])
    return figures


def agreement_figures(since):
    """{field: {month: Figure}} of what was decided twice."""
    looks = {}
    for look in SecondLook.objects.decided().filter(decided_at__gte=since):
        first = look.decided_at.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        looks.setdefault(first, []).append(look)
    return {
        field: {month: agreement(pairs_of(rows, field)) for month, rows in looks.items()} for field in SecondLook.FIELDS
    }


def pairs_of(looks, field):
    pairs = [look.both(field) for look in looks]
    # Where nobody had decided first there is nothing to agree with.
    return [(first, second) for first, second in pairs if first not in (None, "")]


def agreement(pairs):
    """Figure of [(first, second)]: equal pairs, and Cohen's kappa, which is 0 for what chance would give and 1 for full
    agreement; None where both always say the same one thing. Cohen: A coefficient of agreement for nominal scales,
    Educational and Psychological Measurement 20 (1960)."""
    total = len(pairs)
    right = sum(first == second for first, second in pairs)
    firsts, seconds = Counter(first for first, _s in pairs), Counter(second for _f, second in pairs)
    by_chance = sum(firsts[name] * seconds[name] for name in firsts) / (total * total) if total else 1
    kappa = None if by_chance == 1 else (right / total - by_chance) / (1 - by_chance)
    return Figure(total, right, kappa=kappa)


def accuracy(now=None):
    """(months, {name: [Figure for each month]}): the latest month first, back to the first in which anything was
    counted."""
    months = last_months(now)
    since = months[-1]
    agreed = agreement_figures(since)
    rows = {
        "category": category_figures(since),
        "pairs": pair_figures(since),
        **reading_figures(since),
        **{f"agree_{field}": figures for field, figures in agreed.items()},
    }
    oldest = min((month for figures in rows.values() for month in figures), default=months[0])
    months = [month for month in months if month >= oldest]
    return months, {name: [figures.get(month, Figure()) for month in months] for name, figures in rows.items()}
