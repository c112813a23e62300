"""Entry points for the workers."""

from django_q.tasks import async_task

from feedback.fairness.near_identical import find_near_identical
from feedback.fairness.shared_devices import find_shared_devices
from feedback.fairness.vote_rings import find_vote_rings
from feedback.fairness.young_votes import find_young_votes
from rewards.fairness.findings import report_findings
from rewards.fairness.tasks import is_due

DETECTORS = {
    "near_identical": find_near_identical,
    "vote_rings": find_vote_rings,
    "young_votes": find_young_votes,
    "shared_devices": find_shared_devices,
}


def look_nightly():
    """Every hour, and done once a night: each detector as a job of its own, so that none takes another's time."""
    if is_due("feedback"):
        for name in DETECTORS:
            async_task("feedback.fairness.tasks.look", name)


def look(name):
    """Run one detector (a name out of DETECTORS) at once; returns how many findings concern points. May run twice."""
    return report_findings(DETECTORS[name]())
