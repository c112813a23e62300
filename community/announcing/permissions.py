"""The doors to announcements. Missing and forbidden look alike (404)."""

from django.db.models import Q
from django.shortcuts import get_object_or_404

from community.announcing.models import Announcement
from community.models import Member

# So many of the team are asked whether they look after robots.
CANDIDATES = 50


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
    keeps = Q(is_superuser=True)
    for way in ("groups__permissions", "user_permissions"):
        keeps |= Q(**{f"{way}__content_type__app_label": "announcing", f"{way}__codename": "change_robot"})
    people = Member.objects.filter(keeps, is_active=True, is_staff=True).distinct().order_by("pk")
    # The backend knows more of rights than the groups do.
    return [member.pk for member in people[:CANDIDATES] if member.has_perm("announcing.change_robot")]
