"""Asking to join a group, and inviting into it."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from community.actions.groups import check_active, check_not_removed, enter_group, hold_group
from community.actions.rules import check_rules_accepted
from community.audit import record
from community.blocks import check_not_blocked, is_blocked, is_muted, muters_of
from community.models import (
    GroupInvitation,
    GroupRemoval,
    InterestGroup,
    JoinRequest,
    MailChoice,
    Membership,
    Notification,
)
from community.notices import notify
from community.submits import hash_submit_key

State = JoinRequest.State
# How many may come by one link at most, and for how long (days) an invitation holds.
USES_MAX, DAYS_MAX = 500, 90
NAMED_DAYS = 30
# How long one does not ask again after a no.
DECLINED_DAYS = 7
# How long after an invitation that was taken back a new one is not told.
QUIET_DAYS = 7


def ask_to_join(group, *, actor, words=""):
    """Ask the hosts of a group to be let in; returns the request that waits, one for each group and member.

    They are told once a day at most. A member of the group asks nothing (None). Raises
    ValidationError('not_by_request') where the door is another one, ('closed'), ('removed'), ('declined_lately'),
    ('blocked') where no host wants to hear from him, ('rules_not_accepted'), and what settings.CHECK_STANDING refuses.
    """
    with transaction.atomic():
        held = hold_group(group)
        if Membership.objects.filter(group=held, member=actor).exists():
            return None
        check_active(held)
        if held.policy != InterestGroup.Policy.REQUEST:
            raise ValidationError(_("There is nobody to ask here."), code="not_by_request")
        if waiting := JoinRequest.objects.filter(group=held, member=actor, state=State.OPEN).first():
            return waiting
        check_may_ask(held, actor)
        asked = JoinRequest.objects.create(group=held, member=actor, words=" ".join(words.split()))
        tell_hosts(asked)
        record("community.joinrequest.made", held, actor=actor)
    return asked


def check_may_ask(group, actor):
    """Raise ValidationError for whoever may not ask here now."""
    import_string(settings.CHECK_STANDING)(actor)
    check_rules_accepted(actor)
    check_not_removed(group, actor)
    since = timezone.now() - timedelta(days=DECLINED_DAYS)
    declined = JoinRequest.objects.filter(group=group, member=actor, state=State.DECLINED, decided_at__gt=since)
    if last := declined.order_by("-decided_at").first():
        again = timezone.localtime(last.decided_at + timedelta(days=DECLINED_DAYS))
        raise ValidationError(
            _("The hosts said no lately. You can ask again from %(day)s."),
            code="declined_lately",
            params={"day": again.strftime("%Y-%m-%d %H:%M")},
        )


def tell_hosts(asked):
    """Tell those who run the group, but nobody who has muted or blocked the one who asks. Raises
    ValidationError('blocked') where all of them block him."""
    group, actor = asked.group, asked.member
    hosts = list(Membership.objects.filter(group=group, role=Membership.Role.HOST).select_related("member"))
    if hosts and all(is_blocked(actor, host.member) for host in hosts):
        check_not_blocked(actor, hosts[0].member)
    notify(
        {host.member_id for host in hosts} - muters_of(actor.pk),
        kind="community.join_asked",
        # Taken back and asked anew, it is told no second time on one day.
        cause_key=f"joinasked:{group.pk}:{actor.pk}:{timezone.localdate():%Y%m%d}",
        params={"group": group.name, "who": actor.name, "words": asked.words},
        url=f"{group.get_absolute_url()}host/",
        group=group,
        mail_kind=MailChoice.Kind.PROGRESS,
    )


def withdraw_request(group, *, actor):
    """Take one's waiting request back; without one nothing happens."""
    with transaction.atomic():
        hold_group(group)
        waiting = JoinRequest.objects.filter(group=group, member=actor, state=State.OPEN)
        if waiting.update(state=State.WITHDRAWN, decided_at=timezone.now()):
            record("community.joinrequest.withdrawn", group, actor=actor)


def approve_request(asked, *, actor, answer=""):
    """Let somebody in who asked; he is told once. Returns whether this call did it; one that no longer waits is left
    as it is."""
    return settle_request(asked, State.APPROVED, actor=actor, answer=answer)


def decline_request(asked, *, actor, answer=""):
    """Turn somebody down who asked, with a word if there is one; he is told once. Returns as `approve_request`."""
    return settle_request(asked, State.DECLINED, actor=actor, answer=answer)


def settle_request(asked, state, *, actor, answer):
    answer = " ".join(answer.split())
    member = asked.member
    with transaction.atomic():
        group = hold_group(asked.group)
        waiting = JoinRequest.objects.filter(pk=asked.pk, state=State.OPEN)
        if not waiting.update(state=state, answer=answer, decided_by=actor, decided_at=timezone.now()):
            return False
        if state == State.APPROVED:
            enter_group(group, member, actor=actor, changes={"member": [None, member.name]})
        notify(
            [member.pk],
            kind=f"community.join_{state}",
            cause_key=f"joinrequest:{asked.pk}",
            params={"group": group.name, "text": answer},
            url=group.get_absolute_url(),
            group=group,
            mail_kind=MailChoice.Kind.PROGRESS,
        )
        record(
            f"community.joinrequest.{state}",
            group,
            actor=actor,
            changes={"member": [None, member.name], "answer": ["", answer]},
        )
    return True


# --- invitations --------------------------------------------------------------------------------------------


def invite_member(group, member, *, actor):
    """Invite one member by name; he is told once, and not at all where he has muted whoever invites, or was invited
    and uninvited within the last week. Inviting again makes the invitation that waits hold longer.

    What kept a member out whom the hosts removed is lifted by it. Raises ValidationError('in_group'), ('inactive'),
    ('blocked').
    """
    if not member.is_active:
        raise ValidationError(_("Nobody here goes by this name."), code="inactive")
    check_not_blocked(actor, member)
    with transaction.atomic():
        hold_group(group)
        if Membership.objects.filter(group=group, member=member).exists():
            raise ValidationError(
                _("%(name)s is in this group already."), code="in_group", params={"name": member.name}
            )
        GroupRemoval.objects.filter(group=group, member=member).delete()
        now = timezone.now()
        # One that is over makes way: the new one is told anew.
        for over in GroupInvitation.objects.filter(
            group=group, member=member, revoked_at=None, uses=0, expires_at__lte=now
        ):
            revoke_invitation(over, actor=actor)
        was_told = was_uninvited(group, member, since=now - timedelta(days=QUIET_DAYS))
        is_told = not was_told and not is_muted(actor, member)
        invitation, created = GroupInvitation.objects.update_or_create(
            group=group,
            member=member,
            revoked_at=None,
            uses=0,
            defaults={"invited_by": actor, "expires_at": now + timedelta(days=NAMED_DAYS)},
        )
        if created and is_told:
            notify(
                [member.pk],
                kind="community.group_invited",
                cause_key=cause_of(invitation),
                params={"group": group.name, "who": actor.name},
                url=invitation.get_absolute_url(),
                mail_kind=MailChoice.Kind.PROGRESS,
            )
        record("community.groupinvitation.made", group, actor=actor, changes={"member": [None, member.name]})
    return invitation


def was_uninvited(group, member, *, since):
    """Whether an invitation made since then was taken back before it was over: whoever invites in turn and takes it
    back is heard once."""
    made = GroupInvitation.objects.filter(group=group, member=member, created_at__gt=since)
    return made.filter(revoked_at__lt=F("expires_at")).exists()


def cause_of(invitation):
    return f"groupinvitation:{invitation.pk}"


def make_link(group, *, actor, uses, days, submit_key=""):
    """Make a link by which `uses` people may join within `days`; the same `submit_key` twice makes one. Raises
    ValidationError('link_out_of_range')."""
    if uses not in range(1, USES_MAX + 1) or days not in range(1, DAYS_MAX + 1):
        raise ValidationError(
            _("A link is for %(uses)s people and %(days)s days at most."),
            code="link_out_of_range",
            params={"uses": USES_MAX, "days": DAYS_MAX},
        )
    until = timezone.now() + timedelta(days=days)
    terms = {"group": group, "invited_by": actor, "max_uses": uses, "expires_at": until}
    key_hash = hash_submit_key(submit_key, f"group {group.pk}", str(uses), str(days))
    with transaction.atomic():
        if key_hash is None:
            link, created = GroupInvitation.objects.create(**terms), True
        else:
            link, created = GroupInvitation.objects.get_or_create(submit_key=key_hash, defaults=terms)
        if created:
            changes = {"uses": [None, uses], "until": [None, until]}
            record("community.groupinvitation.made", group, actor=actor, changes=changes)
    return link


def revoke_invitation(invitation, *, actor):
    """Take an invitation back: nobody comes in by it any more. May run twice."""
    with transaction.atomic():
        valid = GroupInvitation.objects.filter(pk=invitation.pk, revoked_at=None)
        if valid.update(revoked_at=timezone.now()):
            changes = {"invitation": [str(invitation.member or invitation.pk), None]}
            record("community.groupinvitation.revoked", invitation.group, actor=actor, changes=changes)
            # With it goes what told of it, and the mail that still waits.
            Notification.objects.filter(cause_key=cause_of(invitation)).delete()


def accept_invitation(invitation, *, actor):
    """Join a group by an invitation, whatever its door; may be pressed twice, which takes one place.

    Raises ValidationError('invitation_over') when it was revoked, is over, used up or made out to somebody
    else, and ('removed').
    """
    with transaction.atomic():
        group = hold_group(invitation.group)
        if not group.is_active:
            raise invitation_over()
        check_not_removed(group, actor)
        # Going in comes first: a second tap finds that it is done, and takes no second place.
        if not enter_group(group, actor, actor=actor, changes={"invitation": [None, invitation.pk]}):
            return
        # The place is taken by this one statement: of many who press at once no more come in than it lets.
        if invitation.member_id not in (None, actor.pk) or not take_place(invitation):
            raise invitation_over()


def invitation_over():
    return ValidationError(_("This invitation is over. Ask a host for a new one."), code="invitation_over")


def take_place(invitation):
    return GroupInvitation.objects.in_force().filter(pk=invitation.pk).update(uses=F("uses") + 1)
