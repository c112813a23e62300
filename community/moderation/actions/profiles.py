"""What a member shows of himself, taken off and put back."""

from itertools import count

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from community.audit import record
from community.models import Community, Member
from community.moderation.models import HiddenProfile
from community.text import name_key


def hide_profile(member, *, actor, name_too=False):
    """Take picture and words about oneself off a profile, with `name_too` also the name, for which a neutral one is
    given; what stood there last is kept for the team. May run twice, and anew when the member has written anew."""
    with transaction.atomic():
        member = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
        kept = HiddenProfile.objects.filter(member=member).first() or HiddenProfile(member=member)
        taken = {name: "" for name in ("bio", "avatar") if getattr(member, name)}
        if name_too and (not kept.given_name or member.name != kept.given_name):
            taken["name"] = kept.given_name = neutral_name(member)
        if kept.pk and not taken:
            return
        forget_replaced_picture(kept, taken)
        for name in taken:
            setattr(kept, name, str(getattr(member, name)))
        kept.hidden_at = timezone.now()
        kept.save()
        changes = {"name": [member.name, taken["name"]]} if "name" in taken else None
        record("moderation.profile.hidden", member, actor=actor, changes=changes)
        write_shown(member, taken)


def show_profile(member, *, actor):
    """Put back what was taken off, where the member has not written anew meanwhile, and the name where nobody else goes
    by it now. May run twice."""
    with transaction.atomic():
        member = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
        kept = HiddenProfile.objects.filter(member=member).first()
        if kept is None:
            return
        back = {name: getattr(kept, name) for name in ("bio", "avatar") if not getattr(member, name)}
        if kept.name and member.name == kept.given_name and is_free(kept.name):
            back["name"] = kept.name
        kept.delete()
        record("moderation.profile.shown", member, actor=actor)
        write_shown(member, back)


def write_shown(member, values):
    """Set what a profile shows, in the caller's transaction, which holds the member."""
    if "name" in values:
        values = values | {"name_key": name_key(values["name"])}
    if values:
        Member.objects.filter(pk=member.pk).update(**values)
    Community.bump()


def neutral_name(member):
    """A name that says nothing, in the member's language, by which nobody goes."""
    with translation.override(member.language):
        first = _("Member %(number)s") % {"number": member.pk}
    names = (first if turn == 1 else f"{first}-{turn}" for turn in count(1))
    return next(name for name in names if is_free(name))


def is_free(name):
    return not Member.objects.filter(name_key=name_key(name)).exists()


def forget_replaced_picture(kept, taken):
    """Delete the picture kept from the last time, when another one takes its place."""
    if "avatar" in taken and (old := kept.avatar):
        storage = Member._meta.get_field("avatar").storage
        transaction.on_commit(lambda: storage.delete(old))
