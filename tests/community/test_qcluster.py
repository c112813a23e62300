"""The worker cluster: one of its processes killed takes it down as a whole, and a fresh one goes on.

The same with real processes and jobs stands in tests/races/test_kill.py.
"""

from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django_q import cluster

from community.management.commands.qcluster import Guard


@pytest.fixture
def replaced(monkeypatch):
    """What django-q2 itself put a new process in place of."""
    processes = []
    monkeypatch.setattr(cluster.Sentinel, "reincarnate", lambda self, process: processes.append(process))
    return processes


def guard():
    return Guard(None, None, "cluster", broker=object(), start=False)


@pytest.fixture(autouse=True)
def kept_signals(monkeypatch):
    """Guards and clusters set handlers for their own process, which here is the test's."""
    monkeypatch.setattr("django_q.cluster.signal.signal", lambda *_: None)


def test_a_killed_process_ends_the_cluster(replaced):
    with pytest.raises(SystemExit) as ended:
        guard().reincarnate(SimpleNamespace(exitcode=-9))
    assert ended.value.code == 1
    assert replaced == []


@pytest.mark.parametrize("exitcode", [0, 1, None])
def test_a_process_that_ended_by_itself_or_was_too_slow_is_replaced(exitcode, replaced):
    process = SimpleNamespace(exitcode=exitcode)
    guard().reincarnate(process)
    assert replaced == [process]


class Child:
    """A guard that has ended."""

    def __init__(self, exitcode):
        self.exitcode = exitcode

    def join(self):
        pass


@pytest.mark.parametrize("exitcode", [1, -9])
def test_the_command_tells_that_its_guard_died(exitcode, monkeypatch):
    monkeypatch.setattr(cluster, "Sentinel", cluster.Sentinel)
    monkeypatch.setattr(cluster.Cluster, "start", lambda self: None)
    monkeypatch.setattr("multiprocessing.active_children", lambda: [Child(exitcode)])
    with pytest.raises(SystemExit) as ended:
        call_command("qcluster")
    assert ended.value.code == 1


def test_the_command_guards_with_ours_and_ends_well_when_asked(monkeypatch):
    monkeypatch.setattr(cluster, "Sentinel", cluster.Sentinel)
    guards = []
    monkeypatch.setattr(cluster.Cluster, "start", lambda self: guards.append(cluster.Sentinel))
    monkeypatch.setattr("multiprocessing.active_children", lambda: [Child(0)])
    call_command("qcluster")
    assert guards == [Guard]
