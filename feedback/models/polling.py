"""Polls on items of the roadmap: members take part in how something is done."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.posts.models import Poll
from feedback.models.feedback import Feedback


class FeedbackPollQuerySet(models.QuerySet):
    def to_write(self):
        """Over, and the result does not stand in the progress log yet."""
        return self.filter(written_at=None, poll__closed_at__isnull=False).order_by("pk")

    def to_close(self):
        """Whose time is over and which nobody has closed yet."""
        return self.filter(written_at=None, poll__closed_at=None, poll__closes_at__lte=timezone.now()).order_by("pk")


class FeedbackPoll(models.Model):
    """The poll of an item, one at most; its result is written to the progress log once."""

    feedback = models.OneToOneField(Feedback, on_delete=models.CASCADE, related_name="attached_poll")
    poll = models.OneToOneField(Poll, on_delete=models.CASCADE, related_name="+")
    attached_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    written_at = models.DateTimeField(null=True)

    objects = FeedbackPollQuerySet.as_manager()

    class Meta:
        verbose_name = _("poll on an item")
        verbose_name_plural = _("polls on items")
        indexes = [models.Index(fields=["id"], condition=Q(written_at=None), name="feedback_poll_to_write")]

    def __str__(self):
        return f"#{self.feedback_id}: {self.poll_id}"
