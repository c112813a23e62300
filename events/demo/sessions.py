"""The sessions themselves: a series through a year, what comes next, and those outside of it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from community.models import Community, InterestGroup, Member
from events.demo import academy, market
from events.demo.minutes import write_minutes
from events.demo.questions import write_questions
from events.demo.seats import write_seats
from events.demo.stage import Held, all_words, names_in, rendered, set_stage
from events.demo.telling import tell_of_the_past
from events.models import AgendaItem, Audience, Event, Kind, Series
from feedback.demo.stories import STORIES

WORDS = {"market": market, "academy": academy}
ZONE = ZoneInfo("Asia/Shanghai")
State = Event.State
# How long before it a session was published, and how long a host takes to close it.
AHEAD, CLOSING = timedelta(days=20), timedelta(minutes=15)
RESERVED = {120: 8, 60: 4}


def show_sessions(story, cast, now, seed):
    """Write the sessions of a demo, in the caller's transaction, when its items are there. Nobody is mailed. Returns
    what members are to be thanked for, as rewards.history.Deed; nothing for a story without sessions."""
    words = next((WORDS[name] for name, other in STORIES.items() if other is story), None)
    if words is None:
        return []
    stage = set_stage(words, cast, now, seed)
    held = make_events(stage)
    were_here_by_then(stage, held)
    write_agendas(stage, held)
    deeds = write_seats(stage, held)
    write_questions(stage, held)
    deeds += write_minutes(stage, held)
    tell_of_the_past(stage, held)
    Event.objects.bulk_update([one.event for one in held], COUNTED)
    Community.bump()
    return deeds


COUNTED = [
    *("seats_taken", "reserved_taken", "waiting_count", "attended_count"),
    *("question_count", "promise_count", "kept_count"),
]


def make_events(stage):
    """All sessions as [Held], in the order in which they were published."""
    cycle, now, words = stage.words.CYCLE, stage.now, stage.words
    days = days_of(cycle, now)
    past = [day for day in days if ends_of(stage, day) + CLOSING <= now][-len(words.PAST) :]
    following = next(day for day in days if day > past[-1])
    series = make_series(stage, past[0], following)
    made = [Held(one, in_series(stage, series, one, day)) for day, one in zip(past, words.PAST[::-1], strict=True)]
    made.append(Held(words.NEXT, in_series(stage, series, words.NEXT, following)))
    for number, one in enumerate(made, 1):
        one.event.number = number
    groups = {group.slug: group for group in InterestGroup.objects.filter(pk__in=stage.cast.groups.values())}
    made += [Held(one.session, outside(stage, one, groups.get(one.group))) for one in words.OTHERS]
    made.sort(key=lambda one: one.event.created_at)
    Event.objects.bulk_create(one.event for one in made)
    return made


# --- when -------------------------------------------------------------------------------------------------------


def days_of(cycle, now):
    """The days of a series from more than a year ago to the month after next."""
    first = timezone.localtime(now, ZONE).date().replace(day=1)
    months = [divmod(first.year * 12 + first.month - 1 + n, 12) for n in range(-14, 3)]
    return [nth_weekday(year, month + 1, cycle.weekday, cycle.nth) for year, month in months]


def nth_weekday(year, month, weekday, nth):
    """That weekday of a month: the first is 1, the last -1."""
    if nth > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - weekday) % 7)


def starts_of(stage, day):
    """When the session of the series on a day begins: at the old hour until somebody asked for the new one."""
    cycle = stage.words.CYCLE
    asked = stage.items.get(cycle.moved_by)
    starts_at = datetime.combine(day, cycle.at, ZONE)
    if cycle.once_at and asked and asked.fixed_at and starts_at < asked.fixed_at:
        return datetime.combine(day, cycle.once_at, ZONE)
    return starts_at


def ends_of(stage, day):
    return starts_of(stage, day) + timedelta(minutes=stage.words.CYCLE.minutes)


# --- rows -------------------------------------------------------------------------------------------------------


def make_series(stage, first, following):
    cycle = stage.words.CYCLE
    host_id = stage.id_of(cycle.host)
    return Series.objects.create(
        kind=Kind.FEEDBACK,
        title=cycle.title,
        title_en=cycle.title_en,
        text=cycle.text,
        text_en=cycle.text_en,
        place=cycle.place,
        online_link=cycle.link,
        host_id=host_id,
        responsible_id=stage.id_of(cycle.responsible),
        capacity=120,
        reserved=RESERVED[120],
        rule=Series.Rule.MONTHLY_WEEKDAY,
        weekday=cycle.weekday,
        nth=cycle.nth,
        starts_on=first,
        start_time=cycle.at,
        duration=cycle.minutes,
        # The host writes an agenda first.
        publishes=False,
        made_until=following,
        created_at=datetime.combine(first, cycle.at, ZONE) - AHEAD - timedelta(days=7),
        created_by_id=host_id,
    )


def in_series(stage, series, words, day):
    event = plan(stage, words, starts_of(stage, day), stage.words.CYCLE.minutes)
    event.kind, event.series, event.occurs_on = Kind.FEEDBACK, series, day
    event.title, event.title_en = f"{series.title}：{words.title}", f"{series.title_en}: {words.title_en}"
    event.host_id, event.responsible_id = series.host_id, series.responsible_id
    event.place = words.place or series.place
    publish(stage, event, AHEAD)
    if event.ends_at + CLOSING <= stage.now:
        finish(stage, words, event)
    return event


def outside(stage, single, group):
    words, day = single.session, day_of(stage, single)
    event = plan(stage, words, datetime.combine(day, single.at, ZONE), single.minutes)
    event.kind, event.title, event.title_en = single.kind, words.title, words.title_en
    event.host_id, event.responsible_id = stage.id_of(words.host), stage.id_of(single.responsible)
    event.place = words.place
    if group:
        event.audience, event.group = Audience.GROUP, group
    if single.state == State.DRAFT:
        event.created_at = event.changed_at = stage.now - timedelta(days=2)
        return event
    publish(stage, event, timedelta(days=13))
    if single.state == State.FINISHED:
        finish(stage, words, event)
    elif single.state == State.CANCELLED:
        event.state, event.cancel_reason, event.revision = State.CANCELLED, single.reason, 1
        event.cancelled_at = event.changed_at = event.starts_at - timedelta(hours=31)
    return event


def day_of(stage, single):
    """Its day, or the one before or after where the series has its own."""
    day = timezone.localtime(stage.now, ZONE).date() - timedelta(days=single.days)
    is_taken = day in days_of(stage.words.CYCLE, stage.now)
    return day - timedelta(days=1 if single.days > 0 else -1) if is_taken else day


def plan(stage, words, starts_at, minutes):
    starts_at = starts_at.astimezone(UTC)
    return Event(
        text=words.text,
        rendered=rendered(words.text),
        online_link="" if words.fits < 40 and words.place else stage.words.CYCLE.link,
        capacity=words.fits,
        reserved=RESERVED.get(words.fits, 0),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        code_word=words.word,
    )


def publish(stage, event, ahead):
    """So long before it, in the morning; what would be still to come was published a few days ago."""
    morning = timezone.localtime(event.starts_at - ahead, ZONE).replace(hour=10, minute=stage.rng.randrange(60))
    event.published_at = event.changed_at = min(morning, stage.now - timedelta(days=4))
    event.created_at = event.published_at - timedelta(hours=20)
    event.created_by_id, event.state = event.host_id, State.PUBLISHED


def finish(stage, words, event):
    event.state = State.FINISHED
    event.begun_at = event.starts_at + timedelta(minutes=stage.rng.randrange(4), seconds=stage.rng.randrange(60))
    event.finished_at = event.changed_at = event.ends_at + timedelta(minutes=stage.rng.randrange(14))
    event.live_version = 2
    if words.recorded and event.finished_at + timedelta(days=1) <= stage.now:
        event.recording_link = f"https://video.example.org/sessions/{event.starts_at:%Y-%m-%d}"


def were_here_by_then(stage, held):
    """Whoever is named in a session had joined before it was published."""
    named = {stage.id_of(name) for session in all_words(stage.words) for name in names_in(session)}
    named |= {pk for one in held for pk in one.hosts if pk}
    first = min(one.event.created_at for one in held)
    late = [pk for pk in sorted(named) if stage.joined[pk] >= first]
    for pk in late:
        stage.joined[pk] = first - timedelta(days=stage.rng.uniform(3, 60))
    Member.objects.bulk_update([Member(pk=pk, joined_at=stage.joined[pk]) for pk in late], ["joined_at"])


def write_agendas(stage, held):
    for one in held:
        at, event = event_begins(one.event), one.event
        for place, point in enumerate(one.words.agenda, 1):
            item = AgendaItem(
                event=event,
                position=place,
                title=point.title,
                minutes=point.minutes,
                feedback=stage.item(point.item, event),
                speaker_id=stage.id_of(point.speaker),
            )
            # Nothing was proposed for an item that was not there yet.
            item.why = point.why if item.feedback or point.why in ("promises", "questions") else ""
            if event.is_over:
                item.begun_at, at = at, min(at + timedelta(minutes=point.minutes), event.finished_at)
                item.ended_at = at
                item.answer, item.answer_rendered = point.answer, rendered(point.answer)
            one.agenda.append(item)
    AgendaItem.objects.bulk_create(item for one in held for item in one.agenda)


def event_begins(event):
    return event.begun_at or event.starts_at
