"""Feedback that was first said in the community's talk."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.posts.models import Post
from feedback.models.feedback import Feedback


class OriginQuerySet(models.QuerySet):
    def standing(self):
        """Those whose item was not taken back."""
        return self.exclude(feedback__visibility=Feedback.Visibility.REMOVED)

    def taken_back(self):
        return self.filter(feedback__visibility=Feedback.Visibility.REMOVED)


class Origin(models.Model):
    """An item and the post that it came from, once each."""

    feedback = models.OneToOneField(Feedback, on_delete=models.CASCADE, related_name="origin")
    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = OriginQuerySet.as_manager()

    class Meta:
        verbose_name = _("origin in the talk")
        verbose_name_plural = _("origins in the talk")

    def __str__(self):
        return f"#{self.feedback_id} ← {self.post_id}"
