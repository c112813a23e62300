"""What moderators took off a member's profile."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class HiddenProfile(models.Model):
    """What a member said of himself last before it was taken off, kept for the team and for an appeal."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    bio = models.CharField(max_length=200, blank=True)
    # The name of the picture's file.
    avatar = models.CharField(max_length=100, blank=True)
    # The name that was taken too, and the one given in its place.
    name = models.CharField(max_length=30, blank=True)
    given_name = models.CharField(max_length=30, blank=True)
    hidden_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return str(self.member_id)

    def is_all_of(self, member):
        """Whether the member shows nothing of himself since: he may have written anew, and that is not hidden."""
        return not member.bio and not member.avatar and self.given_name in ("", member.name)
