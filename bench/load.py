"""Requests over loopback and the processor time they cost. Linux only: reads /proc."""

import http.client
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

TICKS = os.sysconf("SC_CLK_TCK")
TOKEN = "b" * 32  # a CSRF cookie and its header need only agree


@dataclass(frozen=True)
class Call:
    """One request and what its answer must be."""

    path: str
    session: str = ""
    form: dict | None = None
    headers: dict = field(default_factory=dict)
    status: int = 200
    location: str = ""  # where a redirect must lead, by its beginning

    def send(self, connection: http.client.HTTPConnection) -> None:
        cookies = ([f"sessionid={self.session}"] if self.session else []) + [f"csrftoken={TOKEN}"]
        headers = {"Cookie": "; ".join(cookies), "Accept-Language": "zh-CN", **self.headers}
        body = None
        if self.form is not None:
            headers |= {"X-CSRFToken": TOKEN, "Content-Type": "application/x-www-form-urlencoded"}
            body = urlencode(self.form)
        connection.request("POST" if self.form is not None else "GET", self.path, body, headers)
        response = connection.getresponse()
        response.read()
        target = response.headers.get("Location", "")
        if response.status != self.status or not target.startswith(self.location):
            raise RuntimeError(f"{self.path} answered {response.status} {target}, expected {self.status}")


def send_for(
    address: tuple, calls: Iterator[Call], *, seconds: float, at_least: int = 0, at_most: int
) -> tuple[int, float]:
    """Send one after the other for so long; returns how many and the time it took."""
    connection = http.client.HTTPConnection(*address, timeout=60)
    started, sent = time.perf_counter(), 0
    try:
        while sent < at_most:
            if sent >= at_least and time.perf_counter() - started >= seconds:
                break
            next(calls).send(connection)
            sent += 1
    finally:
        connection.close()
    return sent, time.perf_counter() - started


def send_side_by_side(
    address: tuple, calls: Iterator[Call], *, connections: int, seconds: float, at_most: int
) -> float:
    """Requests per second over several connections at once."""
    guard, results, problems = threading.Lock(), [], []

    def shared() -> Iterator[Call]:
        while True:
            with guard:
                call = next(calls)
            yield call

    def work() -> None:
        try:
            share = at_most // connections
            results.append(send_for(address, shared(), seconds=seconds, at_most=share))
        except Exception as problem:
            problems.append(problem)

    threads = [threading.Thread(target=work) for _ in range(connections)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]
    return sum(sent for sent, _seconds in results) / (time.perf_counter() - started)


def family(pid: int) -> list[int]:
    """A process and all its descendants."""
    members, found = [pid], [pid]
    while found:
        parent = found.pop()
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            children = [int(child) for child in task.read_text().split()]
            members += children
            found += children
    return members


def cpu_seconds(pids: list[int]) -> float:
    """User and system time of these processes so far; one that has gone counts as nothing."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


@dataclass
class Cost:
    server_ms: float
    database_ms: float
    latency_ms: float
    per_second: float

    @property
    def cpu_ms(self) -> float:
        return self.server_ms + self.database_ms

    def quieter(self, other: "Cost") -> "Cost":
        """Of two rounds the one that was disturbed less."""
        return min(self, other, key=lambda cost: cost.cpu_ms)


def measure(
    address: tuple,
    calls: Iterator[Call],
    *,
    server: Callable[[], list[int]],
    database: Callable[[], list[int]],
    requests: int,
    seconds: float,
) -> Cost:
    """Warm up, then CPU per request on one connection, then throughput on four."""
    for _ in range(4):
        send_for(address, calls, seconds=0, at_least=4, at_most=4)
    pids, backends = server(), database()
    before = cpu_seconds(pids), cpu_seconds(backends)
    sent, took = send_for(address, calls, seconds=seconds, at_least=requests, at_most=requests * 20)
    server_ms = (cpu_seconds(pids) - before[0]) * 1000 / sent
    database_ms = (cpu_seconds(backends) - before[1]) * 1000 / sent
    rate = send_side_by_side(address, calls, connections=4, seconds=seconds, at_most=requests * 20)
    return Cost(server_ms, database_ms, took * 1000 / sent, rate)
