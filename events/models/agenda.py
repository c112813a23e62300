"""What a session goes through, in order, with a time for each."""

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models.event import COMING, Event
from feedback.models import Feedback

ANSWER_MAX = 5000


class AgendaQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("position", "pk")

    def coming_for(self, feedback):
        """Where an item is to be discussed, the next session first."""
        rows = self.filter(feedback=feedback, event__state__in=COMING).select_related("event")
        return rows.order_by("event__starts_at", "pk")

    def said_in_private(self):
        """Those with what is for the members of one group alone."""
        return self.filter(feedback__visibility=Feedback.Visibility.GROUP)


class AgendaItem(models.Model):
    class Why(models.TextChoices):
        """Why the machine proposed it; empty where the host put it there."""

        WANTED = "wanted", pgettext_lazy("agenda", "Most wanted")
        NEGATIVE = "negative", pgettext_lazy("agenda", "Most unhappy")
        WAITING = "waiting", pgettext_lazy("agenda", "Longest waiting")
        PROMISES = "promises", pgettext_lazy("agenda", "What was promised last time")
        QUESTIONS = "questions", pgettext_lazy("agenda", "Questions from the room")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=120)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=10, validators=[MinValueValidator(1), MaxValueValidator(480)]
    )
    feedback = models.ForeignKey(
        Feedback, verbose_name=_("feedback"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    why = models.CharField(_("proposed as"), max_length=9, choices=Why, blank=True, editable=False)
    speaker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=pgettext_lazy("agenda", "speaker"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # One send of one form makes one line.
    submit_key = models.CharField(max_length=64, null=True, unique=True, editable=False)
    begun_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    # What was said to it: part of the minutes.
    answer = models.TextField(_("what was said"), blank=True, validators=[MaxLengthValidator(ANSWER_MAX)])
    answer_rendered = models.TextField(blank=True, editable=False)

    objects = AgendaQuerySet.as_manager()

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda")
        constraints = [
            models.CheckConstraint(condition=Q(minutes__range=(1, 480)), name="agenda_minutes_in_range"),
            models.UniqueConstraint(
                fields=["event", "feedback"], condition=Q(feedback__isnull=False), name="agenda_feedback_once"
            ),
        ]
        indexes = [
            models.Index(fields=["event", "position", "id"], name="agenda_order"),
            models.Index(fields=["feedback"], condition=Q(feedback__isnull=False), name="agenda_of_feedback"),
        ]

    def __str__(self):
        return self.title

    @property
    def shows_item(self):
        """Whether whoever sees the session may see its item: not one taken back or hidden, and what was said in a
        private group in that group's sessions alone. Read lines as `event.agenda`, which knows the event."""
        if self.feedback_id is None or self.feedback.is_public:
            return self.feedback_id is not None
        return self.feedback.is_for_group and self.feedback.group_id == self.event.group_id

    @property
    def display_title(self):
        """Its title, or that its item is no longer shown."""
        hides = self.feedback_id is not None and not self.shows_item
        return _("An item that is no longer shown") if hides else self.title

    @property
    def answer_html(self):
        return mark_safe(self.answer_rendered)
