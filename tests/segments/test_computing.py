"""Who is in which segment, by the rules of docs/segments.md, and that computing it may stop and run again."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.models import Activity
from community.segments import computing, tasks
from community.segments.actions import compute_segments
from community.segments.models import MemberSegment, Segment, SegmentDay
from tests.factories import make_member
from tests.segments.conftest import make_acts, make_old

pytestmark = pytest.mark.django_db


def compute(**options):
    return compute_segments(timezone.localdate(), **options)


def segment_of(member):
    return MemberSegment.objects.get(member=member).segment


@pytest.mark.parametrize(
    ("joined", "ages", "segment"),
    [
        (0, [], "newcomer"),
        (29, range(20), "newcomer"),
        (30, range(20), "core"),
        (400, range(8), "core"),
        (400, range(22, 30), "core"),
        (400, range(7), "active"),
        (400, [0] * 30, "active"),
        (400, [29], "active"),
        (400, [*range(23, 30), 30, 31], "active"),
        (400, [30], "at_risk"),
        (400, [59], "at_risk"),
        (400, range(30, 60), "at_risk"),
        (400, [60], "dormant"),
        (400, [], "dormant"),
        (30, [], "dormant"),
    ],
)
def test_the_rules(joined, ages, segment):
    member = make_old(joined=joined)
    make_acts(member, *ages)
    assert compute() is None
    row = MemberSegment.objects.get(member=member)
    assert row.segment == segment
    assert row.days_active_30 == len({age for age in ages if age < 30})


def test_any_kind_of_act_counts_and_one_day_counts_once():
    member = make_old()
    for kind in ("vote", "comment", "feedback"):
        make_acts(member, *range(4), kind=kind)
    compute()
    assert MemberSegment.objects.get().days_active_30 == 4


def test_days_are_those_of_the_community(settings):
    """Half past midnight in Shanghai is still the day before in UTC."""
    day = date(2026, 5, 31)
    first = computing.midnight(day - timedelta(days=29))
    assert first.utcoffset() == timedelta(hours=8)
    new, old = make_member(joined_at=first), make_member(joined_at=first - timedelta(seconds=1))
    compute_segments(day)
    assert [segment_of(new), segment_of(old)] == ["newcomer", "dormant"]


def test_the_first_day_of_a_segment_is_kept_until_it_changes():
    member, today = make_old(), timezone.localdate()
    make_acts(member, 40)
    for age in (12, 5, 0):
        compute_segments(today - timedelta(days=age))
    row = MemberSegment.objects.get()
    # Twelve days ago the act was 28 days old, five days ago 35.
    assert (row.segment, row.since, row.computed_on) == ("at_risk", today - timedelta(days=5), today)


def test_each_day_is_counted():
    for ages in ([], [40], [3], range(9)):
        make_acts(make_old(), *ages)
    make_member()
    compute()
    day = timezone.localdate()
    assert dict(SegmentDay.objects.filter(day=day).values_list("segment", "count")) == dict.fromkeys(Segment.values, 1)


def test_running_twice_changes_nothing_but_what_happened_between():
    quiet, loud = make_old(), make_old()
    for _twice in range(2):
        compute()
        assert MemberSegment.objects.count() == 2
        assert SegmentDay.objects.count() == 5
    make_acts(loud, 0)
    compute()
    assert [segment_of(quiet), segment_of(loud)] == ["dormant", "active"]
    assert SegmentDay.objects.get(segment="active").count == 1


def test_a_later_day_is_not_overwritten():
    make_old()
    today = timezone.localdate()
    compute()
    compute_segments(today - timedelta(days=3))
    assert MemberSegment.objects.get().computed_on == today
    assert set(SegmentDay.objects.values_list("day", flat=True)) == {today}


def test_who_left_is_in_no_segment():
    member = make_old()
    compute()
    member.is_active = False
    member.save()
    compute()
    assert not MemberSegment.objects.exists()
    assert SegmentDay.objects.get(segment="dormant").count == 0


def test_a_range_costs_the_same_however_much_its_members_did(monkeypatch):
    monkeypatch.setattr(computing, "BATCH", 50)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            compute()
        return len(queries)

    members = [make_old() for _n in range(10)]
    few = cost()
    for member in members:
        make_acts(member, *range(60))
    assert cost() == few
    Activity.objects.all().delete()


# --- interrupted --------------------------------------------------------------------------------------------


def test_when_the_time_is_over_another_job_goes_on(monkeypatch, queue):
    monkeypatch.setattr(computing, "BATCH", 2)
    monkeypatch.setattr(tasks, "SECONDS", 1e-9)
    members = [make_old() for _n in range(5)]
    tasks.compute_due_segments()
    assert MemberSegment.objects.count() == 2
    assert not SegmentDay.objects.exists()
    queue.run()
    assert MemberSegment.objects.count() == len(members)
    assert SegmentDay.objects.get(segment="dormant").count == len(members)


def test_killed_between_two_ranges_it_begins_anew_within_the_hour(monkeypatch, queue):
    monkeypatch.setattr(computing, "BATCH", 2)
    for _n in range(5):
        make_old()

    def die(number):
        raise SystemExit

    with pytest.raises(SystemExit):
        compute(on_batch=die)
    assert MemberSegment.objects.count() == 2
    assert not SegmentDay.objects.exists()
    tasks.compute_due_segments()
    assert SegmentDay.objects.get(segment="dormant").count == 5


def test_once_a_day_is_enough(monkeypatch):
    make_old()
    tasks.compute_due_segments()
    monkeypatch.setattr(tasks, "compute_some", lambda *_: pytest.fail("computed again"))
    tasks.compute_due_segments()


def test_the_command_says_what_it_found_and_how_long_it_took(capsys):
    make_old()
    call_command("compute_segments")
    said = capsys.readouterr().out
    assert "Dormant: 1" in said
    assert "1 members in " in said
