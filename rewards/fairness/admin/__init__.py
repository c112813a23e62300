"""Fairness on the staff desk: what is to be looked at, with its evidence, and the buttons to decide."""

from rewards.fairness.admin import suspicions

__all__ = ["suspicions"]
