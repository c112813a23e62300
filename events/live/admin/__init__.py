"""Questions and polls of sessions as tables, for looking things up; what is done to them is done at the host's desk."""

from events.live.admin import tables

__all__ = ["tables"]
