"""What was promised for each item, by when, and whether it was kept."""

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import AppendOnlyQuerySet
from feedback.models.calendar import CalendarVersion, WorkCalendar
from feedback.models.feedback import Feedback
from feedback.models.status import Severity
from feedback.models.taxonomy import Category, Channel


class SlaPolicy(models.Model):
    """Hours to the first answer and to the resolution, for a severity and, where set, a category or a channel.

    Of several that fit, the most special one counts: see feedback.actions.promising.find_policy.
    """

    severity = models.PositiveSmallIntegerField(
        _("severity"),
        choices=Severity,
        null=True,
        blank=True,
        help_text=_("Empty: for what nobody has looked at yet."),
    )
    category = models.ForeignKey(
        Category, verbose_name=_("only for the category"), null=True, blank=True, on_delete=models.CASCADE
    )
    channel = models.ForeignKey(
        Channel, verbose_name=_("only for the channel"), null=True, blank=True, on_delete=models.CASCADE
    )
    answer_hours = models.PositiveSmallIntegerField(_("first answer within (hours)"), validators=[MinValueValidator(1)])
    resolve_hours = models.PositiveSmallIntegerField(
        _("resolved within (hours)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    calendar = models.ForeignKey(
        WorkCalendar,
        verbose_name=_("counted in the hours of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        help_text=_("Empty: round the clock."),
    )
    warn_percent = models.PositiveSmallIntegerField(
        _("warn when used up (percent)"), default=75, validators=[MinValueValidator(10), MaxValueValidator(95)]
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("promise policy")
        verbose_name_plural = _("promise policies")
        ordering = ["severity", "category", "channel"]
        constraints = [
            models.UniqueConstraint(
                Coalesce("severity", 0), Coalesce("category", 0), Coalesce("channel", 0), name="sla_policy_once"
            ),
            models.CheckConstraint(condition=Q(answer_hours__gte=1), name="sla_policy_answer_hours"),
            models.CheckConstraint(condition=Q(warn_percent__range=(10, 95)), name="sla_policy_warn_percent"),
        ]

    def __str__(self):
        parts = [
            self.get_severity_display() if self.severity else str(_("not sorted yet")),
            self.category,
            self.channel,
        ]
        return " · ".join(str(part) for part in parts if part)


class PromiseQuerySet(models.QuerySet):
    def running(self):
        return self.filter(state=Promise.State.RUNNING)

    def to_look_at(self, now):
        """Those where a warning or the deadline has come, the longest waiting first."""
        return self.filter(look_at__lte=now).order_by("look_at", "pk")

    def settled_since(self, moment):
        return self.filter(settled_at__gte=moment, state__in=[Promise.State.KEPT, Promise.State.BROKEN])


class Promise(models.Model):
    """One promised time of one item. Hours, calendar and times are copies: a policy changed later rewrites nothing."""

    class Target(models.TextChoices):
        ANSWER = "answer", _("First answer")
        RESOLVE = "resolve", _("Resolution")

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        KEPT = "kept", _("Kept")
        BROKEN = "broken", _("Late")
        VOID = "void", _("Called off")

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="promises")
    target = models.CharField(max_length=8, choices=Target)
    # Counts up when an item is taken up again: its resolution is then promised anew.
    round = models.PositiveSmallIntegerField(default=1)
    policy = models.ForeignKey(SlaPolicy, null=True, on_delete=models.SET_NULL)
    hours = models.PositiveSmallIntegerField()
    warn_percent = models.PositiveSmallIntegerField(default=75)
    # None is round the clock.
    calendar = models.ForeignKey(CalendarVersion, null=True, on_delete=models.PROTECT)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # Working seconds that waiting for the member has added so far.
    paused_seconds = models.PositiveIntegerField(default=0)
    paused_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    # When it was kept, or when its time had passed.
    settled_at = models.DateTimeField(null=True)
    # When the sweep looks next: at the warning, then at the deadline; null when there is nothing to wait for.
    look_at = models.DateTimeField(null=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        constraints = [
            models.UniqueConstraint(fields=["feedback", "target", "round"], name="promise_once"),
            models.UniqueConstraint(
                fields=["feedback", "target"],
                condition=Q(state__in=["running", "paused"]),
                name="promise_one_running",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["kept", "broken"], settled_at__isnull=False)
                | Q(state__in=["running", "paused", "void"], settled_at__isnull=True),
                name="promise_settled_with_time",
            ),
            models.CheckConstraint(
                condition=Q(state="paused", paused_at__isnull=False) | ~Q(state="paused") & Q(paused_at=None),
                name="promise_paused_with_time",
            ),
            models.CheckConstraint(
                condition=Q(look_at=None) | Q(state="running"), name="promise_watched_while_running"
            ),
        ]
        indexes = [
            models.Index(fields=["look_at", "id"], condition=Q(look_at__isnull=False), name="promise_to_look_at"),
            models.Index(fields=["target", "settled_at"], name="promise_settled"),
        ]

    def __str__(self):
        return f"#{self.feedback_id} {self.target} {self.state}"

    def plus(self, moment, seconds):
        """The moment (UTC) at which so many seconds of the promised kind of time have passed since `moment`."""
        if self.calendar is None:
            return moment + timedelta(seconds=seconds)
        return self.calendar.worktime.add(moment, seconds)

    def between(self, start, end):
        """Seconds of the promised kind of time from `start` to `end`; 0 when `end` is not later."""
        if self.calendar is None:
            return max((end - start).total_seconds(), 0)
        return self.calendar.worktime.between(start, end)

    def run_from(self, moment, left, *, warned=False):
        """Set when it is due and looked at, with `left` seconds of the promised kind of time to go at `moment`."""
        reserve = self.hours * 36 * (100 - self.warn_percent)
        self.due_at = self.plus(moment, left)
        self.look_at = self.due_at if warned else self.plus(moment, max(left - reserve, 0))

    def used(self, moment):
        """Seconds of the promised kind of time that had been used up at `moment`, waiting for the member left out."""
        return max(self.between(self.started_at, moment) - self.paused_seconds, 0)

    @property
    def is_open(self):
        return self.state in (self.State.RUNNING, self.State.PAUSED)

    @property
    def is_kept(self):
        return self.state == self.State.KEPT

    @property
    def is_broken(self):
        return self.state == self.State.BROKEN


class SlaEvent(models.Model):
    """What happened to a promise, append-only: how it was kept can be told step by step."""

    class Kind(models.TextChoices):
        MOVED = "moved", _("Time changed")
        PAUSED = "paused", _("Paused")
        RESUMED = "resumed", _("Runs again")
        NEAR = "near", _("Nearly due")
        KEPT = "kept", _("Kept")
        BROKEN = "broken", _("Late")
        VOID = "void", _("Called off")

    ONCE = (Kind.NEAR, Kind.KEPT, Kind.BROKEN, Kind.VOID)

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=8, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    # When the promise was due after this.
    due_at = models.DateTimeField()

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("promise event")
        verbose_name_plural = _("promise events")
        constraints = [
            # Warned, kept or broken at most once, whatever runs at once.
            models.UniqueConstraint(
                fields=["promise", "kind"],
                condition=Q(kind__in=["near", "kept", "broken", "void"]),
                name="sla_event_once",
            ),
            models.UniqueConstraint(
                fields=["promise"], condition=Q(kind__in=["kept", "broken", "void"]), name="sla_event_one_outcome"
            ),
        ]

    def __str__(self):
        return f"{self.promise_id} {self.kind}"
