"""The teams of a demo, their duty, their calendar and what they promise."""

from datetime import date, timedelta

from feedback.models import (
    Absence,
    CalendarDay,
    Category,
    DutyShift,
    SavedView,
    SlaPolicy,
    Team,
    TeamMember,
    WorkCalendar,
)

# Public holidays and moved working days as the State Council announced them for 2026.
HOLIDAYS = [
    ("元旦", date(2026, 1, 1), 3, [date(2026, 1, 4)]),
    ("春节", date(2026, 2, 15), 9, [date(2026, 2, 14), date(2026, 2, 28)]),
    ("清明节", date(2026, 4, 4), 3, []),
    ("劳动节", date(2026, 5, 1), 5, [date(2026, 5, 9)]),
    ("端午节", date(2026, 6, 19), 3, []),
    ("中秋节", date(2026, 9, 25), 3, []),
    ("国庆节", date(2026, 10, 1), 7, [date(2026, 9, 20), date(2026, 10, 10)]),
]


def make_teams(story, cast, now):
    """Write teams, shifts, absences, the office calendar and the promises, in the caller's transaction."""
    if story.teams is None:
        return
    work, by_name, teams = story.teams, cast.by_name, {}
    for name, name_en, lead, categories, members, takes_rest in work.teams:
        team = teams[name] = Team.objects.create(
            name=name, name_en=name_en, lead_id=by_name[lead], takes_rest=takes_rest
        )
        TeamMember.objects.bulk_create(TeamMember(team=team, member_id=by_name[member]) for member in members)
        Category.objects.filter(slug__in=categories).update(team=team)
    DutyShift.objects.bulk_create(
        DutyShift(team=teams[team], member_id=by_name[member], weekday=day, starts_at=begins, ends_at=ends)
        for team, member, days, begins, ends in work.shifts
        for day in days
    )
    Absence.objects.bulk_create(
        Absence(
            member_id=by_name[member],
            starts_at=now - timedelta(days=since),
            ends_at=now + timedelta(days=until),
            note=note,
        )
        for member, since, until, note in work.absences
    )
    SavedView.objects.bulk_create(
        SavedView(member_id=by_name[member], name=name, query=query) for member, name, query in work.views
    )
    make_promises(work)


def make_promises(work):
    calendar = make_calendar(*work.office)
    for severity, (answer, resolve) in work.policies.items():
        SlaPolicy.objects.filter(severity=severity, category=None, channel=None).update(
            answer_hours=answer, resolve_hours=resolve
        )
    for category, severity, answer, resolve in work.office_policies:
        SlaPolicy.objects.get_or_create(
            severity=severity,
            category=Category.objects.get(slug=category),
            channel=None,
            defaults={"answer_hours": answer, "resolve_hours": resolve, "calendar": calendar},
        )


def make_calendar(name, hours):
    days = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), hours)
    calendar, _created = WorkCalendar.objects.get_or_create(name=name, defaults=days)
    for holiday, first, length, moved in HOLIDAYS:
        for n in range(length):
            CalendarDay.objects.get_or_create(
                calendar=calendar, day=first + timedelta(days=n), defaults={"name": holiday}
            )
        for day in moved:
            CalendarDay.objects.get_or_create(
                calendar=calendar, day=day, defaults={"name": f"{holiday}调休", "hours": hours}
            )
    return calendar
