"""Append-only trails: who did what (audit), and who took part (activity)."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AppendOnlyQuerySet(models.QuerySet):
    """Rows are added and read. Bulk changes are refused; a mistake is answered by a new row."""

    def update(self, **kwargs):
        raise PermissionDenied("append-only")

    def delete(self):
        raise PermissionDenied("append-only")


class AuditEntry(models.Model):
    # No database constraint towards the actor: the trail outlives the people and things it speaks of.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    actor_label = models.CharField(_("who"), max_length=60)
    action = models.CharField(_("did"), max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    object_label = models.CharField(_("what"), max_length=120)
    changes = models.JSONField(_("changes"), default=dict)
    created_at = models.DateTimeField(_("when"), default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        indexes = [
            models.Index(fields=["object_type", "object_id", "-id"], name="audit_of_object"),
            models.Index(fields=["actor", "-id"], name="audit_of_actor"),
        ]

    def __str__(self):
        return f"{self.actor_label}: {self.action} {self.object_label}"


class Activity(models.Model):
    """One act of one member on one day; community health is computed from these rows alone."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="activities")
    kind = models.CharField(max_length=30)
    group = models.ForeignKey("community.InterestGroup", null=True, on_delete=models.SET_NULL)
    channel_slug = models.CharField(max_length=20, blank=True)
    day = models.DateField()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        indexes = [
            models.Index(fields=["day", "kind"], name="activity_by_day"),
            models.Index(fields=["member", "day"], name="activity_of_member"),
            models.Index(fields=["group", "day", "member"], name="activity_in_group"),
        ]

    def __str__(self):
        return f"{self.member_id} {self.kind} {self.day}"
