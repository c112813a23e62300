"""Why an item is where it is in the queue, in words a person can act on."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.templatetags.huiyin import say_duration
from feedback.explaining import telling
from feedback.models import AlarmReason, Feedback, Mood, Severity, Status

HOUR = 3600
# What rows are grouped under, by how much time is left.
GROUPS = {
    "over": gettext_lazy("Overdue"),
    "near": gettext_lazy("Due within the hour"),
    "day": gettext_lazy("Due today"),
    "later": gettext_lazy("Due later"),
    "waiting": gettext_lazy("No clock is running"),
    "settled": gettext_lazy("Settled"),
}


def explain(item, now=None):
    """Set on the item what lists and desk say of it, and return it:

    `due` (a key of GROUPS), `due_group` (its words), `due_words` (time left or passed, empty when nothing is owed),
    `burnt` (how much of the promised time is used up, in percent) and `reasons` (dicts with text, hot and icon).
    Fetch it with its reading.
    """
    now = now or timezone.now()
    item.due, item.due_words, item.burnt = standing(item), "", 0
    if item.due == "later":
        left = (item.due_at - now).total_seconds()
        whole = max((item.due_at - item.received_at).total_seconds(), 1)
        item.due = "over" if left < 0 else "near" if left < HOUR else "day" if ends_today(item, now) else "later"
        item.due_words = say_duration(abs(left))
        item.burnt = min(max(round(100 * (1 - left / whole)), 0), 100)
    item.due_group = GROUPS[item.due]
    read = [{"text": text, "hot": hot, "icon": icon} for text, hot, icon in reasons_read(item)]
    item.reasons = read + [{"text": text, "hot": hot, "icon": ""} for text, hot in reasons_for(item, now)]
    return item


def standing(item):
    """'settled', 'waiting', or 'later' for one with a promise to keep."""
    if not item.is_open:
        return "settled"
    return "later" if item.due_at else "waiting"


def ends_today(item, now):
    return timezone.localdate(item.due_at) == timezone.localdate(now)


def reasons_read(item):
    """(words, urgent, icon) of what was read in an item that somebody should look at."""
    if not item.is_open:
        return
    reading = getattr(item, "reading", None)
    if item.is_alarming:
        yield said_alarming(reading.alarms if reading else []), True, "bell"
    if item.mood == Mood.NEGATIVE:
        # A person may have said so against the machine, whose words then speak for something else.
        words = reading.words if reading and reading.mood == Mood.NEGATIVE else []
        said = _("sounds negative: “%(words)s”") % {"words": quoted(words)} if words else _("sounds negative")
        yield said, False, "frown"


def said_alarming(alarms):
    """Why something alarms: the most pressing reason with the words that gave it."""
    if not alarms:
        return _("marked as alarming")
    first = alarms[0]
    reason = AlarmReason(first["reason"]).label if first["reason"] in AlarmReason.values else first["reason"]
    if not first["words"]:
        return str(reason)
    return _("said “%(words)s”: %(reason)s") % {"words": quoted(first["words"]), "reason": reason}


def quoted(words):
    """The first two of several words, short enough for a list."""
    return _("”, “").join(word if len(word) <= 16 else word[:15] + "…" for word in telling(words)[:2])


def reasons_for(item, now):
    """(words, urgent) why a person should look at this one, the strongest first."""
    if item.visibility == Feedback.Visibility.HIDDEN:
        yield _("hidden from the public"), True
    elif item.is_pending:
        yield _("waits for approval"), True
    if item.asked_again_at and item.status == Status.UNDER_REVIEW and item.changed_at <= item.asked_again_at:
        yield _("its author asks to look again"), True
    if item.severity == Severity.S1 and item.is_open:
        yield _("urgent"), True
    if item.due == "over":
        waited = {"time": say_duration((now - item.received_at).total_seconds())}
        yield (_("open for %(time)s") if item.answered_at else _("waited %(time)s for an answer")) % waited, True
    if item.status == Status.NEEDS_INFO:
        yield _("asked back %(time)s ago") % {"time": say_duration((now - item.changed_at).total_seconds())}, False
    elif item.answered_at and item.is_open and now - item.changed_at > timedelta(days=7):
        yield _("no step for %(time)s") % {"time": say_duration((now - item.changed_at).total_seconds())}, False
    if item.is_open and item.owner_id is None:
        yield _("nobody has it"), False
    if item.is_open and item.severity is None:
        yield _("no severity yet"), False
    if item.vote_count:
        words = ngettext("%(n)s supports it", "%(n)s support it", item.vote_count)
        yield words % {"n": item.vote_count}, False
    if item.comment_count:
        words = ngettext("%(n)s comment on it", "%(n)s comments on it", item.comment_count)
        yield words % {"n": item.comment_count}, False
    if item.is_anonymous:
        yield _("anonymous, reached by the receipt alone"), False
    if item.language == "en":
        yield _("in English"), False
