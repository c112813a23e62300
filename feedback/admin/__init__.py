"""The staff desk: every table and page that staff may see."""

from feedback.admin import clock, fixing, items, replies, routing, standing, taxonomy, teams, trails

__all__ = ["clock", "fixing", "items", "replies", "routing", "standing", "taxonomy", "teams", "trails"]
