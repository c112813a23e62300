"""Where feedback belongs (Category) and by which way it came (Channel)."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class LabelledQuerySet(models.QuerySet):
    def active(self):
        """Those offered for choice, in the order staff gave them."""
        return self.filter(is_active=True).order_by("position", "pk")


class Labelled(models.Model):
    """A name in both languages, an address and a place in the order."""

    slug = models.SlugField(_("address"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=30)
    name_en = models.CharField(_("name in English"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    objects = LabelledQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self):
        return self.label

    @property
    def label(self):
        """The name in the reader's language."""
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name


class Category(Labelled):
    team = models.ForeignKey(
        "feedback.Team",
        verbose_name=_("team"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="categories",
    )

    class Meta(Labelled.Meta):
        verbose_name = _("category")
        verbose_name_plural = _("categories")


class Channel(Labelled):
    class Kind(models.TextChoices):
        SURVEY = "survey", _("Survey")
        BOT = "bot", _("Chatbot")
        BOARD = "board", _("Board")
        SESSION = "session", _("Feedback session")
        PHONE = "phone", _("Phone")
        MAIL = "mail", _("E-mail")
        SOCIAL = "social", _("Social media")
        INTERVIEW = "interview", _("Interview")
        HELP = "help", _("Help centre")
        WIDGET = "widget", _("In-app button")
        ANONYMOUS = "anonymous", _("Anonymous")

    class Publishing(models.TextChoices):
        """What waits for a look by the team before it is public; each holds back what those before it do."""

        AT_ONCE = "at_once", _("Everything at once")
        NAMELESS = "nameless", _("Without a name only after approval")
        NEWCOMERS = "newcomers", _("Without a name and from new members only after approval")
        NOTHING = "nothing", _("Everything only after approval")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    publishing = models.CharField(
        _("publishing"),
        max_length=10,
        choices=Publishing,
        default=Publishing.AT_ONCE,
        help_text=_("Who is trusted, and the team, never wait."),
    )
    monthly_cost = models.DecimalField(_("cost a month"), max_digits=10, decimal_places=2, default=0)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")

    class Meta(Labelled.Meta):
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        constraints = [
            models.CheckConstraint(condition=models.Q(monthly_cost__gte=0), name="channel_cost_not_negative"),
            models.CheckConstraint(
                condition=models.Q(publishing__in=["at_once", "nameless", "newcomers", "nothing"]),
                name="channel_publishing_known",
            ),
        ]
