"""Writing down what a detector found, once."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from community.audit import record
from rewards.fairness.models import Concerned, Suspicion

# What was decided comes up again only where there is so many times as much of it as then.
CLEARLY_MORE = 2


def report_suspicion(kind, *, fingerprint, members, evidence, entries, weight=1):
    """Put something on the list of what to look at, or add to it where it stands there already; returns the suspicion.

    `members` is {key: role}, `entries` keys of ledger entries, `weight` how much there is of it, `evidence` plain
    facts. One that is held stays as the person who holds it saw it. What was decided stays decided, and the decided one
    is returned, unless there is clearly more of it (CLEARLY_MORE) in entries that were not looked at then. Touches no
    points and tells nobody; may run twice, and at once.
    """
    found = {"kind": kind, "evidence": evidence, "weight": weight}
    try:
        with transaction.atomic():
            standing = stands_with(fingerprint)
            if standing is None:
                last = Suspicion.objects.filter(fingerprint=fingerprint).latest_decided().first()
                entries = not_looked_at(fingerprint, entries) if last else entries
                if last and (weight < CLEARLY_MORE * last.weight or not entries):
                    return last
                now = timezone.now()
                standing = Suspicion.objects.create(fingerprint=fingerprint, found_at=now, seen_at=now, **found)
                record("fairness.suspicion.found", standing, actor=None, changes={"weight": [None, weight]})
            return add(standing, members, entries, found)
    except IntegrityError:
        # Somebody else found it at the same moment.
        with transaction.atomic():
            return add(stands_with(fingerprint), members, entries, found)


def stands_with(fingerprint):
    """The suspicion that is not decided yet, held until the transaction ends, or None."""
    return Suspicion.objects.select_for_update(no_key=True).standing().filter(fingerprint=fingerprint).first()


def not_looked_at(fingerprint, entries):
    """Those of these entries about which nobody has decided under this fingerprint."""
    decided = Suspicion.objects.decided().filter(fingerprint=fingerprint)
    known = Suspicion.entries.through.objects.filter(suspicion__in=decided, entry__in=entries)
    return set(entries) - set(known.values_list("entry", flat=True))


def add(suspicion, members, entries, found):
    """Add what was found to one that is open and held by this transaction; returns it."""
    seen = {"seen_at": timezone.now()}
    if suspicion.is_open:
        seen |= found | {"weight": max(suspicion.weight, found["weight"])}
        Concerned.objects.bulk_create(
            [Concerned(suspicion=suspicion, member_id=pk, role=role) for pk, role in members.items()],
            ignore_conflicts=True,
        )
        suspicion.entries.add(*entries)
    Suspicion.objects.filter(pk=suspicion.pk).update(**seen)
    suspicion.refresh_from_db()
    return suspicion
