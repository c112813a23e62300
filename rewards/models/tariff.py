"""How much a deed is worth, and what the bank as a whole goes by."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rewards.reasons import label_of


class RuleQuerySet(models.QuerySet):
    def paying(self):
        """What earns points, the dearest first."""
        return self.filter(is_active=True, points__gt=0).order_by("-points", "pk")


class Rule(models.Model):
    """What one kind of deed pays; without a rule it pays nothing."""

    reason = models.CharField(_("for"), max_length=40, unique=True)
    points = models.PositiveSmallIntegerField(_("points"), default=0)
    # In points for one member; empty is no limit.
    daily_cap = models.PositiveIntegerField(_("at most a day"), null=True, blank=True)
    monthly_cap = models.PositiveIntegerField(_("at most a month"), null=True, blank=True)
    is_active = models.BooleanField(_("pays"), default=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("tariff")
        constraints = [
            models.CheckConstraint(
                condition=Q(daily_cap=None) | Q(monthly_cap=None) | Q(monthly_cap__gte=F("daily_cap")),
                name="rule_month_holds_a_day",
                violation_error_message=_("A month must allow what a day allows."),
            )
        ]

    def __str__(self):
        return str(label_of(self.reason))


class Bank(models.Model):
    """The one row of settings that hold for all accounts."""

    # Oldest first; empty: points stay.
    expire_months = models.PositiveSmallIntegerField(
        _("points expire after months"), null=True, blank=True, help_text=_("Empty: they stay for ever.")
    )
    approval_limit = models.PositiveIntegerField(
        _("corrections above so many points need a second person"), default=100
    )
    min_account_days = models.PositiveSmallIntegerField(
        _("days after joining before points can be spent"),
        default=7,
        help_text=_("Points are earned from the first day on."),
    )

    class Meta:
        verbose_name = _("settings of the rewards")
        verbose_name_plural = _("settings of the rewards")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="one_bank"),
            models.CheckConstraint(
                condition=Q(expire_months=None) | Q(expire_months__gte=1), name="bank_expires_later"
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    @classmethod
    def get(cls):
        return cls.objects.get_or_create(pk=1)[0]
