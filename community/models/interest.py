"""What members care about; groups that share it are suggested to them."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class InterestQuerySet(models.QuerySet):
    def offered(self):
        """Those to choose from, in their order."""
        return self.filter(is_active=True).order_by("position", "pk")


class Interest(models.Model):
    class Icon(models.TextChoices):
        """Symbols of static/img/icons.svg."""

        LEAF = "leaf", _("leaf")
        POT = "pot", _("pot")
        CAKE = "cake", _("cake")
        CHILD = "child", _("child")
        PAW = "paw", _("paw")
        CUP = "cup", _("cup")
        BOOK = "book", _("book")
        RUN = "run", _("shoe")
        TOOL = "tool", _("tool")
        PHONE = "phone", _("telephone")
        COIN = "coin", _("coin")
        HAND = "hand", _("helping hand")
        STAR = "star-line", _("star")

    name = models.CharField(_("name"), max_length=20, unique=True)
    name_en = models.CharField(_("name in English"), max_length=30)
    icon = models.CharField(_("icon"), max_length=12, choices=Icon, default=Icon.STAR)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    objects = InterestQuerySet.as_manager()

    class Meta:
        verbose_name = _("interest")
        verbose_name_plural = _("interests")
        indexes = [models.Index(fields=["position", "id"], condition=models.Q(is_active=True), name="interest_offered")]

    def __str__(self):
        return self.name

    @property
    def label(self):
        return self.name_en if (get_language() or "").startswith("en") else self.name
