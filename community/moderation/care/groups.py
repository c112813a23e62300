"""Groups as something that can be reported: their name, their cover and what they say of themselves."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from community.models import InterestGroup, Membership
from community.moderation.actions.group_words import hide_group, show_group
from community.moderation.models import HiddenGroup, Shown

LABEL = _("Group")
# What is reported may be the name itself: hide() takes `name_too`.
HAS_NAME = True


def get_or_404(user, pk):
    """Every active group that this reader may know of."""
    return get_object_or_404(InterestGroup.objects.visible_to(user), pk=pk)


def find(pk):
    return InterestGroup.objects.filter(pk=pk).first()


def author_of(group):
    """Whoever has run it the longest answers for what it says."""
    hosts = Membership.objects.filter(group=group, role=Membership.Role.HOST, member__is_active=True)
    first = hosts.select_related("member").order_by("pk").first()
    return first and first.member


def words_of(group):
    return "\n\n".join(words for words in (group.name, group.description, group.rules) if words)


def url_of(group):
    return group.get_absolute_url()


def is_hidden(group):
    kept = HiddenGroup.objects.filter(group=group).first()
    return kept is not None and kept.is_all_of(group)


def around(group):
    """A group stands alone."""
    return []


def pictures_of(group):
    return [Shown(group.pk, group.cover)] if group.cover else []


def hide(group, *, actor, name_too=False):
    hide_group(group, actor=actor, name_too=name_too)


def show(group, *, actor):
    show_group(group, actor=actor)
