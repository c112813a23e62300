"""Telling everybody whom an announcement is for, a batch at a time, and taking the notices back."""

import time

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from community.announcing.actions.publishing import words_of_notice
from community.announcing.models import Announcement, Recipient
from community.models import MailChoice, Notification
from community.notices import notify
from community.segments import members_of

BATCH = 500


def tell_announcement(pk, *, seconds=None):
    """Tell the members whom a published announcement is for, in the order of their keys, from where the last call
    stopped. Returns whether all are told; False means that `seconds` are over.

    Each batch is one transaction that also notes how far it came, so killed, repeated or run twice at once nobody is
    told twice. Whoever joined the community or the group after it was published is not told.
    """
    deadline = time.monotonic() + seconds if seconds else None
    while tell_batch(pk):
        if deadline and time.monotonic() > deadline:
            return False
    return True


def tell_batch(pk):
    """The next members in line; whether there may be more."""
    with transaction.atomic():
        # Held until the batch is written: withdrawing waits for it, and finds what it wrote.
        announcement = Announcement.objects.to_tell().select_for_update(no_key=True).filter(pk=pk).first()
        if announcement is None:
            return False
        keys = list(recipients_of(announcement).values_list("pk", flat=True)[:BATCH])
        if announcement.audience in (Announcement.Audience.SEGMENT, Announcement.Audience.SAVED):
            Recipient.objects.bulk_create(
                [Recipient(announcement=announcement, member_id=key) for key in keys], ignore_conflicts=True
            )
        told = notify(
            keys,
            kind="announcing.published",
            cause_key=announcement.cause_key,
            params=words_of_notice(announcement),
            url=announcement.get_absolute_url(),
            mail_kind=MailChoice.Kind.ANNOUNCEMENTS,
            group=announcement.group,
        )
        is_last = len(keys) < BATCH
        Announcement.objects.filter(pk=pk).update(
            told_up_to=keys[-1] if keys else F("told_up_to"),
            told_count=F("told_count") + told,
            told_at=timezone.now() if is_last else None,
        )
    return not is_last


def recipients_of(announcement):
    """Members whom it is for and who have not been told yet, by key."""
    members = members_of(announcement.addressee).filter(
        pk__gt=announcement.told_up_to, joined_at__lte=announcement.published_at
    )
    if announcement.audience == Announcement.Audience.GROUP:
        # Both of one membership, for there is only one in each group.
        before = announcement.group.memberships.filter(joined_at__lte=announcement.published_at)
        members = members.filter(pk__in=before.values("member"))
    return members.order_by("pk")


def count_recipients(announcement):
    """How many would be told if it were published now."""
    return members_of(announcement.addressee).count()


def take_back_announcement(pk, *, seconds=None):
    """Remove the notices of a withdrawn announcement and the mails that wait, a batch at a time. Returns whether all
    are gone; False means that `seconds` are over. May run twice."""
    deadline = time.monotonic() + seconds if seconds else None
    announcement = Announcement.objects.to_take_back().filter(pk=pk).first()
    if announcement is None:
        return True
    told = Notification.objects.filter(cause_key=announcement.cause_key)
    while keys := list(told.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        Notification.objects.filter(pk__in=keys).delete()
        if deadline and time.monotonic() > deadline:
            return False
    Announcement.objects.filter(pk=pk).update(taken_back_at=timezone.now())
    return True
