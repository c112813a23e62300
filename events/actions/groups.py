"""What becomes of a group's sessions when it becomes private or public."""

from community.actions.founding import said_in_private
from events.models import Event


def follow_privacy(group):
    """In the transaction that changes a group. That it became private its sessions say by themselves: who may know of
    them is asked of the group. Raises ValidationError('said_in_private') when it would become public, and had sessions
    that its members alone knew of."""
    if not group.is_private and Event.objects.shown().filter(group=group).exists():
        raise said_in_private()
