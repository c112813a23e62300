"""Who looks after what at Qinghe Market, and what they promise."""

from datetime import date, time, timedelta

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

# Name, name in English, lead, categories, members, whether it takes the rest.
TEAMS = [
    ("客服组", "Service team", "周岚", ["coupons", "service"], ["陈默", "何静", "周岚"], True),
    ("配送组", "Delivery team", "周岚", ["delivery"], ["吴师傅", "陈默"], False),
    ("商品和应用组", "Products and app", "程远", ["products", "app"], ["陈默", "何静", "程远"], False),
]
WEEK = range(5)
SHIFTS = [
    ("客服组", "陈默", WEEK, time(8), time(18)),
    ("客服组", "何静", WEEK, time(18), time(2)),
    ("客服组", "何静", (5, 6), time(8), time(23)),
    ("客服组", "周岚", WEEK, time(9), time(17)),
    ("配送组", "吴师傅", range(7), time(5), time(15)),
    ("配送组", "陈默", range(7), time(15), time(22)),
]
# Severity, hours to the first answer and to the resolution; wishes take longer than mistakes.
POLICIES = {1: (1, 72), 2: (8, 2160), 3: (24, 4320), 4: (24, 4320), None: (24, 4320)}
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
# Whose, its name, and the queue it stands for.
VIEWS = [
    ("陈默", "配送还没完的", "view=open&category=delivery"),
    ("陈默", "盯着付款", "view=new&q=付款"),
    ("何静", "机器人收到的", "view=new&channel=bot"),
    ("周岚", "优惠券超时的", "view=overdue&category=coupons"),
]
OFFICE = "09:00-12:00, 13:30-18:00"


def make_teams(by_name, now):
    """Write teams, shifts, an absence, the office calendar and the promises, in the caller's transaction."""
    teams = {}
    for name, name_en, lead, categories, members, takes_rest in TEAMS:
        team = teams[name] = Team.objects.create(
            name=name, name_en=name_en, lead_id=by_name[lead], takes_rest=takes_rest
        )
        TeamMember.objects.bulk_create(TeamMember(team=team, member_id=by_name[member]) for member in members)
        Category.objects.filter(slug__in=categories).update(team=team)
    DutyShift.objects.bulk_create(
        DutyShift(team=teams[team], member_id=by_name[member], weekday=day, starts_at=begins, ends_at=ends)
        for team, member, days, begins, ends in SHIFTS
        for day in days
    )
    Absence.objects.create(
        member_id=by_name["周岚"],
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=3),
        note="去基地看新米",
    )
    SavedView.objects.bulk_create(
        SavedView(member_id=by_name[member], name=name, query=query) for member, name, query in VIEWS
    )
    calendar = make_calendar()
    for severity, (answer, resolve) in POLICIES.items():
        SlaPolicy.objects.filter(severity=severity, category=None, channel=None).update(
            answer_hours=answer, resolve_hours=resolve
        )
    coupons = Category.objects.get(slug="coupons")
    SlaPolicy.objects.get_or_create(
        severity=4,
        category=coupons,
        channel=None,
        defaults={"answer_hours": 16, "resolve_hours": 320, "calendar": calendar},
    )
    return teams


def make_calendar():
    days = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), OFFICE)
    calendar, _created = WorkCalendar.objects.get_or_create(name="办公时间", defaults=days)
    for name, first, length, moved in HOLIDAYS:
        for n in range(length):
            CalendarDay.objects.get_or_create(calendar=calendar, day=first + timedelta(days=n), defaults={"name": name})
        for day in moved:
            CalendarDay.objects.get_or_create(
                calendar=calendar, day=day, defaults={"name": f"{name}调休", "hours": OFFICE}
            )
    return calendar
