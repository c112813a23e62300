"""What a series hands on to each of its sessions."""

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.models.member import validate_time_zone
from community.text import in_language

TEXT_MAX = 5000
# More seats than anybody has chairs for; empty is without a limit.
SEATS_MAX = 100_000


class Kind(models.TextChoices):
    FEEDBACK = "feedback", _("Feedback session")
    THEME = "theme", _("Theme Q&A")
    SHARING = "sharing", _("Sharing meeting")


class Language(models.TextChoices):
    CHINESE = "zh-hans", pgettext_lazy("session", "Chinese")
    ENGLISH = "en", pgettext_lazy("session", "English")
    BOTH = "both", pgettext_lazy("session", "Chinese and English")


class SessionPlan(models.Model):
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.FEEDBACK)
    title = models.CharField(_("title"), max_length=80)
    title_en = models.CharField(_("title in English"), max_length=80, blank=True)
    text = models.TextField(_("what it is about"), blank=True, validators=[MaxLengthValidator(TEXT_MAX)])
    text_en = models.TextField(_("what it is about, in English"), blank=True, validators=[MaxLengthValidator(TEXT_MAX)])
    language = models.CharField(_("language"), max_length=7, choices=Language, default=Language.CHINESE)
    # By this clock it was planned: its wall-clock time stays when the clock changes.
    zone = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai", validators=[validate_time_zone])
    place = models.CharField(
        _("place"), max_length=160, blank=True, help_text=_("Where people meet, as one would tell a taxi driver.")
    )
    online_link = models.URLField(
        _("online link"), max_length=300, blank=True, help_text=_("Shown to those who have a seat, and to nobody else.")
    )
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=pgettext_lazy("session", "host"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("responsible person"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Who answers for what is promised."),
    )
    capacity = models.PositiveIntegerField(
        _("seats"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(SEATS_MAX)],
        help_text=_("Empty: no limit."),
    )
    reserved = models.PositiveIntegerField(
        _("of them reserved"),
        default=0,
        validators=[MaxValueValidator(SEATS_MAX)],
        help_text=_("Kept for those whom the hosts seat themselves."),
    )

    class Meta:
        abstract = True

    @property
    def display_title(self):
        return in_language(self.title, self.title_en)
