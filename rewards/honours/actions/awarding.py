"""Badges that the team awards, and takes back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.audit import record
from community.models import Community
from rewards.actions import hold_account
from rewards.honours.actions.telling import tell_of_award, tell_of_loss
from rewards.honours.models import BadgeAward


def award_badge(member, badge, level, *, actor, citation):
    """Give a member one level of a badge, with a citation (not empty) that stands on his profile; returns the award.

    Twice is once: whoever has it keeps what he has. What was taken back is given again. Raises ValidationError:
    'own_award' to whoever would honour himself, 'not_active' for who has left or a badge that is no longer given,
    'no_such_level', 'no_citation'.
    """
    if member.pk == actor.pk:
        raise ValidationError(_("Nobody awards himself; ask somebody else."), code="own_award")
    if not member.is_active:
        raise ValidationError(_("%(name)s is no longer here.") % {"name": member.name}, code="not_active")
    if not badge.is_active:
        raise ValidationError(_("This badge is no longer given."), code="not_active")
    if not badge.levels.filter(level=level).exists():
        raise ValidationError(_("This badge has no such level."), code="no_such_level")
    citation = citation.strip()
    if not citation:
        raise ValidationError(_("Say in a sentence what it is for."), code="no_citation")
    fields = {"citation": citation, "awarded_by": actor, "criterion": "", "threshold": None}
    with transaction.atomic():
        # Held like by a review, so that the two never give the same one.
        hold_account(member)
        award, is_new = BadgeAward.objects.get_or_create(member=member, badge=badge, level=level, defaults=fields)
        if is_new or give_again(award.pk, **fields):
            award.refresh_from_db()
            record("honours.badgeaward.given", award, actor=actor, changes={"citation": [None, citation]})
            tell_of_award(award)
            Community.bump()
    return award


def give_again(pk, **fields):
    """Let an award that was taken back stand again; whether it was this call."""
    fresh = {"given_at": timezone.now(), "revoked_at": None, "revoked_by": None, "revoke_reason": ""}
    return BadgeAward.objects.filter(pk=pk, revoked_at__isnull=False).update(**fresh, **fields)


def revoke_badge(award, *, actor, reason):
    """Take a badge back for good, with a reason (not empty) that the member reads; deeds do not bring it back, only the
    team does. May run twice. Raises ValidationError('no_reason')."""
    reason = reason.strip()
    if not reason:
        raise ValidationError(_("Say why; the member reads it."), code="no_reason")
    with transaction.atomic():
        fields = {"revoked_at": timezone.now(), "revoked_by": actor, "revoke_reason": reason}
        if BadgeAward.objects.standing().filter(pk=award.pk).update(**fields):
            award.refresh_from_db()
            record("honours.badgeaward.taken_back", award, actor=actor, changes={"reason": [None, reason]})
            tell_of_loss(award)
            Community.bump()
    award.refresh_from_db()
