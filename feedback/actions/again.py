"""The one time that an author may ask to look again at a refusal."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.audit import record
from community.models import Community, MailChoice
from community.notices import notify
from feedback.actions.progress import write_step
from feedback.actions.promising import move_clock
from feedback.actions.saying import check_saying
from feedback.models import Feedback, ProgressEntry, Status


def ask_to_look_again(feedback, *, actor, text):
    """Take a declined item back under review because its author gives a reason; once for each item, ever.

    `actor` is the author, None for the anonymous one. Returns the progress entry; the same words twice are one asking.
    Raises ValidationError('again_needs_words'), ('again_once') when it was asked before, ('not_declined'),
    and as check_may_contribute does, for the words stand in the progress for everybody to read.
    """
    text = text.strip()
    if not text:
        raise ValidationError(_("Say what we should look at again."), code="again_needs_words")
    if known := feedback.entries.filter(kind=ProgressEntry.Kind.AGAIN).first():
        return same_asking(known, text)
    check_saying(actor, text, is_answer=True)
    now = timezone.now()
    try:
        with transaction.atomic():
            claimed = Feedback.objects.kept().filter(pk=feedback.pk, status=Status.DECLINED, asked_again_at=None)
            moved = {"status": Status.UNDER_REVIEW, "decline_reason": "", "closed_at": None}
            if not claimed.update(**moved, asked_again_at=now, changed_at=now):
                return found_settled(feedback, text)
            entry = write_step(
                feedback,
                ProgressEntry.Kind.AGAIN,
                actor=actor,
                text=text,
                old=Status.DECLINED,
                new=Status.UNDER_REVIEW,
            )
            tell_owner(feedback, entry)
            feedback.refresh_from_db()
            move_clock(feedback, old=Status.DECLINED, new=Status.UNDER_REVIEW, answered=False, at=now)
            record(
                "feedback.feedback.asked_again",
                feedback,
                actor=actor,
                changes={"status": [Status.DECLINED, Status.UNDER_REVIEW], "text": ["", text]},
            )
            Community.bump()
    except IntegrityError:
        # The other half of a double tap was faster.
        return found_settled(feedback, text)
    return entry


def found_settled(feedback, text):
    """Somebody was faster: the same words are the same asking, everything else is refused."""
    if known := ProgressEntry.objects.filter(feedback=feedback, kind=ProgressEntry.Kind.AGAIN).first():
        return same_asking(known, text)
    raise ValidationError(_("It is not declined, so there is nothing to look at again."), code="not_declined")


def same_asking(entry, text):
    if entry.text == text:
        return entry
    raise ValidationError(
        _("You have asked once, and once is what there is. Add a comment instead."), code="again_once"
    )


def tell_owner(feedback, entry):
    """The owner hears of it whatever he follows, and of a hidden item too; the followers are told as of every step."""
    if feedback.owner_id and feedback.owner_id != entry.actor_id:
        notify(
            [feedback.owner_id],
            kind="feedback.asked_again",
            cause_key=f"progress:{entry.pk}",
            params={"number": feedback.pk, "title": feedback.title, "text": entry.text[:300]},
            url=feedback.get_absolute_url(),
            mail_kind=MailChoice.Kind.PROGRESS,
        )
