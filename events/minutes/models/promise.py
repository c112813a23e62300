"""What was promised in a session: by whom, by when, and what became of it."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.live.models import Question
from events.models import AgendaItem, Event
from feedback.models import Feedback

TEXT_MAX, NOTE_MAX = 200, 500
# The owner is reminded so many days before.
DAYS_BEFORE = 3


def community_day():
    """Today by the community's calendar, wherever the reader is: by it promises are late for all at once."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


class ActionItemQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=ActionItem.State.OPEN)

    def late(self, today=None):
        """Open although their day is over."""
        return self.open().filter(due_on__lt=today or community_day())

    def kept(self):
        return self.filter(state=ActionItem.State.DONE)

    def dropped(self):
        return self.filter(state=ActionItem.State.DROPPED)

    def by_day(self):
        """Those due first, first."""
        return self.order_by("due_on", "pk")

    def public(self):
        """What everybody may read: in published minutes, of sessions that everybody may know of."""
        return self.filter(event__in=Event.objects.public(), event__minutes_page__state="published")

    def of_owner(self, member):
        """Open ones of this member, of sessions that he may know of or runs."""
        known = Q(event__in=Event.objects.visible_to(member)) | Q(event__in=Event.objects.run_by(member))
        return self.open().filter(known, owner=member).by_day()

    def to_remind(self, today):
        """Open ones whose owner is to be reminded by now that their day comes."""
        return self.open().filter(remind_on__lte=today, due_on__gte=today, owner__isnull=False).order_by("pk")

    def to_urge(self, today):
        """Open ones whose owner is to be told by now that their day is over."""
        return self.open().filter(late_on__lte=today, owner__isnull=False).order_by("pk")


class ActionItem(models.Model):
    """A promise. `event.promise_count` counts all of them, `event.kept_count` those that are done: one that was dropped
    was promised and not kept."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("promise", "Open")
        DONE = "done", pgettext_lazy("promise", "Done")
        DROPPED = "dropped", pgettext_lazy("promise", "Will not be done")

    event = models.ForeignKey(
        Event, verbose_name=pgettext_lazy("event", "session"), on_delete=models.CASCADE, related_name="promises"
    )
    text = models.CharField(_("what was promised"), max_length=TEXT_MAX)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who does it"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="promises",
    )
    due_on = models.DateField(_("by"))
    agenda_item = models.ForeignKey(AgendaItem, null=True, on_delete=models.SET_NULL, related_name="+")
    question = models.ForeignKey(Question, null=True, on_delete=models.SET_NULL, related_name="+")
    feedback = models.ForeignKey(
        Feedback, verbose_name=_("feedback"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.OPEN)
    # What was done, or why it is not.
    note = models.CharField(_("a word about it"), max_length=NOTE_MAX, blank=True)
    # When it was done or dropped, and by whom.
    done_at = models.DateTimeField(_("done at"), null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    # The days from which on the owner is to be told that it is near, and that it is late; empty once he was.
    remind_on = models.DateField(null=True)
    late_on = models.DateField(null=True)
    # The last state that stands in the progress log of its feedback.
    said = models.CharField(max_length=7, blank=True)
    # One send of one form makes one promise.
    submit_key = models.CharField(max_length=64, null=True, unique=True)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="promise_says_something"),
            models.CheckConstraint(
                condition=Q(state="open", done_at=None) | Q(state__in=["done", "dropped"], done_at__isnull=False),
                name="promise_end_has_time",
            ),
            models.CheckConstraint(condition=~Q(state="dropped") | ~Q(note=""), name="promise_dropped_says_why"),
        ]
        indexes = [
            models.Index(fields=["event", "due_on", "id"], name="promise_of_event"),
            models.Index(fields=["due_on", "id"], condition=Q(state="open"), name="promise_open"),
            models.Index(fields=["-done_at", "-id"], condition=Q(state="done"), name="promise_done"),
            models.Index(fields=["owner", "due_on"], condition=Q(state="open"), name="promise_of_owner"),
            models.Index(fields=["remind_on"], condition=Q(remind_on__isnull=False), name="promise_to_remind"),
            models.Index(fields=["late_on"], condition=Q(late_on__isnull=False), name="promise_to_urge"),
        ]

    def __str__(self):
        return self.text

    def get_absolute_url(self):
        return reverse("minutes:promise_detail", args=[self.pk])

    @property
    def is_open(self):
        return self.state == self.State.OPEN

    @property
    def is_done(self):
        return self.state == self.State.DONE

    @property
    def is_dropped(self):
        return self.state == self.State.DROPPED

    @property
    def is_late(self):
        return self.is_open and self.due_on < community_day()

    @property
    def days_late(self):
        return (community_day() - self.due_on).days

    @staticmethod
    def reminders(due_on):
        """The two days for a promise that is due then; one made shortly before needs no reminder of it."""
        near = due_on - timedelta(days=DAYS_BEFORE)
        return {"remind_on": near if near > community_day() else None, "late_on": due_on + timedelta(days=1)}
