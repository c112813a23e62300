from rewards.honours.models.award import BadgeAward
from rewards.honours.models.badge import Badge, BadgeLevel, Level
from rewards.honours.models.title import Title

__all__ = ["Badge", "BadgeAward", "BadgeLevel", "Level", "Title"]
