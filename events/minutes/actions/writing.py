"""Minutes written by several people at once, published, and mended afterwards.

Each text on the page stands for itself: a form carries, for each of them, a digest of what it showed. What was changed
on one side alone is taken over; where both sides changed the same text nothing is kept, and the second is told.
"""

import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.audit import record
from community.markdown import render_markdown
from events.actions import save_event, tell
from events.actions.seats import hold_event, tell_visitors
from events.minutes.actions.promising import say_on_item
from events.minutes.actions.reminding import ask_attended
from events.minutes.models import Minutes
from events.minutes.permissions import WRITTEN
from events.minutes.questions import questions_to_write, unanswered, write_answer
from events.models import AgendaItem, Telling

SUMMARY, RECORDING, ITEM, QUESTION = "summary", "recording", "item", "question"


class Changed(Exception):
    """Somebody else changed the same texts meanwhile; nothing was kept. `stored` is {name: what stands there now} of
    all texts, `both` the names of those that both sides changed."""

    def __init__(self, stored, both):
        super().__init__(", ".join(both))
        self.stored, self.both = stored, both


def digest(text):
    """What stands for a text in a form, to see whether it was changed meanwhile."""
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=8).hexdigest()


def open_minutes(event):
    """The minutes of a session, begun where there are none."""
    return Minutes.objects.get_or_create(event=event)[0]


def texts_of(event, minutes=None):
    """{name: text} of all that is written on the page of minutes. Three queries at most."""
    minutes = minutes or Minutes.objects.filter(event=event).first()
    texts = {SUMMARY: minutes.summary if minutes else "", RECORDING: event.recording_link}
    items = AgendaItem.objects.filter(event=event).in_order().values_list("pk", "answer")
    texts |= {f"{ITEM}-{pk}": answer for pk, answer in items}
    questions = questions_to_write(event).values_list("pk", "answer")
    return texts | {f"{QUESTION}-{pk}": answer for pk, answer in questions}


def save_minutes(event, *, actor, texts, shown):
    """Keep these texts, {name: text} with names as in texts_of; others stay. `shown` is {name: digest} of what the form
    held when it was filled in. Nothing changed writes nothing. Returns the Minutes.

    Raises Changed, and ValidationError('too_early') for a session that has not begun.
    """
    with transaction.atomic():
        event = hold_event(event)
        check_begun(event)
        minutes = open_minutes(event)
        stored = texts_of(event, minutes)
        # What is not there any more was thrown away by others: agenda items, questions that were turned down.
        texts = {name: text for name, text in texts.items() if name in stored and text != stored[name]}
        mine = {name: text for name, text in texts.items() if digest(text) != shown.get(name, digest(""))}
        both = [name for name in mine if digest(stored[name]) != shown.get(name, digest(""))]
        if both:
            raise Changed(stored, both)
        if mine:
            keep(event, minutes, mine, actor)
    minutes.refresh_from_db()
    return minutes


def keep(event, minutes, texts, actor):
    for name, text in texts.items():
        WRITERS[name.partition("-")[0]](event, name.partition("-")[2], text, actor)
    written = {"edited_at": timezone.now(), "edited_by": actor, "version": F("version") + 1}
    Minutes.objects.filter(pk=minutes.pk).update(**written)
    record("minutes.minutes.saved", minutes, actor=actor, changes={"texts": [None, ", ".join(texts)]})
    tell_visitors(event)


def write_summary(event, _pk, text, _actor):
    rendered = render_markdown(text, top=2) if text else ""
    Minutes.objects.filter(event=event).update(summary=text, summary_rendered=rendered)


def write_recording(event, _pk, text, actor):
    event.recording_link = text
    save_event(event, actor=actor, told=False)


def write_item(event, pk, text, _actor):
    rendered = render_markdown(text, top=4) if text else ""
    AgendaItem.objects.filter(event=event, pk=pk).update(answer=text, answer_rendered=rendered)


def write_question(event, pk, text, actor):
    write_answer(questions_to_write(event).get(pk=pk), text, actor=actor)


WRITERS = {SUMMARY: write_summary, RECORDING: write_recording, ITEM: write_item, QUESTION: write_question}


def check_begun(event):
    if event.state not in WRITTEN:
        raise ValidationError(_("There is nothing to write down before it has begun."), code="too_early")


def publish_minutes(event, *, actor, leaves=False):
    """Show the minutes to all who may know of the session; everybody who had a seat is told, those who came are asked
    how it was, and items hear what was promised for them. Returns whether this call did it.

    Raises ValidationError('not_over'), and ('unanswered') while questions have no answer, unless `leaves` is true.
    """
    with transaction.atomic():
        event = hold_event(event)
        check_begun(event)
        if not event.is_over:
            raise ValidationError(_("End the session first; then its minutes can be published."), code="not_over")
        minutes = open_minutes(event)
        if minutes.is_published:
            return False
        left = 0 if leaves else unanswered(event).count()
        if left:
            raise ValidationError(
                ngettext("%(n)s question has no answer yet.", "%(n)s questions have no answer yet.", left),
                code="unanswered",
                params={"n": left},
            )
        out = {"state": Minutes.State.PUBLISHED, "published_at": timezone.now(), "version": F("version") + 1}
        if not Minutes.objects.filter(pk=minutes.pk, state=Minutes.State.DRAFT).update(**out):
            return False
        tell(event, Telling.What.MINUTES, Telling.To.REGISTERED)
        ask_attended(event)
        for promise in event.promises.select_related("feedback__merged_into").by_day():
            say_on_item(promise, event=event, actor=actor)
        record("minutes.minutes.published", minutes, actor=actor)
        tell_visitors(event)
    return True
