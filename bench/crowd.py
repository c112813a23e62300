"""What the pages of people cost in a large community, and its nightly counts: beside a small one, on one machine.

    python3 -m bench.crowd [--members 1000 100000] [--requests 40]

For each size a data folder of its own is filled and thrown away: a hundredth as many groups as members, a post for each
member, ten acts, five groups. Pages are asked for by Django's test client in this process, so what is measured is the
CPU of views, queries and templates, without a server around them; the quietest of three rounds counts.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS, BATCH = 3, 5000
WORDS = ["周三改到周四", "今天学不动", "第一次接英文电话", "练习场用哪份数据", "夜班学习的窍门"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--members", type=int, nargs="+", default=[1000, 100_000])
    parser.add_argument("--requests", type=int, default=40)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        set_up()
        measure(options.members[0], options.requests)
        return
    for size in sorted(options.members):
        # A process for each, so that neither meets what the other left in memory.
        with tempfile.TemporaryDirectory() as folder:
            env = os.environ | {"HUIYIN_VAR": folder, "LOG_LEVEL": "ERROR", "DEBUG": "0", "ALLOWED_HOSTS": "testserver"}
            command = [sys.executable, "-m", "bench.crowd", "--here", "--members", str(size)]
            subprocess.run([*command, "--requests", str(options.requests)], cwd=ROOT, env=env, check=True)


def set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()


def measure(size: int, requests: int) -> None:
    from django.core.management import call_command
    from django.test import Client

    from community.models import InterestGroup, Member
    from community.posts.models import Post

    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    begun = time.perf_counter()
    fill(size)
    print(f"\n{size:,} members, {InterestGroup.objects.count():,} groups, {Post.objects.count():,} posts", end="")
    print(f" (made in {time.perf_counter() - begun:.0f} s)")
    members = list(Member.objects.order_by("pk")[:50])
    groups = list(InterestGroup.objects.listed().largest_first()[:20])
    browsers = []
    for member in members:
        browser = Client(SERVER_NAME="testserver")
        browser.force_login(member)
        browsers.append(browser)
    for name, path in pages(groups, members).items():
        print(f"  {name:24} {cost(browsers, path, requests):7.2f} ms")
    for name, path in pages(groups, members).items():
        if not name.startswith("me"):
            print(f"  visitor's {name:14} {cost([Client(SERVER_NAME='testserver')], path, requests):7.2f} ms")
    nightly()


def pages(groups, members):
    """{name: function of a number that gives an address}."""
    slugs, posts = [group.slug for group in groups], posts_of(groups)
    return {
        "home": lambda n: "/",
        "groups": lambda n: "/groups/",
        "groups, a search": lambda n: f"/groups/?q={n % 10}",
        "group, its talk": lambda n: f"/groups/{slugs[n % len(slugs)]}/",
        "group, its members": lambda n: f"/groups/{slugs[n % len(slugs)]}/members/",
        "group, its figures": lambda n: f"/groups/{slugs[n % len(slugs)]}/figures/",
        "talk": lambda n: "/talk/",
        "talk, lively": lambda n: "/talk/?order=lively",
        "talk, a search": lambda n: "/talk/?q=夜班",
        "post": lambda n: f"/talk/{posts[n % len(posts)]}/",
        "member": lambda n: f"/members/{members[n % len(members)].pk}/",
        "me": lambda n: "/me/",
        "me, inbox": lambda n: "/me/inbox/",
    }


def posts_of(groups):
    from community.posts.models import Post

    return list(Post.objects.filter(group__in=groups).values_list("pk", flat=True)[:50])


def cost(browsers, path, requests):
    """CPU in ms of one request; whatever is not answered with a page stops the measurement."""
    best = float("inf")
    for _round in range(ROUNDS):
        used = time.process_time()
        for number in range(requests):
            answer = browsers[number % len(browsers)].get(path(number))
            if answer.status_code != 200:
                sys.exit(f"{path(number)} answers {answer.status_code}")
        best = min(best, (time.process_time() - used) / requests)
    return best * 1000


def nightly():
    from django.utils import timezone

    from community.segments.actions import compute_segments
    from feedback.actions.groups import roll_up_groups

    jobs = {
        "segments of all": lambda: compute_segments(timezone.localdate()),
        "figures of the groups": lambda: roll_up_groups(),
    }
    for name, job in jobs.items():
        begun = time.perf_counter()
        job()
        print(f"  {name:24} {time.perf_counter() - begun:7.2f} s")


# --- the community ------------------------------------------------------------------------------------------


def fill(size: int) -> None:
    from django.db.models import Count
    from django.utils import timezone

    from community.models import Activity, InterestGroup, Member, Membership
    from community.posts.models import Post
    from community.search import index_texts

    dice, now = random.Random(size), timezone.now()
    write(
        Member(
            email=f"crowd-{n}@example.org",
            name=f"Crowd {n}",
            name_key=f"crowd{n}",
            password="!",
            joined_at=now - timedelta(days=dice.uniform(0, 600)),
            settled_at=now,
        )
        for n in range(size)
    )
    members = list(Member.objects.values_list("pk", flat=True))
    # Every tenth group is private.
    write(
        InterestGroup(
            name=f"小组 {n}",
            slug=f"crowd-{n}",
            description=dice.choice(WORDS),
            is_private=n % 10 == 9,
            policy="invitation" if n % 10 == 9 else "open",
        )
        for n in range(max(size // 100, 10))
    )
    groups = list(InterestGroup.objects.order_by("pk"))
    # A few are large, most are not, as everywhere.
    weights = [1 / (place + 1) ** 0.7 for place in range(len(groups))]
    pairs = {(pk, group.pk) for pk in members for group in dice.choices(groups, weights, k=5)}
    write(Membership(member_id=member, group_id=group) for member, group in sorted(pairs))
    counts = dict(Membership.objects.values_list("group").annotate(n=Count("pk")))
    for group in groups:
        group.member_count = counts.get(group.pk, 0)
    InterestGroup.objects.bulk_update(groups, ["member_count"], batch_size=500)
    private = {group.pk for group in groups if group.is_private}
    write(post_of(Post, dice, now, member, group, group in private) for member, group in sample(dice, pairs, size))
    index_texts(
        "post", ((post.pk, post.words, post.visibility == "public") for post in Post.objects.iterator(chunk_size=BATCH))
    )
    acts = ((dice.choice(members), dice.randrange(120)) for _n in range(10 * size))
    write(Activity(member_id=pk, kind="vote", day=now.date() - timedelta(days=age)) for pk, age in set(acts))


def sample(dice, pairs, number):
    pairs = sorted(pairs)
    return [dice.choice(pairs) for _n in range(number)]


def post_of(post, dice, now, member, group, is_private):
    words, at = dice.choice(WORDS), now - timedelta(days=dice.uniform(0, 300))
    return post(
        kind=dice.choice(["share", "share", "question"]),
        author_id=member,
        group_id=group,
        title=words,
        text=words,
        rendered=f"<p>{words}</p>",
        excerpt=words,
        visibility="group" if is_private else "public",
        created_at=at,
        published_at=at,
        lively_at=at,
        told_at=at,
    )


def write(rows) -> None:
    """Save these rows of one model, so many at a time."""
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        type(batch[0]).objects.bulk_create(batch)


if __name__ == "__main__":
    main()
