"""What the triage list shows: the ready views with their counts, and their rows page by page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from django.db import connection
from django.utils.translation import gettext_lazy as _

from community.search import find_ids
from community.text import is_key, read_moment
from feedback.models import Feedback, SavedView

PAGE = 30
# Counting stops here: a queue of a thousand is as long as one of a million.
COUNT_LIMIT = 999
DEFAULT_VIEW = "new"
# Views whose counts are loud.
HOT = ("alarming", "overdue")


@dataclass(frozen=True)
class View:
    """A ready view: from all items and the member at the desk its rows, as querysets shown one after the other.

    Every one of them is ordered by one field and the key, with an index to match. `counted` are the same rows, cut
    so that counting stays within one index each; a view without it is not counted.
    """

    label: str
    rows: Callable
    counted: Callable | None = None


def by_due(items):
    """In the order in which they need somebody: by the promised time, then those for which no clock runs."""
    return [items.owed(), items.undue()]


VIEWS = {
    "new": View(
        _("New"),
        lambda items, member: by_due(items.untouched()),
        lambda items, member: [items.untouched()],
    ),
    "approval": View(_("To approve"), lambda items, member: [items.pending()], lambda items, member: [items.pending()]),
    "urgent": View(_("Urgent"), lambda items, member: by_due(items.urgent()), lambda items, member: [items.urgent()]),
    "alarming": View(
        _("Alarming"), lambda items, member: by_due(items.alarming()), lambda items, member: [items.alarming()]
    ),
    "overdue": View(_("Overdue"), lambda items, member: [items.overdue()], lambda items, member: [items.overdue()]),
    "mine": View(
        _("Mine"),
        lambda items, member: by_due(items.owned_by(member)),
        lambda items, member: [items.owned_by(member)],
    ),
    "unassigned": View(
        _("Unassigned"),
        lambda items, member: by_due(items.unassigned()),
        lambda items, member: [items.unassigned()],
    ),
    "negative": View(
        _("Negative"), lambda items, member: by_due(items.negative()), lambda items, member: [items.negative()]
    ),
    "waiting": View(
        _("Waiting for the member"),
        lambda items, member: [items.waiting_for_member()],
        lambda items, member: [items.waiting_for_member()],
    ),
    "recent": View(_("Recently changed"), lambda items, member: [items.recently_changed()]),
    "open": View(_("All open"), lambda items, member: by_due(items.in_hand()), lambda items, member: [items.in_hand()]),
}


@dataclass(frozen=True)
class Queue:
    """What somebody works through: a ready view or what a search found, narrowed by category and channel."""

    member: object
    view: str = DEFAULT_VIEW
    q: str = ""
    category: str = ""
    channel: str = ""
    # The key of a colleague whose items these are.
    owner: str = ""

    @classmethod
    def asked_for(cls, member, params):
        """The queue that an address asks for; an unknown view is the default one."""
        view = params.get("view", DEFAULT_VIEW)
        return cls(
            member,
            view if view in VIEWS else DEFAULT_VIEW,
            params.get("q", "").strip()[:100],
            params.get("category", "")[:20],
            params.get("channel", "")[:20],
            owner if is_key(owner := params.get("owner", "")) else "",
        )

    @property
    def label(self):
        return VIEWS[self.view].label

    @property
    def is_special(self):
        """Whether it is more than a ready view, so that one may want to keep it."""
        return bool(self.q or self.category or self.channel or self.owner)

    def query(self, **changes):
        """The query string of this queue, with some of its choices changed."""
        chosen = {name: getattr(self, name) for name in ("view", "q", "category", "channel", "owner")} | changes
        return urlencode({name: value for name, value in chosen.items() if value})

    def parts(self):
        parts = self.found() if self.q else VIEWS[self.view].rows(Feedback.objects, self.member)
        for name in ("category", "channel"):
            if slug := getattr(self, name):
                parts = [part.filter(**{f"{name}__slug": slug}) for part in parts]
        if self.owner:
            parts = [part.filter(owner=int(self.owner)) for part in parts]
        return parts

    def found(self):
        """What the search words find, or the item with that number; what is hidden from members too."""
        number = self.q.removeprefix("#")
        if number.isdecimal():
            return [Feedback.objects.kept().filter(pk=int(number[:18])).order_by("-pk")]
        found = find_ids("feedback", self.q, public_only=False)
        return [Feedback.objects.kept().speaking_for(found).order_by("-pk")]

    def page(self, after=""):
        """(rows, key): the next rows behind the key `after`, and the key of the page behind them (empty at the end).

        Pages go by key, so the thousandth costs what the first does; a key that is none starts at the top.
        """
        parts = self.parts()
        first, value, pk = read_key(after, parts)
        rows, wanted = [], PAGE + 1
        for number, part in enumerate(parts[first:], first):
            part = beyond(part, value, pk) if pk and number == first else part
            for row in part.for_desk_rows()[: wanted - len(rows)]:
                rows.append((number, row))
            if len(rows) == wanted:
                number, last = rows[PAGE - 1]
                return [row for _number, row in rows[:PAGE]], write_key(number, last, parts[number])
        return [row for _number, row in rows], ""

    def neighbours(self, item):
        """(previous, next): keys of the items around one; None at the ends. From an item that is not in the queue
        the next is the queue's first."""
        parts = self.parts()
        at = next((n for n, part in enumerate(parts) if part.filter(pk=item.pk).exists()), None)
        if at is None:
            return None, first_key(parts)
        value = getattr(item, ordered_by(parts[at])[0])
        before = [beyond(parts[at].reverse(), value, item.pk), *(part.reverse() for part in reversed(parts[:at]))]
        after = [beyond(parts[at], value, item.pk), *parts[at + 1 :]]
        return first_key(before), first_key(after)


def first_key(parts):
    """The key of the first row of several querysets, or None."""
    return next((pk for part in parts for pk in part.values_list("pk", flat=True)[:1]), None)


def ordered_by(rows):
    """(field, falls): what a queryset is ordered by before its key."""
    field = rows.query.order_by[0]
    return field.lstrip("-"), field.startswith("-") == rows.query.standard_ordering


def beyond(rows, value, pk):
    """The rows of an ordered queryset behind the one with this value and key."""
    field, falls = ordered_by(rows)
    side, passed = ("lte", "gte") if falls else ("gte", "lte")
    # One range on the index, then the few equal ones left out.
    return rows.filter(**{f"{field}__{side}": value}).exclude(**{field: value, f"pk__{passed}": pk})


def write_key(number, row, part):
    value = getattr(row, ordered_by(part)[0])
    return f"{number}~{value.isoformat() if isinstance(value, datetime) else value}~{row.pk}"


def read_key(key, parts):
    """(part, value, pk) of a page key; (0, None, 0) for anything that we did not write."""
    number, _tilde, rest = key.partition("~")
    value, _tilde, pk = rest.partition("~")
    if not (number.isdecimal() and len(number) < 3 and int(number) < len(parts) and is_key(pk)):
        return 0, None, 0
    if ordered_by(parts[int(number)])[0] == "pk":
        return int(number), int(pk), int(pk)
    moment = read_moment(value)
    return (int(number), moment, int(pk)) if moment else (0, None, 0)


# --- counts ---------------------------------------------------------------------------------------------------


def view_tabs(member, current=""):
    """The ready views with their counts, in one statement."""
    counts = count_each({name: view.counted(Feedback.objects, member) for name, view in VIEWS.items() if view.counted})
    return [
        {
            "name": name,
            "label": view.label,
            "count": counts.get(name),
            "words": in_words(counts.get(name)),
            "current": name == current,
            "hot": name in HOT and bool(counts[name]),
        }
        for name, view in VIEWS.items()
    ]


def own_views(member, current=None):
    """The views that somebody keeps for himself, in one statement; not counted, for what is narrowed by category or
    channel has no index of its own."""
    kept = list(SavedView.objects.filter(member=member))
    queues = {view.pk: Queue.asked_for(member, dict(parse_qsl(view.query))) for view in kept}
    return [
        {
            "pk": view.pk,
            "label": view.name,
            "query": queues[view.pk].query(),
            "current": current is not None and queues[view.pk].query() == current.query(),
        }
        for view in kept
    ]


def in_words(count):
    """A count as it is shown: empty for none taken, 999+ where counting stopped."""
    if count is None:
        return ""
    return f"{COUNT_LIMIT}+" if count > COUNT_LIMIT else str(count)


def count_each(parts):
    """{name: count} of several lists of querysets, each counted up to COUNT_LIMIT + 1, in one statement."""
    if not parts:
        return {}
    columns, values = [], []
    for querysets in parts.values():
        counted = []
        for rows in querysets:
            sql, params = rows.order_by().values("pk")[: COUNT_LIMIT + 1].query.sql_with_params()
            counted.append(f"(SELECT COUNT(*) FROM ({sql}) AS counted)")
            values += params
        columns.append(" + ".join(counted))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)}", values)
        return dict(zip(parts, cursor.fetchone(), strict=True))
