"""Who is at work now, and whose turn it is."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.models import Permission
from django.db.models import Count, Q

from community.models import Member
from community.training.models import GroupRequirement, seats_in_force
from feedback.models import Absence, DutyShift, Feedback, Team

DAY = timedelta(days=1)


def covers(shift, local):
    """Whether a weekly shift covers a moment, given by the wall clock of its team; a night shift belongs to the day
    on which it begins."""
    clock, weekday = local.time(), local.weekday()
    if shift.starts_at < shift.ends_at:
        return shift.weekday == weekday and shift.starts_at <= clock < shift.ends_at
    return (shift.weekday == weekday and clock >= shift.starts_at) or (
        shift.weekday == (weekday - 1) % 7 and clock < shift.ends_at
    )


def away(at):
    """Keys of the members who are absent at a moment (UTC)."""
    return set(Absence.objects.at(at).values_list("member_id", flat=True))


def on_duty(team, at):
    """Keys of the active staff of a team who are on duty and not away at a moment (UTC), in no order.

    A team without shifts counts all its members as on duty. Whose rights rest until a course is passed is not on duty:
    he could not open what he is given.
    """
    seats = team.seats.filter(member__is_active=True, member__is_staff=True)
    people = set(seats.values_list("member_id", flat=True))
    if shifts := list(DutyShift.objects.filter(team=team)):
        local = at.astimezone(ZoneInfo(team.zone))
        people &= {shift.member_id for shift in shifts if covers(shift, local)}
    return people - away(at) - at_rest(people)


def at_rest(people):
    """Those of these members of staff who may not triage now; asked only where a group requires a course."""
    if not people or not GroupRequirement.objects.in_use().exists():
        return set()
    return people - desk_watchers()


def open_load(member_ids):
    """{member key: how many open items they have}."""
    rows = Feedback.objects.in_hand().filter(owner__in=member_ids).order_by().values("owner")
    counted = {row["owner"]: row["count"] for row in rows.annotate(count=Count("pk"))}
    return {pk: counted.get(pk, 0) for pk in member_ids}


def whose_turn(team, at, *, but=()):
    """The key of the member on duty with the fewest open items, of several the one who was given none for longest;
    None when nobody is on duty but those in `but`."""
    people = on_duty(team, at) - set(but)
    if not people:
        return None
    load = open_load(people)
    given = dict(team.seats.filter(member__in=people).values_list("member_id", "given_at"))
    return min(people, key=lambda pk: (load[pk], given[pk] is not None, given[pk] or at, pk))


def desk_watchers():
    """Keys of all who may triage: whom to warn where there are no teams."""
    triage = Permission.objects.filter(codename="triage_feedback", content_type__app_label="feedback")
    # Not those whose rights rest until they have passed a course.
    seats = seats_in_force().filter(group__permissions__in=triage)
    may = Q(is_superuser=True) | Q(user_permissions__in=triage) | Q(pk__in=seats.values("member"))
    return set(Member.objects.filter(may, is_active=True, is_staff=True).values_list("pk", flat=True))


def team_for(feedback):
    """The team that looks after an item: its own, its category's, or the one that takes the rest; or None."""
    if feedback.team_id:
        return feedback.team
    if feedback.category_id and feedback.category.team_id:
        return feedback.category.team
    return Team.objects.filter(takes_rest=True).first()
