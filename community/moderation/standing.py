"""What a member may do at this moment. Whoever acts in a member's name later – a job, a token – asks here again."""

from datetime import UTC, datetime

from community.models import Member
from community.moderation.models import Sanction

# Notices that reach a suspended member by mail all the same: they are about the suspension.
ABOUT_SANCTIONS = "moderation."
# How a suspension stands on the member's row that lasts until it is lifted.
ENDLESS = datetime(9999, 12, 31, tzinfo=UTC)


def suspension_of(member):
    """The Sanction because of which this member cannot sign in now, or None; over by itself when its time is."""
    return Sanction.objects.in_force(Sanction.Kind.SUSPEND).filter(member=member).first()


def pause_of(member):
    """The Sanction because of which this member may say nothing new now, or None."""
    return Sanction.objects.in_force(Sanction.Kind.PAUSE).filter(member=member).first()


def may_sign_in(member):
    """Whether a session, a token or a job may act as this member now."""
    return member.is_active and suspension_of(member) is None


def copy_suspension(member):
    """Write on the row of this member until when he is suspended: what every request of his is judged by. Call it in
    the transaction of whatever begins or ends a suspension, with that row held; may run twice."""
    suspension = suspension_of(member)
    until = (suspension.until or ENDLESS) if suspension else None
    Member.objects.filter(pk=member.pk).update(suspended_until=until)


def may_be_mailed(notification):
    """Whether a notice still goes out by mail: a suspended member hears of the suspension alone."""
    return notification.kind.startswith(ABOUT_SANCTIONS) or suspension_of(notification.member) is None
