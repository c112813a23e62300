"""Roles and the marks by the name that follow from them."""

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from community.audit import record
from community.models import Community, Member, Membership

AMBASSADORS = "ambassadors"


def appoint_ambassador(member, *, actor):
    """Make a member an ambassador; twice is once. Raises ValidationError('not_active') for one who has left."""
    if not member.is_active:
        raise ValidationError(_("%(name)s is no longer here.") % {"name": member.name}, code="not_active")
    set_ambassador(member, True, actor=actor)


def dismiss_ambassador(member, *, actor):
    """Make an ambassador a member like others; twice is once."""
    set_ambassador(member, False, actor=actor)


def set_ambassador(member, wanted, *, actor):
    with transaction.atomic():
        group = Group.objects.get_or_create(name=AMBASSADORS)[0]
        # Held, so that the other half of a double press sees what the first one wrote.
        Member.objects.select_for_update(no_key=True).get(pk=member.pk)
        held = group.user_set.filter(pk=member.pk)
        if held.exists() == wanted:
            return
        (group.user_set.add if wanted else group.user_set.remove)(member)
        verb = "appointed" if wanted else "dismissed"
        record(f"community.ambassador.{verb}", member, actor=actor)
        refresh_marks([member.pk])
        member.refresh_from_db(fields=["mark"])


def refresh_marks(member_ids=None):
    """Write the marks that follow from roles and hosting, of these members or of all; only what is not so already.
    Returns how many were wrong. Call it in the transaction of whatever changes a role or a host."""
    with transaction.atomic():
        wanted = marks_due(member_ids)
        marked = Member.objects.exclude(mark="")
        if member_ids is not None:
            marked = marked.filter(pk__in=member_ids)
        shown = dict(marked.values_list("pk", "mark"))
        wrong = {}
        for pk in shown.keys() | wanted.keys():
            if shown.get(pk, "") != wanted.get(pk, ""):
                wrong.setdefault(wanted.get(pk, ""), []).append(pk)
        for mark, pks in wrong.items():
            Member.objects.filter(pk__in=pks).update(mark=mark)
        if wrong:
            Community.bump()
    return sum(map(len, wrong.values()))


def marks_due(member_ids):
    """{key: mark} of those who have one. Who hosts nothing but private groups shows nothing of it."""
    some = Q() if member_ids is None else Q(pk__in=member_ids)
    hosts = Membership.objects.filter(role=Membership.Role.HOST, group__is_active=True, group__is_private=False)
    team = Member.objects.filter(some, is_staff=True)
    # The highest last: it stays.
    holders = [
        (Member.Mark.HOST, Member.objects.filter(some, pk__in=hosts.values("member"))),
        (Member.Mark.AMBASSADOR, Member.objects.filter(some, groups__name=AMBASSADORS)),
        (Member.Mark.MODERATOR, team.filter(groups__name="moderators")),
        (Member.Mark.LEAD, team.filter(groups__name="leads")),
    ]
    return {pk: mark.value for mark, members in holders for pk in members.values_list("pk", flat=True)}
