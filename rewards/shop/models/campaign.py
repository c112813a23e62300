"""Giving an item to many: to whom, and how far it is."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.models import Member
from community.segments.models import SavedSegment, Segment
from rewards.shop.models.item import Item


class Campaign(models.Model):
    """An item for everybody who did something, once each. Members are gone through in the order of their keys; those
    up to `after` are done."""

    class Audience(models.TextChoices):
        REASON = "reason", _("Whoever earned points for something in a time")
        CONTRIBUTIONS = "contributions", _("Whoever has so many contributions")
        SEGMENT = "segment", _("A segment of the community")
        SAVED = "saved", _("A saved filter over members")
        LISTED = "listed", _("A list of e-mail addresses")

    class State(models.TextChoices):
        DRAFT = "draft", _("Being prepared")
        RUNNING = "running", _("Running")
        STOPPED = "stopped", _("Stopped")
        DONE = "done", pgettext_lazy("campaign", "Done")

    class Halt(models.TextChoices):
        NONE = "", "—"
        BY_HAND = "by_hand", _("Stopped by the team")
        SOLD_OUT = "sold_out", _("Nothing is left; add to the stock and go on.")
        OVER = "over", _("Its time is over; set a later day and go on.")

    name = models.CharField(_("name"), max_length=60, help_text=_("Members read what the gift is for."))
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)
    item = models.ForeignKey(Item, verbose_name=_("gift"), on_delete=models.PROTECT, related_name="campaigns")
    audience = models.CharField(_("who gets it"), max_length=13, choices=Audience)
    reason = models.CharField(_("earned for"), max_length=40, blank=True, help_text=_("Empty: any contribution."))
    starts_on = models.DateField(_("from the day"), null=True, blank=True)
    ends_on = models.DateField(_("to the day"), null=True, blank=True)
    min_contributions = models.PositiveIntegerField(_("contributions"), null=True, blank=True)
    segment = models.CharField(_("segment"), max_length=10, choices=Segment, blank=True)
    saved_segment = models.ForeignKey(
        SavedSegment,
        verbose_name=_("saved filter"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="campaigns",
    )
    # Whom the addresses of a list belonged to; the addresses themselves are not kept.
    listed = models.ManyToManyField(Member, blank=True, related_name="+", editable=False)

    state = models.CharField(_("state"), max_length=7, choices=State, default=State.DRAFT, editable=False)
    halt = models.CharField(_("why it stopped"), max_length=8, choices=Halt, blank=True, editable=False)
    after = models.PositiveBigIntegerField(default=0, editable=False)
    # As of its start.
    total = models.PositiveIntegerField(_("members"), default=0, editable=False)
    done_count = models.PositiveIntegerField(_("gone through"), default=0, editable=False)
    given_count = models.PositiveIntegerField(_("given"), default=0, editable=False)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    worked_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("begun by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="campaign_ends_later",
                violation_error_message=_("The end must lie after the beginning."),
            ),
            models.CheckConstraint(condition=Q(given_count__lte=F("done_count")), name="campaign_gives_on_its_way"),
            models.CheckConstraint(
                condition=Q(state="done", finished_at__isnull=False) | (~Q(state="done") & Q(finished_at=None)),
                name="campaign_done_at",
            ),
        ]
        indexes = [models.Index(fields=["worked_at"], condition=Q(state="running"), name="campaign_running")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("admin:shop_campaign_run", args=[self.pk])

    @property
    def is_running(self):
        return self.state == self.State.RUNNING

    @property
    def may_start(self):
        return self.state in (self.State.DRAFT, self.State.STOPPED)

    @property
    def percent(self):
        if self.state == self.State.DONE:
            return 100
        return min(99, 100 * self.done_count // self.total) if self.total else 0
