"""Builds a demo community: rows with true times that keep every invariant the verbs keep, written in bulk."""

import heapq
import random
from datetime import timedelta
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.module_loading import import_string

from community.markdown import render_markdown
from community.models import Activity, Community, InterestGroup, Member, Notification
from community.search import index_texts
from feedback.actions.fixing import count_people
from feedback.actions.groups import roll_up_groups
from feedback.actions.learning import learn_reading, lessons_due
from feedback.actions.promising import PolicyBook
from feedback.demo import cast as casting
from feedback.demo import many, written
from feedback.demo.alike import show_alike
from feedback.demo.announcements import show_announcements
from feedback.demo.care import show_care
from feedback.demo.clock import run_clock, save_promises
from feedback.demo.corners import show_corners
from feedback.demo.courses import Kind, rendered, replay
from feedback.demo.drawing import picture_pair
from feedback.demo.groups import show_groups
from feedback.demo.points import show_points
from feedback.demo.profiles import show_profiles
from feedback.demo.rewards_fairness import show_fairness
from feedback.demo.rewards_honours import show_honours
from feedback.demo.rewards_shop import show_shop
from feedback.demo.second import show_second_looks
from feedback.demo.sorting import Sorter, make_rules
from feedback.demo.talk import write_talk
from feedback.demo.teams import make_teams
from feedback.demo.testers import show_testers
from feedback.demo.training import show_training
from feedback.models import (
    Approval,
    Comment,
    Feedback,
    FixNote,
    Follow,
    OnBehalf,
    ProgressEntry,
    Rating,
    ReplyTemplate,
    Status,
    Vote,
)
from feedback.models.status import SHARED
from feedback.tasks import notice_kind

BATCH = 2000
DAYS_PER_MONTH = 30
NOTICES = 6


def is_built(story):
    """Whether the last stage of this demo was reached here."""
    authors = [casting.address_of(person) for person in story.people]
    return FixNote.objects.filter(author__email__in=authors, people_count__gt=0).exists()


@transaction.atomic
def build(story, *, items, months, seed, rename=True, on_batch=None):
    """Write a whole story; `items` are made beyond the handwritten ones.

    One transaction, so that a demo is there whole or not at all: interrupted, it leaves nothing and can be run again.
    `on_batch` is told how many items were added.
    """
    rng, now, days = random.Random(seed), timezone.now(), months * DAYS_PER_MONTH
    cast = casting.make_cast(story, rng=rng, now=now, days=days, rename=rename, seed=seed)
    write_templates(story, cast)
    show_groups(story, cast, rng, now)
    notes = write_notes(story, rng, now, days, cast)
    by_hand = written.drafts(story, rng=rng, now=now, days=days, cast=cast, notes=notes)
    made = many.generate(story, items, rng=rng, now=now, days=days, cast=cast)
    # By time, so that numbers grow with it.
    stream = heapq.merge(by_hand, made, key=lambda draft: draft.created_at)
    make_teams(story, cast, now)
    make_rules(story, cast)
    book, sorter = PolicyBook(), Sorter(seed)
    numbers = {}
    while drafts := list(islice(stream, BATCH)):
        numbers |= write_batch(drafts, rng, now, book, sorter, cast.stays)
        if on_batch:
            on_batch(len(drafts))
    finish(story, notes, numbers, now)
    roll_up_groups(now=now)
    write_talk(story, cast, random.Random(seed), now)
    show_care(story, cast, now)
    show_alike(story)
    show_second_looks(now)
    show_profiles(story, cast, now, seed)
    # Before segments and points are reckoned, which count what members did there.
    deeds = [deed for path in settings.DEMO_PARTS for deed in import_string(path)(story, cast, now, seed)]
    show_announcements(story, cast, now)
    show_testers(story, cast, now)
    show_points(deeds)
    show_training(story, cast, now, seed)
    show_corners(story, cast, random.Random(f"corners {seed}"), now)
    show_honours(story, cast, random.Random(seed), now)
    show_shop(story, cast, now, seed)
    show_fairness(story, cast, now)
    for what, language in lessons_due(now):
        learn_reading(what, language)


def write_notes(story, rng, now, days, cast):
    """The fix notes, published on their days; what they answer is named when the items are there."""
    notes = []
    for fix in reversed(story.fixes):
        published = written.at_daytime(now - timedelta(days=fix.age * days / written.WRITTEN_FOR_DAYS), rng, now)
        note = FixNote(
            title=fix.title,
            you_said=fix.you_said,
            text=fix.text,
            rendered=render_markdown(fix.text),
            before_caption=fix.before[0],
            before_figure=fix.before[1],
            after_caption=fix.after[0],
            after_figure=fix.after[1],
            done_by=fix.done_by,
            author_id=cast.by_name[fix.author],
            state=FixNote.State.PUBLISHED,
            published_at=published,
            created_at=published - timedelta(hours=2),
        )
        if fix.picture:
            note.before_image, note.after_image = picture_pair(story.scenes[fix.picture])
        note.save()
        notes.append(note)
    return notes[::-1]


def write_batch(drafts, rng, now, book, sorter, stays):
    """Items with all that hangs on them. Returns {title: number} of those that a fix note names."""
    sorts = [sorter.sort(draft) for draft in drafts]
    pairs = [replay(draft, now) for draft in drafts]
    for (item, _entries), (values, hits) in zip(pairs, sorts, strict=True):
        sorter.apply(item, values, hits)
    promises = [promise for item, log in pairs for promise in run_clock(item, log, book.terms_of(item), now)]
    Feedback.objects.bulk_create(item for item, _entries in pairs)
    save_promises(promises)
    for (item, entries), (_values, hits) in zip(pairs, sorts, strict=True):
        entries[1:1] = sorter.steps(item, hits)
    ProgressEntry.objects.bulk_create(entry for _item, entries in pairs for entry in entries)
    sorter.save([(draft, item, *read) for draft, (item, _entries), read in zip(drafts, pairs, sorts, strict=True)])
    votes, follows, comments, ratings, acts = [], [], [], [], []
    held = [
        Approval(feedback=item, why=draft.why) for draft, (item, _steps) in zip(drafts, pairs, strict=True) if draft.why
    ]
    entered = [behalf_of(draft, item) for draft, (item, _steps) in zip(drafts, pairs, strict=True) if draft.source]
    for draft, (item, entries) in zip(drafts, pairs, strict=True):
        levels = {}

        def act(member_id, kind, moment, slug="", group_id=item.group_id, acts=acts):
            day = timezone.localtime(moment).date()
            acts.append(Activity(member_id=member_id, kind=kind, group_id=group_id, channel_slug=slug, day=day))

        if item.author_id:
            levels[item.author_id] = (Follow.Level.ALL, item.created_at)
            if item.is_shared:
                act(item.author_id, "feedback", item.created_at, item.channel.slug)
        for pk, moment in zip(draft.voters, written.vote_moments(draft, entries, rng, now), strict=True):
            moment = stays[pk].until(moment) if pk in stays else moment
            votes.append(Vote(feedback=item, member_id=pk, created_at=moment))
            levels.setdefault(pk, (Follow.Level.STATUS, moment))
            act(pk, "vote", moment)
        for moment, pk, text in draft.comments:
            comments.append(comment_of(item, moment, pk, text))
            levels.setdefault(pk, (Follow.Level.ALL, moment))
            act(pk, "comment", moment)
        for moment, pk, score, remark in draft.ratings:
            row = {"score": score, "remark": remark, "created_at": moment}
            ratings.append(Rating(feedback=item, member_id=pk, by_receipt=pk is None, **row))
            if pk:
                act(pk, "rating", moment)
        if item.owner_id and any(entry.kind == Kind.REOPENED for entry in entries):
            levels.setdefault(item.owner_id, (Follow.Level.ALL, item.changed_at))
        follows += [
            Follow(feedback=item, member_id=pk, level=level, created_at=moment)
            for pk, (level, moment) in levels.items()
        ]
    for rows in (votes, follows, comments, ratings, acts, held, entered):
        if rows:
            type(rows[0]).objects.bulk_create(rows)
    index_texts("feedback", [(item.pk, f"{item.title}\n{item.text}", item.is_public) for item, _entries in pairs])
    return {item.title: item.pk for item, entries in pairs if any(entry.kind == Kind.FIX for entry in entries)}


def behalf_of(draft, item):
    """Who took it down and where they had it from; whoever answered was at the phone."""
    return OnBehalf(
        what=OnBehalf.What.ITEM,
        feedback=item,
        member_id=item.author_id,
        channel=item.channel,
        source=draft.source,
        has_consent=True,
        entered_by_id=item.owner_id,
        created_at=item.created_at,
    )


def write_templates(story, cast):
    """The team's ready words, where it has none yet."""
    if ReplyTemplate.objects.exists():
        return
    ReplyTemplate.objects.bulk_create(
        ReplyTemplate(
            title=title,
            category=cast.categories.get(category),
            language=language,
            status=status,
            text=text,
            position=position,
        )
        for position, (title, category, language, status, text) in enumerate(story.replies)
    )


def comment_of(item, moment, member_id, text):
    return Comment(
        feedback=item,
        author_id=member_id,
        text=text,
        rendered=str(rendered(text)),
        created_at=moment,
        announced_at=moment,
    )


def finish(story, notes, numbers, now):
    """What is counted over all items: people and ratings of the notes, feedback of the groups; the notices."""
    for fix, note in zip(story.fixes, notes, strict=True):
        note.items.set([numbers[title] for title in fix.items])
        items = list(note.items.all())
        note.people_count = count_people(items)
        note.rating_sum = sum(item.rating_sum for item in items)
        note.rating_count = sum(item.rating_count for item in items)
        note.save(update_fields=["people_count", "rating_sum", "rating_count"])
    shared = Feedback.objects.filter(visibility__in=SHARED, group__isnull=False).exclude(status=Status.MERGED)
    for row in shared.values("group").annotate(count=Count("pk")).order_by():
        InterestGroup.objects.filter(pk=row["group"]).update(feedback_count=row["count"])
    for person in casting.account_holders(story):
        notify_of_the_past(Member.objects.get(email=casting.address_of(person)), now)
    Community.bump()


def notify_of_the_past(member, now):
    """The latest steps of what a demo member follows, as announced then; the older half is read. No mail."""
    kinds = [Kind.ANSWER, Kind.FIX, Kind.STATUS]
    entries = (
        ProgressEntry.objects.public()
        .filter(feedback__follows__member=member, kind__in=kinds)
        .exclude(actor=member)
        .select_related("feedback", "fix_note")
        .order_by("-created_at")[:NOTICES]
    )
    Notification.objects.bulk_create(
        Notification(
            member=member,
            kind=notice_kind(entry),
            cause_key=f"progress:{entry.pk}",
            params={
                "number": entry.feedback_id,
                "title": entry.feedback.title,
                "status": entry.new_status,
                "text": entry.text[:300],
                "fix_title": entry.fix_note.title if entry.fix_note else "",
            },
            url=f"/feedback/{entry.feedback_id}/rate/" if entry.kind == Kind.FIX else entry.feedback.get_absolute_url(),
            created_at=entry.created_at,
            read_at=now if place < len(entries) // 2 else None,
        )
        for place, entry in enumerate(reversed(list(entries)))
    )
