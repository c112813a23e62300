"""Words that nobody may publish here, or that somebody looks at first."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class BlockedWord(models.Model):
    class Action(models.TextChoices):
        REFUSE = "refuse", _("Refuse")
        HOLD = "hold", _("Hold for a look")

    words = models.CharField(
        _("word or phrase"),
        max_length=60,
        help_text=_("Compared without regard to case, width, unseen characters and blanks between Chinese characters."),
    )
    # As community.moderation.words.squeeze leaves it: what is compared.
    squeezed = models.CharField(max_length=200, unique=True, editable=False)
    action = models.CharField(_("then"), max_length=6, choices=Action, default=Action.REFUSE)
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("Why it stands here; for the team alone.")
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("blocked word")
        verbose_name_plural = _("blocked words")
        constraints = [models.CheckConstraint(condition=~models.Q(squeezed=""), name="blocked_word_says_something")]

    def __str__(self):
        return self.words
