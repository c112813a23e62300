"""Killing web and worker at any moment loses no acknowledged write, and each notification is delivered in the end and
shown once: real servers, real requests, SIGKILL.

What one kill does at each single point is tried in test_kill_points.py; this is the whole house under fire.
"""

import http.client
import itertools
import json
import os
import random
import re
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connection

from tools import running

pytestmark = [
    pytest.mark.race,
    pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="kills servers on an SQLite folder of its own"),
]

ROOT = Path(__file__).resolve().parents[2]
KINDS = ["web", "worker", "web and worker", "a web process", "the waiting worker", "the monitor"]
PATIENCE = 60  # seconds; a busy machine may be slow, only a queue that stands still takes for ever


def wait_until(true, what):
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"{what} never happened"
        time.sleep(0.05)


# --- the house ------------------------------------------------------------------------------------------------


class House:
    """Web and worker on a data folder of their own, each under a supervisor as `dev.py run` is."""

    def __init__(self, folder):
        self.var, self.log, self.keepers = folder / "var", folder / "servers.log", {}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.env = os.environ | {"HUIYIN_VAR": str(self.var), "DATABASE_URL": "", "CACHE_URL": "", "EMAIL_URL": ""}
        # A machine fills in forms faster than a person may.
        self.env["FORM_MIN_SECONDS"] = "0"
        self.env = {name: value for name, value in self.env.items() if value}
        self.var.mkdir()
        with closing(sqlite3.connect(self.var / "huiyin.sqlite3")) as empty:
            connection.ensure_connection()
            connection.connection.backup(empty)  # seconds faster than all the migrations again
        told = self.call("furnish")
        self.members, self.sessions, self.notes = (told[name] for name in ("members", "sessions", "notes"))

    def command(self, *arguments):
        return [sys.executable, "-m", "tests.races.house", *map(str, arguments)]

    def call(self, *arguments):
        done = subprocess.run(self.command(*arguments), cwd=ROOT, env=self.env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1]) if done.stdout else None

    def start(self, name):
        with self.log.open("ab") as log:
            self.keepers[name] = subprocess.Popen(
                self.command("keep", name, self.port),
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=running.die_with_parent,
            )

    def pid(self, name):
        with suppress(FileNotFoundError, ValueError):
            return int((self.var / f"{name}.pid").read_text())

    def kill(self, kind):
        """End what is named without a word, and wait until the supervisor has started again what must be."""
        before = {name: self.pid(name) for name in ("web", "worker")}
        self.strike(kind)
        replaced = {"a web process": [], "the waiting worker": ["worker"], "the monitor": ["worker"]}
        for name in replaced.get(kind, kind.split(" and ")):
            wait_until(lambda n=name: self.pid(n) not in (before[n], None), f"{name} starting again after {kind}")

    def strike(self, kind):
        if kind == "a web process":
            return kill_one(children_of(self.pid("web"))[0])
        if kind in ("the waiting worker", "the monitor"):
            # The guard's children: two workers, the monitor, the pusher. One worker holds the queue while it waits.
            [guard] = children_of(self.pid("worker"))
            return kill_one(children_of(guard)[0 if kind == "the waiting worker" else 2])
        for name in kind.split(" and "):
            if pid := self.pid(name):
                with suppress(ProcessLookupError):
                    os.killpg(pid, signal.SIGKILL)

    def stop(self, name):
        """End one server for good: its supervisor first, then the whole group."""
        keeper = self.keepers.pop(name)
        keeper.kill()
        keeper.wait()
        self.strike(name)

    def stop_all(self):
        for name in list(self.keepers):
            self.stop(name)

    def ask(self, query, *values):
        with closing(sqlite3.connect(self.var / "huiyin.sqlite3", timeout=20)) as reader:
            return reader.execute(query, values).fetchall()

    def count(self, rows):
        return self.ask(f"SELECT count(*) FROM {rows}")[0][0]

    def request(self, who, path, form=None):
        """(status, location, body) of one request; raises OSError or HTTPException when the server is gone."""
        token = "a" * 32
        headers = {"Cookie": f"sessionid={self.sessions[who]}; csrftoken={token}", "X-CSRFToken": token}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as browser:
            browser.request("GET" if form is None else "POST", path, form and urlencode(form), headers)
            response = browser.getresponse()
            return response.status, response.headers.get("Location", ""), response.read().decode()


def children_of(pid):
    """Oldest first."""
    table = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in table.splitlines()]
    return sorted(child for child, parent in pairs if parent == pid)


def kill_one(pid):
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


@pytest.fixture
def house(tmp_path):
    built = House(tmp_path)
    yield built
    built.stop_all()
    print(built.log.read_text()[-6000:] if built.log.exists() else "nothing was started")


# --- the people -----------------------------------------------------------------------------------------------


class People:
    """Members and a moderator who write all the time, send again what was cut, and remember what was acknowledged."""

    def __init__(self, house, seed):
        self.house, self.seed = house, seed
        self.acknowledged, self.cut, self.errors = [], 0, []
        self.numbers, self.quiet, self.threads = itertools.count(1), False, []
        self.wanted = threading.Semaphore(0)  # stories to tell now; twenty an hour from one member pass the limiter

    def start(self):
        for number, work in enumerate([self.tell_stories, self.tell_stories, self.publish_notes]):
            thread = threading.Thread(target=self.run, args=(work, f"{self.seed} {number}"), daemon=True)
            self.threads.append(thread)
            thread.start()

    def run(self, work, seed):
        try:
            work(random.Random(seed))
        except BaseException as error:
            self.errors.append(error)

    def stop(self):
        """Everybody finishes what they are at."""
        self.quiet = True
        self.wanted.release(2)
        for thread in self.threads:
            thread.join(timeout=PATIENCE)
        assert not any(thread.is_alive() for thread in self.threads), "somebody still waits for an answer"
        assert self.errors == []

    def write(self, what, who, path, form, *, refused_if_repeated=False):
        """Send one form until it is acknowledged; returns where that leads."""
        deadline, sends = time.monotonic() + PATIENCE, 0
        while time.monotonic() < deadline:
            sends += 1
            try:
                status, location, body = self.house.request(who, path, form)
            except (OSError, http.client.HTTPException) as gone:
                self.cut += not isinstance(gone, ConnectionRefusedError)
                time.sleep(0.1)
                continue
            if status == 302 or (status == 422 and refused_if_repeated and sends > 1):
                self.acknowledged.append(what)
                return location
            raise AssertionError(f"{what} was answered {status}: {body[:2000]}")
        raise AssertionError(f"{what} was never acknowledged")

    def tell_stories(self, chance):
        while self.wanted.acquire() and not self.quiet:
            self.tell_story(next(self.numbers), chance)

    def tell_story(self, n, chance=random):
        """One item from its beginning to the moderator's answer."""
        author = ("Alice", "Dana")[n % 2]
        say = {"text": f"Words number {n} of {author}.", "identity": "member", "submit_key": f"say-{n:020}"}
        item = self.write(("said", say["text"]), author, "/feedback/new/", say)
        pk = int(re.fullmatch(r"/feedback/(\d+)/", item)[1])
        comment = {"text": f"Comment number {n}.", "submit_key": f"comment-{n:020}"}
        [(changed_at,)] = self.house.ask("SELECT changed_at FROM feedback_feedback WHERE id = ?", pk)
        seen = {"seen_status": "new", "seen_at": f"{changed_at}+00:00"}
        answer = {"answer": f"Answer number {n}.", "status": "planned", **seen}
        # On the page the choices stand as they were shown: nothing else is changed.
        for what, who, path, form, again in (
            (("voted", pk), "Bob", f"{item}vote/", {"want": "1"}, False),
            (("followed", pk), "Bob", f"{item}follow/", {"level": "all"}, False),
            (("commented", comment["text"]), "Bob", f"{item}comments/", comment, False),
            (("answered", answer["answer"]), "Tessa", f"/admin/feedback/feedback/{pk}/desk/", answer, True),
        ):
            time.sleep(chance.uniform(0, 0.15))
            self.write(what, who, path, form, refused_if_repeated=again)

    def publish_notes(self, chance):
        for pk in self.house.notes:
            time.sleep(chance.uniform(0.5, 2))
            self.write(("published", pk), "Tessa", f"/admin/feedback/fixnote/{pk}/publish/", {"now": "1"})
            if self.quiet:
                return


# --- the judge ------------------------------------------------------------------------------------------------

WRITES = {
    "said": "SELECT text FROM feedback_feedback WHERE text LIKE 'Words number%'",
    "voted": "SELECT feedback_id FROM feedback_vote",
    "followed": "SELECT feedback_id FROM feedback_follow JOIN feedback_feedback f ON f.id = feedback_id "
    "JOIN community_member m ON m.id = member_id WHERE m.name = 'Bob' AND level = 'all' AND f.text LIKE 'Words%'",
    "commented": "SELECT text FROM feedback_comment",
    "answered": "SELECT e.text FROM feedback_progressentry e JOIN feedback_feedback f ON f.id = e.feedback_id "
    "WHERE e.kind = 'answer' AND f.status = 'planned'",
    "published": "SELECT e.fix_note_id FROM feedback_progressentry e JOIN feedback_feedback f ON f.id = e.feedback_id "
    "JOIN feedback_fixnote n ON n.id = e.fix_note_id "
    "WHERE e.kind = 'fix' AND f.status = 'fixed' AND n.state = 'published'",
}
WRONG_COUNTS = """SELECT id FROM feedback_feedback f
    WHERE vote_count != (SELECT count(*) FROM feedback_vote WHERE feedback_id = f.id)
    OR comment_count != (SELECT count(*) FROM feedback_comment WHERE feedback_id = f.id)"""
# Everybody here who follows an item follows every step of it; who did it is not told.
DUE = """
    SELECT 'progress:' || e.id, w.member_id FROM feedback_progressentry e JOIN feedback_follow w USING (feedback_id)
    WHERE e.kind IN ('answer', 'status', 'fix') AND w.member_id != e.actor_id
    UNION ALL
    SELECT 'comment:' || c.id, w.member_id FROM feedback_comment c JOIN feedback_follow w USING (feedback_id)
    WHERE w.member_id != c.author_id"""


def lost_or_doubled(house, acknowledged):
    """Acknowledged writes that are not in the database exactly once, and what is there without anybody's word."""
    found = Counter((what, value) for what, query in WRITES.items() for (value,) in house.ask(query))
    wanted = Counter(acknowledged)
    return [*(wanted - found), *(found - wanted), *house.ask(WRONG_COUNTS)]


def untold(house):
    """What is still to be done for followers, or was done too often."""
    # What they earn by it is told too, at an hour of its own.
    told = Counter(house.ask("SELECT cause_key, member_id FROM community_notification WHERE kind NOT LIKE 'honours.%'"))
    due = Counter(house.ask(DUE))
    delivered = Counter(
        pk for (pk,) in house.ask("SELECT notification_id FROM community_delivery WHERE state = 'sent'")
    )
    notices = Counter(pk for (pk,) in house.ask("SELECT id FROM community_notification"))
    unmarked = house.ask("SELECT id FROM feedback_progressentry WHERE is_public AND announced_at IS NULL")
    unmarked += house.ask("SELECT id FROM feedback_comment WHERE announced_at IS NULL")
    return [*(due - told), *(told - due), *(notices - delivered), *(delivered - notices), *unmarked]


def shown_in_inbox(house, who):
    """The keys of all notices that somebody's inbox shows, page after page."""
    shown, path = [], "/me/inbox/"
    while path:
        status, _location, body = house.request(who, path)
        assert status == 200
        shown += map(int, re.findall(r"/me/inbox/(\d+)/read/", body))
        older = re.search(r'href="(\?before=\d+)"', body)
        path = older and f"/me/inbox/{older[1]}"
    return sorted(shown)


def mails_by_delivery(house):
    """How often the mail of each delivery went out."""
    words = b"".join(path.read_bytes() for path in (house.var / "mail").iterdir())
    return Counter(int(pk) for pk in re.findall(rb"Message-ID: <[^>]*\.delivery-(\d+)@huiyin>", words))


# --- the promise ----------------------------------------------------------------------------------------------


def test_killing_web_and_worker_loses_no_write_and_tells_everybody_once(house):
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    people, began = People(house, seed), time.monotonic()

    # Control: the judge misses a write that is not there, and says as long as there is no worker who is still untold.
    house.start("web")
    people.tell_story(next(people.numbers))
    assert lost_or_doubled(house, people.acknowledged) == []
    assert lost_or_doubled(house, [*people.acknowledged, ("voted", 0)]) == [("voted", 0)]
    assert len(untold(house)) >= 5

    house.start("worker")
    people.start()
    for kind in chance.sample(KINDS, len(KINDS)):
        written, worked = len(people.acknowledged), house.count("django_q_task")
        people.wanted.release(2)
        wait_until(lambda n=written: len(people.acknowledged) > n or people.errors, f"a write before {kind}")
        wait_until(lambda n=worked: house.count("django_q_task") > n or people.errors, f"a finished job before {kind}")
        people.wanted.release(3)
        time.sleep(chance.uniform(0.1, 0.8))
        print(f"{time.monotonic() - began:4.1f} s: killing {kind} after {len(people.acknowledged)} writes")
        house.kill(kind)
    people.stop()
    print(f"{time.monotonic() - began:4.1f} s: everybody is done")
    house.stop("worker")

    # Whatever died waits for its next try; minutes later a new worker finds all of it.
    house.call("later")
    house.start("worker")
    wait_until(lambda: not untold(house) and not house.count("django_q_ormq"), "everybody told, nothing waiting")

    assert lost_or_doubled(house, people.acknowledged) == []
    assert untold(house) == []
    for name, pk in house.members.items():
        rows = house.ask("SELECT id FROM community_notification WHERE member_id = ? ORDER BY id", pk)
        assert shown_in_inbox(house, name) == [row for (row,) in rows]
    assert not house.count(f"community_notification WHERE member_id = {house.members['Carol']}")
    mails, attempts = mails_by_delivery(house), dict(house.ask("SELECT id, attempts FROM community_delivery"))
    assert mails.keys() == attempts.keys()
    # Sent twice only where a first worker was killed at it, which the row has counted.
    assert all(mails[pk] <= attempts[pk] for pk in attempts)
    assert house.ask("SELECT func, result FROM django_q_task WHERE NOT success") == []
    house.stop_all()
    assert house.ask("PRAGMA integrity_check") == [("ok",)]
    assert house.ask("PRAGMA foreign_key_check") == []
    print(f"{time.monotonic() - began:4.1f} s: {len(people.acknowledged)} writes acknowledged, {people.cut} cut off")
    interrupted, doubled = (sum(n > 1 for n in counts.values()) for counts in (attempts, mails))
    print(f"{len(mails)} notices delivered, {interrupted} deliveries interrupted, {doubled} mails doubled")
