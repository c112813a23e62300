"""Notices read, and mails that could not be delivered."""

from django.db import transaction
from django.utils import timezone

from community.audit import record
from community.models import (
    Delivery,
    Notification,
)


def read_notifications(notifications):
    """Mark these notifications read; those read before keep their time."""
    notifications.filter(read_at=None).update(read_at=timezone.now())


def read_all_notifications(member):
    read_notifications(Notification.objects.filter(member=member))


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
