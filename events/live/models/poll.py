"""Quick polls of a session: written by those who run it, opened when they say so."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.posts.models import Poll
from events.models import Event


class SessionPollQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("position", "pk")

    def shown(self):
        """What all see: those that run, and what the big screen shows, running or over."""
        running = Q(opened_at__isnull=False, poll__closed_at=None)
        return self.filter(running | Q(is_on_screen=True, opened_at__isnull=False)).in_order()

    def running(self):
        return self.filter(opened_at__isnull=False, poll__closed_at=None).in_order()


class SessionPoll(models.Model):
    OPTIONS_MAX = 6

    event = models.ForeignKey(Event, verbose_name=_("session"), on_delete=models.CASCADE, related_name="polls")
    poll = models.OneToOneField(Poll, verbose_name=_("poll"), on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    is_on_screen = models.BooleanField(_("on the big screen"), default=False)
    opened_at = models.DateTimeField(_("opened at"), null=True)
    # One send of one form makes one poll.
    submit_key = models.CharField(max_length=64, null=True, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = SessionPollQuerySet.as_manager()

    class Meta:
        verbose_name = _("poll of a session")
        verbose_name_plural = _("polls of sessions")
        constraints = [
            models.UniqueConstraint(
                fields=["event"], condition=Q(is_on_screen=True), name="session_poll_one_on_screen"
            ),
            models.UniqueConstraint(fields=["event", "position"], name="session_poll_once_per_place"),
            models.CheckConstraint(
                condition=Q(is_on_screen=False) | Q(opened_at__isnull=False), name="session_poll_shown_was_opened"
            ),
        ]

    def __str__(self):
        return self.poll.heading

    @property
    def is_running(self):
        return self.opened_at is not None and self.poll.is_open
