"""The front door: what it refuses and in which words, what it restarts, and that nothing is left behind."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from contextlib import suppress
from pathlib import Path

import pytest

import dev
from tools import environment, running
from tools.environment import Refusal

ROOT = Path(__file__).resolve().parent.parent


# --- address and data folder -----------------------------------------------------------------------------


def test_a_taken_port_is_refused_in_one_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refusal, match=f"127.0.0.1:{port} is not free.*PORT={port + 1}"):
            running.check_port("127.0.0.1", port, patience=0)
    running.check_port("127.0.0.1", port, patience=0)


def test_a_data_folder_is_used_once(tmp_path):
    held = running.claim_folder(tmp_path)
    with pytest.raises(Refusal, match=f"already runs on {tmp_path} .process {os.getpid()}"):
        running.claim_folder(tmp_path)
    held.close()
    running.claim_folder(tmp_path).close()


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "٨٠", "8000.0"])
def test_a_bad_port_is_refused(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(Refusal, match="number from 1 to 65535"):
        dev.address()


def test_links_and_host_names_follow_the_address(monkeypatch):
    for name in ("SITE_URL", "ALLOWED_HOSTS"):
        monkeypatch.delenv(name, raising=False)
    assert dev.site_settings("127.0.0.1", 8110)["SITE_URL"] == "http://127.0.0.1:8110"
    assert dev.site_settings("::", 80)["SITE_URL"] == "http://[::1]:80"
    everywhere = dev.site_settings("0.0.0.0", 8110)
    assert everywhere["SITE_URL"] == "http://127.0.0.1:8110"
    assert socket.gethostname() in everywhere["ALLOWED_HOSTS"].split(",")
    monkeypatch.setenv("SITE_URL", "https://say.example")
    assert dev.site_settings("0.0.0.0", 8110)["SITE_URL"] == "https://say.example"


def test_an_unknown_command_shows_the_help(capsys):
    assert dev.main(["fly"]) == 2
    assert "python3 dev.py run" in capsys.readouterr().out
    assert dev.main([]) == 0


# --- the environment ---------------------------------------------------------------------------------------


def test_uv_gets_the_indexes_that_pip_has(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    config = tmp_path / "pip.conf"
    config.write_text(
        "[global]\nindex-url = https://a.example/simple\nextra_index_url = https://b.example https://c.example\n"
        "[install]\nfind-links = /wheels\n"
    )
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("PIP_CONFIG_FILE", str(config))
    monkeypatch.setenv("PIP_FIND_LINKS", "/other")
    options = environment.uv_index_options()
    pairs = set(zip(options[::2], options[1::2], strict=True))
    assert ("--default-index", "https://a.example/simple") in pairs
    assert {("--index", "https://b.example"), ("--index", "https://c.example")} <= pairs
    assert ("--find-links", "/other") in pairs
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://mine.example")
    assert environment.uv_index_options() == []


def test_nothing_is_installed_twice(tmp_path, monkeypatch):
    installed = []
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").touch()
    (venv / "pyvenv.cfg").write_text("version = 3.11.7")
    (tmp_path / "requirements.txt").write_text("a==1")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "VENV", venv)
    monkeypatch.setattr(environment, "PYTHON", venv / "bin" / "python")
    monkeypatch.setattr(environment, "install", installed.append)
    environment.ensure("requirements.txt")
    environment.ensure("requirements.txt")
    assert installed == ["requirements.txt"]
    (tmp_path / "requirements.txt").write_text("a==2")
    environment.ensure("requirements.txt")
    assert len(installed) == 2


def test_a_machine_without_venv_is_told_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(environment.shutil, "which", lambda name: None)
    with pytest.raises(Refusal, match="apt install python3-venv"):
        environment.make_venv()


# --- web and worker ----------------------------------------------------------------------------------------

HARNESS = """
import sys
from pathlib import Path
from tools import running
from tools.environment import Refusal, say

here = Path({folder!r})
command = [sys.executable, "-u"]
children = [
    running.Child(name, [*command, str(here / f"{{name}}.py")], {{}}, here, remind={remind})
    for name in {names!r}
]
running.GRACE, running.FIRST_PAUSE = {grace}, 0.05
try:
    running.Supervisor(children, ready=lambda: (here / "ready").exists(), banner=lambda: say("up")).run()
except Refusal as refusal:
    sys.exit(str(refusal))
"""
STEADY = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: (print("goodbye"), sys.exit(0)))
open("ready", "w").close()
print("pid", os.getpid())
time.sleep(60)
"""
# Refuses to end, and has a child of its own, as the worker cluster has.
STUBBORN = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"
inner = subprocess.Popen([sys.executable, "-c", deaf])
open("ready", "w").close()
print("pid", inner.pid)
time.sleep(60)
"""


# Waits for a worker that misses the first signal, as a web worker forked a moment ago does.
FORGETFUL = """
import os, signal, subprocess, sys
signal.signal(signal.SIGTERM, lambda *_: None)
late = "import signal, time; signal.signal(15, signal.SIG_IGN); print('pid 0', flush=True); "
late += "time.sleep(0.6); signal.signal(15, signal.SIG_DFL); time.sleep(60)"
inner = subprocess.Popen([sys.executable, "-c", late])
open("ready", "w").close()
inner.wait()
"""


class Stage:
    """A supervisor over small scripts, in a process of its own."""

    def __init__(self, folder: Path, grace: float = 10, remind: bool = False, **scripts: str):
        self.folder = folder
        for name, source in scripts.items():
            (folder / f"{name}.py").write_text(textwrap.dedent(source))
        harness = HARNESS.format(folder=str(folder), names=list(scripts), grace=grace, remind=remind)
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-c", harness],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.seen = ""

    def until(self, word: str) -> str:
        """The first line that holds the word, among those seen or still to come."""
        for line in self.seen.splitlines():
            if word in line:
                return line
        for line in self.process.stdout:
            self.seen += line
            if word in line:
                return line
        pytest.fail(f"{word!r} never came:\n{self.seen}")

    def end(self, signum=signal.SIGTERM) -> int:
        self.process.send_signal(signum)
        self.seen += self.process.stdout.read()
        return self.process.wait(timeout=20)


@pytest.fixture
def stage(tmp_path):
    stages = []

    def build(**settings):
        stages.append(Stage(tmp_path, **settings))
        return stages[-1]

    yield build
    for built in stages:
        with suppress(ProcessLookupError):
            os.killpg(built.process.pid, signal.SIGKILL)
        built.process.wait()
        built.process.stdout.close()


def is_alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def wait_until_gone(pid: int, seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and is_alive(pid):
        time.sleep(0.05)
    return not is_alive(pid)


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")


@needs_proc
@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_ends_everything_politely(stage, signum):
    play = stage(web=STEADY)
    pid = int(play.until("pid").split()[-1])
    play.until("up")
    assert play.end(signum) == 0
    assert "web    | goodbye" in play.seen
    assert wait_until_gone(pid)


@needs_proc
def test_a_child_that_dies_is_started_again(stage):
    play = stage(web=STEADY)
    play.until("up")
    first = int(play.until("pid").split()[-1])
    os.kill(first, signal.SIGKILL)
    assert "was ended by SIGKILL" in play.until("starts again")
    play.seen = ""
    second = int(play.until("pid").split()[-1])
    assert second != first
    assert play.end() == 0
    assert wait_until_gone(second)


@needs_proc
def test_a_child_that_will_not_end_is_killed_with_its_group(stage):
    play = stage(worker=STUBBORN, grace=0.5)
    inner = int(play.until("pid").split()[-1])
    play.until("up")
    started = time.monotonic()
    assert play.end() == 0
    assert time.monotonic() - started < 5
    assert "is killed" in play.seen
    assert wait_until_gone(inner)


def test_a_worker_that_missed_the_signal_is_reminded(stage):
    play = stage(web=FORGETFUL, remind=True)
    play.until("pid")
    play.until("up")
    assert play.end() == 0
    assert "is killed" not in play.seen


@pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")
def test_killing_the_front_door_leaves_no_server(stage):
    play = stage(web=STEADY)
    pid = int(play.until("pid").split()[-1])
    play.process.kill()
    assert wait_until_gone(pid)


def test_a_child_that_never_starts_is_given_up(stage):
    play = stage(web="raise SystemExit('broken')")
    play.until("does not start")
    assert play.process.wait(timeout=20) == 1
    assert "web    | broken" in play.seen
