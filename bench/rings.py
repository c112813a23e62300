"""How long the nightly look for vote rings takes, and how much memory, with so many votes.

HUIYIN_VAR=/tmp/rings python -m bench.rings [VOTES] [MEMBERS]

Fills the database of that folder (which must be a fresh one) with honest votes of the last 90 days and one ring.
"""

import os
import random
import resource
import sys
import time
from datetime import timedelta

RING, ITEMS_OF_RING = 5, 8


def main(votes=1_000_000, members=20_000):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from community.models import Member

    call_command("migrate", verbosity=0)
    if not Member.objects.exists():
        fill(votes, members)
    from feedback.fairness.vote_rings import find_vote_rings
    from feedback.fairness.young_votes import find_young_votes

    for find in (find_vote_rings, find_young_votes):
        began = time.monotonic()
        found = find()
        seconds, peak = time.monotonic() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{find.__name__}: {seconds:.1f} s, peak {peak:.0f} MB, found {[f.evidence for f in found][:3]}")


def fill(votes, members):
    from django.utils import timezone

    from community.models import Member
    from feedback.models import Channel, Feedback, Vote

    rng, now = random.Random(1), timezone.now()
    long_ago = now - timedelta(days=400)
    Member.objects.bulk_create(
        [Member(email=f"m{n}@example.org", name=f"M{n}", name_key=f"m{n}", joined_at=long_ago) for n in range(members)],
        batch_size=2000,
    )
    people = list(Member.objects.order_by("pk").values_list("pk", flat=True))
    channel = Channel.objects.first()
    items = members * 2
    # Some say, and are voted for, much more than others.
    Feedback.objects.bulk_create(
        [
            Feedback(title=f"T{n}", text="x", channel=channel, author_id=people[int(members * rng.random() ** 2)])
            for n in range(items)
        ],
        batch_size=2000,
    )
    keys = list(Feedback.objects.order_by("pk").values_list("pk", flat=True))

    def moment():
        return now - timedelta(seconds=rng.randrange(89 * 86400))

    left = votes
    while left > 0:
        rows = [
            Vote(
                feedback_id=keys[int(items * rng.random() ** 2)],
                member_id=people[int(members * rng.random() ** 2)],
                created_at=moment(),
            )
            for _n in range(20_000)
        ]
        Vote.objects.bulk_create(rows, ignore_conflicts=True)
        left -= len(rows)
        print(f"\r{votes - left}", end="", flush=True)
    ring = people[-RING:]
    for author in ring:
        for n in range(ITEMS_OF_RING):
            item = Feedback.objects.create(title=f"R{n}", text="x", channel=channel, author_id=author)
            Vote.objects.bulk_create(Vote(feedback=item, member_id=other) for other in ring if other != author)
    print(f"\n{Vote.objects.count()} votes")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
