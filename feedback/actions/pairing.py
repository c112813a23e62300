"""Pairs of look-alikes: found when something comes in, decided once by a person."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from community.audit import record
from feedback.alike import find_twins
from feedback.models import DuplicatePair, Feedback

State = DuplicatePair.State


def find_pairs(feedback):
    """Look for what says the same as an item and keep it as pairs to decide; returns how many were found.

    What was decided, or is open already, stays as it is: may run twice and at once with others.
    """
    pairs = [
        DuplicatePair(first_id=min(feedback.pk, pk), second_id=max(feedback.pk, pk), score=score, method=method)
        for pk, score, method in find_twins(feedback)
    ]
    with transaction.atomic():
        DuplicatePair.objects.bulk_create(pairs, ignore_conflicts=True)
        Feedback.objects.filter(pk=feedback.pk, compared_at=None).update(compared_at=timezone.now())
    return len(pairs)


def dismiss_pair(one, other, *, actor):
    """Say that two items are not the same; they are not proposed again. Returns whether that is new."""
    with transaction.atomic():
        changed = settle_pair(one, other, State.DISMISSED, actor=actor)
        if changed:
            record("feedback.duplicatepair.dismissed", DuplicatePair.objects.between(one, other).get(), actor=actor)
    return changed


def dismissed_with(feedback):
    """Keys of the items that are known not to be the same as this one."""
    dismissed = DuplicatePair.objects.filter(Q(first=feedback) | Q(second=feedback), state=State.DISMISSED)
    pairs = dismissed.values_list("first", "second")
    return {first if second == feedback.pk else second for first, second in pairs}


def settle_pair(one, other, state, *, actor):
    """Keep what was decided about two items, in the caller's transaction; returns whether it was not so before."""
    first, second = min(one.pk, other.pk), max(one.pk, other.pk)
    DuplicatePair.objects.bulk_create(
        [DuplicatePair(first_id=first, second_id=second, method=DuplicatePair.Method.PERSON)], ignore_conflicts=True
    )
    pair = DuplicatePair.objects.filter(first=first, second=second).exclude(state=state)
    return bool(pair.update(state=state, decided_by=actor, decided_at=timezone.now()))
