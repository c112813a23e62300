"""Staff enter what somebody phoned, wrote or said to them; who, when and where stays with the team."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community.audit import record
from community.models import Community, MailChoice, Member
from community.notices import notify
from feedback.actions.approving import publish
from feedback.actions.groups import shared_visibility
from feedback.models import Feedback, OnBehalf


@dataclass(frozen=True)
class Behalf:
    """Who enters it, from which source (words for the team alone), and whether it may be published."""

    entered_by: Member
    source: str
    has_consent: bool


def note_behalf(feedback, behalf):
    """Keep with a fresh item where it is from, in the caller's transaction, and tell its author if there is one."""
    row = OnBehalf.objects.create(
        what=OnBehalf.What.ITEM,
        feedback=feedback,
        member=feedback.author,
        channel=feedback.channel,
        source=behalf.source,
        has_consent=behalf.has_consent,
        entered_by=behalf.entered_by,
    )
    if feedback.author_id:
        tell_entered(row)


def tell_entered(row):
    """Tell the member in whose name something was entered; it can be taken back like everything of one's own."""
    notify(
        [row.member_id],
        kind="feedback.entered",
        cause_key=f"behalf:{row.pk}",
        params={
            "number": row.feedback_id,
            "what": row.what,
            "is_public": row.feedback.is_public,
            "is_for_group": row.feedback.is_for_group,
        },
        url=row.feedback.get_absolute_url(),
        mail_kind=MailChoice.Kind.PROGRESS,
    )


def check_source(behalf):
    """Raise ValidationError('source_missing') without words on where it is from."""
    if not behalf.source.strip():
        raise ValidationError(_("Note who said it, when and where."), code="source_missing")


def check_consent(feedback):
    """Raise ValidationError('no_consent') for an item that was entered without consent to publish it."""
    if OnBehalf.objects.filter(feedback=feedback, what=OnBehalf.What.ITEM, has_consent=False).exists():
        raise ValidationError(
            _("Whoever said this did not agree to its being published. Note the consent first."), code="no_consent"
        )


def note_consent(feedback, *, actor):
    """The person agreed after all: note it and publish what waited for nothing else. May run twice."""
    with transaction.atomic():
        rows = OnBehalf.objects.filter(feedback=feedback, what=OnBehalf.What.ITEM, has_consent=False)
        if not rows.update(has_consent=True):
            return
        shared = shared_visibility(feedback.group_id)
        hidden = Feedback.objects.filter(pk=feedback.pk, visibility=Feedback.Visibility.HIDDEN)
        if hidden.update(visibility=shared):
            feedback.refresh_from_db()
            publish(feedback)
        record("feedback.feedback.consented", feedback, actor=actor, changes={"has_consent": [False, True]})
        Community.bump()
