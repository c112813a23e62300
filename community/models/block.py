"""Whom a member does not want to read, and who may not answer him."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models.member import Member


class Block(models.Model):
    class Level(models.TextChoices):
        MUTE = "mute", _("Muted")
        # Muted as well.
        BLOCK = "block", _("Blocked")

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="blocks")
    other = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    level = models.CharField(_("how"), max_length=5, choices=Level)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints = [
            models.UniqueConstraint(fields=["member", "other"], name="block_once"),
            models.CheckConstraint(condition=~Q(member=F("other")), name="block_not_oneself"),
            models.CheckConstraint(condition=Q(level__in=["mute", "block"]), name="block_level_known"),
        ]
        indexes = [models.Index(fields=["member", "-id"], name="block_of_member")]

    def __str__(self):
        return f"{self.member_id}: {self.level} {self.other_id}"
