"""What members reported: all reports of one thing are one case, decided once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import AppendOnlyQuerySet
from community.moderation.models.reason import Outcome, Reason


class CaseQuerySet(models.QuerySet):
    def open(self):
        """Not decided yet."""
        return self.filter(decided_at=None)

    def decided(self):
        return self.filter(decided_at__isnull=False)

    def not_about(self, member):
        """Without those about this member: they name who reported him."""
        return self.exclude(author=member)

    def gravest_first(self):
        """The most reported and gravest first, the oldest of those alike before the others."""
        return self.order_by("-weight", "pk")

    def latest_decided(self):
        return self.decided().order_by("-decided_at", "-pk")

    def hiding(self, kind, object_id):
        """The case because of which a thing is hidden now, or None."""
        hidden = self.about(kind, object_id).filter(was_hidden=True, restored_at=None)
        return hidden.order_by("-pk").first()

    def about(self, kind, object_id):
        return self.filter(kind=kind, object_id=object_id)


class Case(models.Model):
    # A word of settings.CARE and the key of the thing there.
    kind = models.CharField(_("kind"), max_length=20)
    object_id = models.PositiveBigIntegerField()
    # Who is answerable for it; nobody for words without a name.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("about"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="cases",
    )
    # The words as they stood at the first report: they may be mended, or taken back, before anybody looks.
    words = models.TextField(_("words"), blank=True)
    # Of all reports the gravest reason, how many there are, and what they weigh together.
    gravest = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True)
    report_count = models.PositiveIntegerField(_("reports"), default=0)
    weight = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(_("since"), default=timezone.now)
    reported_at = models.DateTimeField(_("last reported"), default=timezone.now)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("taken by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True)
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome, blank=True)
    reason = models.CharField(_("by the rules"), max_length=12, choices=Reason, blank=True)
    answer = models.CharField(_("words to the member"), max_length=500, blank=True)
    # Whether it was hidden by the decision, and when it was shown again.
    was_hidden = models.BooleanField(default=False)
    restored_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        default_permissions = ("view",)
        permissions = [
            ("decide_case", _("Can decide about what was reported")),
            ("sanction_staff", _("Can decide about moderators, and see figures")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id"], condition=Q(decided_at=None), name="case_one_open_per_thing"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, outcome="") | (Q(decided_at__isnull=False) & ~Q(outcome="")),
                name="case_decided_with_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["hide", "warn", "pause", "suspend"]) | ~Q(reason=""),
                name="case_act_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["-weight", "id"], condition=Q(decided_at=None), name="case_queue"),
            models.Index(fields=["-decided_at", "-id"], condition=Q(decided_at__isnull=False), name="case_decided"),
            models.Index(fields=["kind", "object_id", "-id"], name="case_of_thing"),
            models.Index(fields=["author", "-id"], name="case_of_author"),
            models.Index(fields=["opened_at"], name="case_opened"),
        ]

    def __str__(self):
        return f"{self.kind} {self.object_id}"

    @property
    def is_open(self):
        return self.decided_at is None

    @property
    def is_hidden_by_it(self):
        """Whether what was reported is hidden because of this case."""
        return self.was_hidden and self.restored_at is None

    @property
    def may_be_appealed(self):
        """Whether its author may ask to look at it again: it hid his words, and nothing more. Against a sanction one
        appeals itself."""
        return self.outcome == Outcome.HIDE and self.is_hidden_by_it


class Report(models.Model):
    """What one member said of one thing; the member reported never learns who it was."""

    WORDS_LIMIT = 500

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    words = models.CharField(_("what is wrong with it"), max_length=WORDS_LIMIT, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["case", "reporter"], name="report_once")]
        indexes = [models.Index(fields=["reporter", "-id"], name="report_of_member")]

    def __str__(self):
        return f"{self.get_reason_display()} ({self.case_id})"


class CaseNote(models.Model):
    """What moderators write down for each other; it never leaves the desk."""

    TEXT_LIMIT = 1000

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.CharField(_("note"), max_length=TEXT_LIMIT)
    created_at = models.DateTimeField(default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        default_permissions = ()
        indexes = [models.Index(fields=["case", "id"], name="case_note_of_case")]

    def __str__(self):
        return self.text[:40]
