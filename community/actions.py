"""What members do in the community itself."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from community.activity import record_activity
from community.audit import record
from community.models import (
    Community,
    Delivery,
    InterestGroup,
    Member,
    Membership,
    Notification,
    Rules,
    RulesAcceptance,
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
        memberships.exclude(member__in=members).update(role=Membership.Role.MEMBER)
        memberships.filter(member__in=members).update(role=Membership.Role.HOST)
        record("community.group.hosts_set", group, actor=actor, changes={"hosts": [None, [m.name for m in members]]})
        Community.bump()


def publish_rules(rules, *, actor):
    """Put a draft in force as the next version: members accept it before they next say something. Returns whether that
    was news; twice is once."""
    with transaction.atomic():
        Community.get()
        number = Community.objects.select_for_update().get(pk=1).rules_version + 1
        claimed = Rules.objects.filter(pk=rules.pk, version=None).update(version=number, published_at=timezone.now())
        if not claimed:
            return False
        rules.refresh_from_db()
        Community.objects.filter(pk=1).update(rules_version=number)
        record("community.rules.published", rules, actor=actor, changes={"version": [None, number]})
        Community.bump()
    return True


def accept_rules(version, *, actor):
    """A member accepts the rules in force, of which he was shown this version; may be pressed twice. Raises
    ValidationError('rules_changed') when it is not the one in force (any more)."""
    with transaction.atomic():
        rules = Rules.objects.published().first()
        if rules is None or rules.version != version:
            raise ValidationError(_("The rules have just changed. Please read them once more."), code="rules_changed")
        RulesAcceptance.objects.bulk_create([RulesAcceptance(member=actor, rules=rules)], ignore_conflicts=True)
        Member.objects.filter(pk=actor.pk, rules_version__lt=version).update(rules_version=version)
        actor.rules_version = version


def check_rules_accepted(member):
    """Raise ValidationError('rules_not_accepted') for a member who has not accepted the rules as they stand now."""
    accepted = Member.objects.filter(pk=member.pk).values("rules_version")[:1]
    if Community.objects.filter(pk=1, rules_version__gt=accepted).exists():
        raise ValidationError(_("Please read and accept the community rules first."), code="rules_not_accepted")


def read_notifications(notifications):
    """Mark these notifications read; those read before keep their time."""
    notifications.filter(read_at=None).update(read_at=timezone.now())


def retry_delivery(delivery, *, actor):
    """Give a dead delivery a fresh set of attempts; on any other state nothing happens."""
    with transaction.atomic():
        claimed = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.DEAD).update(
            state=Delivery.State.PENDING, attempts=0, next_try_at=timezone.now()
        )
        if claimed:
            record("community.delivery.retried", delivery, actor=actor)


def drop_delivery(delivery, *, actor):
    """Give a dead delivery up for good; on any other state nothing happens."""
    with transaction.atomic():
        claimed = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.DEAD).update(
            state=Delivery.State.DROPPED
        )
        if claimed:
            record("community.delivery.dropped", delivery, actor=actor)


def read_all_notifications(member):
    read_notifications(Notification.objects.filter(member=member))
