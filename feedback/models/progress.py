"""The course of an item: history, public progress log and outbox in one append-only table."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.models import AppendOnlyQuerySet
from community.text import in_language
from feedback.models.feedback import Feedback
from feedback.models.status import STATUS_CLASSES, Severity, Status
from feedback.models.testing import figures_in_words

# Why the system gave an item to somebody.
WHY = {
    "turn": _("by turn: on duty, with the fewest open items"),
    "away": _("handed on: whoever had it is not on duty"),
    "silent": _("handed on: whoever had it had not begun"),
    "rule": _("by a rule"),
}


class InSession(models.TextChoices):
    """What became of an item in a session, as its course says it."""

    ASKED = "asked", _("Asked in the session “%(title)s”.")
    PROMISED = "promised", _("Promised in the session “%(title)s”, by %(day)s:")
    KEPT = "kept", _("Promised in the session “%(title)s”, and done:")
    DROPPED = "dropped", _("Promised in the session “%(title)s”, and will not be done:")
    REOPENED = "reopened", _("Promised in the session “%(title)s”, and open again, by %(day)s:")


def session_words(said):
    """What a session brought, in the reader's language; `said` as note_session_outcome keeps it."""
    day = date_format(date.fromisoformat(said["due"]), "DATE_FORMAT") if said["due"] else ""
    title = in_language(said["title"], said["title_en"])
    return InSession(said["what"]).label % {"title": title, "day": day}


def in_words(value):
    """A kept value as it is shown: a severity by its name, nothing as a dash."""
    if isinstance(value, int):
        return Severity(value).label
    return value or "—"


class ProgressQuerySet(AppendOnlyQuerySet):
    def public(self):
        return self.filter(is_public=True)

    def newest_first(self):
        return self.order_by("-pk")

    def to_announce(self):
        """Public steps that followers have not been told of yet, oldest first."""
        return self.filter(is_public=True, announced_at=None).order_by("pk")

    def mark_announced(self):
        """The one change an entry knows: its followers were told. Returns how many rows it claimed."""
        return super(AppendOnlyQuerySet, self.filter(announced_at=None)).update(announced_at=timezone.now())


class ProgressEntry(models.Model):
    class Kind(models.TextChoices):
        RECEIVED = "received", _("Received")
        ANSWER = "answer", _("Official answer")
        AUTOMATIC = "automatic", _("Automatic note")
        STATUS = "status", _("Status")
        FIX = "fix", _("Fixed")
        RATING = "rating", _("Rated")
        REOPENED = "reopened", _("Reopened")
        AGAIN = "again", _("Asked to look again")
        APPROVED = "approved", _("Approved")
        WITHHELD = "withheld", _("Not published")
        EDITED = "edited", _("Words mended")
        NOTE = "note", _("Private note")
        TRIAGE = "triage", _("Triaged")
        MERGED = "merged", _("Merged")
        UNMERGED = "unmerged", _("On its own again")
        POLL = "poll", _("Result of the poll")
        TEST = "test", _("Tested")
        SESSION = "session", _("From a session")

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind)
    old_status = models.CharField(max_length=12, choices=Status, blank=True)
    new_status = models.CharField(max_length=12, choices=Status, blank=True)
    text = models.TextField(blank=True)
    # What else a step changed, for the team: {field: [before, after]}; people and categories by name.
    changes = models.JSONField(default=dict, blank=True)
    rendered = models.TextField(blank=True, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="progress_entries"
    )
    fix_note = models.ForeignKey("feedback.FixNote", null=True, on_delete=models.SET_NULL, related_name="entries")
    # The other item of a merge: on the merged one the canonical, on the canonical the merged one.
    other = models.ForeignKey(Feedback, null=True, on_delete=models.SET_NULL, related_name="+")
    is_public = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    # Outbox: null until the followers were told; private entries are born told.
    announced_at = models.DateTimeField(null=True, blank=True)

    objects = ProgressQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress entry")
        verbose_name_plural = _("progress log")
        constraints = [
            models.CheckConstraint(condition=~Q(kind="note") | Q(is_public=False), name="progress_note_is_private"),
            models.UniqueConstraint(fields=["feedback", "fix_note"], condition=Q(kind="fix"), name="progress_fix_once"),
            models.UniqueConstraint(fields=["feedback"], condition=Q(kind="again"), name="progress_again_once"),
        ]
        indexes = [
            models.Index(fields=["feedback", "-id"], name="progress_of_feedback"),
            models.Index(fields=["id"], condition=Q(is_public=True, announced_at=None), name="progress_to_announce"),
        ]

    def __str__(self):
        return f"#{self.feedback_id} {self.kind}"

    @property
    def says_fixed(self):
        """Whether this step tells that it is fixed, by a note or by the desk: then people are asked if it helped."""
        return self.kind == self.Kind.FIX or self.new_status == Status.FIXED

    @property
    def sorted_as(self):
        """[(what, before, after)] of the changes, in the reader's language."""
        words = {
            "severity": _("Severity"),
            "owner": _("Owner"),
            "category": _("Category"),
            "team": pgettext_lazy("of an item", "Team"),
        }
        return [(words[name], *map(in_words, pair)) for name, pair in self.changes.items() if name in words]

    @property
    def why(self):
        """Why the system did this, in words; empty for people's steps."""
        if rule := self.changes.get("rule"):
            return _("by the rule “%(name)s”") % {"name": rule}
        return WHY.get(self.changes.get("why"), "")

    @property
    def tested(self):
        """What the testers found, in words; empty for other steps."""
        figures = self.changes.get("test")
        return figures_in_words(figures) if figures else ""

    @property
    def in_session(self):
        """What a session brought, in words; empty for other steps."""
        said = self.changes.get("session")
        return session_words(said) if said else ""

    @property
    def says_merged(self):
        """Whether with this step the item was merged into the other one."""
        return self.new_status == Status.MERGED

    @property
    def html(self):
        return mark_safe(self.rendered)

    @property
    def status_class(self):
        """The chip of the status this step led to; empty for a step that changed none."""
        return STATUS_CLASSES[Status(self.new_status)] if self.new_status else ""
