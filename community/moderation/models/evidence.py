"""Pictures that are gone from what was reported, kept for the team until it has decided."""

from dataclasses import dataclass

from django.db import models
from django.utils import timezone

from community.moderation.models.case import Case


class KeptPicture(models.Model):
    """A picture that its author left out, or took back with the words, while a case about it was open. The file stays
    where it is; the row of what it belonged to is gone."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="kept_pictures")
    # A name that exists already: nothing is ever uploaded here.
    file = models.FileField(max_length=200)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    dropped_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["case", "file"], name="kept_picture_once")]

    def __str__(self):
        return self.file.name


@dataclass(frozen=True)
class Shown:
    """A picture that stands in no table of its own, as the desk shows it: an avatar, a cover."""

    pk: int
    file: object
    width: int = 0
    height: int = 0
