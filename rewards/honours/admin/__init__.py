"""Honours on the staff desk, a module for each noun."""

from rewards.honours.admin import awards, badges, titles

__all__ = ["awards", "badges", "titles"]
