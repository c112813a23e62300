"""Calls for testers of a fix: opening one, taking and leaving a seat, reporting, and the end of it."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_q.tasks import async_task

from community.activity import record_activity
from community.audit import record
from community.markdown import plain_excerpt, render_markdown
from community.models import Community, MailChoice
from community.moderation.actions import delete_files, let_pictures_go
from community.moderation.checks import check_may_contribute
from community.notices import notify
from feedback.actions.joining import follow_if_new
from feedback.actions.pictures import attach_pictures
from feedback.actions.progress import write_step
from feedback.actions.thanking import thank_tester
from feedback.models import Attachment, Feedback, Follow, ProgressEntry, TestCall, TestSeat
from feedback.models.testing import CALLABLE
from rewards.actions import restore_awards, reverse_awards

# --- the team ---------------------------------------------------------------------------------------------


def call_for_testers(feedback, *, actor, text, seats, ends_at):
    """Open a call on an item until `ends_at` (UTC); followers and supporters are told once. Returns the TestCall.

    Raises ValidationError('call_refused') on an item that is not public or has nothing to try, ('called') while one is
    open already, ('past'), ('too_far').
    """
    check_end(ends_at)
    try:
        with transaction.atomic():
            item = Feedback.objects.select_for_update(of=("self",), no_key=True).get(pk=feedback.pk)
            if not item.is_public or item.status not in CALLABLE:
                raise ValidationError(
                    _("Testers are called for what is public and planned, in progress or fixed."), code="call_refused"
                )
            call = TestCall.objects.create(
                feedback=item,
                seats=seats,
                ends_at=ends_at,
                opened_by=actor,
                **in_forms(text),
            )
            async_task("feedback.tasks.announce_test_call", call.pk)
            record("feedback.testcall.opened", call, actor=actor, changes={"seats": [None, seats]})
            Community.bump()
    except IntegrityError as error:
        raise ValidationError(_("There is an open call on this item already."), code="called") from error
    return call


def change_test_call(call, *, actor, text, seats, ends_at):
    """Change what to try, the seats or the end of an open call; nobody is told anew. Raises
    ValidationError('seats_taken') for fewer seats than are taken, ('ended'), ('past'), ('too_far')."""
    check_end(ends_at)
    changes = {
        name: [getattr(call, name), value]
        for name, value in (("text", text.strip()), ("seats", seats), ("ends_at", ends_at))
        if getattr(call, name) != value
    }
    if not changes:
        return
    with transaction.atomic():
        rows = TestCall.objects.filter(pk=call.pk, state=TestCall.State.OPEN)
        if not rows.filter(seats_taken__lte=seats).update(seats=seats, ends_at=ends_at, **in_forms(text)):
            if rows.exists():
                raise ValidationError(_("More seats than that are taken already."), code="seats_taken")
            raise call_ended()
        record("feedback.testcall.edited", call, actor=actor, changes=changes)
        Community.bump()


def in_forms(text):
    """The words of a call as its row keeps them."""
    return {"text": text.strip(), "rendered": render_markdown(text), "excerpt": plain_excerpt(text, 100)}


def check_end(ends_at):
    if ends_at <= timezone.now():
        raise ValidationError(_("Choose a time that is still to come."), code="past")
    if ends_at > timezone.now() + timedelta(days=TestCall.DAYS_LIMIT):
        raise ValidationError(_("A call lasts %(days)s days at most.") % {"days": TestCall.DAYS_LIMIT}, code="too_far")


def call_ended():
    return ValidationError(_("This call has ended."), code="ended")


def end_test_call(call, *, actor=None, words=""):
    """End a call, by hand or (without `actor`) by time: what was found goes to the public progress log with the
    moderator's words, and those who reported are thanked. Returns whether it did; twice is once."""
    now = timezone.now()
    with transaction.atomic():
        claimed = TestCall.objects.filter(pk=call.pk, state=TestCall.State.OPEN)
        if not claimed.update(state=TestCall.State.ENDED, ended_at=now):
            return False
        call.refresh_from_db()
        feedback, figures = call.feedback, call.taken.figures()
        write_step(
            feedback,
            ProgressEntry.Kind.TEST,
            actor=actor,
            text=words.strip(),
            changes={"test": figures | {"call": call.pk}},
        )
        Feedback.objects.filter(pk=feedback.pk).update(changed_at=now)
        # In the order of members, in which their accounts are held.
        for seat in call.taken.reported().select_related("member").order_by("member"):
            record_activity(seat.member, "test", group_id=feedback.group_id)
            thank_tester(seat, feedback, actor=actor)
        async_task("feedback.tasks.thank_testers", call.pk)
        record("feedback.testcall.ended", call, actor=actor, changes={"testers": [None, figures["testers"]]})
        Community.bump()
    return True


def end_due_test_calls():
    """End the calls whose time is over. Returns how many; each is claimed, so it may run twice or at once."""
    return sum(end_test_call(call) for call in TestCall.objects.due().select_related("feedback")[:100])


# --- testers ----------------------------------------------------------------------------------------------


def join_test(call, *, actor):
    """Take a seat; once per member, and never more than there are, whatever runs at once. Returns the TestSeat.

    A tester follows the status of the item from now on, unless he chose otherwise. Raises ValidationError('full'),
    ('ended').
    """
    if known := TestSeat.objects.filter(call=call, member=actor).first():
        return known
    try:
        with transaction.atomic():
            free = TestCall.objects.open().filter(pk=call.pk, seats_taken__lt=F("seats"))
            if not free.update(seats_taken=F("seats_taken") + 1):
                raise no_seat(call, actor)
            seat = TestSeat.objects.create(call=call, member=actor)
            follow_if_new(call.feedback, actor, Follow.Level.STATUS)
            record("feedback.testcall.joined", call, actor=actor)
            Community.bump()
    except IntegrityError:
        # The other half of a double tap was faster; its seat is the one, and ours was given back.
        return TestSeat.objects.get(call=call, member=actor)
    return seat


def no_seat(call, actor):
    if TestCall.objects.open().filter(pk=call.pk).exists():
        return ValidationError(_("All seats are taken. Thank you all the same."), code="full")
    return call_ended()


def leave_test(call, *, actor):
    """Give one's seat back; without one nothing happens. Raises ValidationError('reported') for who reported
    already, ('ended')."""
    with transaction.atomic():
        held = hold_open_call(call)
        seats = TestSeat.objects.filter(call=held, member=actor)
        if seats.reported().exists():
            raise ValidationError(_("You have reported already; thank you for it."), code="reported")
        if seats.delete()[0]:
            TestCall.objects.filter(pk=call.pk, seats_taken__gt=0).update(seats_taken=F("seats_taken") - 1)
            record("feedback.testcall.left", call, actor=actor)
            Community.bump()


def report_test(seat, *, actor, outcome, text="", is_public=True, is_named=True, draft_key="", drop=()):
    """Say what came of testing, or change what was said; until the call ends. Returns the seat.

    `outcome` is a TestSeat.Outcome; the pictures that wait under `draft_key` are added, those with the keys in `drop`
    go; five are the most. The item's owner hears of it once. Raises ValidationError('ended'), ('too_many_images'), and
    whatever keeps this member from contributing.
    """
    check_may_contribute(actor, text)
    now, text = timezone.now(), text.strip()
    said = {"outcome": outcome, "text": text, "is_public": is_public, "is_named": is_named}
    with transaction.atomic():
        _count, files = let_pictures_go("test-report", seat.pk, seat.attachments.filter(pk__in=drop))
        call = hold_open_call(seat.call)
        standing = TestSeat.objects.filter(pk=seat.pk, reported_at__isnull=False, **said)
        if not drop and standing.exists() and not Attachment.objects.waiting(draft_key).exists():
            return seat  # it says so already
        check_room(seat, draft_key)
        fresh = TestSeat.objects.filter(pk=seat.pk, reported_at=None).update(outcome=outcome, reported_at=now)
        words = {"text": text, "rendered": render_markdown(text), "is_public": is_public, "is_named": is_named}
        TestSeat.objects.filter(pk=seat.pk).update(outcome=outcome, edited_at=None if fresh else now, **words)
        attach_pictures(draft_key, seat=seat)
        seat.refresh_from_db()
        if fresh:
            TestCall.objects.filter(pk=call.pk).update(report_count=F("report_count") + 1)
            tell_of_report(seat, call)
        record("feedback.testcall.reported", call, actor=actor, changes={"outcome": [None, outcome]})
        Community.bump()
    delete_files(files)
    return seat


def hide_test_report(seat, *, actor):
    """Take words and pictures of a report out of sight; the outcome still counts, and what the tester changes later
    stays hidden too. May run twice."""
    with transaction.atomic():
        if TestSeat.objects.filter(pk=seat.pk, hidden_at=None).update(hidden_at=timezone.now()):
            record("feedback.testreport.hidden", seat, actor=actor)
            reverse_awards(f"test:{seat.pk}", actor=actor)
            Community.bump()


def show_test_report(seat, *, actor):
    """Show a hidden report to whom the tester shows it. May run twice."""
    with transaction.atomic():
        if TestSeat.objects.filter(pk=seat.pk, hidden_at__isnull=False).update(hidden_at=None):
            record("feedback.testreport.shown", seat, actor=actor)
            restore_awards(f"test:{seat.pk}", actor=actor)
            Community.bump()


def hold_open_call(call):
    """The call as it stands, held until the caller's transaction ends. Raises ValidationError('ended')."""
    held = TestCall.objects.select_for_update(of=("self",), no_key=True).select_related("feedback").get(pk=call.pk)
    if not held.is_open:
        raise call_ended()
    return held


def check_room(seat, draft_key):
    number = seat.attachments.count() + Attachment.objects.waiting(draft_key).count()
    if number > Attachment.LIMIT:
        raise ValidationError(
            ngettext("%(limit)s picture at most.", "%(limit)s pictures at most.", Attachment.LIMIT)
            % {"limit": Attachment.LIMIT},
            code="too_many_images",
        )


def tell_of_report(seat, call):
    """The owner hears of a report, or whoever called where nobody owns the item; nobody of one's own."""
    feedback = call.feedback
    notify(
        {feedback.owner_id or call.opened_by_id} - {None, seat.member_id},
        kind="feedback.test_reported",
        cause_key=f"test:{call.pk}:report:{seat.pk}",
        params={
            "number": feedback.pk,
            "title": feedback.title,
            "who": seat.member.name,
            "outcome": seat.outcome,
            "text": seat.text[:300],
        },
        url=reverse("admin:feedback_testers", args=[feedback.pk]),
        mail_kind=MailChoice.Kind.DUTIES,
    )
