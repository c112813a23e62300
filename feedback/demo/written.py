"""Handwritten items and fix notes as drafts with true times."""

from datetime import timedelta

from django.utils import timezone

from feedback.demo.courses import Draft, Event, Kind, settled_at
from feedback.demo.presence import crowd
from feedback.models import Rating, Status

WRITTEN_FOR_DAYS = 180


def drafts(story, *, rng, now, days, cast, notes):
    """The handwritten items, oldest first. `notes` are the FixNotes of the story's fixes, saved, in their order.

    They were written for half a year; over other spans ages and courses are stretched or pressed alike,
    but for what happens on the first day.
    """
    scale = days / WRITTEN_FOR_DAYS
    fixed_by = {title: (fix, note) for fix, note in zip(story.fixes, notes, strict=True) for title in fix.items}
    made = [
        draft_of(story, item, rng, now, scale, cast, *fixed_by.get(item.title, (None, None))) for item in story.written
    ]
    return sorted(made, key=lambda draft: draft.created_at)


def stretched(days, scale):
    return timedelta(days=days if days <= 1 else 1 + (days - 1) * scale)


def at_daytime(moment, rng, now):
    """Some time of that day when people are up, for what is more than a day ago."""
    if now - moment < timedelta(days=1.5):
        return moment
    midnight = timezone.localtime(moment).replace(hour=0, minute=0, second=0)
    return midnight + timedelta(minutes=rng.randrange(7 * 60, 22 * 60), seconds=rng.randrange(60))


def said_at(moment, rhythm, rng, now, scale):
    """Some time near that moment at which people of this community speak up."""
    if rhythm is None or now - moment < timedelta(days=1.5):
        return at_daytime(moment, rng, now)
    while True:
        near = moment + timedelta(days=rng.uniform(-1, 1) * min(2 * scale, 2))
        if near < now and rhythm.keeps(near, rng):
            return near


def not_at_night(moment, created, team_hours):
    """A step of the team that would fall into the night comes in the morning, if that is still within a day."""
    local, (begins, ends) = timezone.localtime(moment), team_hours
    if begins <= local.hour < ends:
        return moment
    morning = local.replace(hour=begins, minute=local.minute // 2 + 10) + timedelta(days=local.hour >= ends)
    return morning if morning - created < timedelta(hours=23) or moment - created > timedelta(days=1) else moment


def draft_of(story, item, rng, now, scale, cast, fix, note):
    owner_id = cast.by_name.get(item.owner) or cast.owners[item.category]
    created = said_at(now - timedelta(days=item.age * scale), story.rhythm, rng, now, scale)
    draft = Draft(
        title=item.title,
        text=item.text,
        author_id=cast.by_name[item.author] if item.author else None,
        category=cast.categories[item.category],
        channel=cast.channels[item.channel],
        created_at=created,
        group_id=cast.groups[item.group] if item.group else None,
        is_for_group=bool(item.group) and cast.groups[item.group] in cast.private,
        severity=item.severity,
        owner_id=owner_id if item.course else None,
        source=item.source,
        why=item.why,
        mood=item.mood,
        is_alarming=item.is_alarming,
    )
    # What was done before a fix stays before it.
    last = note.published_at - timedelta(hours=1) if fix else now
    for days, status, answer, *reason in item.course:
        kind = Kind.ANSWER if answer else Kind.STATUS
        actor_id = owner_id
        if status == "again":
            kind, status, actor_id = Kind.AGAIN, Status.UNDER_REVIEW, draft.author_id
        elif status == "note":
            kind, status = Kind.NOTE, ""
        drift = timedelta(minutes=rng.randrange(-150, 150)) if days > 1 else timedelta()
        moment = created + stretched(days, scale) + drift
        if not item.is_alarming:
            moment = not_at_night(moment, created, story.team_hours)
        moment = min(moment, last)
        draft.events.append(Event(moment, kind, status, answer, "".join(reason), actor_id=actor_id))
    if fix:
        draft.events.append(
            Event(note.published_at, Kind.FIX, Status.FIXED, fix.text, actor_id=note.author_id, note_id=note.pk)
        )
    draft.comments = comments_of(item, created, now, cast)
    raters = [cast.by_name[name] for name, _score, _remark in (fix.scores if fix else ()) if name]
    draft.voters = voters_of(item, draft, rng, cast, raters)
    if fix:
        rate(story, draft, item, fix, note, rng, now, scale, cast)
    return draft


def comments_of(item, created, now, cast):
    span = min(now - created, timedelta(days=6)) / (len(item.comments) + 1)
    return [(created + span * n, cast.by_name[name], text) for n, (name, text) in enumerate(item.comments, 1)]


def voters_of(item, draft, rng, cast, raters):
    """Those who rate, some of the written people, and quiet neighbours for the rest."""
    known = [pk for pk in cast.by_name.values() if pk in set(cast.voices)]
    quiet = crowd(cast.voices, item.votes, at=draft.created_at, stays=cast.stays, rng=rng)
    voters = [*raters, *rng.sample(known, min(len(known), item.votes // 4)), *quiet]
    if draft.is_for_group:
        voters = cast.members_by_group[draft.group_id]
    allowed = dict.fromkeys(pk for pk in voters if pk != draft.author_id and (pk in raters or item.votes))
    return list(allowed)[: max(item.votes, len(raters))]


def rate(story, draft, item, fix, note, rng, now, scale, cast):
    """The written scores go to the item of whoever gave them, else to the note's first; voters add theirs.

    A score of 1 or 2 reopens the item, as it does in life.
    """
    rated = set()
    for name, score, remark in fix.scores:
        own = [other.title for other in story.written if other.title in fix.items and other.author == name]
        if item.title == (own or fix.items)[0]:
            rated.add(cast.by_name[name] if name else None)
            draft.ratings.append((moment_after(note, rng, now, scale), cast.by_name.get(name), score, remark))
    for pk in draft.voters:
        still_here = pk not in cast.stays or cast.stays[pk].left is None
        if pk not in rated and pk not in cast.by_name.values() and still_here and rng.random() < 0.5:
            score = rng.choices([3, 4, 5], weights=[1, 4, 7])[0]
            draft.ratings.append((moment_after(note, rng, now, scale), pk, score, ""))
    for moment, who, score, _remark in draft.ratings:
        if score <= Rating.LOW:
            draft.events.append(Event(moment, Kind.REOPENED, Status.UNDER_REVIEW, actor_id=who))


def moment_after(note, rng, now, scale):
    """Within some two days of the fix, and not in the future."""
    return note.published_at + min(timedelta(days=rng.uniform(0.1, 2.5) * scale), (now - note.published_at) * 0.9)


def vote_moments(draft, entries, rng, now):
    """When each voter joined: mostly early, all while votes were open."""
    span = settled_at(entries, now) - draft.created_at
    return sorted(draft.created_at + span * rng.random() ** 2 for _pk in draft.voters)
