"""What a detector hands over. It reads and reports; it decides nothing and touches no points."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from rewards.fairness.actions import report_suspicion
from rewards.models import Entry

# So many entries belong to one suspicion, the newest: whoever decides about more has lost sight of them, and turning
# them is one transaction.
ENTRIES = 100


@dataclass(frozen=True)
class Finding:
    """One thing to look at.

    `fingerprint` is the same whenever the same is found; where members may join later it names the lowest key alone.
    `members` is {key: role}, `evidence` plain facts (see Suspicion.evidence), `weight` how much there is of it.
    Concerned are the awards with these `entries` (keys), or what these members got for these `subjects`
    ("feedback:17")."""

    kind: str
    fingerprint: str
    members: dict
    evidence: dict
    weight: int
    subjects: list = field(default_factory=list)
    entries: list = field(default_factory=list)


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def awards_of(members, subjects):
    """Keys of the awards that these members (keys) got for these subjects, the newest first, ENTRIES at most."""
    awards = Entry.objects.filter(kind=Entry.Kind.AWARD, reverses=None, subject__in=subjects)
    awards = awards.filter(account__member__in=members)
    return list(awards.order_by("-pk").values_list("pk", flat=True)[:ENTRIES])


def report_findings(findings):
    """Report each finding that concerns points; returns how many did. What nobody earned anything by needs nobody's
    time. May run twice: the same is found again and added to."""
    number = 0
    for finding in findings:
        entries = finding.entries[:ENTRIES] or awards_of(finding.members, finding.subjects)
        if entries:
            number += 1
            report_suspicion(
                finding.kind,
                fingerprint=finding.fingerprint,
                members=finding.members,
                evidence=finding.evidence,
                entries=entries,
                weight=finding.weight,
            )
    return number
