"""A session with 500 telephones: what it costs to ask every few seconds whether something is new.

    python3 -m bench.live [--clients 500] [--seconds 60] [--votes 1] [--questions 0.1]

A session with agenda, sixty questions and a poll is made in a data folder of its own, and thrown away; with
DATABASE_URL in a database of its own. Two web workers serve it as in production. Each client holds one connection and
asks every 3.0 to 3.8 s with the version it has, as static/js/live.js does, without cookies; meanwhile another process
votes and asks so often in a second. Told are the processor time of the web processes for each ask, how long answers
took, how many came in a second, how late a change was seen, and beside it the cost of a bare Django page.
"""

import argparse
import asyncio
import http.client
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.bench import output, served
from bench.data import ROOT, administer, environment, recreate, server_url
from bench.load import Call, cpu_seconds, measure

EVERY, JITTER = 3.0, 0.8
DATABASE = f"huiyin_bench_live_{os.getpid()}"
VERSION = re.compile(rb'data-version="(\d+)"')
QUESTIONS = 60


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--votes", type=float, default=1, help="so many in a second")
    parser.add_argument("--questions", type=float, default=0.1, help="so many in a second")
    parser.add_argument("--furnish", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--stir", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.furnish:
        return furnish()
    if options.stir:
        return stir(options.stir, options)
    with tempfile.TemporaryDirectory() as folder:
        if server_url():
            recreate(DATABASE)
        try:
            run(environment(Path(folder), DATABASE), options)
        finally:
            if server_url():
                administer(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')
    return 0


def run(env: dict[str, str], options: argparse.Namespace) -> None:
    for command in (["migrate", "-v0"], ["createcachetable"]):
        subprocess.run([sys.executable, "manage.py", *command], env=env, cwd=ROOT, check=True)
    event = json.loads(output([sys.executable, "-m", "bench.live", "--furnish"], env).splitlines()[-1])["event"]
    path = f"/events/{event}/live/now/"
    with served("bench.bare:application", env) as (address, pids):
        bare = measure(address, endless(Call("/")), server=pids, database=list, requests=200, seconds=2)
        before = cpu_seconds(pids())
        room = asyncio.run(fill(address, "/", options, seconds=options.seconds / 3))
        in_room = 1000 * (cpu_seconds(pids()) - before) / len(room.times)
    print(f"bare Django page: {bare.server_ms:.2f} ms CPU in a row, {in_room:.2f} asked for like the live page")
    with served("config.wsgi:application", env) as (address, pids):
        version = warm_up(address, path)
        for name, call in (
            ("nothing new (204)", Call(f"{path}?v={version}&language=en", status=204)),
            ("kept part (200)", Call(f"{path}?v=0&language=en")),
        ):
            cost = measure(address, endless(call), server=pids, database=backends, requests=200, seconds=2)
            print(f"{name}: {cost.server_ms:.2f} + {cost.database_ms:.2f} ms CPU, {cost.per_second:.0f} /s on four")
        stirring = [sys.executable, "-m", "bench.live", "--stir", str(event), "--seconds", str(options.seconds)]
        stirring += ["--votes", str(options.votes), "--questions", str(options.questions)]
        stirrer = subprocess.Popen(stirring, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        before, base, begun = cpu_seconds(pids()), cpu_seconds(backends()), time.perf_counter()
        room = asyncio.run(fill(address, path, options))
        took = time.perf_counter() - begun
        used, of_base = cpu_seconds(pids()) - before, cpu_seconds(backends()) - base
        changes = [json.loads(line) for line in stirrer.communicate(timeout=60)[0].splitlines()]
    report(room, options, took, used, of_base, changes)


def endless(call):
    while True:
        yield call


def backends() -> list[int]:
    if not server_url():
        return []
    return [pid for (pid,) in administer("SELECT pid FROM pg_stat_activity WHERE datname = %s", DATABASE)]


def warm_up(address, path) -> int:
    """Ask until both workers have answered: one takes a moment longer to come. Returns the version that stands."""
    version, quick = 0, 0
    while quick < 40:
        begun = time.perf_counter()
        connection = http.client.HTTPConnection(*address)
        connection.request("GET", path)
        version = int(VERSION.search(connection.getresponse().read())[1])
        connection.close()
        quick = quick + 1 if time.perf_counter() - begun < 0.5 else 0
    return version


# --- the room -----------------------------------------------------------------------------------------------


class Room:
    """What all clients together saw."""

    def __init__(self):
        self.times, self.statuses, self.bytes, self.seen, self.broken = [], {}, 0, {}, []


async def fill(address, path, options, *, seconds=None) -> Room:
    room, until = Room(), time.perf_counter() + (seconds or options.seconds)
    await asyncio.gather(*(client(room, address, path, until) for _n in range(options.clients)))
    return room


async def client(room, address, path, until) -> None:
    await asyncio.sleep(random.uniform(0, EVERY + JITTER))
    version, language = 0, random.choice(("zh-hans", "en"))
    reader, writer = await asyncio.open_connection(*address)
    try:
        while time.perf_counter() < until:
            target = f"{path}?v={version}&language={language}"
            begun = time.perf_counter()
            writer.write(f"GET {target} HTTP/1.1\r\nHost: {address[0]}\r\nAccept-Language: zh-CN\r\n\r\n".encode())
            status, body = await read_answer(reader)
            room.times.append(time.perf_counter() - begun)
            room.statuses[status] = room.statuses.get(status, 0) + 1
            room.bytes += len(body)
            if found := VERSION.search(body):
                version = int(found[1])
                room.seen.setdefault(version, []).append(time.time())
            await asyncio.sleep(random.uniform(EVERY, EVERY + JITTER))
    except (OSError, asyncio.IncompleteReadError) as problem:
        room.broken.append(repr(problem))
    finally:
        writer.close()


async def read_answer(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    if b"chunked" in head.lower():
        return int(head.split(b" ", 2)[1]), await reader.readuntil(b"\r\n0\r\n\r\n")
    body = await reader.readexactly(int(length[1])) if length else b""
    return int(head.split(b" ", 2)[1]), body


def report(room, options, took, used, of_base, changes) -> None:
    times = sorted(room.times)
    number = len(times)
    late = [moment - change["at"] for change in changes for moment in room.seen.get(change["version"], [])]
    print(f"\n{options.clients} clients for {took:.0f} s, {len(changes)} changes meanwhile")
    print(f"  asks                {number:,} ({number / took:.0f} /s), {room.bytes / number / 1024:.1f} kB each")
    print(f"  answers             {', '.join(f'{status}: {n:,}' for status, n in sorted(room.statuses.items()))}")
    print(f"  CPU for each ask    {1000 * used / number:.2f} ms web, {1000 * of_base / number:.2f} ms database")
    print(f"  share of one core   {100 * used / took:.0f} %")
    p95, p99 = times[int(number * 0.95)], times[int(number * 0.99)]
    print(f"  latency             {1000 * median(times):.1f} ms median, {1000 * p95:.1f} p95, {1000 * p99:.1f} p99")
    if late:
        late.sort()
        print(f"  a change was seen   {median(late):.1f} s later (median), {late[int(len(late) * 0.99)]:.1f} p99")
    print(f"  broken connections  {len(room.broken)} {room.broken[:1] or ''}")


# --- in the data folder -------------------------------------------------------------------------------------


def set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()


def furnish() -> int:
    """A session that runs, with agenda, questions and a poll; prints its key."""
    set_up()
    from datetime import timedelta

    from django.utils import timezone

    from community.models import Community, Member
    from events.actions import begin_event, draft_event, publish_event
    from events.live import actions
    from events.models import AgendaItem, Event

    Community.objects.update_or_create(pk=1, defaults={"new_until_items": 0})
    people = [
        Member.objects.create_user(f"live-{n}@example.org", name=f"Neighbour {n}", language="en") for n in range(120)
    ]
    host, starts_at = people[0], timezone.now() + timedelta(minutes=5)
    event = Event(title="配送与自提点", title_en="Delivery", host=host, starts_at=starts_at)
    event.ends_at = starts_at + timedelta(minutes=90)
    draft_event(event, actor=host)
    publish_event(event, actor=host, told=False)
    begin_event(event, actor=host)
    items = [
        AgendaItem.objects.create(event=event, position=n, title=f"Item {n} of the agenda", minutes=15)
        for n in range(6)
    ]
    actions.begin_item(event, items[1], actor=host)
    questions = []
    for number in range(QUESTIONS):
        text = f"翠苑的自助柜能放下整箱水吗,什么时候轮到第 {number} 小区?"
        question, _created = actions.ask_question(event, actor=people[number], text=text, nameless=number % 4 == 0)
        questions.append(question)
    actions.move_question(questions[0], "now", actor=host)
    poll = actions.write_session_poll(event, actor=host, question="Until when?", options=["Nine", "Ten", "Eleven"])
    actions.open_session_poll(poll, actor=host)
    print(json.dumps({"event": event.pk}))
    return 0


def stir(pk, options) -> int:
    """Vote and ask as long as the room is watched; prints each new version with its time."""
    set_up()
    from community.models import Member
    from events.live import actions
    from events.live.models import Question
    from events.models import Event

    dice, event = random.Random(5), Event.objects.get(pk=pk)
    people = list(Member.objects.order_by("pk"))
    until, rate = time.time() + options.seconds, options.votes + options.questions
    while rate and time.time() < until:
        begun = time.time()
        member = dice.choice(people)
        if dice.random() < options.questions / rate:
            actions.ask_question(event, actor=member, text=f"Question at {begun}?")
        else:
            question = Question.objects.filter(event=event).open().exclude(author=member).order_by("?").first()
            if not actions.cast_question_vote(question, actor=member):
                actions.withdraw_question_vote(question, actor=member)
        version = Event.objects.values_list("live_version", flat=True).get(pk=pk)
        print(json.dumps({"version": version, "at": time.time()}), flush=True)
        time.sleep(max(0, 1 / rate - (time.time() - begun)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
