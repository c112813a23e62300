"""Opening and closing a member's calendar for other programs."""

from events.models import CalendarFeed


def open_calendar(*, actor):
    """Give a member a calendar address, or the one he has; returns the feed. May run twice."""
    feed, _created = CalendarFeed.objects.get_or_create(member=actor)
    return feed


def close_calendar(*, actor):
    """Close a member's calendar address for good; a new one is another. Returns whether there was one."""
    return bool(CalendarFeed.objects.filter(member=actor).delete()[0])
