"""What a member may do at this moment. Whoever acts in a member's name later – a job, a token – asks here again."""

from django.db.models import Exists, OuterRef

from community.moderation.models import Sanction

# Notices that reach a suspended member by mail all the same: they are about the suspension.
ABOUT_SANCTIONS = "moderation."


def suspension_of(member):
    """The Sanction because of which this member cannot sign in now, or None; over by itself when its time is."""
    return Sanction.objects.in_force(Sanction.Kind.SUSPEND).filter(member=member).first()


def pause_of(member):
    """The Sanction because of which this member may say nothing new now, or None."""
    return Sanction.objects.in_force(Sanction.Kind.PAUSE).filter(member=member).first()


def may_sign_in(member):
    """Whether a session, a token or a job may act as this member now."""
    return member.is_active and suspension_of(member) is None


def with_suspension(members):
    """These members with `is_suspended`, in the same query."""
    running = Sanction.objects.in_force(Sanction.Kind.SUSPEND).filter(member=OuterRef("pk"))
    return members.annotate(is_suspended=Exists(running))


def may_be_mailed(notification):
    """Whether a notice still goes out by mail: a suspended member hears of the suspension alone."""
    return notification.kind.startswith(ABOUT_SANCTIONS) or suspension_of(notification.member) is None
