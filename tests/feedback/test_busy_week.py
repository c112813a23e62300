"""A busy week played through: three moderators in shifts, one of them away from Wednesday on, and the sweeps.

BUSY_WEEK_ITEMS=2000 plays the full week that the product promises to stand, in some minutes; the suite plays a small
one with fewer sweeps.
"""

import os
import random
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine

from community.models import Notification
from feedback import actions
from feedback.duty import on_duty
from feedback.models import Absence, Feedback, Promise, SlaEvent
from tests.factories import make_member, make_team

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]

ITEMS = int(os.environ.get("BUSY_WEEK_ITEMS", "120"))
# Eight on Monday morning in Shanghai.
MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
STEP, WEEK = timedelta(minutes=10 if ITEMS > 500 else 60), timedelta(days=7)


def shifts_of(early, late, weekend):
    days = [(early, day, time(8), time(16)) for day in range(5)]
    days += [(late, day, time(16), time(0)) for day in range(5)]
    days += [(weekend, day, time(8), time(22)) for day in range(7)]
    return days


def test_a_busy_week_ends_with_nothing_lost(alice):
    rng = random.Random(7)
    staff = _early, late, _weekend = [make_member(name, is_staff=True) for name in ("Early", "Late", "Weekend")]
    lead = make_member("Lead", is_staff=True)
    team = make_team("Desk", members=staff, shifts=shifts_of(*staff), takes_rest=True, lead=lead)
    Absence.objects.create(member=late, starts_at=MONDAY + timedelta(days=2), ends_at=MONDAY + 2 * WEEK)
    arrivals = sorted(MONDAY + WEEK * rng.random() ** 1.1 for _n in range(ITEMS))
    with time_machine.travel(MONDAY, tick=False) as clock:
        now = MONDAY
        while now < MONDAY + WEEK + timedelta(days=2):
            clock.move_to(now)
            while arrivals and arrivals[0] <= now:
                arrivals.pop(0)
                actions.submit_feedback(
                    f"The queue at the gate was long {len(arrivals)}.", actor=alice, channel="board"
                )
            actions.watch_promises()
            actions.assign_unowned()
            work(rng, [member for member in staff if member.pk in on_duty(team, now)])
            now += STEP
    check_the_books(lead)


def work(rng, people):
    """Everybody on duty does what a person can, the most pressing first; some items wait."""
    for member in people:
        mine = Feedback.objects.owned_by(member).owed().filter(answered_at=None)
        for item in mine[: rng.choice([0, 0, 1, 2]) * max(ITEMS // 700, 1)]:
            if rng.random() < 0.4:
                actions.triage_feedback(item, actor=member, severity=rng.choice([1, 2, 3, 4]))
                item.refresh_from_db()
            actions.triage_feedback(item, actor=member, answer="Thank you, we look at it.")


def check_the_books(lead):
    assert Feedback.objects.count() == ITEMS
    assert not Feedback.objects.filter(owner=None).exists()
    answers = Promise.objects.filter(target="answer")
    outcomes = {state: answers.filter(state=state).count() for state in ("kept", "broken", "running")}
    assert sum(outcomes.values()) == ITEMS
    assert outcomes["kept"]
    assert outcomes["broken"]
    # What was late was written down once and told to the lead once; what was not, never.
    broken = SlaEvent.objects.filter(promise__target="answer", kind="broken")
    assert broken.count() == outcomes["broken"]
    late = sorted(broken.values_list("promise__feedback", flat=True))
    told = Notification.objects.filter(kind="feedback.promise_broken", member=lead, params__target="answer")
    assert sorted(told.values_list("params__number", flat=True)) == late
    # Everything that was still owed at its warning was warned of, once.
    for promise in answers.prefetch_related("events"):
        near = [event for event in promise.events.all() if event.kind == "near"]
        assert len(near) <= 1
        ended = promise.settled_at or MONDAY + WEEK + timedelta(days=2)
        moved = any(event.kind == "moved" for event in promise.events.all())
        if not moved and ended - promise.started_at > timedelta(hours=18) + STEP:
            assert near, promise
    for event in SlaEvent.objects.filter(kind="near").select_related("promise"):
        assert Notification.objects.filter(cause_key=f"promise:{event.promise_id}:near").exists()
