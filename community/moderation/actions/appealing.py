"""The one time that a member may ask to look at a sanction again, and what comes of it."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.audit import record
from community.models import MailChoice
from community.moderation.actions.deciding import restore_case
from community.moderation.actions.sanctioning import lift_sanction
from community.moderation.models import Appeal
from community.moderation.permissions import others_who_care
from community.notices import notify


def appeal(sanction, *, actor, words):
    """Ask, once for each sanction, to look at it again. Returns the appeal; the same words twice are one asking.

    Raises ValidationError('not_yours'), ('appeal_needs_words'), ('appeal_once').
    """
    words = words.strip()
    if sanction.member_id != actor.pk:
        raise ValidationError(_("This is not about you."), code="not_yours")
    if not words:
        raise ValidationError(_("Say what we should look at again."), code="appeal_needs_words")
    try:
        with transaction.atomic():
            asked = Appeal.objects.create(sanction=sanction, words=words)
            record("moderation.appeal.made", asked, actor=actor)
    except IntegrityError:
        known = Appeal.objects.get(sanction=sanction)
        if known.words == words:
            return known
        raise ValidationError(
            _("You have asked once, and once is what there is. The answer comes here."), code="appeal_once"
        ) from None
    return asked


def decide_appeal(asked, *, actor, outcome, words, show_again=False):
    """Let a sanction stand or lift it, with words to the member; with `show_again` what the case hid comes back.
    Returns whether this call did it; the same decision by the same person twice is once.

    Raises ValidationError('own_case'), ('gave_it') for whoever gave the sanction while somebody else could decide,
    ('words_missing'), ('decided_meanwhile'), and as lift_sanction does.
    """
    sanction, words, outcome = asked.sanction, words.strip(), Appeal.Outcome(outcome)
    if sanction.member_id == actor.pk:
        raise ValidationError(_("Nobody decides about himself."), code="own_case")
    if sanction.by_id == actor.pk and others_who_care(actor, sanction.member).exists():
        raise ValidationError(_("You gave it, so somebody else looks at it again."), code="gave_it")
    if not words:
        raise ValidationError(_("Say in a sentence why, so that nobody is left guessing."), code="words_missing")
    with transaction.atomic():
        claimed = Appeal.objects.filter(pk=asked.pk, outcome="").update(
            outcome=outcome, answer=words, decided_by=actor, decided_at=timezone.now()
        )
        if not claimed:
            return found_settled(asked, outcome, actor=actor)
        asked.refresh_from_db()
        if outcome == Appeal.Outcome.LIFTED:
            lift_sanction(sanction, actor=actor, tell=False)
        notify(
            [sanction.member_id],
            kind="moderation.appeal_decided",
            cause_key=f"appeal:{asked.pk}",
            params={"kind": sanction.kind, "lifted": outcome == Appeal.Outcome.LIFTED, "words": words},
            url=f"/me/sanctions/#sanction-{sanction.pk}",
            mail_kind=MailChoice.Kind.PROGRESS,
        )
        changes = {"outcome": ["", outcome], "words": ["", words]}
        record("moderation.appeal.decided", asked, actor=actor, changes=changes)
        if outcome == Appeal.Outcome.LIFTED and show_again and sanction.case:
            restore_case(sanction.case, actor=actor)
    return True


def found_settled(asked, outcome, *, actor):
    current = Appeal.objects.select_related("decided_by").get(pk=asked.pk)
    if current.decided_by_id == actor.pk and current.outcome == outcome:
        return False
    raise ValidationError(
        _("Somebody was faster: %(name)s decided “%(outcome)s”."),
        code="decided_meanwhile",
        params={
            "name": current.decided_by.name if current.decided_by else "–",
            "outcome": current.get_outcome_display(),
        },
    )
