"""import_feedback in a process of its own, killed without a word, and run again."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from feedback.channels.importing import BATCH

ROOT = Path(__file__).resolve().parents[2]
COUNT = 4 * BATCH  # killed when the first batch is there; the others take a hundred times longer than a look


def in_folder(var):
    """A function that starts a command of manage.py on a data folder of its own."""
    env = os.environ | {"HUIYIN_VAR": str(var), "DATABASE_URL": ""}

    def start(*arguments):
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # Tests that run in the background ignore Ctrl-C, and so would what they start.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    return start


@pytest.fixture(scope="module")
def new_folder(tmp_path_factory):
    """A data folder with a new database, to be copied."""
    var = tmp_path_factory.mktemp("new") / "var"
    preparing = in_folder(var)("migrate", "-v0")
    assert not preparing.communicate()[0]
    return var


@pytest.fixture
def manage(tmp_path, new_folder):
    return in_folder(shutil.copytree(new_folder, tmp_path / "var"))


def count_rows(var, table):
    connection = sqlite3.connect(var / "huiyin.sqlite3", timeout=20)
    try:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    finally:
        connection.close()


@pytest.mark.parametrize(("kill", "code"), [(signal.SIGKILL, -9), (signal.SIGINT, 130)])
def test_killed_and_run_again_it_completes_without_doubles(manage, tmp_path, kill, code):
    path = tmp_path / "many.csv"
    path.write_text("id,text\n" + "".join(f"{n},The lift is slow on floor {n}\n" for n in range(COUNT)))
    process = manage("import_feedback", str(path), "--channel", "social")
    deadline = time.monotonic() + 60
    while not count_rows(tmp_path / "var", "feedback_feedback"):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(kill)
    process.communicate()
    assert process.returncode == code
    left = count_rows(tmp_path / "var", "feedback_feedback")
    assert 0 < left < COUNT
    again = manage("import_feedback", str(path), "--channel", "social")
    words, _nothing = again.communicate()
    assert again.returncode == 0, words
    assert str(COUNT - left) in words
    for table in ("feedback_feedback", "feedback_progressentry", "community_searchdoc"):
        assert count_rows(tmp_path / "var", table) == COUNT
