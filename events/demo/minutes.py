"""What was written down of the sessions of a demo, what was promised, and how those who came found it."""

from datetime import datetime, time, timedelta

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from events.demo.seats import day_of, deed_of
from events.demo.stage import rendered
from events.minutes.actions.promising import may_be_said_on
from events.minutes.models import SURVEY_DAYS, ActionItem, Minutes, SurveyAnswer
from feedback.models import Feedback, ProgressEntry
from feedback.models.progress import InSession

State, Answered = ActionItem.State, SurveyAnswer.Answered
# How many of those who came say how it was, and how they find it.
ANSWER, SCORES = 0.45, ((3, 2), (4, 6), (5, 10))


def write_minutes(stage, held):
    """Minutes and promises of what is over, with their numbers on the (unsaved) event of each, and the survey. Returns
    what those who answered that are thanked for."""
    over = [one for one in held if one.event.is_over]
    pages = [minutes_of(stage, one) for one in over]
    Minutes.objects.bulk_create(pages)
    for one, page in zip(over, pages, strict=True):
        one.minutes = page
        one.promises = [promise_of(stage, one, promised) for promised in one.words.promised]
        one.event.promise_count = len(one.promises)
        one.event.kept_count = sum(promise.is_done for promise in one.promises)
    say_on_items(over)
    ActionItem.objects.bulk_create(promise for one in over for promise in one.promises)
    answers = [answer for one in over for answer in survey_of(stage, one)]
    SurveyAnswer.objects.bulk_create(answers)
    reason = "session_survey_answered"
    return [deed_of(one.event, one.member_id, reason, f"survey:{one.pk}:answered", one.answered_at) for one in answers]


def minutes_of(stage, one):
    """Out the day after the session; what ended just now is still written."""
    event = one.event
    page = Minutes(
        event=event,
        summary=one.words.summary,
        summary_rendered=rendered(one.words.summary),
        version=stage.rng.randrange(2, 6),
        created_at=event.finished_at,
        edited_by_id=event.host_id,
    )
    noon = timezone.localtime(event.finished_at).replace(hour=12) + timedelta(days=1)
    out = noon + timedelta(minutes=stage.rng.randrange(400))
    page.edited_at = min(out - timedelta(minutes=9), stage.now)
    if out <= stage.now:
        page.state, page.published_at = Minutes.State.PUBLISHED, out
    return page


# --- promises ---------------------------------------------------------------------------------------------------


def promise_of(stage, one, promised):
    event, begins = one.event, day_of(one.event.starts_at)
    point = None if promised.about is None else one.agenda[promised.about]
    promise = ActionItem(
        event=event,
        text=promised.text,
        owner_id=stage.id_of(promised.owner),
        due_on=begins + timedelta(days=promised.days),
        agenda_item=point,
        feedback=point and point.feedback,
        created_at=event.finished_at,
        created_by_id=event.host_id,
    )
    if promised.done is not None:
        hour = time(stage.rng.randrange(9, 19), stage.rng.randrange(60))
        at = datetime.combine(begins + timedelta(days=promised.done), hour, timezone.get_current_timezone())
        if at <= stage.now:
            promise.state = State.DROPPED if promised.dropped else State.DONE
            promise.note, promise.done_at, promise.done_by_id = promised.note, at, promise.owner_id
    if promise.is_open:
        days = ActionItem.reminders(promise.due_on)
        promise.remind_on = days["remind_on"]
        # Of what is late already its owner knows.
        promise.late_on = None if promise.is_late else days["late_on"]
    return promise


def say_on_items(held):
    """What items hear of their promises, where nothing else was said of them since: steps stand in the order in which
    they were taken."""
    items = {one.feedback_id for session in held for one in session.promises if one.feedback_id}
    last = dict(Feedback.objects.filter(pk__in=items).values_list("pk").annotate(Max("entries__created_at")))
    steps, changed = [], {}
    for session in sorted(held, key=lambda one: one.event.starts_at):
        out = session.minutes.published_at
        for promise in session.promises:
            item = promise.feedback
            if item is None or out is None or last[item.pk] > out or not may_be_said_on(session.event, item):
                continue
            for step in steps_of(session, promise):
                steps.append(step)
                last[item.pk] = max(last[item.pk], step.created_at)
                changed[item.pk] = last[item.pk]
            promise.said = promise.state
    ProgressEntry.objects.bulk_create(sorted(steps, key=lambda step: step.created_at))
    rows = Feedback.objects.in_bulk(changed)
    for pk, at in changed.items():
        rows[pk].changed_at = at
    Feedback.objects.bulk_update(rows.values(), ["changed_at"])


def steps_of(session, promise):
    """One for the promise when the minutes came out, or later one for what became of it."""
    out, event = session.minutes.published_at, session.event
    ends = {State.DONE: InSession.KEPT, State.DROPPED: InSession.DROPPED}
    turns = [(max(out, promise.done_at), ends[promise.state], promise.note)] if promise.done_at else []
    if not turns or turns[0][0] > out:
        turns.insert(0, (out, InSession.PROMISED, ""))
    for at, what, note in turns:
        words = "\n\n".join(filter(None, (promise.text, note)))
        said = {"what": what.value, "title": event.title, "title_en": event.title_en}
        said |= {"url": reverse("minutes:minutes_detail", args=[event.pk]), "due": promise.due_on.isoformat()}
        yield ProgressEntry(
            feedback=promise.feedback,
            kind=ProgressEntry.Kind.SESSION,
            actor_id=event.host_id if what == InSession.PROMISED else promise.done_by_id,
            text=words,
            rendered=rendered(words),
            changes={"session": said},
            created_at=at,
            announced_at=at,
        )


# --- the survey -------------------------------------------------------------------------------------------------


def survey_of(stage, one):
    event, rng = one.event, stage.rng
    guests = [row.member_id for row in one.came if row.member_id not in one.hosts]
    remarks = list(one.words.remarks)
    ends = min(event.finished_at + timedelta(days=SURVEY_DAYS), stage.now)
    if ends <= event.finished_at + timedelta(hours=1):
        return []
    answers = []
    for pk in rng.sample(guests, max(round(len(guests) * ANSWER), min(len(remarks), len(guests)))):
        scores, weights = zip(*SCORES, strict=True)
        score, remark = remarks.pop(0) if remarks else (rng.choices(scores, weights)[0], "")
        found = rng.choices(["", Answered.YES, Answered.PARTLY, Answered.NO], [5, 8, 3, 1])[0]
        at = stage.between(event.finished_at + timedelta(minutes=40), ends, 3)
        answers.append(
            SurveyAnswer(event=event, member_id=pk, score=score, was_answered=found, remark=remark, answered_at=at)
        )
    return sorted(answers, key=lambda answer: answer.answered_at)
