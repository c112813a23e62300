"""The community's rules, version by version, and who accepted which."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from community.models.trail import AppendOnlyQuerySet


class RulesQuerySet(models.QuerySet):
    def published(self):
        """Every version that is or was in force, the newest first."""
        return self.filter(version__isnull=False).order_by("-version")


class Rules(models.Model):
    """One version of the rules. A draft has no number yet; what is published is never changed, for members accepted
    these very words."""

    version = models.PositiveIntegerField(_("version"), null=True, unique=True, editable=False)
    text = models.TextField(_("rules"), max_length=20_000, help_text=_("Markdown."))
    text_en = models.TextField(
        _("rules in English"), max_length=20_000, blank=True, help_text=_("Empty: the others are shown.")
    )
    changed = models.CharField(
        _("what changed"), max_length=200, blank=True, help_text=_("Told to those who accepted the version before.")
    )
    changed_en = models.CharField(_("what changed, in English"), max_length=200, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)

    objects = RulesQuerySet.as_manager()

    class Meta:
        verbose_name = _("community rules")
        verbose_name_plural = _("community rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(version=None, published_at=None) | Q(version__gte=1, published_at__isnull=False),
                name="rules_published_has_version",
            ),
            # One is worked on at a time.
            models.UniqueConstraint(Coalesce("version", 0), name="rules_one_draft"),
        ]

    def __str__(self):
        return str(_("version %(n)s") % {"n": self.version}) if self.version else str(_("draft"))

    @property
    def display_text(self):
        return self.text_en if self.text_en and (get_language() or "").startswith("en") else self.text

    @property
    def display_changed(self):
        return self.changed_en if self.changed_en and (get_language() or "").startswith("en") else self.changed


class RulesAcceptance(models.Model):
    """That a member accepted a version, once; which one counts stands on the member."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rules_acceptances")
    rules = models.ForeignKey(Rules, on_delete=models.PROTECT, related_name="acceptances")
    accepted_at = models.DateTimeField(default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rules", "member"], name="rules_accepted_once")]

    def __str__(self):
        return f"{self.member_id}: {self.rules_id}"
