"""Entry points for the workers; they take keys and may run twice."""

from community.moderation import actions
from community.moderation.models import KeptPicture, Sanction


def end_sessions(pk):
    """Delete the sessions of the member whom this sanction suspends."""
    sanction = Sanction.objects.filter(pk=pk, sessions_ended_at=None).first()
    if sanction:
        actions.end_sessions(sanction)


def sweep_sessions():
    """Every hour: sessions that a lost job left behind."""
    open_ones = Sanction.objects.filter(kind=Sanction.Kind.SUSPEND, sessions_ended_at=None)
    for pk in open_ones.values_list("pk", flat=True)[:20]:
        end_sessions(pk)


def forget_evidence():
    """Every hour: pictures kept for cases that are decided, which a killed process left behind."""
    actions.forget_kept_pictures(KeptPicture.objects.order_by("pk"))
