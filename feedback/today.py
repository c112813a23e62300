"""What needs a person today: the desk's first page."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.desk import Queue, by_due, view_tabs
from feedback.models import Feedback, FixNote, SecondLook
from feedback.reasons import explain

SHOWN = 5


@dataclass
class Stretch:
    """Some items to look at and the view they are from; `why` says what to do with them."""

    view: str
    label: str
    why: str
    items: list
    more: int = 0

    @property
    def query(self):
        return f"view={self.view}"


def first_things(member):
    """`tabs` of the ready views, and the `stretches` of items in the order in which they need somebody: what
    presses whoever has it, one's own, then what nobody has. Each item stands once, where it presses most."""
    tabs = view_tabs(member)
    waiting = SecondLook.objects.to_decide(member)[: SecondLook.PER_WEEK].count()
    counts = {tab["name"]: tab["count"] for tab in tabs}
    now, shown, stretches = timezone.now(), set(), []
    if counts["alarming"] and (fresh := [explain(row, now) for row in alarming_untouched()]):
        shown.update(row.pk for row in fresh)
        why = _("What was said cannot wait, and nobody has looked at it yet.")
        stretches.append(Stretch("alarming", _("Alarming"), why, fresh, counts["alarming"] - len(fresh)))
    for view, label, why in (
        ("urgent", _("Urgent"), _("Whoever is free takes these at once.")),
        ("overdue", _("Overdue"), _("What was promised is late.")),
        ("approval", _("To approve"), _("Nobody but their authors sees these yet.")),
        ("mine", _("Yours"), _("You have them; the next to be due stands first.")),
        ("unassigned", _("Nobody has these"), _("Take one, or give it to whom it concerns.")),
        ("waiting", _("Waiting for the member"), _("Asked back; the longest wait stands first.")),
    ):
        if not counts[view]:
            continue
        rows, _key = Queue(member, view).page()
        fresh = [explain(row, now) for row in rows if row.pk not in shown][:SHOWN]
        shown.update(row.pk for row in fresh)
        if fresh:
            stretches.append(Stretch(view, label, why, fresh, counts[view] - len(fresh)))
    return {"tabs": tabs, "stretches": stretches, "second_looks": waiting}


def alarming_untouched():
    """The first of what alarms and is new, in the order in which it is due."""
    rows = [part[:SHOWN] for part in by_due(Feedback.objects.alarming_untouched())]
    rows = [
        row for part in rows for row in part.select_related("category", "channel", "owner", "reading").defer("text")
    ]
    return rows[:SHOWN]


def notes_at_hand(member):
    """Fix notes that wait: how many drafts there are, and which note publishes itself next."""
    return {
        "draft_notes": FixNote.objects.filter(state=FixNote.State.DRAFT).count(),
        "next_note": FixNote.objects.filter(state=FixNote.State.SCHEDULED).order_by("publish_at").first(),
    }
