"""How many are how active, now and over the last months: figures and the lines of a small chart."""

from dataclasses import dataclass
from datetime import timedelta

from community.segments.models import Segment, SegmentDay

WEEKS = 26
WIDTH, HEIGHT = 720, 200


@dataclass
class Standing:
    """One segment: its members now, and against the day that lies a month before (None where nothing is known)."""

    segment: Segment
    count: int
    change: int | None
    share: int

    @property
    def loss(self):
        return -(self.change or 0)


@dataclass
class Line:
    segment: Segment
    # "x,y x,y …" for a polyline in a box of WIDTH × HEIGHT.
    points: str


def days_shown(newest):
    """Of all days that were counted, the newest and those in steps of a week before it, oldest first."""
    first = newest - timedelta(weeks=WEEKS)
    rows = {}
    for row in SegmentDay.objects.filter(day__gte=first, day__lte=newest).order_by("day"):
        rows.setdefault(row.day, {})[row.segment] = row.count
    shown, last = {}, None
    for day in sorted(rows, reverse=True):
        # A day may be missing; then the nearest before it stands in.
        if last is None or (last - day).days >= 7:
            shown[day], last = rows[day], day
    return dict(sorted(shown.items()))


def standings(newest):
    """[Standing] of all segments on the newest day, against the last day counted at least 30 days before."""
    counts = counts_of(newest)
    before = SegmentDay.objects.filter(day__lte=newest - timedelta(days=30)).order_by("-day").values("day")[:1]
    earlier = dict(SegmentDay.objects.filter(day__in=before).values_list("segment", "count"))
    total = sum(counts.values()) or 1
    return [
        Standing(
            segment=segment,
            count=counts.get(segment, 0),
            change=counts.get(segment, 0) - earlier[segment] if segment in earlier else None,
            share=round(100 * counts.get(segment, 0) / total),
        )
        for segment in Segment
    ]


def counts_of(day):
    return dict(SegmentDay.objects.filter(day=day).values_list("segment", "count"))


def lines(shown):
    """[Line] through the counts of these days; none for fewer than two days."""
    if len(shown) < 2:
        return []
    days = list(shown)
    span = (days[-1] - days[0]).days
    top = max(max(counts.values(), default=0) for counts in shown.values()) or 1
    return [
        Line(
            segment=segment,
            points=" ".join(
                f"{WIDTH * (day - days[0]).days / span:.1f},{HEIGHT - HEIGHT * shown[day].get(segment, 0) / top:.1f}"
                for day in days
            ),
        )
        for segment in Segment
    ]
