"""Snippets that stand beside the reply box, by situation."""

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from community.text import in_language
from community.training.models.course import Course


class Situation(models.TextChoices):
    """What can be the matter with what somebody said; the desk tells which of them an item is in."""

    ALARM = "alarm", _("something cannot wait")
    LATE = "late", _("our promise is overdue")
    UPSET = "upset", _("somebody is upset")
    AGAIN = "again", _("asked to look again")
    ASKED = "asked", _("we wait for the member")
    FIRST = "first", _("first answer")
    UNDER_WAY = "under_way", _("under way")
    DONE = "done", _("fixed or closed")
    DECLINED = "declined", _("not adopted")
    PLEASED = "pleased", _("somebody is pleased")
    ANY = "any", _("always")


class PlaybookQuerySet(models.QuerySet):
    def offered_for(self, situations, *, category=""):
        """Those that fit, given the situations with the most pressing first: those of the item's category (a slug)
        before those of none, those of other categories left out."""
        pressing = Case(*(When(situation=name, then=Value(n)) for n, name in enumerate(situations)))
        own = Case(When(category="", then=Value(1)), default=Value(0))
        fitting = self.filter(is_active=True, situation__in=situations).filter(Q(category="") | Q(category=category))
        return fitting.order_by(own, pressing, "position", "pk")


class Playbook(models.Model):
    TEXT_LIMIT = 2000

    title = models.CharField(_("title"), max_length=40, help_text=_("Only the team reads it."))
    title_en = models.CharField(_("title in English"), max_length=60, blank=True)
    hint = models.CharField(_("when, and what to mind"), max_length=120, blank=True)
    hint_en = models.CharField(_("when, in English"), max_length=200, blank=True)
    situation = models.CharField(_("situation"), max_length=12, choices=Situation, default=Situation.ANY)
    category = models.SlugField(
        _("category"),
        max_length=40,
        blank=True,
        help_text=_("The address of a category of feedback, for items of this category only; empty for all."),
    )
    text = models.TextField(_("text"), max_length=TEXT_LIMIT)
    text_en = models.TextField(_("text in English"), max_length=TEXT_LIMIT, blank=True)
    course = models.ForeignKey(
        Course,
        verbose_name=_("from the course"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="playbooks",
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    objects = PlaybookQuerySet.as_manager()

    class Meta:
        verbose_name = _("playbook")
        verbose_name_plural = _("playbooks")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(situation__in=Situation.values), name="playbook_situation_known"),
        ]

    def __str__(self):
        return self.display_title

    @property
    def display_title(self):
        return in_language(self.title, self.title_en)

    @property
    def display_hint(self):
        return in_language(self.hint, self.hint_en)
