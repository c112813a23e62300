"""Why an award, or another entry, is taken back at this moment."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rewards.models.ledger import Entry


class TakenBack(models.Model):
    """One standing reason for which an entry is taken back; the ledger follows: while any stands it is, and it counts
    again once none does. So whoever gives back takes off his own reason alone, and never what others took."""

    # The first of its chain, see Entry.root.
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="taken_back")
    # Who says so, "<noun>:<pk>"; empty: the deed itself is gone.
    by = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("reason of a reversal")
        verbose_name_plural = _("reasons of reversals")
        constraints = [models.UniqueConstraint(fields=["entry", "by"], name="taken_back_once")]
        indexes = [models.Index(fields=["by"], condition=~models.Q(by=""), name="taken_back_by")]

    def __str__(self):
        return f"{self.entry_id} {self.by}"
