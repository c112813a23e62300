"""Titles by the name: the highest one that a member has come up to."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from community.text import in_language


class TitleQuerySet(models.QuerySet):
    def ladder(self):
        """From the lowest to the highest."""
        return self.order_by("position", "pk")


class Title(models.Model):
    # As long as what stands on the member's row, see Member.title.
    name = models.CharField(_("title of honour"), max_length=20, unique=True)
    name_en = models.CharField(_("name in English"), max_length=20, blank=True)
    min_points = models.PositiveIntegerField(
        _("points earned in all"), default=0, help_text=_("Spending them takes no title away.")
    )
    min_contributions = models.PositiveIntegerField(_("contributions"), default=0)
    position = models.PositiveSmallIntegerField(
        _("position"), unique=True, help_text=_("The highest title that somebody comes up to is shown.")
    )

    objects = TitleQuerySet.as_manager()

    class Meta:
        verbose_name = _("title of honour")
        verbose_name_plural = _("titles of honour")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="title_has_name"),
            models.CheckConstraint(
                condition=Q(min_points__gt=0) | Q(min_contributions__gt=0),
                name="title_is_earned",
                violation_error_message=_("A title must be earned: ask for points or contributions."),
            ),
        ]

    def __str__(self):
        return self.display_name

    @property
    def display_name(self):
        return in_language(self.name, self.name_en)

    @property
    def names(self):
        """As they stand on the member's row."""
        return self.name, self.name_en

    def is_met(self, earned, contributions):
        return earned >= self.min_points and contributions >= self.min_contributions
