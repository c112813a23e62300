"""Founding a group, and what its hosts set about it."""

import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.text import slugify
from django.utils.translation import gettext as _

from community.actions.groups import let_in
from community.actions.roles import refresh_marks
from community.actions.rules import check_rules_accepted
from community.audit import record
from community.markdown import render_markdown
from community.models import Community, InterestGroup, JoinRequest, Membership
from community.models.group import RESERVED_SLUGS

# What a host may set; the cover is a file of ours (community.images) or "" for none.
SETTINGS = ("name", "description", "rules", "hue", "policy", "is_private", "cover")


def found_group(*, actor, **values):
    """Found a group with these SETTINGS; whoever does it runs it. Returns the group.

    Raises ValidationError('name_taken') and ('rules_not_accepted').
    """
    check_rules_accepted(actor)
    group = InterestGroup(slug=free_slug(values["name"]), **{name: values[name] for name in SETTINGS if name in values})
    group.rules_rendered = render_markdown(group.rules)
    check_group_name(group)
    with transaction.atomic():
        group.save()
        record("community.group.founded", group, actor=actor, changes={"policy": [None, group.policy]})
        let_in(group, actor, actor=actor)
        Membership.objects.filter(group=group, member=actor).update(role=Membership.Role.HOST)
        refresh_marks([actor.pk])
        Community.bump()
        group.refresh_from_db()
    return group


def edit_group(group, *, actor, **values):
    """Set these SETTINGS of a group; unchanged ones write nothing. Returns the names of what changed.

    When it becomes private, what was said in it follows in the same transaction (settings.GROUP_CONTENTS): nothing is
    seen by others for a moment longer. Raises ValidationError('name_taken'), and ('said_in_private') when it would
    become public after something was said in it.
    """
    with transaction.atomic():
        # Held, so that what is said meanwhile knows who may see it.
        held = InterestGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
        changes = {name: [getattr(held, name), values[name]] for name in SETTINGS if name in values}
        changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
        if not changes:
            return set()
        changes = {name: [str(old), str(new)] for name, (old, new) in changes.items()}
        for name in changes:
            setattr(held, name, values[name])
        check_group_name(held)
        held.rules_rendered = render_markdown(held.rules)
        held.save(update_fields=[*changes, "rules_rendered"])
        record("community.group.edited", held, actor=actor, changes=changes)
        if "is_private" in changes:
            follow_privacy(held)
        Community.bump()
        if old_cover := changes.get("cover", [""])[0]:
            transaction.on_commit(lambda: held.cover.storage.delete(old_cover))
    group.refresh_from_db()
    return set(changes)


def follow_privacy(group):
    """What else changes when a group has become private or public, in the caller's transaction."""
    if group.is_private:
        # Whoever is not in it knows nothing of it from now on.
        waiting = JoinRequest.objects.filter(group=group, state=JoinRequest.State.OPEN)
        waiting.update(state=JoinRequest.State.WITHDRAWN, decided_at=timezone.now())
    for name in settings.GROUP_CONTENTS:
        import_string(name)(group)
    # Last, for it makes pages stale: whoever speaks in the group holds what he says, and writes that row afterwards.
    hosts = Membership.objects.filter(group=group, role=Membership.Role.HOST)
    refresh_marks(list(hosts.values_list("member_id", flat=True)))


def said_in_private():
    """The error of a private group that was to be opened: whoever spoke there counted on its members alone."""
    words = _(
        "Something was said in this group, for its members alone, so it stays private. Found another for everybody."
    )
    return ValidationError(words, code="said_in_private")


def check_group_name(group):
    """Raise ValidationError('name_taken') where another group that everybody may know of has this name."""
    if group.is_private:
        return
    if InterestGroup.objects.filter(name=group.name, is_private=False).exclude(pk=group.pk).exists():
        raise ValidationError(_("Another group goes by this name."), code="name_taken")


def free_slug(name):
    """An address for a new group: its name in Latin letters, where it has some; else, and where that is taken, a few
    that nobody guesses."""
    slug = slugify(name)[:32].strip("-")
    if slug and slug not in RESERVED_SLUGS and not InterestGroup.objects.filter(slug=slug).exists():
        return slug
    return f"{slug or 'group'}-{secrets.token_hex(3)}"
