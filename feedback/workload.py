"""Who has how much to do: for the workload page."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from feedback.duty import on_duty
from feedback.models import Absence, Feedback, ProgressEntry, Team

WEEK = timedelta(days=7)


@dataclass
class Load:
    """What one member has: items open, without a first answer, and late; answers of the last seven days."""

    member: object
    on_duty: bool = False
    away_until: object = None
    open: int = 0
    unanswered: int = 0
    late: int = 0
    answers: int = 0
    shifts: list = field(default_factory=list)


@dataclass
class TeamLoad:
    team: object
    loads: list
    unowned: int

    @property
    def most(self):
        """The largest number of open items, for bars of comparable length."""
        return max((load.open for load in self.loads), default=0) or 1


def workload(now):
    """[TeamLoad] by name, the most loaded first in each. A fixed number of queries, and a few more for each team."""
    teams = list(Team.objects.select_related("lead").prefetch_related("seats__member", "shifts", "categories"))
    people = {seat.member_id for team in teams for seat in team.seats.all()}
    items = Feedback.objects.in_hand().filter(owner__in=people).order_by().values("owner")
    items = items.annotate(
        open=Count("pk"),
        unanswered=Count("pk", filter=Q(answered_at=None)),
        late=Count("pk", filter=Q(due_at__lt=now)),
    )
    counts = {row.pop("owner"): row for row in items}
    answers = ProgressEntry.objects.filter(actor__in=people, kind=ProgressEntry.Kind.ANSWER, created_at__gt=now - WEEK)
    answers = dict(answers.order_by().values_list("actor").annotate(Count("pk")))
    away = dict(Absence.objects.at(now).order_by("ends_at").values_list("member", "ends_at"))
    return [team_load(team, on_duty(team, now), counts, answers, away) for team in teams]


def team_load(team, duty, counts, answers, away):
    loads = [
        Load(
            member=seat.member,
            on_duty=seat.member_id in duty,
            away_until=away.get(seat.member_id),
            answers=answers.get(seat.member_id, 0),
            shifts=[shift for shift in team.shifts.all() if shift.member_id == seat.member_id],
            **counts.get(seat.member_id, {}),
        )
        for seat in team.seats.all()
    ]
    unowned = Feedback.objects.unassigned().of_teams([team]).order_by().count()
    return TeamLoad(team, sorted(loads, key=lambda load: (-load.open, load.member.name)), unowned)


def own_absences(member):
    """What a member said of being away that is not over yet, the next first."""
    return Absence.objects.filter(member=member, ends_at__gt=timezone.now()).order_by("starts_at")[:10]
