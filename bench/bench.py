"""CPU per request and throughput of the main pages, at several sizes, beside a bare Django page.

    python3 dev.py bench [--items 1000 100000] [--requests 100] [--rounds 2] [--fresh] [--json FILE]

Everything stays on this machine's loopback; no page is asked more than 40 times --requests in a round.
The demo data of a size is made once and kept in the data folder under bench/ (--fresh makes it anew); each
run works on a copy. With SQLite the database's share is inside the server's; with a local PostgreSQL in
DATABASE_URL (it must be allowed to create databases) it is read from the database's own processes.
"""

import argparse
import contextlib
import itertools
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote

from bench.data import HOST, ROOT, Data, server_url
from bench.load import Call, Cost, family, measure

BARE = "bare Django page"
# CPU in ms per request on the machine the product is built on, and how much a page may grow with the data.
BUDGET = {"board": 20, "item": 20, "search": 25, "vote": 10}
GROWTH = 1.3
WORDS = ["配送", "优惠券", "登录", "退款", "包装 破损", "排队", "app", "水果", "停车", "老人"]


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, nargs="+", default=[1000, 100_000])
    parser.add_argument("--requests", type=int, default=100, help="at least so many per page and round")
    parser.add_argument("--seconds", type=float, default=2, help="and for at least so long")
    parser.add_argument("--rounds", type=int, default=2, help="the quietest one counts")
    parser.add_argument("--pages", nargs="+", help="only these pages")
    parser.add_argument("--fresh", action="store_true", help="make the demo data anew")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    parser.add_argument("--strict", action="store_true", help="exit with 1 above the budget")
    options = parser.parse_args()
    home = Path(os.environ.get("HUIYIN_VAR") or ROOT / "var").resolve() / "bench"
    sizes = [Data(home, size) for size in sorted(set(options.items))]
    for data in sizes:
        data.make(fresh=options.fresh)
    busy = os.getloadavg()[0]
    figures, broken = measure_all(sizes, options)
    kept = report(figures)
    if busy > 1 or os.getloadavg()[0] > 4:
        print("Other programs kept this machine busy: the figures are higher than it would need.")
    if options.json:
        plain = {name: {size: asdict(cost) for size, cost in row.items()} for name, row in figures.items()}
        options.json.write_text(json.dumps(plain, indent=2))
    for problem in broken:
        print(problem, file=sys.stderr)
    return 1 if broken or (options.strict and not kept) else 0


def measure_all(sizes: list[Data], options) -> tuple[dict[str, dict[int, Cost]], list[str]]:
    """Every page at every size, the sizes right after each other so that both meet the same machine."""
    figures: dict[str, dict[int, Cost]] = {}
    broken: list[str] = []
    bounds = {"requests": options.requests, "seconds": options.seconds}
    with contextlib.ExitStack() as stack:
        address, server = stack.enter_context(served("bench.bare:application", dict(os.environ)))
        stands = {0: Stand(address, server, list, {BARE: itertools.repeat(Call("/"))})}
        for data in sizes:
            env = stack.enter_context(data.copy())
            address, server = stack.enter_context(served("config.wsgi:application", env))
            people = json.loads(output([sys.executable, "-m", "bench.people"], env))
            stands[data.size] = Stand(address, server, data.backends, pages(people))
        wanted = [name for name in stands[max(stands)].calls if name in (options.pages or [name])]
        for name, _round in itertools.product([BARE, *wanted, BARE], range(options.rounds)):
            for size, stand in stands.items():
                if name not in stand.calls:
                    continue
                try:
                    cost = stand.measure(name, **bounds)
                except RuntimeError as problem:
                    broken.append(f"{name} at {size:,} items was not measured: {problem}")
                    del stand.calls[name]
                    continue
                row = figures.setdefault(name, {})
                row[size] = row[size].quieter(cost) if size in row else cost
                print(line(f"{name} {size:,}" if size else name, cost), flush=True)
    return figures, broken


@dataclass
class Stand:
    """One running site and the requests for its pages."""

    address: tuple[str, int]
    server: Callable[[], list[int]]
    database: Callable[[], list[int]]
    calls: dict[str, Iterator[Call]]

    def measure(self, name: str, **bounds) -> Cost:
        return measure(self.address, self.calls[name], server=self.server, database=self.database, **bounds)


# --- what is asked ----------------------------------------------------------------------------------------


def pages(people: dict) -> dict[str, Iterator[Call]]:
    """An endless row of requests for each page: as a member, unless its name says otherwise."""
    members, items = itertools.cycle(people["members"]), itertools.cycle(people["items"])
    moderators, words = itertools.cycle(people["moderators"]), itertools.cycle(WORDS)
    htmx = {"HX-Request": "true"}

    def endless(make) -> Iterator[Call]:
        while True:
            yield make()

    def pairs() -> Iterator[Call]:
        """Every member supports every item once."""
        for item in itertools.cycle(people["items"]):
            for member in people["members"]:
                yield Call(f"/feedback/{item}/vote/", member, {"want": "1"}, htmx)

    def submit() -> Call:
        form = {
            "text": f"周末去买菜,收银台只开了一个,排了 {secrets.randbelow(60)} 分钟的队。能不能多开一个?",
            "identity": "member",
            "submit_key": secrets.token_urlsafe(24),
            "draft_key": secrets.token_urlsafe(24),
        }
        return Call("/feedback/new/", next(members), form, status=302, location="/feedback/")

    return {
        "board": endless(lambda: Call("/feedback/", next(members))),
        "item": endless(lambda: Call(f"/feedback/{next(items)}/", next(members))),
        "fixed": endless(lambda: Call("/fixed/", next(members))),
        "search": endless(lambda: Call(f"/feedback/?q={quote(next(words))}", next(members))),
        "vote": pairs(),
        "submit": endless(submit),
        "triage list": endless(lambda: Call("/admin/feedback/feedback/triage/", next(moderators))),
        "visitor's board": endless(lambda: Call("/feedback/")),
        "visitor's item": endless(lambda: Call(f"/feedback/{next(items)}/")),
    }


# --- serving -----------------------------------------------------------------------------------------------


@contextlib.contextmanager
def served(application: str, env: dict[str, str]):
    """The application behind two workers on a free port: its address and a way to list its processes."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)]
    command += ["--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "error", application]
    # A machine fills in forms faster than a person may.
    env = env | {"FORM_MIN_SECONDS": "0"}
    process = subprocess.Popen(command, env=env, cwd=ROOT, start_new_session=True)
    try:
        deadline = time.monotonic() + 30
        while True:
            with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
                break
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{application} did not start")
            time.sleep(0.1)
        yield (HOST, port), lambda: family(process.pid)
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def output(command: list[str], env: dict[str, str]) -> str:
    return subprocess.run(command, env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


# --- telling -----------------------------------------------------------------------------------------------


def line(name: str, cost: Cost) -> str:
    cpu = f"{cost.server_ms:7.2f} + {cost.database_ms:5.2f}"
    return f"  {name:16} {cpu} ms CPU   {cost.latency_ms:7.2f} ms   {cost.per_second:7.0f} /s"


def report(figures: dict[str, dict[int, Cost]]) -> bool:
    """The table; returns whether every budget is kept."""
    database = "PostgreSQL" if server_url() else "SQLite, whose work is the server's"
    print(f"\nCPU per request, server + database ({database}); latency on one connection; throughput on four")
    bare = figures.pop(BARE)[0]
    print(line(BARE, bare))
    kept = True
    for name, row in figures.items():
        print(name)
        for size, cost in row.items():
            over = cost.cpu_ms > BUDGET.get(name, float("inf"))
            kept &= not over
            remark = f"   over the budget of {BUDGET[name]} ms" if over else ""
            print(line(f"  {size:,}", cost) + f"   {cost.cpu_ms / bare.cpu_ms:5.1f} bare pages{remark}")
        if len(row) > 1:
            growth = row[max(row)].cpu_ms / row[min(row)].cpu_ms
            kept &= growth <= GROWTH
            remark = f", more than {GROWTH}" if growth > GROWTH else ""
            print(f"    grows {growth:.2f} times{remark}")
    figures[BARE] = {0: bare}
    print("Every budget is kept." if kept else "Not every budget is kept.")
    return kept


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (RuntimeError, subprocess.CalledProcessError) as problem:
        sys.exit(f"The measurement stopped: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
