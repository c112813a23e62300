"""Sessions on the staff desk, a module for each noun."""

from events.admin import events, series, trails

__all__ = ["events", "series", "trails"]
