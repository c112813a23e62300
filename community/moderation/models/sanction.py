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


class AppealQuerySet(models.QuerySet):
    def open(self):
        """Not decided yet, the longest waiting first."""
        return self.filter(decided_at=None).order_by("pk")

    def not_of(self, member):
        """Without those of this member: somebody else looks at them."""
        return self.exclude(sanction__member=member).exclude(case__author=member)

    def with_decisions(self):
        """With what they are about, and who decided it."""
        return self.select_related(
            *("sanction__member", "sanction__by", "sanction__case", "case__author", "case__decided_by", "decided_by")
        )


class Appeal(models.Model):
    """A member's one asking to look again at one sanction, or at words of his that a case hid; decided once."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("It stays")
        LIFTED = "lifted", _("Lifted")

    WORDS_LIMIT = 1000

    sanction = models.OneToOneField(Sanction, null=True, on_delete=models.CASCADE, related_name="appeal")
    # One that hid something without more.
    case = models.OneToOneField(Case, null=True, on_delete=models.CASCADE, related_name="appeal")
    words = models.CharField(_("why"), max_length=WORDS_LIMIT)
    created_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(_("decision"), max_length=8, choices=Outcome, blank=True)
    answer = models.CharField(_("words to the member"), max_length=500, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = AppealQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=Q(sanction=None, case__isnull=False) | Q(sanction__isnull=False, case=None),
                name="appeal_about_one_decision",
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(decided_at=None), name="appeal_open")]

    def __str__(self):
        return f"{self.sanction_id or self.case_id}: {self.outcome or '–'}"

    @property
    def about(self):
        """The Sanction or the Case that is to be looked at again; both have a reason."""
        return self.sanction if self.sanction_id else self.case

    @property
    def label(self):
        """What was decided, in words."""
        return self.sanction.get_kind_display() if self.sanction_id else self.case.get_outcome_display()

    @property
    def member(self):
        return self.sanction.member if self.sanction_id else self.case.author

    @property
    def by(self):
        """Who decided first."""
        return self.sanction.by if self.sanction_id else self.case.decided_by

    @property
    def since(self):
        return self.sanction.starts_at if self.sanction_id else self.case.decided_at

    @property
    def first_words(self):
        """What the member was told with it."""
        return self.sanction.words if self.sanction_id else self.case.answer

    @property
    def hiding_case(self):
        """The case that may have hidden words, or None."""
        return self.sanction.case if self.sanction_id else self.case

    @property
    def url(self):
        """Where the member reads it."""
        return f"/me/sanctions/#{'sanction' if self.sanction_id else 'case'}-{self.about.pk}"
