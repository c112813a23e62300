"""Entry points for the workers; each takes keys, may run twice, and the sweeps repair what was lost."""

import logging
import time
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django_q.tasks import async_task

from community.blocks import muters_of
from community.models import MailChoice, Membership
from community.moderation.standing import may_sign_in
from community.notices import notify
from feedback import actions
from feedback.actions import close_silent_feedback, publish_fix_note, return_fix_note
from feedback.actions.groups import roll_up_groups
from feedback.actions.pictures import forget_old_drafts
from feedback.duty import desk_watchers
from feedback.models import (
    Comment,
    Feedback,
    FeedbackPoll,
    FixNote,
    Follow,
    ProgressEntry,
    RoutingHit,
    TestCall,
    TestSeat,
    Vote,
)

# A worker is killed after 60 s.
COMPARE_SECONDS = 20

logger = logging.getLogger(__name__)


def announce_entry(pk):
    """Tell the followers of one public step, then mark it told. Unique notices make a second run harmless."""
    entry = ProgressEntry.objects.to_announce().select_related("feedback__group", "fix_note").filter(pk=pk).first()
    if entry is None:
        return
    feedback = entry.feedback
    # Of what waits for approval its author alone hears; nobody else can have followed it yet.
    if feedback.is_shared or feedback.is_pending:
        # "Status only" hears of moves and fixes, not of every answer in between.
        moved = entry.new_status or entry.says_fixed
        levels = [Follow.Level.ALL, Follow.Level.STATUS] if moved else [Follow.Level.ALL]
        tell_readers(
            feedback,
            followers(feedback, levels, at=entry.created_at, but=entry.actor_id) - thanked_with(entry),
            always={feedback.author_id},
            kind=notice_kind(entry),
            cause_key=f"progress:{entry.pk}",
            params={
                "number": feedback.pk,
                "title": feedback.title,
                "status": entry.new_status,
                "text": entry.text[:300],
                "fix_title": entry.fix_note.title if entry.fix_note else "",
                "other": entry.other_id,
                "test": entry.changes.get("test"),
                "session": entry.changes.get("session"),
            },
            url=address_of(entry),
            mail_kind=mail_kind(entry),
        )
    ProgressEntry.objects.filter(pk=pk).mark_announced()


def tell_readers(feedback, people, *, always=(), **words):
    """Tell those of these people who may read the item. What was said in a group goes under it, so that whoever leaves
    a private one finds it no more; to the team, and to those who may read it `always`, it goes as it is."""
    if not feedback.group_id:
        notify(people, **words)
        return
    free = people & (desk_watchers() | set(always))
    others = people - free
    if feedback.is_for_group:
        others &= set(
            Membership.objects.filter(group=feedback.group_id, member__in=others).values_list("member_id", flat=True)
        )
    notify(free, **words)
    notify(others, group=feedback.group, **words)


def thanked_with(entry):
    """Testers who are thanked with the same words, and need not read them twice."""
    if entry.kind != ProgressEntry.Kind.TEST:
        return set()
    return set(TestSeat.objects.reported().filter(call=entry.changes["test"]["call"]).values_list("member", flat=True))


def address_of(entry):
    """Where a step leads: to the stars once it is fixed, to the item that goes on after a merge."""
    if entry.says_fixed:
        return f"/feedback/{entry.feedback_id}/rate/"
    return (entry.other if entry.says_merged else entry.feedback).get_absolute_url()


def mail_kind(entry):
    if entry.says_fixed:
        return MailChoice.Kind.RATINGS
    return MailChoice.Kind.ANSWERS if entry.kind == ProgressEntry.Kind.ANSWER else MailChoice.Kind.PROGRESS


def notice_kind(entry):
    if entry.kind == ProgressEntry.Kind.POLL:
        return "feedback.polled"
    if entry.kind == ProgressEntry.Kind.SESSION:
        return "feedback.in_session"
    if entry.says_fixed:
        return "feedback.fixed"
    if entry.says_merged or entry.kind == ProgressEntry.Kind.UNMERGED:
        return f"feedback.{entry.kind}"
    if entry.kind == ProgressEntry.Kind.TEST:
        return "feedback.tested"
    if entry.kind == ProgressEntry.Kind.AUTOMATIC:
        return "feedback.acknowledged"
    return "feedback.answered" if entry.kind == ProgressEntry.Kind.ANSWER else "feedback.status_changed"


def followers(feedback, levels, *, at, but):
    """Active members who followed the item at one of these levels when something happened `at` a moment (UTC), except
    the one who did it. Whoever came later, while the worker was away, reads it on the page. Following what was merged
    into the item counts for those who chose nothing on the item itself."""
    told = {"level__in": levels, "created_at__lte": at, "member__is_active": True}
    members = set(Follow.objects.filter(feedback=feedback, **told).values_list("member_id", flat=True))
    if feedback.merged_count:
        chosen = Follow.objects.filter(feedback=feedback).values("member")
        merged = Follow.objects.filter(feedback__in=Feedback.objects.merged_into(feedback).order_by(), **told)
        members.update(merged.exclude(member__in=chosen).values_list("member_id", flat=True))
    return members - {but}


def announce_comment(pk):
    """Tell those who follow every step of one comment, then mark it told."""
    comment = Comment.objects.filter(pk=pk, announced_at=None).select_related("feedback__group", "author").first()
    if comment is None:
        return
    feedback = comment.feedback
    stands = comment.deleted_at is None and comment.hidden_at is None
    if stands and feedback.is_shared and (comment.author is None or may_sign_in(comment.author)):
        told = followers(feedback, [Follow.Level.ALL], at=comment.created_at, but=comment.author_id)
        tell_readers(
            feedback,
            told - muters_of(comment.author_id),
            kind="feedback.commented",
            cause_key=f"comment:{comment.pk}",
            params={
                "number": feedback.pk,
                "title": feedback.title,
                "who": comment.author.name if comment.author else "",
                "text": comment.text[:300],
            },
            url=f"{feedback.get_absolute_url()}#comment-{comment.pk}",
            mail_kind=MailChoice.Kind.COMMENTS,
        )
    Comment.objects.filter(pk=pk, announced_at=None).update(announced_at=timezone.now())


def sweep_announcements():
    """Every minute: steps and comments whose job was lost are told now."""
    late = timezone.now() - timedelta(seconds=30)
    for pk in ProgressEntry.objects.to_announce().filter(created_at__lt=late).values_list("pk", flat=True)[:200]:
        announce_entry(pk)
    lost = Comment.objects.filter(announced_at=None, created_at__lt=late).order_by("pk")
    for pk in lost.values_list("pk", flat=True)[:200]:
        announce_comment(pk)


def announce_test_call(pk):
    """Tell those who follow or support an item, once, that testers of it are wanted."""
    call = TestCall.objects.to_announce().select_related("feedback__group").filter(pk=pk).first()
    if call is None:
        return
    feedback = call.feedback
    if call.is_open and feedback.is_public:
        levels = [Follow.Level.ALL, Follow.Level.STATUS]
        members = followers(feedback, levels, at=call.created_at, but=call.opened_by_id)
        members |= supporters(feedback) - {call.opened_by_id}
        if feedback.group and feedback.group.is_private:
            members &= set(feedback.group.memberships.values_list("member_id", flat=True))
        tell_readers(
            feedback,
            members,
            kind="feedback.test_called",
            cause_key=f"test:{call.pk}:called",
            params={
                "number": feedback.pk,
                "title": feedback.title,
                "text": call.text[:300],
                "seats": call.seats,
                "ends_at": call.ends_at.isoformat(),
            },
            url=call.get_absolute_url(),
            mail_kind=MailChoice.Kind.PROGRESS,
        )
    TestCall.objects.to_announce().filter(pk=pk).update(announced_at=timezone.now())


def supporters(feedback):
    """Active members who support an item, and have not chosen to hear nothing of it."""
    deaf = Follow.objects.filter(feedback=feedback, level=Follow.Level.NONE).values("member")
    votes = Vote.objects.filter(feedback=feedback, member__is_active=True).exclude(member__in=deaf)
    return set(votes.values_list("member_id", flat=True))


def thank_testers(pk):
    """Thank those who reported, once, when a call has ended."""
    call = TestCall.objects.to_thank().select_related("feedback__group").filter(pk=pk).first()
    if call is None:
        return
    feedback = call.feedback
    if feedback.is_public:
        testers = call.taken.reported().filter(member__is_active=True)
        entry = feedback.entries.filter(kind=ProgressEntry.Kind.TEST, changes__test__call=pk).first()
        tell_readers(
            feedback,
            set(testers.values_list("member_id", flat=True)),
            kind="feedback.test_thanked",
            cause_key=f"test:{call.pk}:thanks",
            params={
                "number": feedback.pk,
                "title": feedback.title,
                "test": entry.changes["test"],
                "text": entry.text[:300],
            },
            url=feedback.get_absolute_url(),
            mail_kind=MailChoice.Kind.PROGRESS,
        )
    TestCall.objects.to_thank().filter(pk=pk).update(thanked_at=timezone.now())


def end_due_test_calls():
    """Every minute: calls for testers whose time is over."""
    actions.end_due_test_calls()


def sweep_test_calls():
    """Every minute: calls of which a lost job told nobody, and testers whom it did not thank."""
    late = timezone.now() - timedelta(seconds=30)
    for pk in TestCall.objects.to_announce().filter(created_at__lt=late).values_list("pk", flat=True)[:200]:
        announce_test_call(pk)
    for pk in TestCall.objects.to_thank().filter(ended_at__lt=late).values_list("pk", flat=True)[:200]:
        thank_testers(pk)


def tell_duty(pk):
    """Tell those on duty of one item that a rule calls them to."""
    related = ("feedback__team__lead", "feedback__category__team__lead")
    if hit := RoutingHit.objects.to_tell().select_related(*related).filter(pk=pk).first():
        actions.tell_duty(hit)


def sweep_duty_calls():
    """Every minute: those on duty are told of what a lost job would have told them."""
    late = timezone.now() - timedelta(seconds=30)
    for pk in RoutingHit.objects.to_tell().filter(at__lt=late).values_list("pk", flat=True)[:200]:
        tell_duty(pk)


def read_unread():
    """Every minute: words that no machine has read yet."""
    actions.read_unread()


def learn_readings():
    """Every hour: what people decided of moods and alarms since, each in a job of its own, for each takes seconds."""
    for what, language in actions.lessons_due():
        async_task("feedback.tasks.learn_reading", what, language)


def learn_reading(what, language):
    """Learn one thing in one language anew."""
    actions.learn_reading(what, language)


def watch_promises():
    """Every minute: warnings before and after promised times, and handing on what lies still."""
    actions.watch_promises()


def assign_unowned():
    """Every minute: what nobody has goes to those on duty."""
    actions.assign_unowned()


def find_pairs(pk):
    """Look for what says the same as a new item."""
    feedback = Feedback.objects.to_compare().filter(pk=pk).first()
    if feedback:
        actions.find_pairs(feedback)


def find_lost_pairs():
    """Every minute, and after an import: items that nobody has compared yet, for as long as a worker may take; what
    is left then waits for the next minute."""
    deadline = time.monotonic() + COMPARE_SECONDS
    for feedback in Feedback.objects.to_compare()[:2000]:
        actions.find_pairs(feedback)
        if time.monotonic() > deadline:
            break


def publish_due_fix_notes():
    """Every minute: scheduled notes whose hour has come."""
    for note in FixNote.objects.due().select_related("author"):
        if note.author and not may_sign_in(note.author):
            # Nothing goes out in the name of somebody who is suspended.
            return_fix_note(note, why="suspended")
            continue
        try:
            publish_fix_note(note, actor=note.author)
        except ValidationError as refused:
            # It must not hold up the notes behind it, nor fail anew each minute.
            logger.warning("fix note %s could not be published: %s", note.pk, refused.messages)
            return_fix_note(note, why="no_items")


def write_poll_results():
    """Every minute: polls of items whose time is over are closed, and their results written down."""
    related = ("poll", "feedback", "attached_by")
    for attached in FeedbackPoll.objects.to_close().select_related(*related)[:100]:
        actions.close_attached(attached)
    for attached in FeedbackPoll.objects.to_write().select_related(*related)[:100]:
        actions.write_result(attached)


def draw_second_looks():
    """Every hour: the sample of last week's decisions, once it is over."""
    actions.draw_second_looks()


def close_silent():
    """Every hour: what was fixed or asked back 14 days ago without a word since is closed."""
    close_silent_feedback()


def forget_drafts():
    """Every hour: pictures of forms that never came through within a day."""
    forget_old_drafts(timezone.now() - timedelta(days=1))


def count_group_months():
    """Every hour: the figures of groups."""
    roll_up_groups()
