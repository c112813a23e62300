"""What a group says of itself, taken off and put back."""

from itertools import count

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from community.audit import record
from community.markdown import render_markdown
from community.models import Community, InterestGroup
from community.moderation.models import HiddenGroup

SAID = ("description", "rules", "cover")


def hide_group(group, *, actor, name_too=False):
    """Take cover, description and rules off a group, with `name_too` also the name, for which a neutral one is given;
    what stood there last is kept for the team. May run twice, and anew when its hosts have written anew."""
    with transaction.atomic():
        held = InterestGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
        kept = HiddenGroup.objects.filter(group=held).first() or HiddenGroup(group=held)
        taken = {name: "" for name in SAID if getattr(held, name)}
        if name_too and (not kept.given_name or held.name != kept.given_name):
            taken["name"] = kept.given_name = neutral_name(held)
        if kept.pk and not taken:
            return
        if "cover" in taken and (replaced := kept.cover):
            transaction.on_commit(lambda: default_storage.delete(replaced))
        for name in taken:
            setattr(kept, name, str(getattr(held, name)))
        kept.hidden_at = timezone.now()
        kept.save()
        changes = {"name": [held.name, taken["name"]]} if "name" in taken else None
        record("moderation.group.hidden", held, actor=actor, changes=changes)
        write_said(held, taken)


def show_group(group, *, actor):
    """Put back what was taken off, where its hosts have not written anew meanwhile, and the name where no other group
    goes by it now. May run twice."""
    with transaction.atomic():
        held = InterestGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
        kept = HiddenGroup.objects.filter(group=held).first()
        if kept is None:
            return
        back = {name: getattr(kept, name) for name in SAID if not getattr(held, name)}
        if kept.name and held.name == kept.given_name and is_free(kept.name, held):
            back["name"] = kept.name
        kept.delete()
        record("moderation.group.shown", held, actor=actor)
        write_said(held, back)


def write_said(group, values):
    """Set what a group says of itself, in the caller's transaction, which holds the group."""
    for name, value in values.items():
        setattr(group, name, value)
    if values:
        group.rules_rendered = render_markdown(group.rules)
        group.save(update_fields=[*values, "rules_rendered"])
    Community.bump()


def neutral_name(group):
    """A name that says nothing, in the language of whoever runs the group, by which no other goes."""
    host = group.memberships.filter(role="host").select_related("member").order_by("pk").first()
    with translation.override(host.member.language if host else translation.get_language()):
        first = _("Group %(number)s") % {"number": group.pk}
    names = (first if turn == 1 else f"{first}-{turn}" for turn in count(1))
    return next(name for name in names if is_free(name, group))


def is_free(name, group):
    """Whether this group may go by the name: private ones may share theirs."""
    others = InterestGroup.objects.filter(name=name, is_private=False).exclude(pk=group.pk)
    return group.is_private or not others.exists()
