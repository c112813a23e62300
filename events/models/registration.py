"""Who has a seat, who waits for one, and who came."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models.event import Event


class RegistrationQuerySet(models.QuerySet):
    def going(self):
        """Those with a seat."""
        return self.filter(state=Registration.State.GOING)

    def waiting(self):
        """Those who wait for a seat, in the order in which they get one."""
        return self.filter(state=Registration.State.WAITING).order_by("waiting_since", "pk")

    def live(self):
        """With a seat or waiting for one."""
        return self.exclude(state=Registration.State.CANCELLED)

    def attended(self):
        """Those who were there, in the order in which they came."""
        return self.filter(checked_in_at__isnull=False).order_by("checked_in_at", "pk")


class Registration(models.Model):
    """What stands between one member and one session; there is one, whatever comes of it."""

    class State(models.TextChoices):
        GOING = "going", pgettext_lazy("registration", "Has a seat")
        WAITING = "waiting", pgettext_lazy("registration", "Waits for a seat")
        CANCELLED = "cancelled", pgettext_lazy("registration", "Cancelled")

    class Way(models.TextChoices):
        """How it was seen that somebody came."""

        CODE = "code", _("scanned the code at the door")
        WORD = "word", _("knew the code word")
        DESK = "desk", _("ticked off by the hosts")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="registrations")
    # Empty when the member is gone; that somebody sat there stays.
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("member"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="registrations",
    )
    state = models.CharField(_("state"), max_length=9, choices=State)
    # A seat out of the reserved ones.
    is_reserved = models.BooleanField(default=False)
    registered_at = models.DateTimeField(_("since"), default=timezone.now)
    waiting_since = models.DateTimeField(null=True)
    seated_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    # Who took the seat away or gave it; empty where it was the member.
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    checked_in_at = models.DateTimeField(_("came"), null=True)
    checked_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    way = models.CharField(_("how it was seen"), max_length=4, choices=Way, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "member"], condition=Q(member__isnull=False), name="registration_once"
            ),
            models.CheckConstraint(
                condition=Q(state="going", seated_at__isnull=False, cancelled_at=None)
                | Q(state="waiting", waiting_since__isnull=False, seated_at=None, cancelled_at=None)
                | Q(state="cancelled", cancelled_at__isnull=False),
                name="registration_state_has_time",
            ),
            models.CheckConstraint(
                condition=Q(checked_in_at=None, way="") | (Q(state="going", checked_in_at__isnull=False) & ~Q(way="")),
                name="registration_came_with_seat",
            ),
            models.CheckConstraint(
                condition=Q(is_reserved=False) | Q(state="going"), name="registration_reserved_is_seat"
            ),
        ]
        indexes = [
            models.Index(fields=["event", "state", "id"], name="registration_of_event"),
            models.Index(
                fields=["event", "waiting_since", "id"], condition=Q(state="waiting"), name="registration_waiting"
            ),
            models.Index(fields=["member", "-id"], name="registration_of_member"),
        ]

    def __str__(self):
        return f"{self.member} – {self.event_id}"

    @property
    def is_going(self):
        return self.state == self.State.GOING

    @property
    def is_waiting(self):
        return self.state == self.State.WAITING

    @property
    def place_in_line(self):
        """How many wait before and with this one; 1 is next. One query."""
        before = Q(waiting_since__lt=self.waiting_since) | Q(waiting_since=self.waiting_since, pk__lte=self.pk)
        return Registration.objects.waiting().filter(before, event=self.event_id).count()
