"""Muting and blocking: settled by the one who does not want to read, and told to nobody."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community.blocks import forget_muted
from community.models import Block, Member


def set_block(other, *, actor, level):
    """Mute or block `other` (a Block.Level), or neither of the two (""); may run twice.

    Nothing of it is audited: it is no act towards the community. Raises ValidationError('oneself'), and ('team') for
    blocking one of the team, who must be able to answer everybody.
    """
    if other.pk == actor.pk:
        raise ValidationError(_("That is you."), code="oneself")
    if level == Block.Level.BLOCK and other.is_staff:
        raise ValidationError(
            _("The team must be able to answer everybody and cannot be blocked. You can mute them instead."),
            code="team",
        )
    with transaction.atomic():
        # One after the other for each member, so that two windows do not both add a row.
        Member.objects.select_for_update(no_key=True).get(pk=actor.pk)
        if level:
            Block.objects.update_or_create(member=actor, other=other, defaults={"level": Block.Level(level)})
        else:
            Block.objects.filter(member=actor, other=other).delete()
    forget_muted(actor)
