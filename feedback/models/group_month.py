"""The figures of a group, counted once an hour, so that no page counts them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from community.models import InterestGroup


class GroupMonth(models.Model):
    """One month of one group: how many were in it at its end, and what became of what was said in it."""

    group = models.ForeignKey(InterestGroup, on_delete=models.CASCADE, related_name="months")
    # Its first day.
    month = models.DateField(_("month"))
    members = models.PositiveIntegerField(_("members"), default=0)
    joined = models.PositiveIntegerField(_("joined"), default=0)
    # Said in this month, and of these: with an answer by now, and fixed by now.
    items = models.PositiveIntegerField(_("items"), default=0)
    answered = models.PositiveIntegerField(_("answered"), default=0)
    fixed = models.PositiveIntegerField(_("fixed"), default=0)
    # Different members who did something in the thirty days before it was counted last.
    active = models.PositiveIntegerField(_("active members"), default=0)

    class Meta:
        verbose_name = _("month of a group")
        verbose_name_plural = _("months of groups")
        constraints = [
            models.UniqueConstraint(fields=["group", "month"], name="group_month_once"),
            models.CheckConstraint(
                condition=models.Q(answered__lte=models.F("items")) & models.Q(fixed__lte=models.F("items")),
                name="group_month_parts_of_items",
            ),
        ]

    def __str__(self):
        return f"{self.group_id} {self.month:%Y-%m}"
