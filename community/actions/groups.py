"""Being in a group: joining, leaving, being taken out, and who runs it."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from community.actions.roles import refresh_marks
from community.activity import record_activity
from community.audit import record
from community.models import (
    Community,
    GroupRemoval,
    InterestGroup,
    JoinRequest,
    MailChoice,
    Member,
    Membership,
)
from community.notices import notify

Policy, Role = InterestGroup.Policy, Membership.Role


def join_group(group, *, actor):
    """Become a member of an open group; may be pressed twice.

    Raises ValidationError('by_request') or ('by_invitation') where the door is another one, ('closed') for a group
    that is switched off, ('removed') for a member whom the hosts took out for a time that is not over.
    """
    with transaction.atomic():
        held = hold_group(group)
        if Membership.objects.filter(group=held, member=actor).exists():
            return
        check_active(held)
        check_not_removed(held, actor)
        if held.policy == Policy.REQUEST:
            raise ValidationError(_("Here one asks first; the hosts let people in."), code="by_request")
        if held.policy == Policy.INVITATION:
            raise ValidationError(_("Here people come in by invitation only."), code="by_invitation")
        enter_group(held, actor, actor=actor)


def enter_group(group, member, *, actor, changes=None):
    """Make somebody a member, in the caller's transaction; a request that still waits is settled by it. Returns whether
    that was news."""
    if created := let_in(group, member, actor=actor, changes=changes):
        Community.bump()
    return created


def let_in(group, member, *, actor, changes=None):
    """What enter_group does, for a caller who changes more rows and makes pages stale at its end."""
    _membership, created = Membership.objects.get_or_create(group=group, member=member)
    if created:
        InterestGroup.objects.filter(pk=group.pk).update(member_count=F("member_count") + 1)
        waiting = JoinRequest.objects.open().filter(group=group, member=member)
        waiting.update(state=JoinRequest.State.WITHDRAWN, decided_at=timezone.now())
        record("community.group.joined", group, actor=actor, changes=changes)
        record_activity(member, "join_group", group_id=group.pk)
    return created


def leave_group(group, *, actor):
    """Leave a group; may be pressed twice. Raises ValidationError('last_host') for the only one who runs it."""
    with transaction.atomic():
        membership = hold_membership(group, actor)
        if membership is None:
            return
        if membership.is_host:
            check_other_host(group, membership)
        if go_out(membership):
            record("community.group.left", group, actor=actor)
            Community.bump()


def remove_member(membership, *, actor, reason, days):
    """Take a member out of a group: he is told the reason, and cannot come back by himself for `days`.

    Twice is once. Raises ValidationError('removal_needs_reason'), ('own_removal') for oneself: one leaves, and
    ('host_stays') for a host, who is made a member first.
    """
    reason = reason.strip()
    if not reason:
        raise ValidationError(_("Say why, so that nobody is left guessing."), code="removal_needs_reason")
    if membership.member_id == actor.pk:
        raise ValidationError(_("To go yourself, leave the group."), code="own_removal")
    group, member, now = membership.group, membership.member, timezone.now()
    with transaction.atomic():
        held = hold_membership(group, member)
        if held is None:
            return
        if held.is_host:
            raise ValidationError(_("A host cannot be taken out. Make them a member first."), code="host_stays")
        if not go_out(held):
            return
        removal, _created = GroupRemoval.objects.update_or_create(
            group=group,
            member=member,
            defaults={
                "reason": reason,
                "until": now + timedelta(days=days),
                "removed_by": actor,
                "created_at": now,
            },
        )
        notify(
            [member.pk],
            kind="community.group_removed",
            cause_key=f"membership:{held.pk}:removed",
            params={"group": group.name, "reason": reason, "until": removal.until.isoformat()},
            # Who is out of a private group finds no page there.
            url="/groups/" if group.is_private else group.get_absolute_url(),
            mail_kind=MailChoice.Kind.PROGRESS,
        )
        record(
            "community.membership.removed",
            group,
            actor=actor,
            changes={"member": [member.name, None], "reason": ["", reason], "until": [None, removal.until]},
        )
        Community.bump()


def name_host(membership, *, actor):
    """Let a member run the group with the others; he is told. May run twice."""
    with transaction.atomic():
        if not Membership.objects.filter(pk=membership.pk, role=Role.MEMBER).update(role=Role.HOST):
            return
        group, member = membership.group, membership.member
        refresh_marks([member.pk])
        if member.pk != actor.pk:
            notify(
                [member.pk],
                kind="community.group_host",
                cause_key=f"membership:{membership.pk}:host:{timezone.now():%Y%m%d%H%M}",
                params={"group": group.name, "who": actor.name},
                url=group.get_absolute_url(),
                group=group,
                mail_kind=MailChoice.Kind.PROGRESS,
            )
        record("community.membership.host_named", group, actor=actor, changes={"host": [None, member.name]})
        Community.bump()


def dismiss_host(membership, *, actor):
    """Take the running of a group back from a host, who stays a member. May run twice. Raises
    ValidationError('last_host')."""
    group = membership.group
    with transaction.atomic():
        held = hold_membership(group, membership.member)
        if held is None or not held.is_host:
            return
        check_other_host(group, held)
        Membership.objects.filter(pk=held.pk).update(role=Role.MEMBER)
        refresh_marks([held.member_id])
        name = membership.member.name
        record("community.membership.host_dismissed", group, actor=actor, changes={"host": [name, None]})
        Community.bump()


def set_hosts(group, members, *, actor):
    """Let exactly these members run a group: those not in it join, hosts left out stay as members."""
    with transaction.atomic():
        hold_group(group)
        for member in members:
            let_in(group, member, actor=actor, changes={"member": [None, member.name]})
        memberships = Membership.objects.filter(group=group)
        before = list(memberships.filter(role=Role.HOST).values_list("member_id", flat=True))
        memberships.exclude(member__in=members).update(role=Role.MEMBER)
        memberships.filter(member__in=members).update(role=Role.HOST)
        refresh_marks([*before, *(member.pk for member in members)])
        record("community.group.hosts_set", group, actor=actor, changes={"hosts": [None, [m.name for m in members]]})
        Community.bump()


def hold_group(group):
    """The group as it stands now, held until the caller's transaction ends.

    Its doors are judged by this one alone: nobody walks in while it is being made private. Whoever also writes
    requests, memberships or invitations holds the group first, so that two verbs never wait for each other.
    """
    return InterestGroup.objects.select_for_update(no_key=True).get(pk=group.pk)


def hold_membership(group, member):
    """The membership, or None; its group is held, so that of two hosts who go at once the second finds himself the
    last."""
    hold_group(group)
    return Membership.objects.filter(group=group, member=member).first()


def go_out(membership):
    """Delete a membership and count it, in the caller's transaction; whether it was still there."""
    deleted, _by_model = Membership.objects.filter(pk=membership.pk).delete()
    if deleted:
        rows = InterestGroup.objects.filter(pk=membership.group_id, member_count__gt=0)
        rows.update(member_count=F("member_count") - 1)
        if membership.is_host:
            refresh_marks([membership.member_id])
    return bool(deleted)


def check_active(group):
    """Raise ValidationError('closed') for a group that is switched off."""
    if not group.is_active:
        raise ValidationError(_("This group is closed."), code="closed")


def check_other_host(group, membership):
    """Raise ValidationError('last_host') where nobody else who is still here, and not suspended, runs the group."""
    people = Member.objects.not_suspended().filter(is_active=True)
    others = Membership.objects.filter(group=group, role=Role.HOST, member__in=people)
    if not others.exclude(pk=membership.pk).exists():
        raise ValidationError(
            _("Nobody else runs this group. Make another member host first; then you are free to go."),
            code="last_host",
        )


def check_not_removed(group, member):
    """Raise ValidationError('removed') for a member whom the hosts took out for a time that is not over."""
    removal = GroupRemoval.objects.in_force().filter(group=group, member=member).first()
    if removal:
        raise ValidationError(
            _("The hosts took you out of this group; you can come back from %(day)s. They said: %(reason)s"),
            code="removed",
            params={
                "day": timezone.localtime(removal.until).strftime("%Y-%m-%d %H:%M"),
                "reason": removal.reason,
            },
        )
