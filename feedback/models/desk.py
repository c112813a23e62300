"""What a moderator keeps at the desk for himself."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy


class SavedView(models.Model):
    """A queue of one's own: `query` is the query string that feedback.desk.Queue writes and reads."""

    # More would be a second menu; the ready views are the first.
    LIMIT = 8

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(gettext_lazy("name"), max_length=20)
    # Every part of it written as an escape of nine letters.
    query = models.CharField(max_length=1500)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["member", "name"], name="saved_view_name_once")]

    def __str__(self):
        return self.name
