"""What moderators took off a member's profile."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class HiddenProfile(models.Model):
    """What a member said of himself and the name of his picture's file, kept for the team and for an appeal."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    bio = models.CharField(max_length=200, blank=True)
    avatar = models.CharField(max_length=100, blank=True)
    hidden_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return str(self.member_id)
