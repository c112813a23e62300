"""What the nightly proof of the ledger found."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LedgerProof(models.Model):
    """One run of check_ledger with its sums, in points. It goes through the accounts by key, those up to `after` are
    done; a large ledger takes several jobs."""

    created_at = models.DateTimeField(_("when"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True)
    after = models.PositiveBigIntegerField(default=0, editable=False)
    entry_count = models.PositiveBigIntegerField(_("entries"), default=0)
    account_count = models.PositiveIntegerField(_("accounts"), default=0)
    # All balances together, and all that is owed.
    balance_sum = models.PositiveBigIntegerField(_("points in hand"), default=0)
    owed_sum = models.PositiveBigIntegerField(_("owed"), default=0)
    wrong_count = models.PositiveIntegerField(_("wrong"), default=0)
    # The first of what was found, one to a line.
    findings = models.TextField(_("findings"), blank=True)
    seconds = models.FloatField(_("seconds"), default=0)

    class Meta:
        verbose_name = _("proof of the ledger")
        verbose_name_plural = _("proofs of the ledger")
        constraints = [
            models.CheckConstraint(condition=Q(wrong_count=0) | ~Q(findings=""), name="proof_names_what_is_wrong")
        ]

    def __str__(self):
        return f"{self.created_at:%Y-%m-%d %H:%M}: {self.wrong_count}"
