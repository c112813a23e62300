"""The shop on the staff desk."""

from rewards.shop.admin import campaigns, items, redemptions

__all__ = ["campaigns", "items", "redemptions"]
