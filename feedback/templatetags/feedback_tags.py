"""Tags that speak of statuses."""

import re
from functools import cache

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from community.fragments import kept_fragment
from community.search import matched_words
from community.templatetags.huiyin import icon
from community.text import read_moment
from feedback.models import STATUS_CLASSES, AlarmReason, Approval, Mood, Status, TestSeat
from feedback.models.progress import session_words
from feedback.models.testing import figures_in_words

register = template.Library()

TESTERS_NAMED = 8


@register.simple_tag
def status_label(status):
    """The word for a status value, in the reader's language; empty for none."""
    return Status(status).label if status else ""


@register.simple_tag
def withheld_reason(reason):
    """The sentence for why words were not published, in the reader's language."""
    return str(Approval.Reason(reason).label)


@register.filter
def alarm_label(reason):
    """The words for a reason to be alarmed; for one that no longer exists its name."""
    return AlarmReason(reason).label if reason in AlarmReason.values else reason


@register.filter
def mood_label(mood):
    """The word for a mood; empty for none."""
    return Mood(mood).label if mood else ""


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


@register.simple_tag(takes_context=True)
def vote_state(context, item):
    return item.vote_state(context["user"], context["supported"].get(item.pk))


@register.simple_tag(takes_context=True)
def feedback_row(context, item):
    """A row of the board; most readers see it alike."""
    vote = vote_state(context, item)
    shown = (item.vote_count, item.comment_count, item.status, item.severity, item.category_id, item.group_id)
    context = {"item": item, "vote": vote}
    return kept_fragment("feedback/_feedback_row.html", context, item.pk, item.edited_at, vote, *shown)


@register.simple_tag(takes_context=True)
def triage_row(context, item, query, pick=False):
    """A row of the triage list or of today; `item` was explained, `pick` offers to choose and to act."""
    is_mine = item.owner_id == context["user"].pk
    shown = (item.due, item.due_words, item.burnt, item.status, item.severity, item.category_id, item.owner_id)
    shown += (bool(item.answered_at),)
    reasons = [(reason["text"], reason["hot"]) for reason in item.reasons]
    context = {"item": item, "query": query, "pick": pick, "is_mine": is_mine}
    key = (item.pk, item.edited_at, query, pick, is_mine, *shown, *reasons)
    return kept_fragment("feedback/desk/_row.html", context, *key)


@register.simple_tag
def urgent_chip():
    return format_html('<span class="chip urgent">{}{}</span>', icon("st-urgent", "c-i"), _("Urgent"))


@register.simple_tag
def test_outcome(outcome):
    """The words for what came of a test; empty for none."""
    return str(TestSeat.Outcome(outcome).label) if outcome else ""


@register.simple_tag
def test_words(figures):
    """What testers found, in words; empty for no figures."""
    return figures_in_words(figures) if figures else ""


@register.simple_tag
def in_session(said):
    """What a session brought for an item, in words."""
    return session_words(said)


@register.filter
def moment(value):
    """A moment that was kept as text."""
    return read_moment(value)


# The four stops of an item's course, as a member sees it.
STOPS = {
    Status.NEW: 0,
    Status.NEEDS_INFO: 1,
    Status.UNDER_REVIEW: 1,
    Status.DECLINED: 1,
    Status.MERGED: 1,
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
def with_causes(text, causes):
    """A text in paragraphs with the words marked that caused something; `causes` are (words, class), the loudest
    first."""
    kinds = {}
    for words, kind in causes:
        for word in words:
            # A mark cannot reach from one paragraph into the next.
            if word.strip() and "\n" not in word:
                kinds.setdefault(word, kind)
    longest = sorted(kinds, key=len, reverse=True)[:40]
    if longest:
        pieces = re.split("(" + "|".join(map(re.escape, longest)) + ")", text)
        marks = ((format_html('<mark class="{}">{}</mark>', kinds[p], p) if p in kinds else p,) for p in pieces)
        text = format_html_join("", "{}", marks)
    return mark_safe(linebreaks(conditional_escape(text)))


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


@register.simple_tag
def call_for(item, calls):
    """The open call for testers on an item, or None; `calls` is {item's key: TestCall}."""
    return calls.get(item.pk)


@register.simple_tag
def tested_by(note):
    """Who tested what a fix note answers: by name those who let us, and how many others; empty for nobody. Reads what
    feedback.models.fix.named_testers prefetches."""
    seats = [seat for item in note.items.all() if item.is_public for call in item.ended_calls for seat in call.testers]
    named = list(dict.fromkeys(seat.member.name for seat in seats if seat.member and seat.is_named))
    if not seats:
        return ""
    others = len({seat.member_id or -seat.pk for seat in seats}) - len(named)
    if not named:
        return ngettext("Tested by %(n)s member", "Tested by %(n)s members", others) % {"n": others}
    names = pgettext("between names", ", ").join(named[:TESTERS_NAMED])
    others += max(len(named) - TESTERS_NAMED, 0)
    if not others:
        return _("Tested by %(names)s") % {"names": names}
    return ngettext("Tested by %(names)s and %(n)s other", "Tested by %(names)s and %(n)s others", others) % {
        "names": names,
        "n": others,
    }


@register.filter
def first_author(note):
    """The first named author of a public item that a note answers, or None."""
    return next((item.author for item in note.items.all() if item.author and item.is_public), None)
