"""Calls for testers in the demo, and what some members want by mail."""

from datetime import timedelta

from django.utils import timezone

from community.activity import record_activity
from community.markdown import plain_excerpt, render_markdown
from community.models import MailChoice, Member
from feedback.models import Feedback, Follow, ProgressEntry, TestCall, TestSeat


def show_testers(story, cast, now):
    """In the transaction of the demo, when its items are there."""
    words = story.testing
    if words is None:
        return
    choose_mail(words.MAIL, cast)
    title, text, seats, people = words.OPEN_CALL
    open_call(item_called(title), text, seats, people, cast, begins=now - timedelta(hours=30), ends=now, now=now)
    title, text, seats, people, summary = words.ENDED_CALL
    item = item_called(title)
    # It was tried when it was done, and what was found is the last that is said of it.
    since = now - item.fixed_at
    begins, ends = item.fixed_at + since * 0.1, item.fixed_at + since * 0.8
    ends = max(evening(ends) - timedelta(days=1), begins + since * 0.2)
    call = open_call(item, text, seats, people, cast, begins=begins, ends=ends, now=now)
    end_call(call, summary, at=ends)


def item_called(title):
    return Feedback.objects.public().get(title=title, merged_into=None)


def open_call(item, text, seats, people, cast, *, begins, ends, now):
    """A call with its seats and reports, spread between its beginning and its end or now."""
    call = TestCall.objects.create(
        feedback=item,
        text=text,
        rendered=render_markdown(text),
        excerpt=plain_excerpt(text, 100),
        seats=seats,
        seats_taken=len(people),
        report_count=sum(1 for _name, outcome, *_rest in people if outcome),
        ends_at=evening(now + timedelta(days=5)) if ends == now else ends,
        opened_by_id=item.owner_id,
        created_at=begins,
        announced_at=begins,
    )
    step = (ends - begins) / (len(people) + 1)
    for place, (name, outcome, words, is_public, is_named) in enumerate(people):
        member_id, joined = cast.by_name[name], begins + step * (place + 0.3)
        TestSeat.objects.create(
            call=call,
            member_id=member_id,
            joined_at=joined,
            outcome=outcome,
            text=words,
            rendered=render_markdown(words),
            is_public=is_public,
            is_named=is_named,
            reported_at=joined + step * 0.6 if outcome else None,
        )
        Follow.objects.get_or_create(
            feedback=item, member_id=member_id, defaults={"level": Follow.Level.STATUS, "created_at": joined}
        )
    return call


def evening(moment):
    return timezone.localtime(moment).replace(hour=20, minute=0, second=0, microsecond=0)


def end_call(call, words, *, at):
    TestCall.objects.filter(pk=call.pk).update(state=TestCall.State.ENDED, ended_at=at, thanked_at=at)
    ProgressEntry.objects.create(
        feedback=call.feedback,
        kind=ProgressEntry.Kind.TEST,
        actor_id=call.opened_by_id,
        text=words,
        rendered=render_markdown(words),
        changes={"test": call.taken.figures() | {"call": call.pk}},
        created_at=at,
        announced_at=at,
    )
    Feedback.objects.filter(pk=call.feedback_id, changed_at__lt=at).update(changed_at=at)
    for seat in call.taken.reported().select_related("member"):
        record_activity(
            seat.member, "test", group_id=call.feedback.group_id, day=timezone.localtime(seat.reported_at).date()
        )


def choose_mail(choices, cast):
    for name, frequencies, hour, weekday in choices:
        member_id = cast.by_name[name]
        MailChoice.objects.bulk_create(
            MailChoice(member_id=member_id, kind=kind, frequency=frequency) for kind, frequency in frequencies.items()
        )
        Member.objects.filter(pk=member_id).update(digest_hour=hour, digest_weekday=weekday)
