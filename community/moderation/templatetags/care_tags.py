"""What pages and notices of this app say in the reader's language."""

from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.timezone import localtime

from community.moderation.models import Reason, Sanction
from community.moderation.models.reason import MEANINGS
from community.moderation.things import care_of

register = template.Library()


@register.filter
def reason_label(value):
    """The words of a reason by its name."""
    return Reason(value).label if value in Reason.values else value


@register.filter
def reason_meaning(value):
    return MEANINGS.get(value, "")


@register.filter
def sanction_label(value):
    return Sanction.Kind(value).label if value in Sanction.Kind.values else value


@register.filter
def kind_label(value):
    """What a thing of this kind is called."""
    return care_of(value).LABEL


@register.filter
def day_and_hour(value):
    """A moment, or the ISO text of one, as it is written in letters."""
    moment = localtime(datetime.fromisoformat(value) if isinstance(value, str) else value)
    return f"{date_format(moment, 'DATE_FORMAT')} {moment:%H:%M}"
