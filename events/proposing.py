"""What a session could talk about: proposed from open feedback, each with the reason in words."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import AgendaItem, Event
from feedback.models import Feedback
from feedback.models.status import Mood

Why = AgendaItem.Why
# How many of each kind are proposed, and how many are looked at for that.
EACH, LOOKED_AT = 4, 12
# Sessions that will still talk about what stands on their agenda.
AHEAD = [Event.State.DRAFT, Event.State.PUBLISHED, Event.State.LIVE]


@dataclass(frozen=True)
class Proposal:
    """One line that could stand on the agenda, and why."""

    why: str
    title: str
    reason: str
    feedback: Feedback | None = None


def proposals_for(event):
    """The Proposals for a session, the best of each kind first: what was promised last time, what is most wanted, most
    unhappy and longest waiting, each item once, and the questions from the room. Nothing that is on an agenda already.
    Five queries."""
    there = set(AgendaItem.objects.filter(event=event, feedback=None).exclude(why="").values_list("why", flat=True))
    proposed, known = [], set()
    if Why.PROMISES not in there and has_earlier(event):
        proposed.append(Proposal(Why.PROMISES, str(Why.PROMISES.label), _("So that nothing promised is forgotten.")))
    for why, rows in candidates(event).items():
        fresh = [item for item in rows[:LOOKED_AT] if item.pk not in known][:EACH]
        known |= {item.pk for item in fresh}
        proposed += [Proposal(why, item.title, reason_for(why, item), item) for item in fresh]
    if Why.QUESTIONS not in there:
        proposed.append(Proposal(Why.QUESTIONS, str(Why.QUESTIONS.label), _("A good end: whoever came is heard.")))
    return proposed


def has_earlier(event):
    """Whether its series has a session before this one that took place."""
    if event.series_id is None:
        return False
    return Event.objects.filter(series=event.series_id).past().filter(starts_at__lt=event.starts_at).exists()


def candidates(event):
    """{why: items in their order} of what could be discussed; each order has an index (see Feedback.Meta)."""
    items = to_discuss(event).open().select_related("category")
    return {
        Why.WANTED: items.filter(vote_count__gt=0).order_by("-vote_count", "-pk"),
        Why.NEGATIVE: items.kept().filter(mood=Mood.NEGATIVE, reading__isnull=False).order_by("reading__score", "pk"),
        Why.WAITING: items.order_by("received_at", "pk"),
    }


def to_discuss(event):
    """The items that may be talked about in a session and on no agenda of one ahead: what is public; in that of a group
    what was said there, in a private one its own alone."""
    items = Feedback.objects.of_group(event.group) if event.group_id else Feedback.objects.public()
    scheduled = AgendaItem.objects.filter(feedback=OuterRef("pk"), event__state__in=AHEAD)
    return items.filter(~Exists(scheduled))


def reason_for(why, item):
    if why == Why.WANTED:
        n = item.vote_count
        return ngettext("%(n)s member wants it.", "%(n)s members want it.", n) % {"n": n}
    if why == Why.NEGATIVE:
        return _("The words are very unhappy.")
    n = (timezone.now() - item.received_at).days
    if item.answered_at is None:
        words = ngettext("Open for %(n)s day, without an answer.", "Open for %(n)s days, without an answer.", n)
    else:
        words = ngettext("Open for %(n)s day.", "Open for %(n)s days.", n)
    return words % {"n": n}
