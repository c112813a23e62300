"""What the ledger costs with a million entries: python3 -m bench.ledger [--entries N] [--accounts N]

In a database of its own (HUIYIN_VAR, or DATABASE_URL where one is given), which it fills first. Prints milliseconds of
wall clock and of CPU for one award, one spending, one reversal, a page of the statement and check_ledger.
"""

import argparse
import os
import random
import time
from datetime import timedelta
from statistics import median

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from community.models import Member
from rewards import actions
from rewards.history import Deed, write_history
from rewards.models import Account, Entry, Rule
from rewards.proving import prove_ledger

CHUNK = 1000
REASONS = ("answer_accepted", "feedback_accepted", "feedback_fixed", "test_reported")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--accounts", type=int, default=100_000)
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    fill(options.accounts, options.entries)
    print(f"{Entry.objects.count():,} entries, {Account.objects.count():,} accounts")
    measure()
    proof = prove_ledger()
    print(f"check_ledger           {proof.seconds:8.1f} s, {proof.wrong_count} wrong")


def fill(accounts, entries):
    """Members who earned evenly over two years."""
    if Member.objects.filter(email__startswith="ledger-").exists():
        return
    Rule.objects.update(daily_cap=None, monthly_cap=None)
    joined = timezone.now() - timedelta(days=800)
    rows = [
        Member(
            email=f"ledger-{n}@example.org",
            name=f"L{n}",
            name_key=f"l{n}",
            password="!",
            joined_at=joined,
        )
        for n in range(accounts)
    ]
    Member.objects.bulk_create(rows, batch_size=CHUNK)
    pks = list(Member.objects.filter(email__startswith="ledger-").order_by("pk").values_list("pk", flat=True))
    rng, each, began = random.Random(7), max(1, entries // accounts), time.monotonic()
    for start in range(0, len(pks), CHUNK):
        write_history(deeds_of(pks[start : start + CHUNK], each, rng))
        print(f"\r{min(start + CHUNK, len(pks)) * each:,} of {entries:,}", end="", flush=True)
    print(f" in {time.monotonic() - began:.0f} s")


def deeds_of(pks, each, rng):
    now = timezone.now()
    deeds = []
    for pk in pks:
        for number in range(each):
            at = now - timedelta(days=730 * (each - number) / each, hours=rng.random() * 24)
            reason = REASONS[number % len(REASONS)]
            deeds.append(Deed(pk, reason, f"bench:{pk}-{number}:done", at, timezone.localtime(at).date()))
    return deeds


def measure():
    members = list(Member.objects.filter(email__startswith="ledger-").order_by("?")[:300])
    stamp = time.time_ns()
    awards = []

    def award(member):
        awards.append(actions.award(member, "feedback_accepted", key=f"now:{stamp}-{member.pk}:done"))

    show("award", award, members)
    show("spend", lambda member: actions.spend(member, 1, key=f"buy:{stamp}-{member.pk}:paid"), members)
    show("reverse", lambda entry: actions.reverse_entry(entry), awards)
    accounts = list(Account.objects.filter(member__in=members))
    show(
        "statement, 30 entries", lambda account: list(Entry.objects.of_account(account).order_by("-pk")[:31]), accounts
    )


def show(name, work, things):
    walls, cpus = [], []
    for thing in things:
        wall, cpu = time.perf_counter(), time.process_time()
        with transaction.atomic():
            work(thing)
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    p95 = sorted(walls)[int(len(walls) * 0.95)]
    print(f"{name:22} {1000 * median(walls):8.2f} ms median, {1000 * p95:.2f} p95, {1000 * median(cpus):.2f} ms CPU")


if __name__ == "__main__":
    main()
