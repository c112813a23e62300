"""Pictures of posts; until the form is through they belong to its draft key."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.posts.models.post import Post


class PictureQuerySet(models.QuerySet):
    def waiting(self, draft_key):
        """Pictures sent with a form that is not through yet, in the order they came."""
        return self.filter(draft_key=draft_key, post=None).order_by("pk") if draft_key else self.none()


class Picture(models.Model):
    LIMIT = 9

    post = models.ForeignKey(Post, null=True, on_delete=models.CASCADE, related_name="pictures")
    # Whose daily quota it counts against.
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    draft_key = models.CharField(max_length=64, blank=True)
    file = models.ImageField(upload_to="posts/", width_field="width", height_field="height")
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    bytes = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        indexes = [
            models.Index(fields=["draft_key"], condition=Q(post=None), name="post_picture_waiting"),
            models.Index(fields=["owner", "created_at"], name="post_picture_quota"),
        ]

    def __str__(self):
        return self.file.name

    def get_absolute_url(self):
        return reverse("posts:picture", args=[self.pk])
