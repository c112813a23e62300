"""Joining and leaving groups, and who runs them."""

from django.db import IntegrityError, transaction
from django.db.models import F

from community.actions.roles import refresh_marks
from community.activity import record_activity
from community.audit import record
from community.models import (
    Community,
    InterestGroup,
    Membership,
)


def join_group(group, *, actor):
    """Become a member of an open group; may be pressed twice."""
    try:
        with transaction.atomic():
            _membership, created = Membership.objects.get_or_create(group=group, member=actor)
            if created:
                InterestGroup.objects.filter(pk=group.pk).update(member_count=F("member_count") + 1)
                record("community.group.joined", group, actor=actor)
                record_activity(actor, "join_group", group_id=group.pk)
                Community.bump()
    except IntegrityError:
        return  # the other half of a double tap was faster


def leave_group(group, *, actor):
    """Leave a group; may be pressed twice."""
    with transaction.atomic():
        deleted, _by_model = Membership.objects.filter(group=group, member=actor).delete()
        if deleted:
            refresh_marks([actor.pk])
            InterestGroup.objects.filter(pk=group.pk, member_count__gt=0).update(member_count=F("member_count") - 1)
            record("community.group.left", group, actor=actor)
            Community.bump()


def set_hosts(group, members, *, actor):
    """Let exactly these members run a group: those not in it join, hosts left out stay as members."""
    with transaction.atomic():
        for member in members:
            _membership, created = Membership.objects.get_or_create(group=group, member=member)
            if created:
                InterestGroup.objects.filter(pk=group.pk).update(member_count=F("member_count") + 1)
                record_activity(member, "join_group", group_id=group.pk)
        memberships = Membership.objects.filter(group=group)
        before = list(memberships.filter(role=Membership.Role.HOST).values_list("member_id", flat=True))
        memberships.exclude(member__in=members).update(role=Membership.Role.MEMBER)
        memberships.filter(member__in=members).update(role=Membership.Role.HOST)
        refresh_marks([*before, *(member.pk for member in members)])
        record("community.group.hosts_set", group, actor=actor, changes={"hosts": [None, [m.name for m in members]]})
        Community.bump()
