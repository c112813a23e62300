"""The community on the staff desk, a module for each noun."""

from community.admin import deliveries, groups, interests, invitations, members, rules, site, trail

__all__ = ["deliveries", "groups", "interests", "invitations", "members", "rules", "site", "trail"]
