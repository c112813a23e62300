"""Tags that speak of statuses."""

import re
from functools import cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from community.search import matched_words
from community.templatetags.huiyin import icon
from feedback.models import STATUS_CLASSES, Status

register = template.Library()


@register.simple_tag
def status_label(status):
    """The word for a status value, in the reader's language; empty for none."""
    return Status(status).label if status else ""


@register.filter
def status_class(status):
    """The chip class of a status value; empty for none."""
    return STATUS_CLASSES[Status(status)] if status else ""


@register.simple_tag
def status_chip(status):
    """Icon and word of a status on its own ground; never colour alone."""
    return _chip(status, get_language()) if status else ""


@cache
def _chip(status, language):
    css = STATUS_CLASSES[Status(status)]
    return format_html('<span class="chip {}">{}{}</span>', css, icon(f"st-{css}", "c-i"), str(Status(status).label))


@register.simple_tag
def urgent_chip():
    return format_html('<span class="chip urgent">{}{}</span>', icon("st-urgent", "c-i"), _("Urgent"))


# The four stops of an item's course, as a member sees it.
STOPS = {
    Status.NEW: 0,
    Status.NEEDS_INFO: 1,
    Status.UNDER_REVIEW: 1,
    Status.DECLINED: 1,
    Status.PLANNED: 2,
    Status.IN_PROGRESS: 3,
    Status.FIXED: 4,
    Status.CLOSED: 4,
}


@register.inclusion_tag("components/stops.html")
def stops(feedback):
    """The item's course as five stops in one line."""
    at = STOPS[Status(feedback.status)]
    return {"marks": ["on" if n < at else "at" if n == at else "" for n in range(5)]}


@register.simple_tag
def marked(title, text):
    """`title` with the words that it shares with `text` marked."""
    words = sorted(matched_words(text, title), key=len, reverse=True)
    if not words:
        return title
    pieces = re.split("(" + "|".join(map(re.escape, words)) + ")", title)
    return format_html_join("", "{}", ((format_html("<mark>{}</mark>", p) if p in words else p,) for p in pieces))


@register.simple_tag
def thanks(note):
    """Whom a fix note thanks: the first named author of what is still public, and how many others.

    Reads `note.items` (prefetch it).
    """
    names = [item.author.name for item in note.items.all() if item.author and item.is_public]
    if not names:
        return ngettext("Thanks to %(n)s member", "Thanks to %(n)s members", note.people_count) % {
            "n": note.people_count
        }
    others = max(note.people_count - 1, 0)
    if not others:
        return _("Thanks to %(name)s") % {"name": names[0]}
    return ngettext("Thanks to %(name)s and %(n)s other", "Thanks to %(name)s and %(n)s others", others) % {
        "name": names[0],
        "n": others,
    }


@register.filter
def first_author(note):
    """The first named author of a public item that a note answers, or None."""
    return next((item.author for item in note.items.all() if item.author and item.is_public), None)
