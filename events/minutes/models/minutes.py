"""What is written down of a session. The answers themselves stand with the agenda items and the questions."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models import Event

SUMMARY_MAX = 10_000


class MinutesQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=Minutes.State.PUBLISHED)

    def latest_before(self, event):
        """The published minutes of the last session of the series before this one, or None. Who may know of the one
        need not know of the other."""
        if event.series_id is None:
            return None
        rows = self.published().filter(event__series=event.series_id, event__starts_at__lt=event.starts_at)
        return rows.select_related("event__group").order_by("-event__starts_at", "-event").first()


class Minutes(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("minutes", "Draft")
        PUBLISHED = "published", pgettext_lazy("minutes", "Published")

    # A session has `minutes` of its own: its length.
    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="minutes_page")
    summary = models.TextField(_("summary"), blank=True, validators=[MaxLengthValidator(SUMMARY_MAX)])
    summary_rendered = models.TextField(blank=True, editable=False)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT)
    # Goes up with each change, of an answer or a link too.
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(_("published at"), null=True)
    edited_at = models.DateTimeField(_("edited at"), null=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("edited by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = MinutesQuerySet.as_manager()

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", published_at=None) | Q(state="published", published_at__isnull=False),
                name="minutes_published_has_time",
            ),
        ]

    def __str__(self):
        return str(self.event)

    def get_absolute_url(self):
        return reverse("minutes:minutes_detail", args=[self.event_id])

    @property
    def html(self):
        return mark_safe(self.summary_rendered)

    @property
    def is_published(self):
        return self.state == self.State.PUBLISHED

    @property
    def edited_since(self):
        """When they were last changed after everybody could read them, or None."""
        return self.edited_at if self.is_published and self.edited_at and self.edited_at > self.published_at else None
