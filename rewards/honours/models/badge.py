"""Badges: what they are called, how they look, and what each of their levels asks for."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.text import in_language


class Level(models.IntegerChoices):
    """How high a badge is; shown by the number of ripples as well as by metal and word."""

    BRONZE = 1, _("Bronze")
    SILVER = 2, _("Silver")
    GOLD = 3, _("Gold")


class BadgeQuerySet(models.QuerySet):
    def given(self):
        """Those that can be earned or awarded now, in their order."""
        return self.filter(is_active=True).order_by("position", "pk")


class Badge(models.Model):
    class Picture(models.TextChoices):
        """The drawings in static/img/badges.svg."""

        VOICE = "voice", _("A voice")
        MENDED = "mended", _("Put right")
        EYE = "eye", _("An eye")
        ANSWER = "answer", _("An answer")
        FLASK = "flask", _("A flask")
        BAMBOO = "bamboo", _("Bamboo")
        DROP = "drop", _("A drop")
        HEART = "heart", _("A heart")
        LANTERN = "lantern", _("A lantern")
        TEAPOT = "teapot", _("A teapot")
        BRUSH = "brush", _("A brush")
        MOUNTAIN = "mountain", _("Mountains")
        STAR = "star", _("A star")
        BRIDGE = "bridge", _("A bridge")

    slug = models.SlugField(_("address"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=20)
    name_en = models.CharField(_("name in English"), max_length=40, blank=True)
    description = models.CharField(_("what it is for"), max_length=120)
    description_en = models.CharField(_("what it is for, in English"), max_length=160, blank=True)
    picture = models.CharField(_("picture"), max_length=12, choices=Picture)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(
        _("is given"), default=True, help_text=_("Switched off, nobody new gets it; whoever has it keeps it.")
    )

    objects = BadgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("badge")
        verbose_name_plural = _("badges")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="badge_has_name"),
            models.CheckConstraint(
                condition=Q(
                    picture__in=[
                        *("voice", "mended", "eye", "answer", "flask", "bamboo", "drop", "heart", "lantern"),
                        *("teapot", "brush", "mountain", "star", "bridge"),
                    ]
                ),
                name="badge_picture_known",
            ),
        ]
        indexes = [models.Index(fields=["position", "id"], condition=Q(is_active=True), name="badge_given")]

    def __str__(self):
        return self.display_name

    def get_absolute_url(self):
        return f"{reverse('honours:badge_list')}#{self.slug}"

    @property
    def display_name(self):
        return in_language(self.name, self.name_en)

    @property
    def display_description(self):
        return in_language(self.description, self.description_en)


class BadgeLevel(models.Model):
    """One level of a badge: how much of what it asks for, or nothing where the team awards it."""

    badge = models.ForeignKey(Badge, verbose_name=_("badge"), on_delete=models.CASCADE, related_name="levels")
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    # A name out of rewards.honours.criteria; empty: awarded by the team, with a citation.
    criterion = models.CharField(_("counts"), max_length=40, blank=True)
    threshold = models.PositiveIntegerField(_("from"), null=True, blank=True, validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("level of a badge")
        verbose_name_plural = _("levels of badges")
        ordering = ["level"]
        constraints = [
            models.UniqueConstraint(fields=["badge", "level"], name="badge_level_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 3)), name="badge_level_known"),
            models.CheckConstraint(
                # That it is there is asked for by itself: a check that comes to NULL holds.
                condition=Q(criterion="", threshold=None)
                | ~Q(criterion="") & Q(threshold__isnull=False, threshold__gte=1),
                name="badge_level_counts_or_not",
                violation_error_message=_("Say from how many on, or nothing where the team awards it."),
            ),
        ]

    def __str__(self):
        return f"{self.badge} · {self.get_level_display()}"

    @property
    def is_by_hand(self):
        return not self.criterion
