"""The content calendar: what was published and what is to come, day by day in the reader's time zone.

It knows entries alone. What else publishes itself at a time gives a function like `announcement_entries` to SOURCES.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from community.announcing.models import Announcement
from community.posts.models import Post

LIMIT = 500


@dataclass
class Entry:
    """One thing at one moment. `kind`, `state_label` and `note` are words for people; `state` is draft, planned or
    published. `url` leads to where it is changed, or is empty."""

    at: datetime
    kind: str
    title: str
    state: str
    state_label: str
    note: str
    url: str = ""
    # Something else is published in the same hour.
    clashes: bool = False

    @property
    def is_to_come(self):
        return self.state != "published"


@dataclass
class Day:
    day: date
    entries: list = field(default_factory=list)
    is_today: bool = False
    is_past: bool = False
    # False for days of the months beside the one shown.
    is_inside: bool = True


def announcement_entries(start, end, user):
    """[Entry] of announcements between two moments that this member of staff may see."""
    if not user.has_perm("announcing.view_announcement"):
        return []
    published = Q(state=Announcement.State.PUBLISHED, published_at__gte=start, published_at__lt=end)
    to_come = Q(
        state__in=[Announcement.State.DRAFT, Announcement.State.PLANNED], publish_at__gte=start, publish_at__lt=end
    )
    rows = Announcement.objects.on_desk_of(user).filter(published | to_come).select_related("group", "saved_segment")
    return [
        Entry(
            at=row.published_at or row.publish_at,
            kind=str(Announcement._meta.verbose_name),
            title=row.title,
            state=row.state,
            state_label=row.get_state_display(),
            note=row.addressee_label,
            url=reverse("admin:announcing_announcement_plan", args=[row.pk]),
        )
        for row in rows.order_by("pk")[:LIMIT]
    ]


def post_entries(start, end, user):
    """[Entry] of posts that everybody reads: those to come, and of those that came out what announces something or came
    at an hour that was set; the rest is talk. What stands in a private group is its own matter."""
    if not user.has_perm("announcing.view_announcement"):
        return []
    planned = Post.objects.planned().filter(
        visibility=Post.Visibility.PUBLIC, publish_at__gte=start, publish_at__lt=end
    )
    meant = Q(kind=Post.Kind.ANNOUNCEMENT) | Q(publish_at__isnull=False)
    out = Post.objects.public().filter(meant, published_at__gte=start, published_at__lt=end).order_by("-published_at")
    rows = [*planned.select_related("group")[:LIMIT], *out.select_related("group")[:LIMIT]]
    return [
        Entry(
            at=post.published_at or post.publish_at,
            kind=post.get_kind_display(),
            title=post.headline,
            state=post.state,
            state_label=post.get_state_display(),
            note=post.group.name if post.group else "",
            url=post.get_absolute_url() if post.is_published else "",
        )
        for post in rows
    ]


# Functions of (start, end, user) that give entries; each checks what the user may see.
SOURCES = [announcement_entries, post_entries]


def entries_between(start, end, user):
    """All entries between two moments in their order; what is to come in an hour with others clashes, and so do
    they."""
    entries = sorted((entry for source in SOURCES for entry in source(start, end, user)), key=lambda entry: entry.at)
    hours = {}
    for entry in entries:
        hours.setdefault(entry.at.replace(minute=0, second=0, microsecond=0), []).append(entry)
    for together in hours.values():
        if len(together) > 1 and any(entry.is_to_come for entry in together):
            for entry in together:
                entry.clashes = True
    return entries


def days_between(first, last, user, *, month=None):
    """[Day] from `first` to `last` (dates, both included), with their entries."""
    zone, today = timezone.get_current_timezone(), timezone.localdate()
    start = datetime(first.year, first.month, first.day, tzinfo=zone)
    after = last + timedelta(days=1)
    end = datetime(after.year, after.month, after.day, tzinfo=zone)
    days = {
        day: Day(day, is_today=day == today, is_past=day < today, is_inside=month in (None, day.month))
        for day in (first + timedelta(days=number) for number in range((last - first).days + 1))
    }
    for entry in entries_between(start, end, user):
        entry.at = timezone.localtime(entry.at)
        days[entry.at.date()].entries.append(entry)
    return list(days.values())


def month_days(day, user):
    """The weeks, Monday to Sunday, that hold the month of `day`."""
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    start, end = first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())
    days = days_between(start, end, user, month=day.month)
    return [days[number : number + 7] for number in range(0, len(days), 7)]


def week_days(day, user):
    """Monday to Sunday of the week of `day`."""
    monday = day - timedelta(days=day.weekday())
    return days_between(monday, monday + timedelta(days=6), user)
