"""Web and worker as children of one process: prefixed output, restart after a crash, a clean end.

Standard library only, one thread, Linux and macOS.
"""

import ctypes
import fcntl
import http.client
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from tools.environment import Refusal, say

GRACE = 10  # seconds a child may take to end by itself
STEADY = 10  # a child that lived this long starts afresh with the shortest pause
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30
PATIENCE = 60  # seconds until the site must have answered for the first time
HOPELESS = 5  # so many deaths in a row before the site ever answered: give up


def claim_folder(var: Path):
    """Hold the data folder for this process; the returned handle must be kept until the end."""
    var.mkdir(parents=True, exist_ok=True)
    handle = (var / "run.lock").open("a+")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        with handle:
            handle.seek(0)
            process = handle.read().strip() or "unknown"
        raise Refusal(
            f"Huiyin already runs on {var} (process {process}): "
            "stop it first, or choose another data folder with HUIYIN_VAR."
        ) from None
    handle.truncate(0)
    handle.write(str(os.getpid()))
    handle.flush()
    return handle


def check_port(host: str, port: int, *, patience: float = 2) -> None:
    """Refuse when somebody listens there already; waits a moment for a predecessor that is just ending."""
    deadline = time.monotonic() + patience
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    while True:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                return probe.bind((host, port))
            except PermissionError:
                raise Refusal(f"Port {port} may not be opened by you: choose one above 1023 with PORT.") from None
            except socket.gaierror:
                raise Refusal(f"HOST is {host!r}, which is no address of this machine.") from None
            except OSError as problem:
                if time.monotonic() > deadline:
                    raise Refusal(
                        f"Address {host}:{port} is not free ({problem.strerror}): stop what runs there, "
                        f"or choose another port, for example PORT={port + 1} python3 dev.py run."
                    ) from None
        time.sleep(0.1)


def die_with_parent() -> None:
    """In a new child on Linux: end when dev.py is killed outright, so that no server is left behind."""
    if libc is not None:
        libc.prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


libc = ctypes.CDLL(None) if sys.platform == "linux" else None  # loaded here, not between fork and exec


class Child:
    """One supervised command in a session of its own, so that a Ctrl-C reaches only dev.py.

    With `remind` its whole group hears SIGTERM again while it takes its time to end: a web worker forked
    a moment ago misses the first one. The worker cluster must not be reminded, it would hang.
    """

    def __init__(self, name: str, command: list, env: dict[str, str], cwd: Path, *, remind: bool = False):
        self.name, self.command, self.env, self.cwd = name, command, env, cwd
        self.remind = remind
        self.process: subprocess.Popen | None = None
        self.rest = b""
        self.started_at = self.start_at = 0.0
        self.deaths = 0

    def start(self, selector: selectors.BaseSelector) -> None:
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env=self.env,
            cwd=self.cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        os.set_blocking(self.process.stdout.fileno(), False)
        selector.register(self.process.stdout, selectors.EVENT_READ, self)

    def read(self, selector: selectors.BaseSelector) -> None:
        """Print the whole lines that have come; at the end of the pipe stop listening to it."""
        chunk = self.process.stdout.read(65536)
        if chunk is None:
            return
        if not chunk:
            selector.unregister(self.process.stdout)
            chunk = b"\n" if self.rest else b""
        *lines, self.rest = (self.rest + chunk).split(b"\n")
        for line in lines:
            say(f"{self.name:6} | {line.decode(errors='replace').rstrip()}")

    def drop(self, selector: selectors.BaseSelector) -> None:
        """Forget a process that ended, and end whatever it left in its group."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        with suppress(KeyError):
            self.read(selector)
            selector.unregister(self.process.stdout)
        self.process.stdout.close()
        self.process, self.rest = None, b""


class Supervisor:
    """Keeps its children running until it is told to stop; call from the main thread only."""

    def __init__(self, children: list[Child], *, ready, banner):
        self.children, self.ready, self.banner = children, ready, banner
        self.selector = selectors.DefaultSelector()
        self.asked_to_stop = 0
        self.is_up = False
        self.patience_ends = time.monotonic() + PATIENCE

    def run(self) -> None:
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, self.hear)
        try:
            while not self.asked_to_stop:
                self.tend()
                self.listen(0.1 if not self.is_up else 0.25)
        finally:
            self.stop()

    def hear(self, signum, frame) -> None:
        self.asked_to_stop += 1

    def listen(self, seconds: float) -> None:
        for key, _events in self.selector.select(seconds):
            key.data.read(self.selector)

    def tend(self) -> None:
        """Start what should run, notice what died, and tell once when the site answers."""
        for child in self.children:
            if child.process and child.process.poll() is not None:
                self.mourn(child)
            if child.process is None and time.monotonic() >= child.start_at:
                child.start(self.selector)
        if not self.is_up and self.ready():
            self.is_up = True
            self.banner()
        if not self.is_up and time.monotonic() > self.patience_ends:
            raise Refusal(f"The site does not answer after {PATIENCE} s; the reason stands above.")

    def mourn(self, child: Child) -> None:
        code, lived = child.process.returncode, time.monotonic() - child.started_at
        child.drop(self.selector)
        child.deaths = 1 if lived > STEADY else child.deaths + 1
        if not self.is_up and child.deaths >= HOPELESS:
            raise Refusal(f"The {child.name} process does not start; the reason stands above.")
        pause = min(FIRST_PAUSE * 2 ** (child.deaths - 1), LONGEST_PAUSE)
        child.start_at = time.monotonic() + pause
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
        say(f"{child.name:6} | {how}; it starts again in {pause:g} s")

    def stop(self) -> None:
        """Ask each child to end, wait, then end its whole group. A second Ctrl-C waits no longer."""
        running = [child for child in self.children if child.process]
        for child in running:
            child.process.terminate()
        deadline = time.monotonic() + GRACE
        remind_at = time.monotonic() + 1
        while time.monotonic() < deadline and self.asked_to_stop < 2:
            slow = [child for child in running if child.process.poll() is None]
            if not slow:
                break
            if time.monotonic() > remind_at:
                remind_at += 1
                for child in slow:
                    if child.remind:
                        os.killpg(child.process.pid, signal.SIGTERM)
            self.listen(0.05)
        for child in running:
            if child.process.poll() is None:
                say(f"{child.name:6} | did not end in {GRACE} s and is killed")
                child.process.kill()
                child.process.wait()
            child.drop(self.selector)
        say("Everything has ended; the data stays.")


def answers(host: str, port: int) -> bool:
    """Whether the site answers there; a refused host name or a redirect to HTTPS is an answer too."""
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
