"""Founding a group, and what its hosts set about it."""

import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
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
from community.submits import hash_submit_key

# What a host may set; the cover is a file of ours (community.images) or "" for none.
SETTINGS = ("name", "description", "rules", "hue", "policy", "is_private", "cover")


def found_group(*, actor, interests=(), submit_key="", **values):
    """Found a group with these SETTINGS, about these interests; whoever does it runs it. Returns the group; the same
    `submit_key` with the same name makes one.

    Raises ValidationError('name_taken'), ('rules_not_accepted'), and what settings.CHECK_STANDING refuses.
    """
    key_hash = hash_submit_key(submit_key, f"founder {actor.pk}", values["name"])
    if known := find_founded(key_hash):
        return known
    import_string(settings.CHECK_STANDING)(actor)
    check_rules_accepted(actor)
    settings_given = {name: values[name] for name in SETTINGS if name in values}
    group = InterestGroup(
        slug=free_slug(values["name"], is_private=values.get("is_private", False)),
        submit_key=key_hash,
        **settings_given,
    )
    group.rules_rendered = render_markdown(group.rules)
    check_group_name(group)
    try:
        with transaction.atomic():
            group.save()
            group.interests.set(interests)
            record("community.group.founded", group, actor=actor, changes={"policy": [None, group.policy]})
            let_in(group, actor, actor=actor)
            Membership.objects.filter(group=group, member=actor).update(role=Membership.Role.HOST)
            refresh_marks([actor.pk])
            Community.bump()
            group.refresh_from_db()
    except IntegrityError:
        # The other half of a double tap was faster: the unique key let one of the two through.
        if known := find_founded(key_hash):
            return known
        raise
    return group


def find_founded(key_hash):
    return InterestGroup.objects.filter(submit_key=key_hash).first() if key_hash else None


def edit_group(group, *, actor, interests=None, **values):
    """Set these SETTINGS of a group, and what it is about (None: as it was); unchanged ones write nothing. Returns the
    names of what changed.

    When it becomes private, what was said in it follows in the same transaction (settings.GROUP_CONTENTS): nothing is
    seen by others for a moment longer. Raises ValidationError('name_taken'), ('said_in_private') when it would become
    public after something was said in it, and what settings.CHECK_STANDING refuses; `actor` None for the system.
    """
    if actor:
        import_string(settings.CHECK_STANDING)(actor)
    with transaction.atomic():
        # Held, so that what is said meanwhile knows who may see it.
        held = InterestGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
        changes = {name: [getattr(held, name), values[name]] for name in SETTINGS if name in values}
        changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
        changes = {name: [str(old), str(new)] for name, (old, new) in changes.items()}
        for name in changes:
            setattr(held, name, values[name])
        if changes:
            check_group_name(held)
            held.rules_rendered = render_markdown(held.rules)
            held.save(update_fields=[*changes, "rules_rendered"])
        becomes = "is_private" in changes
        changes |= set_interests(held, interests)
        if not changes:
            return set()
        record("community.group.edited", held, actor=actor, changes=changes)
        if becomes:
            follow_privacy(held)
        Community.bump()
        if old_cover := changes.get("cover", [""])[0]:
            transaction.on_commit(lambda: import_string(settings.LET_FILE_GO)("group", held.pk, old_cover))
    group.refresh_from_db()
    return set(changes)


def set_interests(group, interests):
    """Let a group be about exactly these (active) interests (None: as it was), in the caller's transaction; what is no
    longer offered stays. Returns {"interests": [old, new]} where that was news."""
    if interests is None:
        return {}
    before = list(group.interests.all())
    interests = [*(interest for interest in before if not interest.is_active), *interests]
    if {interest.pk for interest in before} == {interest.pk for interest in interests}:
        return {}
    group.interests.set(interests)
    return {"interests": [[interest.name for interest in rows] for rows in (before, interests)]}


def follow_privacy(group):
    """What else changes when a group has become private or public, in the caller's transaction."""
    if group.is_private:
        # Whoever is not in it knows nothing of it from now on.
        waiting = JoinRequest.objects.open().filter(group=group)
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


def free_slug(name, *, is_private):
    """An address for a new group: its name in Latin letters, where it has some; else, and where that is taken, a few
    that nobody guesses. A private group always has these: it takes no address by which others could tell that it is
    there."""
    slug = slugify(name)[:32].strip("-")
    if not is_private and slug and slug not in RESERVED_SLUGS and not InterestGroup.objects.filter(slug=slug).exists():
        return slug
    return f"{slug or 'group'}-{secrets.token_hex(3)}"
