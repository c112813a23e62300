"""Notices read, what comes by mail, and mails that could not be delivered."""

from django.db import transaction
from django.utils import timezone

from community.audit import record
from community.gathering import digests_for, moment_of
from community.models import Delivery, Digest, MailChoice, Member, Notification
from community.notices import mail_kind_of


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


def retry_digest(digest, *, actor):
    """Give a dead digest a fresh set of attempts; on any other state nothing happens."""
    with transaction.atomic():
        fresh = {"state": Digest.State.PENDING, "attempts": 0, "next_try_at": timezone.now()}
        if Digest.objects.filter(pk=digest.pk, state=Digest.State.DEAD).update(**fresh):
            record("community.digest.retried", digest, actor=actor)


def drop_digest(digest, *, actor):
    """Give a dead digest up for good; on any other state nothing happens."""
    with transaction.atomic():
        if Digest.objects.filter(pk=digest.pk, state=Digest.State.DEAD).update(state=Digest.State.DROPPED):
            held = Delivery.objects.filter(digest=digest, state=Delivery.State.HELD)
            held.update(state=Delivery.State.DROPPED)
            record("community.digest.dropped", digest, actor=actor)


# --- what comes by mail -----------------------------------------------------------------------------------


def choose_mail(member, *, frequencies, hour, weekday):
    """Choose how often each kind of mail comes ({MailChoice.Kind: Frequency}), and when digests go out: the hour (0–23)
    and, once a week, the day (Monday is 0), in the member's time zone.

    What waits already goes along to the new hour. Of what is now to come at once, or never, that is not so: it comes,
    or not, when it would have come, so that nobody gets many mails for one press.
    """
    with transaction.atomic():
        for kind, frequency in frequencies.items():
            MailChoice.objects.update_or_create(member=member, kind=kind, defaults={"frequency": frequency})
        Member.objects.filter(pk=member.pk).update(digest_hour=hour, digest_weekday=weekday)
        member.digest_hour, member.digest_weekday = hour, weekday
        gather_anew(member)


def gather_anew(member):
    """Put what waits for a member into the digests that it belongs to by his choices, hour and time zone of now, in the
    caller's transaction."""
    chosen = dict(MailChoice.objects.filter(member=member).values_list("kind", "frequency"))
    before = list(Digest.objects.gathering().filter(member=member).select_for_update(no_key=True))
    held = Delivery.objects.filter(digest__in=before, state=Delivery.State.HELD)
    waiting = list(held.values_list("pk", "notification__kind"))
    for frequency in MailChoice.GATHERED:
        if moved := [pk for pk, kind in waiting if chosen.get(mail_kind_of(kind)) == frequency]:
            digest = digests_for({member.pk: member}, {member.pk: frequency})[member.pk]
            held.filter(pk__in=moved).update(digest=digest)
    # Days stay, hours move; a day whose new hour is over goes out as it was.
    for digest in Digest.objects.gathering().filter(member=member):
        moment = moment_of(digest.period, zone=member.time_zone, hour=member.digest_hour)
        if moment > timezone.now():
            Digest.objects.gathering().filter(pk=digest.pk).update(next_try_at=moment)
