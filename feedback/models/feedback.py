"""One thing that somebody said, and where it stands."""

import math
from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import InterestGroup
from feedback.models.queries import FeedbackQuerySet
from feedback.models.status import OPEN_STATUSES, SHARED, STATUS_CLASSES, Mood, Severity, Status, Visibility
from feedback.models.taxonomy import Category, Channel

# The words of FeedbackQuerySet.open, which leaves the few merged items out as well.
_OPEN = ~Q(status="fixed") & ~Q(status="closed") & ~Q(status="declined")


def _public_index(*fields, name):
    return models.Index(fields=fields, name=name, condition=Q(visibility="public"))


def _desk_index(*fields, name, **condition):
    """Over what staff have in hand, see FeedbackQuerySet.in_hand."""
    # With all that the condition looks at, so that counting never leaves the index.
    fields = dict.fromkeys([*fields, "status", "visibility", *(name.partition("__")[0] for name in condition)])
    return models.Index(fields=list(fields), name=name, condition=~Q(visibility="removed") & _OPEN & Q(**condition))


class Feedback(models.Model):
    Visibility = Visibility

    class DeclineReason(models.TextChoices):
        OUT_OF_SCOPE = "out_of_scope", _("Not something we do")
        TOO_COSTLY = "too_costly", _("Costs more than it gives")
        UNSAFE = "unsafe", _("Would not be safe or lawful")
        EXISTS = "exists", _("Already possible")
        CONFLICTS = "conflicts", _("Would harm other members")
        UNCLEAR = "unclear", _("Could not be reproduced")

    Status = Status
    Severity = Severity
    Mood = Mood
    # Which move is allowed from where; every other is refused, whoever asks.
    MOVES = {
        Status.NEW: {
            Status.UNDER_REVIEW,
            Status.PLANNED,
            Status.IN_PROGRESS,
            Status.NEEDS_INFO,
            Status.FIXED,
            Status.CLOSED,
            Status.DECLINED,
        },
        Status.UNDER_REVIEW: {
            Status.PLANNED,
            Status.IN_PROGRESS,
            Status.NEEDS_INFO,
            Status.FIXED,
            Status.CLOSED,
            Status.DECLINED,
        },
        Status.PLANNED: {
            Status.UNDER_REVIEW,
            Status.IN_PROGRESS,
            Status.NEEDS_INFO,
            Status.FIXED,
            Status.DECLINED,
        },
        Status.IN_PROGRESS: {
            Status.UNDER_REVIEW,
            Status.PLANNED,
            Status.NEEDS_INFO,
            Status.FIXED,
            Status.DECLINED,
        },
        Status.NEEDS_INFO: {
            Status.UNDER_REVIEW,
            Status.PLANNED,
            Status.IN_PROGRESS,
            Status.FIXED,
            Status.CLOSED,
            Status.DECLINED,
        },
        Status.FIXED: {Status.CLOSED, Status.UNDER_REVIEW},
        Status.CLOSED: {Status.UNDER_REVIEW},
        Status.DECLINED: {Status.UNDER_REVIEW},
        # In and out of it lead merge_feedback and unmerge_feedback alone.
        Status.MERGED: set(),
    }
    TEXT_LIMIT = 5000
    EDIT_HOURS = 1

    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("text"), validators=[MaxLengthValidator(TEXT_LIMIT)])
    # One line of the text for lists, made when written.
    excerpt = models.CharField(max_length=120, editable=False)
    language = models.CharField(max_length=7, default="zh-hans")

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="feedback",
    )
    is_anonymous = models.BooleanField(_("anonymous"), default=False)
    # HMAC of the receipt code of an anonymous author; the code itself is nowhere.
    receipt_hash = models.CharField(max_length=64, blank=True, editable=False)

    group = models.ForeignKey(
        InterestGroup, verbose_name=_("interest group"), null=True, blank=True, on_delete=models.SET_NULL
    )
    category = models.ForeignKey(Category, verbose_name=_("category"), null=True, blank=True, on_delete=models.SET_NULL)
    channel = models.ForeignKey(Channel, verbose_name=_("channel"), on_delete=models.PROTECT)
    source_id = models.CharField(_("number at the source"), max_length=100, blank=True)
    source_url = models.URLField(_("address at the source"), blank=True, max_length=500)

    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.NEW)
    visibility = models.CharField(_("who sees it"), max_length=8, choices=Visibility, default=Visibility.PUBLIC)
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Severity, null=True, blank=True)
    team = models.ForeignKey(
        "feedback.Team",
        verbose_name=_("team"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="feedback",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="owned_feedback",
    )
    # What counts of what was read in its words (feedback/models/reading.py): the machine's, unless a person said
    # otherwise. Empty until it was read. For staff alone.
    mood = models.CharField(_("mood"), max_length=8, choices=Mood, blank=True, default="")
    is_alarming = models.BooleanField(_("alarming"), default=False)
    decline_reason = models.CharField(_("reason"), max_length=12, choices=DeclineReason, blank=True)
    # The canonical item, which speaks for this one: votes, answers and notices go through here. Never itself merged.
    merged_into = models.ForeignKey(
        "self", verbose_name=_("merged into"), null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )

    # Counted by conditional UPDATE in the verbs, so that lists never count.
    vote_count = models.PositiveIntegerField(_("votes"), default=0)
    comment_count = models.PositiveIntegerField(_("comments"), default=0)
    # How many public items were merged into this one; vote_count then counts the distinct people of all of them.
    merged_count = models.PositiveIntegerField(default=0, editable=False)
    rating_sum = models.PositiveIntegerField(default=0)
    rating_count = models.PositiveIntegerField(default=0)
    # Stored rank of "hot": see heat().
    hot = models.FloatField(default=0)

    created_at = models.DateTimeField(_("said at"), default=timezone.now)
    # When it reached us and the promise began; later than created_at for what was brought in from elsewhere.
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    # Copies of what the item's promises say (feedback/models/promise.py), for lists: when each was or is due, and
    # what is owed next; due_at is empty while nothing is.
    answer_due_at = models.DateTimeField(_("answer promised by"), null=True, blank=True)
    resolve_due_at = models.DateTimeField(_("resolution promised by"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    answered_at = models.DateTimeField(_("first answer at"), null=True, blank=True)
    last_answer_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(_("last step at"), default=timezone.now)
    # When its author asked, the one time that is possible, to look again at a refusal.
    asked_again_at = models.DateTimeField(null=True, blank=True)
    fixed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    # When look-alikes were looked for; null until then.
    compared_at = models.DateTimeField(null=True, editable=False)

    # One key per shown form: a double tap or a retry finds the item it already made.
    submit_key = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        permissions = [
            ("triage_feedback", _("May triage feedback")),
            ("import_feedback", _("May import feedback")),
            ("enter_feedback", _("May enter feedback for others")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="feedback_status_known"),
            models.CheckConstraint(
                condition=Q(severity=None) | Q(severity__range=(1, 4)), name="feedback_severity_known"
            ),
            models.CheckConstraint(condition=Q(mood__in=["", *Mood.values]), name="feedback_mood_known"),
            models.CheckConstraint(
                condition=Q(is_anonymous=False) | Q(author=None), name="feedback_anonymous_has_no_author"
            ),
            models.CheckConstraint(
                condition=Q(rating_sum__lte=5 * F("rating_count")) & Q(rating_sum__gte=F("rating_count")),
                name="feedback_rating_in_range",
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(decline_reason=""), name="feedback_declined_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(due_at=None) | _OPEN & ~Q(visibility="removed"), name="feedback_nothing_due_when_ended"
            ),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False) | (~Q(status="merged") & Q(merged_into=None)),
                name="feedback_merged_has_canonical",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="feedback_not_merged_into_itself"
            ),
            models.UniqueConstraint(
                fields=["channel", "source_id"], condition=~Q(source_id=""), name="feedback_once_per_source"
            ),
            # A group that is gone would leave its words to nobody: such a group stays, switched off.
            models.CheckConstraint(
                condition=~Q(visibility="group") | Q(group__isnull=False), name="feedback_of_a_group_has_one"
            ),
            models.UniqueConstraint(
                fields=["receipt_hash"], condition=~Q(receipt_hash=""), name="feedback_receipt_unique"
            ),
        ]
        indexes = [
            # The board: each order, plain and within a category, group or status.
            _public_index("-hot", "-id", name="board_hot"),
            _public_index("-id", name="board_new"),
            _public_index("-vote_count", "-id", name="board_wanted"),
            _public_index("-last_answer_at", "-id", name="board_answered"),
            # What is most wanted and not yet done, on the first page.
            models.Index(fields=["-vote_count", "-id"], name="home_wanted", condition=Q(visibility="public") & _OPEN),
            # What is open, for the agenda of a session: the longest waiting, and all of a group.
            models.Index(fields=["received_at", "id"], name="open_longest", condition=Q(visibility="public") & _OPEN),
            models.Index(
                fields=["group", "-vote_count", "-id"],
                name="open_in_group",
                condition=Q(group__isnull=False) & _OPEN,
            ),
            _public_index("category", "-hot", "-id", name="board_category_hot"),
            _public_index("group", "-hot", "-id", name="board_group_hot"),
            models.Index(fields=["group", "-hot", "-id"], name="group_hot", condition=Q(visibility="group")),
            # For the figures of groups, month by month.
            models.Index(
                fields=["group", "created_at", "visibility", "status", "answered_at"],
                name="group_by_month",
                condition=Q(group__isnull=False),
            ),
            _public_index("channel", "-hot", "-id", name="board_channel_hot"),
            _public_index("status", "-hot", "-id", name="board_status_hot"),
            # "Mine", and the author's history on the desk.
            models.Index(fields=["author", "-id"], name="feedback_of_author"),
            # The desk's ready views; what is in hand is little, so these stay small.
            models.Index(
                fields=["received_at", "id", "visibility"], name="desk_pending", condition=Q(visibility="pending")
            ),
            _desk_index("due_at", "id", name="desk_due"),
            _desk_index("changed_at", "id", name="desk_undue", due_at__isnull=True),
            _desk_index("owner", "due_at", "id", name="desk_by_owner"),
            _desk_index("due_at", "id", name="desk_urgent", severity=1),
            _desk_index("due_at", "id", name="desk_negative", mood="negative"),
            _desk_index("due_at", "id", name="desk_alarming", is_alarming=True),
            models.Index(fields=["status", "due_at", "id", "visibility"], name="desk_by_status"),
            models.Index(fields=["status", "changed_at", "id"], name="desk_silent"),
            models.Index(fields=["-changed_at", "-id"], name="desk_changed"),
            models.Index(fields=["id"], condition=Q(compared_at=None), name="feedback_to_compare"),
            models.Index(fields=["id"], condition=~Q(visibility="removed") & Q(mood=""), name="feedback_to_read"),
        ]

    def __str__(self):
        return f"#{self.pk} {self.title}"

    def get_absolute_url(self):
        return reverse("feedback:feedback_detail", args=[self.pk])

    @staticmethod
    def heat(votes, comments, created_at):
        """The stored rank of "hot": ten times the voices weigh as much as 12.5 hours of freshness.

        Reddit's published ranking with comments counted as half a vote; it never needs recomputing
        with time, only when votes or comments change.
        """
        return round(math.log10(max(votes + comments / 2, 1)) + created_at.timestamp() / 45_000, 7)

    @property
    def status_class(self):
        """The name of the status chip's colours and icon."""
        return STATUS_CLASSES[Status(self.status)]

    @property
    def is_open(self):
        return self.status in OPEN_STATUSES

    @property
    def words(self):
        """Title and text in one piece, for comparing."""
        return f"{self.title}\n{self.text}"

    @property
    def paragraphs(self):
        return [line for line in self.text.splitlines() if line.strip()]

    @property
    def is_merged(self):
        return self.status == Status.MERGED

    @property
    def is_public(self):
        return self.visibility == self.Visibility.PUBLIC

    @property
    def is_for_group(self):
        """Whether it is for the members of its private group alone."""
        return self.visibility == self.Visibility.GROUP

    @property
    def is_shared(self):
        """Whether others than its author and the team see it: everybody, or the members of its group."""
        return self.visibility in SHARED

    @property
    def is_pending(self):
        return self.visibility == self.Visibility.PENDING

    @property
    def may_be_asked_again(self):
        """Whether its author may still ask, the one time, to look again at the refusal."""
        return self.status == Status.DECLINED and self.asked_again_at is None

    def vote_state(self, reader, has_voted):
        """How a reader meets the vote button: 'ended', 'visitor', 'mine', 'pressed' or 'free'. `has_voted` is
        'mine' for the author of something that was merged into this item."""
        if not self.is_open:
            return "ended"
        if not reader.is_authenticated:
            return "visitor"
        if self.author_id == reader.pk or has_voted == "mine":
            return "mine"
        return "pressed" if has_voted else "free"

    @property
    def average_rating(self):
        return round(self.rating_sum / self.rating_count, 1) if self.rating_count else None

    @property
    def moves(self):
        """The statuses this item may go to, in the order of the course."""
        return [status for status in Status if status in self.MOVES[Status(self.status)]]

    def can_move_to(self, status):
        return status in self.MOVES[Status(self.status)]

    def may_be_edited_at(self, moment):
        """Words may be mended for an hour, and only until the team has answered."""
        return (
            self.status == Status.NEW
            and self.answered_at is None
            and moment - self.created_at < timedelta(hours=self.EDIT_HOURS)
        )
