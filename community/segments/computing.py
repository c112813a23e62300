"""Which segment each member belongs to, computed from Activity alone in statements over ranges of keys.

The rules stand in docs/segments.md. All days are those of the community's time zone.
"""

import time
from datetime import datetime, timedelta
from datetime import time as clock
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count

from community.models import Member
from community.segments.models import MemberSegment, Segment, SegmentDay

DAYS = 30
CORE_DAYS = 8
BATCH = 2000

# One range of keys. Both databases read only what the index (member, day) holds of the last sixty days.
STATEMENT = f"""
INSERT INTO {MemberSegment._meta.db_table} AS s (member_id, segment, since, days_active_30, computed_on)
SELECT m.id,
    CASE
        WHEN m.joined_at >= %(new_from)s THEN '{Segment.NEWCOMER}'
        WHEN COALESCE(a.lately, 0) >= {CORE_DAYS} THEN '{Segment.CORE}'
        WHEN COALESCE(a.lately, 0) >= 1 THEN '{Segment.ACTIVE}'
        WHEN COALESCE(a.before, 0) >= 1 THEN '{Segment.AT_RISK}'
        ELSE '{Segment.DORMANT}'
    END,
    %(today)s, COALESCE(a.lately, 0), %(today)s
FROM {Member._meta.db_table} m
LEFT JOIN (
    SELECT member_id,
        COUNT(DISTINCT CASE WHEN day >= %(lately_from)s THEN day END) AS lately,
        COUNT(CASE WHEN day < %(lately_from)s THEN 1 END) AS before
    FROM community_activity
    WHERE member_id BETWEEN %(low)s AND %(high)s AND day BETWEEN %(before_from)s AND %(today)s
    GROUP BY member_id
) a ON a.member_id = m.id
WHERE m.id BETWEEN %(low)s AND %(high)s AND m.is_active AND m.joined_at < %(tomorrow)s
ON CONFLICT (member_id) DO UPDATE SET
    since = CASE WHEN s.segment = excluded.segment THEN s.since ELSE excluded.since END,
    segment = excluded.segment,
    days_active_30 = excluded.days_active_30,
    computed_on = excluded.computed_on
WHERE s.computed_on <= excluded.computed_on
"""


def compute_segments(day, *, after=0, seconds=None, on_batch=None):
    """Put every active member with a key above `after` into a segment as of `day`, and count the day when done.

    Returns None when all are done, or the key reached when `seconds` are over: go on from there. May run twice, beside
    itself, and be interrupted anywhere: each range of keys is one transaction, and a day is counted only at its end.
    What was computed for a later day is left alone. `on_batch` is told how many members a range held.
    """
    deadline = time.monotonic() + seconds if seconds else None
    while keys := list(Member.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        compute_range(day, keys[0], keys[-1])
        after = keys[-1]
        if on_batch:
            on_batch(len(keys))
        if deadline and time.monotonic() > deadline:
            return after
    count_day(day)
    return None


def compute_range(day, low, high):
    """The members with keys from `low` to `high`; whoever is not active any more has no segment."""
    days = {
        "today": day,
        "lately_from": day - timedelta(days=DAYS - 1),
        "before_from": day - timedelta(days=2 * DAYS - 1),
    }
    moments = {"new_from": midnight(days["lately_from"]), "tomorrow": midnight(day + timedelta(days=1))}
    values = {name: connection.ops.adapt_datefield_value(value) for name, value in days.items()}
    values |= {name: connection.ops.adapt_datetimefield_value(value) for name, value in moments.items()}
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(STATEMENT, {"low": low, "high": high, **values})
        MemberSegment.objects.filter(member__gte=low, member__lte=high, member__is_active=False).delete()


def count_day(day):
    """Write down how many members are in each segment, unless a later day was computed meanwhile."""
    with transaction.atomic():
        if MemberSegment.objects.filter(computed_on__gt=day).exists():
            return
        found = MemberSegment.objects.filter(computed_on=day).order_by().values_list("segment").annotate(Count("pk"))
        counts = dict.fromkeys(Segment.values, 0) | dict(found)
        SegmentDay.objects.bulk_create(
            [SegmentDay(day=day, segment=segment, count=count) for segment, count in counts.items()],
            update_conflicts=True,
            unique_fields=["day", "segment"],
            update_fields=["count"],
        )


def midnight(day):
    """The moment a day begins, in the community's time."""
    return datetime.combine(day, clock.min, tzinfo=ZoneInfo(settings.TIME_ZONE))
