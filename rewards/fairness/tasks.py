"""Entry points for the workers."""

from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone

from rewards.fairness.detectors import answers, bursts
from rewards.fairness.devices import forget_devices as forget
from rewards.fairness.findings import report_findings

DETECTORS = [bursts.find_bursts, bursts.find_limits, answers.find_answer_rings]


def is_due(name, *, hour=4):
    """Whether a nightly look named so is due: once a day, from four o'clock on (community time). What is looked at
    twice is found once, so a lost mark costs time alone."""
    now = timezone.localtime()
    day = now.date() if now.hour >= hour else now.date() - timedelta(days=1)
    return now.hour >= hour and cache.add(f"fairness:{name}:{day}", True, 24 * 3600)


def look_nightly():
    """Every hour, and done once a night: what the ledger and the talk say of themselves."""
    if is_due("core"):
        look()


def look():
    """Run every detector of this wing at once; returns how many findings concern points. May run twice."""
    return sum(report_findings(find()) for find in DETECTORS)


def forget_devices():
    """Every hour: keys of past months, and what is older than they may be."""
    forget()
