"""Announcing on the staff desk, a module for each noun."""

from community.announcing.admin import announcements, robots

__all__ = ["announcements", "robots"]
