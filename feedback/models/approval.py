"""What waits for a look by the team before it is public, and whom the team trusts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.models.feedback import Feedback


class Approval(models.Model):
    """Why one item waited, and what came of it; decided once."""

    class Why(models.TextChoices):
        CHANNEL = "channel", _("everything in this channel is looked at first")
        NEWCOMER = "newcomer", _("from a new member")
        NAMELESS = "nameless", _("said without a name")
        HASTY = "hasty", _("sent faster than people type")
        TRAP = "trap", _("filled in a field that people do not see")
        WORD = "word", _("holds a word that is looked at first")
        LINK = "link", _("a link from a new member")

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("Approved")
        WITHHELD = "withheld", _("Not published")

    class Reason(models.TextChoices):
        """Why words are not published; the author reads it."""

        SPAM = "spam", _("It is advertising, or not meant for us.")
        PRIVATE = "private", _("It names people, or shows what is private.")
        HURTFUL = "hurtful", _("It hurts people. Say the same about the matter, and we take it up.")
        EMPTY = "empty", _("We could not tell what it is about.")

    feedback = models.OneToOneField(Feedback, on_delete=models.CASCADE, related_name="approval")
    why = models.CharField(_("why it waits"), max_length=10, choices=Why)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, blank=True)
    words = models.CharField(_("words to the author"), max_length=300, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None)
                | Q(outcome__in=["approved", "withheld"], decided_at__isnull=False),
                name="approval_decided_with_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="withheld") | ~Q(reason=""), name="approval_withheld_with_reason"
            ),
        ]

    def __str__(self):
        return f"#{self.feedback_id}: {self.outcome or self.why}"


class TrustedAuthor(models.Model):
    """A member whose words need no approval any more."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    trusted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("trusted author")
        verbose_name_plural = _("trusted authors")

    def __str__(self):
        return str(self.member)
