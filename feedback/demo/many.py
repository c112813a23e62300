"""Any number of plausible items from parts of sentences, for trying the pages under load."""

from datetime import timedelta

from feedback.demo.courses import Draft, Event, Kind
from feedback.models import Status


def generate(story, count, *, rng, now, days, cast):
    """`count` drafts, oldest first, over the last `days`."""
    for age in sorted(draw_ages(story, count, rng, now, days), reverse=True):
        yield one(story.phrases, age, rng, now, cast)


def draw_ages(story, count, rng, now, days):
    """Of moments at which people of this community seldom speak, few are kept."""
    drawn = []
    while len(drawn) < count:
        age = days * rng.random() ** 1.15
        if story.rhythm is None or story.rhythm.keeps(now - timedelta(days=age), rng):
            drawn.append(age)
    return drawn


def one(phrases, age, rng, now, cast):
    slug = rng.choices(list(phrases.weights), weights=phrases.weights.values())[0]
    title, text = words(phrases, slug, rng)
    channel = rng.choices(list(cast.channels), weights=[40 if name == "board" else 6 for name in cast.channels])[0]
    anonymous = channel == "anonymous" or rng.random() < 0.05
    owner_id = cast.owners[slug]
    draft = Draft(
        title=title,
        text=text,
        author_id=None if anonymous else rng.choice(cast.steady),
        category=cast.categories[slug],
        channel=cast.channels[channel],
        created_at=now - timedelta(days=age),
        group_id=rng.choice(cast.group_ids) if rng.random() < 0.2 else None,
        severity=rng.choices([None, 1, 2, 3, 4], weights=[8, 2, 15, 55, 20])[0],
        owner_id=owner_id if rng.random() < 0.85 else None,
    )
    draft.events = course(phrases, age, draft.created_at, rng, owner_id)
    votes = min(int(rng.paretovariate(1.1)) - 1 if rng.random() < 0.8 else 0, 60)
    draft.voters = [pk for pk in rng.sample(cast.steady, votes) if pk != draft.author_id]
    if rng.random() < 0.25:
        span = (now - draft.created_at) / 3
        draft.comments = sorted(
            (draft.created_at + span * rng.random(), rng.choice(cast.steady), rng.choice(phrases.echoes))
            for _n in range(rng.randint(1, 3))
        )
        # The author's own word would answer a question; the echoes here are others'.
        draft.comments = [row for row in draft.comments if row[1] != draft.author_id]
    last = draft.events[-1] if draft.events else None
    if last and last.status == Status.FIXED and rng.random() < 0.4:
        moment = last.moment + (min(now, last.moment + timedelta(days=6)) - last.moment) * rng.random()
        if moment < now and last.moment <= now:
            score = rng.choices([3, 4, 5], weights=[1, 3, 6])[0]
            draft.ratings = [(moment, draft.author_id, score, rng.choice(phrases.remarks))]
    return draft


def words(phrases, slug, rng):
    if slug in phrases.english and rng.random() < 0.08:
        things, troubles = phrases.english[slug]
        title = f"{rng.choice(things)} {rng.choice(troubles)}"
        return title, f"{title}. {' '.join(rng.sample(phrases.english_rest, rng.randint(1, 3)))}"
    things, troubles = phrases.things[slug]
    parts = {"thing": rng.choice(things), "trouble": rng.choice(troubles), "place": rng.choice(phrases.places)}
    title = rng.choice(phrases.titles).format(**parts)
    said = [
        phrases.sentence.format(when=rng.choice(phrases.when), **parts),
        *rng.sample(phrases.feelings, rng.randint(1, 2)),
    ]
    if rng.random() < 0.6:
        said.append(rng.choice(phrases.wishes))
    return title, "".join(said)


def course(phrases, age, created, rng, actor_id):
    """A course that fits the age: young ones are new, most old ones are settled."""
    if age < 0.1 or (age < 1 and rng.random() < 0.5) or rng.random() < 0.004:
        return []
    hours = rng.expovariate(1 / 5) if rng.random() < 0.96 else rng.uniform(24, 60)
    moment = created + timedelta(hours=min(0.1 + hours, max(age * 24 * 0.9, 0.1)))
    end = rng.choices(
        ["fixed", "declined", "planned", "in_progress", "under_review", "needs_info"], [58, 8, 9, 9, 9, 7]
    )[0]
    if end == "needs_info":
        return [Event(moment, Kind.ANSWER, end, rng.choice(phrases.asks), actor_id=actor_id)]
    events = [Event(moment, Kind.ANSWER, Status.UNDER_REVIEW, rng.choice(phrases.first), actor_id=actor_id)]
    left = created + timedelta(days=age) - moment
    if end in ("planned", "in_progress", "fixed") and age > 2:
        moment += min(timedelta(days=rng.uniform(0.5, 9)), left * 0.4)
        status = Status.PLANNED if end != "in_progress" else Status.IN_PROGRESS
        plan = rng.choice(phrases.plans) if status == Status.PLANNED else ""
        events.append(Event(moment, Kind.ANSWER if plan else Kind.STATUS, status, plan, actor_id=actor_id))
    if end == "fixed" and age > 2:
        moment += min(timedelta(days=rng.uniform(0.5, 20)), left * 0.5)
        events.append(Event(moment, Kind.ANSWER, Status.FIXED, rng.choice(phrases.done), actor_id=actor_id))
    elif end == "declined":
        moment += min(timedelta(days=rng.uniform(0.5, 5)), left * 0.5)
        answer, reason = rng.choice(phrases.no)
        events.append(Event(moment, Kind.ANSWER, Status.DECLINED, answer, reason, actor_id=actor_id))
    return events
