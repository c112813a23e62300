"""The doors to announcements. Missing and forbidden look alike (404)."""

from django.shortcuts import get_object_or_404

from community.announcing.models import Announcement
from community.permissions import staff_with


def get_announcement_or_404(user, pk):
    """A published announcement that is for all, or for this reader."""
    return get_object_or_404(Announcement.objects.visible_to(user), pk=pk)


def may_write(user, announcement):
    """Whether this member of staff may change the words: of a draft whoever may change announcements, of what is
    planned or published those who may publish."""
    if not user.has_perm("announcing.change_announcement") or announcement.state == Announcement.State.WITHDRAWN:
        return False
    return announcement.state == Announcement.State.DRAFT or user.has_perm("announcing.publish_announcement")


def robot_keepers():
    """Keys of the active members of staff who look after robots now: whose right to is in force."""
    return [member.pk for member in staff_with("announcing.change_robot")]


def publishers_of(announcement):
    """Those of the team who may publish it now, and may know of it: of a private group's not all do."""
    return [
        member
        for member in staff_with("announcing.publish_announcement")
        if Announcement.objects.on_desk_of(member).filter(pk=announcement.pk).exists()
    ]
