"""What staff entered for somebody else: an item or a vote, with its source and the consent."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.models.feedback import Feedback
from feedback.models.taxonomy import Channel


class OnBehalf(models.Model):
    """Who entered it and how they came to know; the source is for the team alone."""

    class What(models.TextChoices):
        ITEM = "item", _("feedback")
        VOTE = "vote", _("vote")

    SOURCE_LIMIT = 500

    what = models.CharField(max_length=4, choices=What)
    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="on_behalf")
    # For whom; empty when the person has no account here.
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    channel = models.ForeignKey(Channel, verbose_name=_("channel"), on_delete=models.PROTECT)
    source = models.TextField(_("source"), max_length=SOURCE_LIMIT)
    has_consent = models.BooleanField(_("may be published"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("entry on behalf")
        verbose_name_plural = _("entries on behalf")
        constraints = [
            models.UniqueConstraint(fields=["feedback"], condition=Q(what="item"), name="on_behalf_item_once"),
            models.UniqueConstraint(
                fields=["feedback", "member"], condition=Q(what="vote"), name="on_behalf_vote_once"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="on_behalf_has_source"),
        ]

    def __str__(self):
        return f"#{self.feedback_id} {self.what}"
