"""What is to be told of a session and to whom: the outbox of this wing, gone through a batch at a time."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.event import Event


class TellingQuerySet(models.QuerySet):
    def to_tell(self):
        """Those that somebody may still have to be told of, the oldest first."""
        return self.filter(told_at=None).order_by("pk")


class Telling(models.Model):
    """One cause for which many are told. Members are gone through in the order of their keys; those up to `told_up_to`
    are done. The key is unique, so a reminder is told once, however often it falls due."""

    class What(models.TextChoices):
        PUBLISHED = "published", _("A new session")
        MOVED = "moved", _("The session was moved")
        CANCELLED = "cancelled", _("The session is cancelled")
        DAY = "day", _("Reminder a day before")
        HOUR = "hour", _("Reminder an hour before")
        MINUTES = "minutes", _("The minutes are out")
        SURVEY = "survey", _("How was it?")

    class To(models.TextChoices):
        INVITED = "invited", _("all that it is for")
        REGISTERED = "registered", _("all with a seat or waiting")
        GOING = "going", _("all with a seat")
        ATTENDED = "attended", _("all who came")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="tellings")
    what = models.CharField(max_length=9, choices=What)
    to = models.CharField(max_length=10, choices=To)
    cause_key = models.CharField(max_length=80, unique=True)
    params = models.JSONField(default=dict)
    told_up_to = models.PositiveBigIntegerField(default=0)
    told_count = models.PositiveIntegerField(_("told"), default=0)
    created_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True)

    objects = TellingQuerySet.as_manager()

    class Meta:
        verbose_name = _("telling of a session")
        verbose_name_plural = _("tellings of sessions")
        indexes = [models.Index(fields=["id"], condition=Q(told_at=None), name="telling_open")]

    def __str__(self):
        return f"{self.event_id}: {self.what}"
