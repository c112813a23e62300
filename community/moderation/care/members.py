"""Members as something that can be reported: their name, their picture and what they say of themselves."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from community.models import Member
from community.moderation.actions.profiles import hide_profile, show_profile
from community.moderation.models import HiddenProfile, Shown

LABEL = _("Member")
# What is reported may be the name itself: hide() takes `name_too`.
HAS_NAME = True


def get_or_404(user, pk):
    """Every active member, for all who may read here."""
    return get_object_or_404(Member, pk=pk, is_active=True)


def find(pk):
    return Member.objects.filter(pk=pk).first()


def author_of(member):
    return member


def words_of(member):
    return f"{member.name}\n{member.bio}".strip()


def url_of(member):
    return f"/members/{member.pk}/"


def is_hidden(member):
    kept = HiddenProfile.objects.filter(member=member).first()
    return kept is not None and kept.is_all_of(member)


def around(member):
    """A member stands alone."""
    return []


def pictures_of(member):
    return [Shown(member.pk, member.avatar)] if member.avatar else []


def hide(member, *, actor, name_too=False):
    hide_profile(member, actor=actor, name_too=name_too)


def show(member, *, actor):
    show_profile(member, actor=actor)
