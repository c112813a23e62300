"""The community on the staff desk, a module for each noun."""

from community.admin import deliveries, groups, members, rules, site, trail

__all__ = ["deliveries", "groups", "members", "rules", "site", "trail"]
