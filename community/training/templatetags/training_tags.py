"""Tags of the notices about certificates."""

from datetime import timedelta

from django import template
from django.utils import timezone

from community.text import read_moment

register = template.Library()


@register.simple_tag
def days_until(value):
    """Days until a moment that was kept as text, a begun one counted; 0 when it is past."""
    moment = read_moment(value)
    return max(0, -((timezone.now() - moment) // timedelta(days=1))) if moment else 0
