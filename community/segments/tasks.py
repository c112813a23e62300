"""Entry points for the workers."""

from datetime import date

from django.utils import timezone
from django_q.tasks import async_task

from community.segments.actions import compute_segments
from community.segments.models import SegmentDay

# A worker is killed after 60 s.
SECONDS = 30


def compute_due_segments():
    """Every hour: once a day, soon after midnight (community time), everybody's segment. What a lost job left undone
    begins anew within the hour."""
    today = timezone.localdate()
    if not SegmentDay.objects.filter(day=today).exists():
        compute_some(today.isoformat(), 0)


def compute_some(day, after):
    """The members with keys above `after` as of a day (ISO), as many as there is time for; another job goes on."""
    reached = compute_segments(date.fromisoformat(day), after=after, seconds=SECONDS)
    if reached is not None:
        async_task("community.segments.tasks.compute_some", day, reached)
