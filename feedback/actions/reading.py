"""Reading what came in, and what people say of what was read. A machine never overrules a person."""

import logging
import time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.audit import record
from feedback.actions.counting import hold_item
from feedback.actions.routing import call_people
from feedback.analysis import analyse
from feedback.categories import text_of
from feedback.corrections import current
from feedback.models import Feedback, Mood, Reading, ReadingDecision

BATCH = 200
What = ReadingDecision.What

logger = logging.getLogger(__name__)
# Whether the last text could not be read.
is_failing = False


def read_text(text, corrections=None):
    """An unsaved Reading of a text, belonging to no item yet; or None where the machine fails, which is logged and
    stops nobody from saying something. Whoever reads many brings the `corrections` in use."""
    global is_failing
    corrections = corrections or current()
    try:
        analysis = corrections.apply(analyse(text), text)
    except Exception:  # whatever is wrong with the machine, what was said is taken in
        # Said once until it reads again, not for each row of an import.
        if not is_failing:
            logger.exception("a text could not be read")
        is_failing = True
        return None
    is_failing = False
    return Reading(
        mood=analysis.sentiment,
        score=min(max(analysis.score, -1), 1),
        words=list(analysis.words),
        alarms=in_rows(analysis.alarms),
        quieted=in_rows(analysis.quieted),
        method=analysis.method[:40],
    )


def in_rows(alarms):
    return [{"reason": str(alarm.reason), "words": list(alarm.words)} for alarm in alarms]


def read_new(items):
    """Set on new, unsaved items what their words say, and return the readings to save once the items have keys. What
    the machine could not read is left to the sweep."""
    readings, corrections = [], current()
    for item in items:
        if reading := read_text(text_of(item), corrections):
            item.mood, item.is_alarming = reading.mood, reading.is_alarming
            reading.feedback = item
            readings.append(reading)
    return readings


def read_feedback(feedback):
    """Read the words of a saved item anew, in the caller's transaction; returns the reading, or None where the machine
    failed. What a person said of its mood or alarm stays."""
    reading = read_text(text_of(feedback))
    if reading is None:
        return None
    values = {name: getattr(reading, name) for name in Reading.READ} | {"read_at": timezone.now()}
    reading, _created = Reading.objects.update_or_create(feedback=feedback, defaults=values)
    decided = set(ReadingDecision.objects.filter(feedback=feedback).values_list("what", flat=True))
    if What.MOOD not in decided:
        feedback.mood = reading.mood
    if What.ALARM not in decided:
        feedback.is_alarming = reading.is_alarming
    Feedback.objects.filter(pk=feedback.pk).update(mood=feedback.mood, is_alarming=feedback.is_alarming)
    return reading


def read_unread(*, seconds=20):
    """Read what nobody has read yet, the oldest first, for as long as that. Returns how many; may run twice or at once.

    What the machine cannot read is neutral, and its reading says so, for it would stand in the way for ever.
    """
    deadline, done = time.monotonic() + seconds, 0
    while count := read_batch():
        done += count
        if time.monotonic() > deadline:
            break
    return done


@transaction.atomic
def read_batch():
    # Held, so that nobody mends or takes back the words meanwhile.
    items = list(Feedback.objects.to_read().select_for_update(of=("self",), no_key=True)[:BATCH])
    readings, groups, corrections = [], {}, current()
    for item in items:
        reading = read_text(text_of(item), corrections) or Reading(mood=Mood.NEUTRAL, score=0, method=Reading.FAILED)
        reading.feedback = item
        readings.append(reading)
        groups.setdefault((reading.mood, reading.is_alarming), []).append(item.pk)
    Reading.objects.bulk_create(readings, ignore_conflicts=True)
    for (mood, is_alarming), keys in groups.items():
        Feedback.objects.filter(pk__in=keys).update(mood=mood, is_alarming=is_alarming)
    return len(items)


def forget_reading(feedback):
    """Its author took the words back: nothing that was read in them stays. In the caller's transaction."""
    Reading.objects.filter(feedback=feedback).delete()
    feedback.routing_hits.all().forget_words()


# --- what people say of it ------------------------------------------------------------------------------------


def decide_mood(feedback, mood, *, actor):
    """A person says what the mood is, which confirms or corrects the machine. Returns whether that is news; twice is
    once. Raises ValidationError('unknown') for what is no mood."""
    if mood not in Mood.values:
        raise ValidationError(_("There is no such mood."), code="unknown")
    reading = Reading.objects.filter(feedback=feedback).first()
    return decide(feedback, What.MOOD, mood, read=reading.mood if reading else "", reading=reading, actor=actor)


def decide_alarm(feedback, is_alarming, *, actor):
    """A person says whether it is alarming; those on duty are called to what alarms, if no rule has called them before.
    Returns whether that is news; twice is once."""
    reading = Reading.objects.filter(feedback=feedback).first()
    chosen = ReadingDecision.YES if is_alarming else ReadingDecision.NO
    read = "" if reading is None else ReadingDecision.YES if reading.is_alarming else ReadingDecision.NO
    with transaction.atomic():
        is_news = decide(feedback, What.ALARM, chosen, read=read, reading=reading, actor=actor)
        if is_news and is_alarming:
            call_people(feedback, but=actor, who=actor.name)
    return is_news


def decide(feedback, what, chosen, *, read, reading, actor):
    """Keep a decision and let it count on the item."""
    name, value = ("mood", chosen) if what == What.MOOD else ("is_alarming", chosen == ReadingDecision.YES)
    with transaction.atomic():
        held = hold_item(feedback)
        if (latest := ReadingDecision.objects.latest_of(feedback, what)) and latest.chosen == chosen:
            return False
        ReadingDecision.objects.create(
            feedback=feedback,
            what=what,
            read=read,
            chosen=chosen,
            method=reading.method if reading else "",
            decided_by=actor,
        )
        record("feedback.feedback.judged", feedback, actor=actor, changes={name: [getattr(held, name), value]})
        Feedback.objects.filter(pk=feedback.pk).update(**{name: value})
        setattr(feedback, name, value)
    return True


def judge_hit(hit, was_right, *, actor):
    """A person says whether a rule was right to hit an item. Returns whether that is news; twice is once. What the
    rule did stays as it is: whoever says so mends the item as well."""
    chosen = ReadingDecision.YES if was_right else ReadingDecision.NO
    with transaction.atomic():
        hold_item(hit.feedback)
        latest = hit.decisions.order_by("-pk").first()
        if latest.chosen == chosen if latest else was_right:
            return False
        ReadingDecision.objects.create(
            feedback=hit.feedback,
            what=What.ROUTING,
            read=ReadingDecision.YES,
            chosen=chosen,
            method=f"rule:{hit.rule_id}" if hit.rule_id else "",
            hit=hit,
            decided_by=actor,
        )
        before = latest.chosen if latest else ""
        changes = {"rule": [hit.rule_name, hit.rule_name], "was_right": [before, chosen]}
        record("feedback.routinghit.judged", hit, actor=actor, changes=changes)
    return True
