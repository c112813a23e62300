"""The doors to suspicions. Missing and forbidden look alike (404)."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from rewards.fairness.models import Concerned, Suspicion


def may_view_suspicions(user):
    """Whether this member of the team sees what is to be looked at."""
    return user.is_active and user.is_staff and user.has_perm("fairness.view_suspicion")


def may_decide_suspicions(user):
    """Whether he also holds points and decides."""
    return may_view_suspicions(user) and user.has_perm("fairness.decide_suspicion")


def get_suspicion_or_404(user, pk):
    """A suspicion, for the team; never one that concerns the reader himself."""
    if not may_view_suspicions(user):
        raise Http404
    found = Suspicion.objects.not_about(user).select_related("held_by", "decided_by")
    return get_object_or_404(found, pk=pk)


def get_own_concern_or_404(user, pk):
    """What ties this member to the suspicion with this key, if it cost him points and he was told."""
    return get_object_or_404(Concerned.objects.told().select_related("suspicion"), suspicion=pk, member=user)
