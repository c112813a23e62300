"""The one time that a member may ask to look at a decision again, and what comes of it."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.audit import record
from community.models import MailChoice
from community.moderation.actions.deciding import restore_case
from community.moderation.actions.sanctioning import lift_sanction
from community.moderation.models import Appeal, Case, Outcome
from community.moderation.permissions import can_others_care
from community.notices import notify


def appeal(decision, *, actor, words):
    """Ask, once for each, to look again at a Sanction, or at the Case that hid one's words. Returns the appeal; the
    same words twice are one asking.

    Raises ValidationError('not_yours'), ('appeal_needs_words'), ('appeal_once'), ('shown_again') for words that are not
    hidden any more.
    """
    words, is_case = words.strip(), isinstance(decision, Case)
    about = {"case" if is_case else "sanction": decision}
    if actor.pk != (decision.author_id if is_case else decision.member_id):
        raise ValidationError(_("This is not about you."), code="not_yours")
    if not words:
        raise ValidationError(_("Say what we should look at again."), code="appeal_needs_words")
    if is_case and not decision.may_be_appealed and not Appeal.objects.filter(**about).exists():
        raise ValidationError(_("It is shown again already."), code="shown_again")
    try:
        with transaction.atomic():
            asked = Appeal.objects.create(**about, words=words)
            record("moderation.appeal.made", asked, actor=actor)
    except IntegrityError:
        known = Appeal.objects.get(**about)
        if known.words == words:
            return known
        raise ValidationError(
            _("You have asked once, and once is what there is. The answer comes here."), code="appeal_once"
        ) from None
    return asked


def decide_appeal(asked, *, actor, outcome, words, show_again=False):
    """Let a decision stand or take it back, with words to the member: a sanction is lifted, and with `show_again` what
    its case hid comes back; words that were hidden without more come back in any case. Returns whether this call did
    it; the same decision by the same person twice is once.

    Raises ValidationError('own_case'), ('gave_it') for whoever decided first while somebody else could decide,
    ('words_missing'), ('decided_meanwhile'), and as lift_sanction does.
    """
    words, outcome = words.strip(), Appeal.Outcome(outcome)
    check_may_decide(asked, actor)
    if not words:
        raise ValidationError(_("Say in a sentence why, so that nobody is left guessing."), code="words_missing")
    with transaction.atomic():
        claimed = Appeal.objects.filter(pk=asked.pk, outcome="").update(
            outcome=outcome, answer=words, decided_by=actor, decided_at=timezone.now()
        )
        if not claimed:
            return found_settled(asked, outcome, actor=actor)
        asked.refresh_from_db()
        lifted = outcome == Appeal.Outcome.LIFTED
        if lifted and asked.sanction:
            lift_sanction(asked.sanction, actor=actor, tell=False)
        tell_decided(asked, words)
        changes = {"outcome": ["", outcome], "words": ["", words]}
        record("moderation.appeal.decided", asked, actor=actor, changes=changes)
        if lifted and asked.hiding_case and (show_again or asked.case):
            # Of words alone the answer to the appeal tells already.
            restore_case(asked.hiding_case, actor=actor, tell=asked.case is None)
    return True


def check_may_decide(asked, actor):
    """Raise ValidationError('own_case'), or ('gave_it') where somebody else could look at it."""
    if asked.member == actor:
        raise ValidationError(_("Nobody decides about himself."), code="own_case")
    if asked.by == actor and can_others_care(actor, asked.member):
        raise ValidationError(_("You gave it, so somebody else looks at it again."), code="gave_it")


def tell_decided(asked, words):
    """Tell the member what came of his appeal."""
    if asked.member:
        notify(
            [asked.member.pk],
            kind="moderation.appeal_decided",
            cause_key=f"appeal:{asked.pk}",
            params={
                "kind": asked.sanction.kind if asked.sanction else Outcome.HIDE,
                "lifted": asked.outcome == Appeal.Outcome.LIFTED,
                "words": words,
            },
            url=asked.url,
            mail_kind=MailChoice.Kind.PROGRESS,
        )


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
