"""What a member is told (Notification) and what became of the telling: one mail each (Delivery), or many (Digest)."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models.group import InterestGroup, Membership
from community.models.member import Member
from community.prepared import prepared


class NotificationQuerySet(models.QuerySet):
    def of(self, member):
        """What was told to a member and may still be read by him: nothing out of a private group that he has left."""
        known = Q(group=None) | Q(group__is_private=False)
        known |= Q(group__in=Membership.objects.filter(member=member).values("group"))
        return self.filter(known, member=member)

    def unread(self):
        return self.filter(read_at=None)

    def newest_first(self):
        return self.order_by("-pk")

    def count_unread(self, member):
        """How many a member may read and has not. Asked on every page, so his groups are only asked for where one of
        them was said in a group."""
        counts = dict(unread_by_group(member.pk))
        return self.of(member).unread().count() if counts.keys() - {None} else counts.get(None, 0)


class Notification(models.Model):
    """One thing told to one member; the words are rendered when read, in the reader's language."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="notifications")
    # Dotted app.name; the words stand in templates/<app>/notify/<name>.txt.
    kind = models.CharField(max_length=60)
    # What caused it ("progress:17"); with the member it is unique, so telling twice is harmless.
    cause_key = models.CharField(max_length=80)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=300)
    # In which group it was said, where that matters: out of a private one it is for its members alone.
    group = models.ForeignKey(InterestGroup, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [models.UniqueConstraint(fields=["member", "cause_key"], name="notification_once_per_cause")]
        indexes = [
            models.Index(fields=["member", "-id"], name="notification_inbox"),
            # To find all that were told of one thing, when its words are taken back.
            models.Index(fields=["cause_key"], name="notification_cause"),
            models.Index(fields=["member"], condition=Q(read_at=None), name="notification_unread"),
        ]

    def __str__(self):
        return f"{self.kind} → {self.member_id}"


@prepared
def unread_by_group(member):
    """(group, how many) of what a member has not read."""
    told = Notification.objects.filter(member=member).unread().order_by()
    return told.values_list("group").annotate(models.Count("pk"))


class DigestQuerySet(models.QuerySet):
    def open(self):
        """Those with which something is still to happen."""
        return self.filter(next_try_at__isnull=False)

    def gathering(self):
        """Those that still take notices in. One that was tried takes none: what it told may have arrived."""
        return self.open().filter(state=Digest.State.PENDING, attempts=0)

    def due(self):
        """Whose hour has come, and those whose worker died; oldest first."""
        return self.filter(next_try_at__lte=timezone.now()).order_by("next_try_at", "pk")


class Digest(models.Model):
    """The one mail in which a member gets what gathered until a day; what it holds are its deliveries.

    Which day and hour that is was worked out when the first notice was put in, see community/gathering.py.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Gathering")
        QUEUED = "queued", _("With a worker")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        EMPTY = "empty", _("Nothing to tell")
        JOINED = "joined", _("Went with a later one")
        DEAD = "dead", _("Given up")
        DROPPED = "dropped", _("Dropped")

    MAX_ATTEMPTS = 5
    BACKOFF = [timedelta(minutes=m) for m in (5, 15, 60, 360, 1440)]

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="digests")
    # The member's own day on which it goes out: with the member it is unique, so there is never a second mail.
    period = models.DateField(_("day"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # Its hour at first, then when to try again; empty when nothing is to be done any more.
    next_try_at = models.DateTimeField(_("next try"), null=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    told_count = models.PositiveIntegerField(_("notices"), default=0)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        constraints = [
            models.UniqueConstraint(fields=["member", "period"], name="digest_once_per_period"),
            models.CheckConstraint(condition=Q(attempts__lte=5), name="digest_attempts_bounded"),
            models.CheckConstraint(
                condition=Q(next_try_at=None, state__in=["sent", "empty", "joined", "dead", "dropped"])
                | Q(next_try_at__isnull=False, state__in=["pending", "queued", "sending"]),
                name="digest_due_while_open",
            ),
        ]
        indexes = [
            # Both small: what is done with has no next try.
            models.Index(fields=["next_try_at", "id"], condition=Q(next_try_at__isnull=False), name="digest_due"),
            models.Index(fields=["member"], condition=Q(next_try_at__isnull=False), name="digest_open_of_member"),
            models.Index(fields=["state", "-id"], name="digest_by_state"),
        ]

    def __str__(self):
        return f"{self.member_id} {self.period}: {self.state}"


class DeliveryQuerySet(models.QuerySet):
    def due(self):
        """Waiting rows whose time has come, and rows whose sender died; oldest first."""
        return self.filter(
            state__in=[Delivery.State.PENDING, Delivery.State.SENDING], next_try_at__lte=timezone.now()
        ).order_by("next_try_at")


class Delivery(models.Model):
    class State(models.TextChoices):
        PENDING = "pending", _("Waiting")
        HELD = "held", _("In a digest")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        DEAD = "dead", _("Given up")
        DROPPED = "dropped", _("Dropped")

    MAX_ATTEMPTS = 5
    BACKOFF = [timedelta(minutes=m) for m in (2, 10, 60, 360, 1440)]

    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, related_name="deliveries")
    # The one mail that this goes in with others; empty for a mail of its own.
    digest = models.ForeignKey(
        Digest, verbose_name=_("digest"), null=True, on_delete=models.CASCADE, related_name="deliveries"
    )
    channel = models.CharField(_("by"), max_length=10, default="mail")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"), default=timezone.now)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["notification", "channel"], name="delivery_once_per_channel"),
            models.CheckConstraint(condition=Q(attempts__lte=5), name="delivery_attempts_bounded"),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(digest__isnull=False), name="delivery_held_by_a_digest"
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state__in=["pending", "sending"]), name="delivery_due"),
            models.Index(fields=["state", "-id"], name="delivery_by_state"),
        ]

    def __str__(self):
        return f"{self.channel} {self.notification_id}: {self.state}"
