"""A word of a member without words, on a post or on a reply."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.posts.models.post import Post
from community.posts.models.reply import Reply


class Reaction(models.Model):
    class Kind(models.TextChoices):
        LIKE = "like", pgettext_lazy("reaction", "Like")
        USEFUL = "useful", pgettext_lazy("reaction", "Useful")
        THANKS = "thanks", pgettext_lazy("reaction", "Thanks")
        SMILE = "smile", pgettext_lazy("reaction", "Smile")

    # Also of a reaction to a reply: the page asks for all of them at once.
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reactions")
    reply = models.ForeignKey(Reply, null=True, on_delete=models.CASCADE, related_name="reactions")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reactions")
    kind = models.CharField(max_length=8, choices=Kind)

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        constraints = [
            models.UniqueConstraint(
                fields=["post", "member", "kind"], condition=Q(reply=None), name="reaction_to_post_once"
            ),
            models.UniqueConstraint(
                fields=["reply", "member", "kind"], condition=Q(reply__isnull=False), name="reaction_to_reply_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["like", "useful", "thanks", "smile"]), name="reaction_kind_known"
            ),
        ]
        indexes = [models.Index(fields=["post", "reply", "kind"], name="reaction_of_post")]

    def __str__(self):
        return f"{self.member_id} {self.kind} {self.post_id}"
