"""Warning, pausing and suspending members, and ending that before its time."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from community import actions as community_actions
from community.audit import record
from community.models import MailChoice, Member
from community.moderation.models import Reason, Sanction
from community.moderation.permissions import may_decide_about
from community.moderation.standing import copy_suspension
from community.notices import notify

Kind = Sanction.Kind
DAYS_MAX = 365


def give_sanction(member, *, actor, kind, reason, words="", days=None, case=None):
    """Warn, pause or suspend a member and tell him. Returns the sanction that counts now.

    A pause lasts `days`; a suspension too, or without them until it is lifted. One that runs already and lasts as long
    stays and is returned; a longer one replaces it. `actor` is None for the system. Raises ValidationError('oneself'),
    ('above') for somebody whom the actor may not decide about, ('reason_unknown'), ('days_missing').
    """
    check_may_sanction(actor, member)
    if reason not in Reason.values:
        raise ValidationError(_("Choose the reason that the member will read."), code="reason_unknown")
    until = ends_at(kind, days)
    with transaction.atomic():
        # So that of several at once the longest remains.
        hold_member(member.pk)
        if kind != Kind.WARN:
            running = Sanction.objects.in_force(kind).filter(member=member).first()
            if running and lasts_as_long(running, until):
                return running
            Sanction.objects.filter(member=member, kind=kind).lift(actor=actor)
        sanction = Sanction.objects.create(
            member=member, kind=kind, until=until, reason=reason, words=words.strip(), case=case, by=actor
        )
        tell_sanctioned(sanction)
        if kind == Kind.SUSPEND:
            copy_suspension(member)
            async_task("community.moderation.tasks.end_sessions", sanction.pk)
        changes = {"kind": ["", kind], "until": [None, until], "reason": ["", reason], "words": ["", words]}
        record("moderation.sanction.given", sanction, actor=actor, changes=changes)
    return sanction


def hold_member(pk):
    """Let nobody else sanction this member until the transaction ends: first of all, for his row is written last."""
    Member.objects.select_for_update(no_key=True).only("pk").get(pk=pk)


def check_may_sanction(actor, member):
    if actor is None:
        return
    if actor.pk == member.pk:
        raise ValidationError(_("Nobody decides about himself."), code="oneself")
    if not may_decide_about(actor, member):
        raise ValidationError(_("This member stands above you. Ask somebody who may decide this."), code="above")


def ends_at(kind, days):
    """When a sanction of this kind and length ends, counted from now; None for never."""
    if kind == Kind.WARN or (kind == Kind.SUSPEND and days is None):
        return None
    if not days or not 0 < days <= DAYS_MAX:
        raise ValidationError(_("Choose for how many days."), code="days_missing")
    return timezone.now() + timedelta(days=days)


def lasts_as_long(running, until):
    return running.until is None or (until is not None and running.until >= until)


def tell_sanctioned(sanction):
    notify(
        [sanction.member_id],
        kind=f"moderation.{sanction.kind}",
        cause_key=f"sanction:{sanction.pk}",
        params={
            "reason": sanction.reason,
            "words": sanction.words,
            "until": sanction.until.isoformat() if sanction.until else "",
        },
        url=f"/me/sanctions/#sanction-{sanction.pk}",
        mail_kind=MailChoice.Kind.PROGRESS,
    )


def lift_sanction(sanction, *, actor, tell=True):
    """End a sanction before its time and tell the member. Returns whether this call did it; twice is once.

    Raises as give_sanction does for whoever may not.
    """
    check_may_sanction(actor, sanction.member)
    with transaction.atomic():
        hold_member(sanction.member_id)
        if not Sanction.objects.in_force(sanction.kind).filter(pk=sanction.pk).lift(actor=actor):
            return False
        sanction.refresh_from_db()
        copy_suspension(sanction.member)
        if tell:
            notify(
                [sanction.member_id],
                kind="moderation.lifted",
                cause_key=f"lifted:{sanction.pk}",
                params={"kind": sanction.kind},
                url=f"/me/sanctions/#sanction-{sanction.pk}",
                mail_kind=MailChoice.Kind.PROGRESS,
            )
        record("moderation.sanction.lifted", sanction, actor=actor)
    return True


def end_sessions(sanction):
    """Delete all sessions of a suspended member, who is refused with them already: so they stay dead when the
    suspension is over. May run twice."""
    if sanction.is_in_force:
        community_actions.end_sessions(sanction.member_id)
    Sanction.objects.filter(pk=sanction.pk).mark_sessions_ended()
