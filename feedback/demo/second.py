"""What the demo shows of accuracy: samples of past weeks that were decided twice, and one that waits."""

from datetime import timedelta
from itertools import cycle

from feedback.actions import draw_second_looks
from feedback.models import Category, Mood, SecondLook, TeamMember

WEEKS = 6
# How often the second sees it otherwise: every so many looks, in each field.
OTHERWISE = {"category": 6, "severity": 4, "mood": 7}


def show_second_looks(now):
    """In the transaction of the demo, when teams and items are there. Last week's sample is left to do."""
    staff = sorted(set(TeamMember.objects.values_list("member", flat=True)))
    for weeks in range(WEEKS):
        draw_second_looks(at=now - timedelta(weeks=weeks))
    last = SecondLook.objects.order_by("-week").values_list("week", flat=True).first()
    categories, turn = list(Category.objects.active()), cycle(staff)
    looks = list(SecondLook.objects.exclude(week=last).order_by("pk"))
    for number, look in enumerate(looks, 1):
        look.category, look.severity, look.mood = look.first_category, look.first_severity, look.first_mood or "neutral"
        if number % OTHERWISE["category"] == 0:
            look.category = categories[number % len(categories)]
        if number % OTHERWISE["severity"] == 0:
            look.severity = max(1, (look.severity or 3) - 1)
        if number % OTHERWISE["mood"] == 0:
            look.mood = Mood.NEUTRAL
        look.severity = look.severity or 3
        look.decided_by_id = next(pk for pk in turn if pk != look.first_by_id)
        look.decided_at = min(now, now.replace(hour=2) - (now.date() - look.week - timedelta(days=8)))
    fields = ["category", "severity", "mood", "decided_by", "decided_at"]
    SecondLook.objects.bulk_update(looks, fields)
