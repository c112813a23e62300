"""The staff desk: every table and page that staff may see."""

from feedback.admin import fixing, items, taxonomy, trails

__all__ = ["fixing", "items", "taxonomy", "trails"]
