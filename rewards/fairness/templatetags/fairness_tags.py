"""What pages and notices of this app say in the reader's language."""

from datetime import date

from django import template

from rewards.fairness.words import WHY

register = template.Library()


@register.filter
def suspicion_why(kind):
    """Why something of this kind is looked at, as its members are told."""
    return WHY.get(kind, "")


@register.filter
def as_day(text):
    """The day that evidence keeps as ISO text."""
    return date.fromisoformat(text)
