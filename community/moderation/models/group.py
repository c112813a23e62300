"""What moderators took off a group."""

from django.db import models
from django.utils import timezone

from community.models import InterestGroup


class HiddenGroup(models.Model):
    """What a group said of itself last before it was taken off, kept for the team and for an appeal."""

    group = models.OneToOneField(InterestGroup, on_delete=models.CASCADE, related_name="+")
    description = models.CharField(max_length=300, blank=True)
    rules = models.TextField(blank=True)
    # The name of the picture's file.
    cover = models.CharField(max_length=100, blank=True)
    # The name that was taken too, and the one given in its place.
    name = models.CharField(max_length=40, blank=True)
    given_name = models.CharField(max_length=40, blank=True)
    hidden_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return str(self.group_id)

    def is_all_of(self, group):
        """Whether the group says nothing of itself since: its hosts may have written anew, and that is not hidden."""
        said = group.description or group.rules or group.cover
        return not said and self.given_name in ("", group.name)
