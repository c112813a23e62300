"""The community itself: one row with its name, its promise and the version of its public pages."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from community.prepared import prepared


class Community(models.Model):
    name = models.CharField(_("name"), max_length=40, default="回音")
    name_en = models.CharField(_("name in English"), max_length=40, default="Huiyin")
    tagline = models.CharField(_("tagline"), max_length=80, default="每条反馈都有回音")
    tagline_en = models.CharField(
        _("tagline in English"), max_length=80, default="Every piece of feedback gets an answer"
    )
    promise_hours = models.PositiveSmallIntegerField(
        _("first answer within (hours)"), default=24, help_text=_("Told to everybody who says something.")
    )
    # Until then somebody is new here, and channels may ask for approval of what he says; 0 does not count.
    new_until_items = models.PositiveSmallIntegerField(
        _("new until so many items were published"), default=2, help_text=_("0: the number does not matter.")
    )
    new_until_days = models.PositiveSmallIntegerField(
        _("new for so many days"), default=0, help_text=_("0: the days do not matter.")
    )
    # Copied to a member's link when it is made.
    invite_limit = models.PositiveSmallIntegerField(
        _("people a member may bring with one link"), default=20, help_text=_("0: members cannot invite.")
    )
    invite_days = models.PositiveSmallIntegerField(
        _("days a member's link lasts"), default=90, validators=[MinValueValidator(1)]
    )
    # The version of the rules in force, Rules.version; 0 while there are none.
    rules_version = models.PositiveIntegerField(default=0, editable=False)
    # Part of the key under which visitors' pages are kept; see community/page_cache.py.
    version = models.PositiveBigIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("community")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="community_is_one_row")]

    def __str__(self):
        return self.name

    @property
    def display_name(self):
        return self.name_en if (get_language() or "").startswith("en") else self.name

    @property
    def display_tagline(self):
        return self.tagline_en if (get_language() or "").startswith("en") else self.tagline

    @classmethod
    def get(cls):
        """The one row; made on first use. One query."""
        found = community_with_key(1)
        return found[0] if found else cls.objects.get_or_create(pk=1)[0]

    @classmethod
    def bump(cls):
        """Make every kept visitor page stale; call in the transaction of any change visitors can see, and last in it:
        all write this one row, so whoever holds it and then waits for another may be waited for."""
        if not cls.objects.filter(pk=1).update(version=F("version") + 1):
            cls.get()


@prepared
def community_with_key(pk):
    return Community.objects.filter(pk=pk)
