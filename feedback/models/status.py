"""What is said of an item in one word: where it stands, how much it presses, in which mood it was said."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    NEW = "new", _("New")
    UNDER_REVIEW = "under_review", _("Under review")
    PLANNED = "planned", _("Planned")
    IN_PROGRESS = "in_progress", _("In progress")
    NEEDS_INFO = "needs_info", _("Needs your word")
    FIXED = "fixed", _("Fixed")
    CLOSED = "closed", _("Closed")
    DECLINED = "declined", _("Not adopted")
    MERGED = "merged", _("Merged")


OPEN_STATUSES = [Status.NEW, Status.UNDER_REVIEW, Status.PLANNED, Status.IN_PROGRESS, Status.NEEDS_INFO]

STATUS_CLASSES = {
    Status.NEW: "new",
    Status.UNDER_REVIEW: "review",
    Status.PLANNED: "planned",
    Status.IN_PROGRESS: "progress",
    Status.NEEDS_INFO: "info",
    Status.FIXED: "fixed",
    Status.CLOSED: "closed",
    Status.DECLINED: "declined",
    Status.MERGED: "merged",
}
# What lists can be narrowed by: a merged item stands in none.
LISTED_STATUSES = [status for status in Status if status != Status.MERGED]


class Severity(models.IntegerChoices):
    S1 = 1, _("S1 urgent")
    S2 = 2, _("S2 serious")
    S3 = 3, _("S3 normal")
    S4 = 4, _("S4 minor")


class Mood(models.TextChoices):
    NEGATIVE = "negative", _("negative")
    NEUTRAL = "neutral", _("neutral")
    POSITIVE = "positive", _("positive")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Everyone")
    GROUP = "group", _("The members of its group")
    PENDING = "pending", _("Waiting for approval")
    HIDDEN = "hidden", _("Hidden by moderators")
    REMOVED = "removed", _("Taken back by the author")


# Seen by more than its author and the team: it can be supported, followed and talked about, and counts for its group.
SHARED = [Visibility.PUBLIC, Visibility.GROUP]
