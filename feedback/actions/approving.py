"""What waits for a look by the team: which words do, and what the team decides."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from community.activity import record_activity
from community.audit import record
from community.models import Community, InterestGroup, MailChoice
from community.moderation.actions import give_sanction
from community.moderation.models import Reason, Sanction
from community.notices import notify
from community.search import index_text
from feedback.actions.groups import shared_visibility
from feedback.actions.progress import write_step
from feedback.actions.thanking import thank_for_past
from feedback.models import Approval, Channel, Feedback, ProgressEntry, Status, TrustedAuthor
from feedback.models.status import SHARED

PAUSE_DAYS = 7
Publishing, Why = Channel.Publishing, Approval.Why
# Which of the rules stands behind each reason for not publishing.
RULE_OF = {
    Approval.Reason.SPAM: Reason.SPAM,
    Approval.Reason.PRIVATE: Reason.PRIVATE,
    Approval.Reason.HURTFUL: Reason.HARASSMENT,
    Approval.Reason.EMPTY: Reason.OTHER,
}


def why_held(channel, *, author, doubt=""):
    """Why words must wait for approval (an Approval.Why), or "" when they are public at once.

    `author` is None for words without a name; `doubt` is what the form noticed (HASTY or TRAP) and counts for those
    only who are not known here yet, so that nobody known is held back by a fast thumb.
    """
    if author is not None and is_trusted(author):
        return ""
    if channel.publishing == Publishing.NOTHING:
        return Why.CHANNEL
    if author is None:
        return doubt if channel.publishing == Publishing.AT_ONCE else Why.NAMELESS
    if channel.publishing == Publishing.NEWCOMERS or doubt:
        return (doubt or Why.NEWCOMER) if is_newcomer(author) else ""
    return ""


def is_trusted(member):
    return member.is_staff or TrustedAuthor.objects.filter(member=member).exists()


def is_newcomer(member):
    """Here for less than the community's days, or with fewer published items than it asks for."""
    community = Community.get()
    if timezone.now() - member.joined_at < timedelta(days=community.new_until_days):
        return True
    published = Feedback.objects.filter(author=member, visibility__in=SHARED).exclude(status=Status.MERGED)
    published = published.order_by()[: community.new_until_items]
    return published.count() < community.new_until_items


def approve_feedback(feedback, *, actor, trust=False, seen_edited_at=None):
    """Make an item that waited public, or in a private group seen by its members; with `trust` its author never waits
    again. Returns whether this call did it.

    Twice is once. `seen_edited_at` is the item's edited_at as the page showed it: words mended since then raise
    ValidationError('mended_meanwhile'); an item that was turned down or taken back ('decided_meanwhile').
    """
    with transaction.atomic():
        seen = {"edited_at": seen_edited_at}
        shared = shared_visibility(feedback.group_id)
        waiting = Feedback.objects.filter(pk=feedback.pk, visibility=Feedback.Visibility.PENDING)
        claimed = waiting.filter(**seen).update(visibility=shared)
        if not claimed:
            check_decided(feedback, shared)
        else:
            feedback.refresh_from_db()
            decide(feedback, Approval.Outcome.APPROVED, actor=actor)
            publish(feedback)
            thank_for_past(feedback)
            write_step(feedback, ProgressEntry.Kind.APPROVED, actor=actor, is_public=False)
            tell_author(feedback, "approved", in_group=feedback.group.name if feedback.is_for_group else "")
            changes = {"visibility": [Feedback.Visibility.PENDING, shared]}
            record("feedback.feedback.approved", feedback, actor=actor, changes=changes)
        if trust and feedback.author_id:
            trust_author(feedback.author, actor=actor)
        if claimed:
            Community.bump()
    return bool(claimed)


def publish(feedback):
    """What it brings with it that others see an item: the group's count, search, and that its author took part on that
    day."""
    InterestGroup.count_feedback(feedback.group_id, 1)
    index_text("feedback", feedback.pk, f"{feedback.title}\n{feedback.text}", is_public=feedback.is_public)
    record_activity(
        feedback.author,
        "feedback",
        group_id=feedback.group_id,
        channel_slug=feedback.channel.slug,
        day=timezone.localdate(feedback.created_at),
    )


def withhold_feedback(feedback, *, actor, reason, words="", pause_days=0):
    """Do not publish an item that waited; its author reads the reason. Returns whether this call did it.

    With `pause_days` the author, if there is one, may say nothing new for so long. Twice is once; an item that was
    approved meanwhile raises ValidationError('decided_meanwhile'), an unknown reason ('withhold_needs_reason').
    """
    if reason not in Approval.Reason.values:
        raise ValidationError(_("Choose the reason that the author will read."), code="withhold_needs_reason")
    with transaction.atomic():
        waiting = Feedback.objects.filter(pk=feedback.pk, visibility=Feedback.Visibility.PENDING)
        claimed = waiting.update(visibility=Feedback.Visibility.HIDDEN)
        if not claimed:
            check_decided(feedback, Feedback.Visibility.HIDDEN)
            return False
        feedback.refresh_from_db()
        words = " ".join(words.split())
        decide(feedback, Approval.Outcome.WITHHELD, actor=actor, reason=reason, words=words)
        write_step(feedback, ProgressEntry.Kind.WITHHELD, actor=actor, text=words, is_public=False)
        if pause_days and feedback.author_id:
            pause_author(feedback.author, actor=actor, days=pause_days, reason=reason)
        tell_author(feedback, "withheld", reason=reason, text=words, paused_days=pause_days)
        record(
            "feedback.feedback.withheld",
            feedback,
            actor=actor,
            changes={"visibility": ["pending", "hidden"], "reason": ["", reason], "words": ["", words]},
        )
    return True


def check_decided(feedback, wanted):
    """Nothing was claimed: fine when it is so already, else say what it is now."""
    current = Feedback.objects.select_related("author").only("visibility", "author").get(pk=feedback.pk)
    if current.visibility == wanted:
        return
    if current.is_pending:
        raise ValidationError(
            _("Its author has mended the words meanwhile. Read them once more."), code="mended_meanwhile"
        )
    raise ValidationError(
        _("Somebody was faster: %(state)s."),
        code="decided_meanwhile",
        params={"state": current.get_visibility_display()},
    )


def decide(feedback, outcome, *, actor, reason="", words=""):
    """Write down the one decision."""
    Approval.objects.filter(feedback=feedback, outcome="").update(
        outcome=outcome, reason=reason, words=words, decided_by=actor, decided_at=timezone.now()
    )


def tell_author(feedback, what, **params):
    """Into the inbox of the author and of nobody else; the anonymous author reads it by the receipt."""
    if feedback.author_id:
        notify(
            [feedback.author_id],
            kind=f"feedback.{what}",
            cause_key=f"{what}:{feedback.pk}",
            params={"number": feedback.pk, **params},
            url=feedback.get_absolute_url(),
            mail_kind=MailChoice.Kind.PROGRESS,
        )


# --- people -------------------------------------------------------------------------------------------


def trust_author(member, *, actor):
    """From now on this member's words need no approval. May run twice."""
    with transaction.atomic():
        trusted, created = TrustedAuthor.objects.get_or_create(member=member, defaults={"trusted_by": actor})
        if created:
            record("feedback.trust.created", trusted, actor=actor)
    return trusted


def pause_author(member, *, actor, days, reason):
    """This member may say nothing new for `days`, and is trusted no longer; a longer pause that runs already stays.
    `reason` is an Approval.Reason. Returns the sanction. May run twice."""
    with transaction.atomic():
        for trusted in TrustedAuthor.objects.filter(member=member):
            record("feedback.trust.removed", trusted, actor=actor)
            trusted.delete()
        # Kept as the member will read it.
        with translation.override(member.language):
            words = str(Approval.Reason(reason).label)
        return give_sanction(
            member, actor=actor, kind=Sanction.Kind.PAUSE, reason=RULE_OF[reason], words=words, days=days
        )
