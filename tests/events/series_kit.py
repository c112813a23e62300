"""Series as the verbs keep them."""

from datetime import UTC, date, datetime, time

from events import actions
from events.models import Series

# A Monday.
NOW = datetime(2037, 6, 1, 8, tzinfo=UTC)


def make_series(host=None, *, actor=None, **fields):
    """Every Thursday at 20:00 in Shanghai, made five weeks ahead."""
    plain = {
        "title": "回音会",
        "rule": "weekly",
        "weekday": 3,
        "starts_on": date(2037, 6, 1),
        "start_time": time(20, 0),
        "zone": "Asia/Shanghai",
        "host": host,
    }
    if fields.get("group"):
        plain["audience"] = "group"
    series = Series(**(plain | fields))
    return actions.save_series(series, actor=actor)


def days_of(series):
    """The days on which its sessions stand, by the clock of its place, in the order of their dates."""
    return [f"{event.starts_there:%m-%d %H:%M}" for event in series.events.order_by("occurs_on")]
