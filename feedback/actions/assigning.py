"""Giving items to people by turn, and on from those who are away; taking and handing over by hand is triage."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from community.audit import record
from community.models import Community, MailChoice
from community.notices import notify
from feedback.actions.progress import write_step
from feedback.duty import on_duty, team_for, whose_turn
from feedback.models import Absence, Feedback, ProgressEntry, Team, TeamMember

BATCH = 200


def assign_feedback(feedback, *, at=None):
    """Give an open item that nobody has to whoever's turn it is in its team. Returns the new owner's key or None.

    Does nothing for an item that has an owner, whose team lets people take items themselves, or while nobody is on
    duty: the sweep tries again. May run twice or at once.
    """
    at = at or timezone.now()
    team = team_for(feedback)
    if feedback.owner_id or not feedback.is_open or team is None or not team.assigns_itself:
        return None
    return give_by_turn(feedback, team, at=at, why="turn")


def hand_on_feedback(feedback, *, at, why):
    """Give an item on from its owner, who is "away" or "silent", to the next on duty. Returns the new owner's key, or
    None when there is no other. May run twice or at once: of two one finds another owner and does nothing."""
    team = team_for(feedback)
    return give_by_turn(feedback, team, at=at, why=why) if team else None


def give_by_turn(feedback, team, *, at, why):
    with transaction.atomic():
        # One at a time, so that two items at once do not both go to the one who is least busy.
        team = Team.objects.select_for_update(of=("self",), no_key=True).get(pk=team.pk)
        turn = whose_turn(team, at, but=[feedback.owner_id])
        claimed = Feedback.objects.in_hand().filter(pk=feedback.pk, owner=feedback.owner_id)
        if turn is None or not claimed.update(owner=turn, team=team):
            return None
        before = str(feedback.owner) if feedback.owner_id else None
        feedback.owner_id, feedback.team = turn, team
        TeamMember.objects.filter(team=team, member=turn).update(given_at=at)
        changes = {"owner": [before, str(feedback.owner)]}
        entry = write_step(
            feedback, ProgressEntry.Kind.TRIAGE, actor=None, is_public=False, changes=changes | {"why": why}
        )
        record("feedback.feedback.given", feedback, actor=None, changes=changes)
        tell_given(feedback, entry)
        Community.bump()
    return turn


def tell_given(feedback, entry, *, word=""):
    """Tell an owner of the item that came to him, once for this step of its log."""
    notify(
        [feedback.owner_id],
        kind="feedback.given",
        cause_key=f"given:{entry.pk}",
        params={"number": feedback.pk, "title": feedback.title, "text": word[:300]},
        url=reverse("admin:feedback_desk", args=[feedback.pk]),
        mail_kind=MailChoice.Kind.DUTIES,
    )


def assign_unowned(*, at=None):
    """Give what nobody has to those on duty, the most pressing first. Returns how many; may run twice."""
    at = at or timezone.now()
    # Only those that can be given now, so that they do not stand behind others in the batch.
    teams = [team for team in Team.objects.filter(assigns_itself=True) if on_duty(team, at)]
    if not teams:
        return 0
    waiting = Feedback.objects.unassigned().owed().of_teams(teams).select_related("team", "category__team", "owner")
    return sum(assign_feedback(feedback, at=at) is not None for feedback in waiting[:BATCH])


# --- being away -----------------------------------------------------------------------------------------------


def report_absence(*, actor, starts_at, ends_at, note=""):
    """Say that one will be away; the same times twice make one absence. Returns it."""
    with transaction.atomic():
        absence, created = Absence.objects.get_or_create(
            member=actor, starts_at=starts_at, ends_at=ends_at, defaults={"note": note}
        )
        if created:
            record("feedback.absence.created", absence, actor=actor)
    return absence


def end_absence(pk, *, actor):
    """Be back now, or not go away after all; one's own absence alone. May run twice."""
    now = timezone.now()
    with transaction.atomic():
        absence = Absence.objects.filter(pk=pk, member=actor, ends_at__gt=now).first()
        if absence is None:
            return
        changes = {"ends_at": [absence.ends_at.isoformat(), now.isoformat()]}
        record("feedback.absence.edited", absence, actor=actor, changes=changes)
        if absence.starts_at >= now:
            absence.delete()
        else:
            Absence.objects.filter(pk=pk).update(ends_at=now)
