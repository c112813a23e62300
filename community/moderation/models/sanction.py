"""What a member has to bear, and the one time he may ask for it to be looked at again."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import AppendOnlyQuerySet
from community.moderation.models.case import Case
from community.moderation.models.reason import Reason


class SanctionQuerySet(AppendOnlyQuerySet):
    def in_force(self, kind=""):
        """What counts at this moment, of one kind or of all; a warning counts for nothing but the memory."""
        now = timezone.now()
        rows = self.filter(lifted_at=None).filter(Q(until=None) | Q(until__gt=now))
        return rows.filter(kind=kind) if kind else rows.exclude(kind=Sanction.Kind.WARN)

    def newest_first(self):
        return self.order_by("-pk")

    def lift(self, *, actor):
        """End those that were not ended yet; the rows stay. Returns how many."""
        return models.QuerySet.update(self.filter(lifted_at=None), lifted_at=timezone.now(), lifted_by=actor)

    def mark_sessions_ended(self):
        return models.QuerySet.update(self.filter(sessions_ended_at=None), sessions_ended_at=timezone.now())


class Sanction(models.Model):
    """Added and never changed, but for its end: a mistake is lifted, a harder one replaces a milder."""

    class Kind(models.TextChoices):
        WARN = "warn", _("Warning")
        PAUSE = "pause", _("Pause")
        SUSPEND = "suspend", _("Suspension")

    WORDS_LIMIT = 500

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("member"), on_delete=models.CASCADE, related_name="sanctions"
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    starts_at = models.DateTimeField(_("since"), default=timezone.now)
    # Empty for a warning, and for a suspension that lasts until it is lifted.
    until = models.DateTimeField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    words = models.CharField(_("words to the member"), max_length=WORDS_LIMIT, blank=True)
    case = models.ForeignKey(
        Case, verbose_name=_("case"), null=True, blank=True, on_delete=models.SET_NULL, related_name="sanctions"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("lifted by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # When the open sessions of a suspended member were deleted; until then they are refused one by one.
    sessions_ended_at = models.DateTimeField(null=True, editable=False)

    objects = SanctionQuerySet.as_manager()

    class Meta:
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("starts_at")), name="sanction_until_after_start"
            ),
            models.CheckConstraint(
                condition=Q(kind="warn", until=None) | Q(kind="pause", until__isnull=False) | Q(kind="suspend"),
                name="sanction_kind_and_length",
            ),
            models.CheckConstraint(
                condition=Q(lifted_by=None) | Q(lifted_at__isnull=False), name="sanction_lifted_has_moment"
            ),
            # What replaces another ends it first, so that lifting one is enough.
            models.UniqueConstraint(
                fields=["member", "kind"],
                condition=Q(lifted_at=None) & ~Q(kind="warn"),
                name="sanction_one_of_a_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-id"], name="sanction_of_member"),
            models.Index(
                fields=["id"],
                condition=Q(kind="suspend", sessions_ended_at=None),
                name="sanction_sessions_open",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.member}"

    @property
    def is_in_force(self):
        return self.lifted_at is None and (self.until is None or self.until > timezone.now())

    @property
    def state(self):
        """'given' for a warning, 'running', 'over' by time, or 'lifted' before its time."""
        if self.lifted_at and (self.until is None or self.lifted_at < self.until):
            return "lifted"
        if self.kind == self.Kind.WARN:
            return "given"
        return "running" if self.is_in_force else "over"


class Appeal(models.Model):
    """A member's one asking to look again at one sanction, decided once."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("It stays")
        LIFTED = "lifted", _("Lifted")

    WORDS_LIMIT = 1000

    sanction = models.OneToOneField(Sanction, on_delete=models.CASCADE, related_name="appeal")
    words = models.CharField(_("why"), max_length=WORDS_LIMIT)
    created_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(_("decision"), max_length=8, choices=Outcome, blank=True)
    answer = models.CharField(_("words to the member"), max_length=500, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None)
                | (Q(outcome__in=["upheld", "lifted"], decided_at__isnull=False) & ~Q(answer="")),
                name="appeal_decided_with_words",
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(decided_at=None), name="appeal_open")]

    def __str__(self):
        return f"{self.sanction_id}: {self.outcome or '–'}"
