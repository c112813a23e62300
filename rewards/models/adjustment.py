"""Corrections of an account by the team: each with a reason, large ones by two people."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Member


class AdjustmentQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=Adjustment.State.WAITING)


class Adjustment(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for a second person")
        APPROVED = "approved", _("Booked")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    LIMIT = 100_000

    member = models.ForeignKey(
        Member, verbose_name=_("member"), null=True, on_delete=models.SET_NULL, related_name="adjustments"
    )
    points = models.IntegerField(
        _("points"),
        validators=[MinValueValidator(-LIMIT), MaxValueValidator(LIMIT)],
        help_text=_("Below zero: points are taken away."),
    )
    reason = models.CharField(_("why"), max_length=300, help_text=_("The member reads it."))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    needs_second = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    submit_key = models.CharField(max_length=64, null=True, unique=True, editable=False)

    objects = AdjustmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        permissions = [("approve_adjustment", _("May approve large corrections"))]
        constraints = [
            models.CheckConstraint(condition=~Q(points=0), name="adjustment_moves"),
            models.CheckConstraint(condition=~Q(reason=""), name="adjustment_has_reason"),
            # Who asked for a large one cannot approve it.
            models.CheckConstraint(
                condition=Q(needs_second=False)
                | ~Q(state="approved")
                | Q(decided_by=None)
                | Q(asked_by=None)
                | ~Q(decided_by=F("asked_by")),
                name="adjustment_by_two",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None) | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="adjustment_decided_or_waits",
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="adjustment_by_state")]

    def __str__(self):
        return f"{self.member or _('A former member')}: {self.points:+d}"
