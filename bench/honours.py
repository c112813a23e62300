"""What the honour board's questions cost with 100,000 accounts, on a database of its own that is thrown away.

    HUIYIN_VAR=$(mktemp -d) python -m bench.honours [accounts]

Prints milliseconds for each question: the median of 50 and the best, on whatever DATABASE_URL names (SQLite if unset).
"""

import os
import statistics
import sys
import time
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from community.models import Member
from rewards.honours.board import PAGE, RANKED, Wish, own_place, page_of
from rewards.honours.models import Badge, BadgeAward
from rewards.models import Account, PeriodScore
from rewards.times import EVER, month_of, week_of

TURNS = 50
BATCH = 5000
WEEKS = 8


def fill(count: int) -> list[int]:
    """So many accounts with scores of eight weeks, their months and all time; a third have badges. Returns the keys of
    the members, from the one with the most points down."""
    today = timezone.localdate()
    badge = Badge.objects.get(slug="evergreen")
    weeks = [week_of(today) - timedelta(days=7 * back) for back in range(WEEKS)]
    keys = []
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        with transaction.atomic():
            members = Member.objects.bulk_create(
                Member(
                    email=f"b{n}@example.org",
                    name=f"Bench {n}",
                    name_key=f"bench {n}",
                    password="!",
                    is_staff=not n % 500,
                )
                for n in numbers
            )
            accounts = Account.objects.bulk_create(Account(member=member) for member in members)
            rows = []
            for n, account in zip(numbers, accounts, strict=True):
                points = 1 + (count - n) // 7
                starts = [("week", day) for day in weeks] + [("all", EVER)]
                starts += [("month", day) for day in {month_of(day) for day in weeks}]
                rows += [PeriodScore(account=account, period=p, starts_on=day, points=points) for p, day in starts]
            PeriodScore.objects.bulk_create(rows, batch_size=BATCH)
            earned = {"badge": badge, "criterion": "contributions", "threshold": 10}
            BadgeAward.objects.bulk_create(
                BadgeAward(member=member, level=level, **earned) for member in members[::3] for level in (1, 2)
            )
            keys += [member.pk for member in members]
        print(f"\r{len(keys)} accounts", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return keys


def milliseconds(question) -> tuple[float, float]:
    taken = []
    for _turn in range(TURNS):
        began = time.perf_counter()
        question()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken), min(taken)


def main() -> None:
    call_command("migrate", verbosity=0)
    # Filled once; another run on the same data folder measures again.
    made = Member.objects.filter(email__startswith="b", email__endswith="@example.org").order_by("pk")
    keys = list(made.values_list("pk", flat=True)) or fill(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    week = Wish("week", week_of(timezone.localdate()))
    first, after = page_of(week)
    shown = [row.member.pk for row in first]
    top, low = (Member.objects.get(pk=keys[place]) for place in (RANKED // 2, len(keys) * 3 // 4))
    questions = {
        "the first page of the week": lambda: page_of(week),
        "the first page of all time": lambda: page_of(Wish("all", EVER)),
        "the second page": lambda: page_of(week, after),
        f"the badges of {PAGE} members": lambda: BadgeAward.objects.highest(shown),
        "the weeks before and after": week.neighbours,
        f"one's own place, about {RANKED // 2}": lambda: own_place(week, top),
        "one's own place, far down": lambda: own_place(week, low),
    }
    for words, question in questions.items():
        median, least = milliseconds(question)
        print(f"{median:7.2f} ms, at best {least:.2f}  {words}")


if __name__ == "__main__":
    main()
