"""What the machine read in an item's words, and what people said of that."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import AppendOnlyQuerySet
from feedback.models.feedback import Feedback
from feedback.models.status import Mood


class AlarmReason(models.TextChoices):
    """The reasons of feedback.analysis, in the order in which they press."""

    DANGER = "danger", _("somebody may get hurt")
    MONEY = "money", _("money is gone")
    LOSS = "loss", _("an account or data is lost")
    LAW = "law", _("the law or an authority is named")
    STUCK = "stuck", _("somebody is stuck right now")
    MARKED = "marked", _("moderators marked the like of it")


class Reading(models.Model):
    """The machine's own reading of the words as they stand now; what counts is on the item, where a person may have
    corrected it. `method` is FAILED for words that the machine could not read."""

    FAILED = "failed"
    # What is read anew when the words change.
    READ = ("mood", "score", "words", "alarms", "quieted", "method")

    feedback = models.OneToOneField(Feedback, on_delete=models.CASCADE, related_name="reading")
    mood = models.CharField(max_length=8, choices=Mood)
    # From −1 (negative) to 1 (positive).
    score = models.FloatField()
    # What caused the mood, the strongest first, as it stands in the text.
    words = models.JSONField(default=list)
    # [{"reason": an AlarmReason, "words": [...]}], the most pressing first.
    alarms = models.JSONField(default=list)
    # What the rules would alarm for, in the same form, were it not for what people decided before.
    quieted = models.JSONField(default=list)
    method = models.CharField(max_length=40)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(mood__in=Mood.values), name="reading_mood_known"),
            models.CheckConstraint(condition=Q(score__range=(-1, 1)), name="reading_score_in_range"),
        ]

    def __str__(self):
        return f"#{self.feedback_id} {self.mood}"

    @property
    def is_alarming(self):
        return bool(self.alarms)


class ReadingDecisionQuerySet(AppendOnlyQuerySet):
    def latest_of(self, feedback, what):
        """The decision that counts for one thing that was read in an item, or None."""
        return self.filter(feedback=feedback, what=what).order_by("-pk").first()


class ReadingDecision(models.Model):
    """What a person said of a thing that the machine decided, a confirmation or a correction; the latest counts.

    `read` is what the machine had said at that moment and `method` how, `chosen` what the person says: for the mood a
    Mood, for the alarm and for a rule YES or NO (whether it was right to hit). `read` is empty where nothing was read.
    """

    class What(models.TextChoices):
        MOOD = "mood", _("mood")
        ALARM = "alarm", _("alarm")
        ROUTING = "routing", _("routing")

    YES, NO = "yes", "no"

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="reading_decisions")
    what = models.CharField(max_length=8, choices=What)
    read = models.CharField(max_length=8, blank=True)
    chosen = models.CharField(max_length=8)
    method = models.CharField(max_length=40, blank=True)
    # Which hit of which rule was judged.
    hit = models.ForeignKey("feedback.RoutingHit", null=True, on_delete=models.CASCADE, related_name="decisions")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    objects = ReadingDecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(what="routing", hit__isnull=False) | ~Q(what="routing") & Q(hit=None),
                name="reading_decision_hit_of_routing",
            ),
            models.CheckConstraint(
                condition=Q(what="mood", chosen__in=Mood.values) | ~Q(what="mood") & Q(chosen__in=["yes", "no"]),
                name="reading_decision_chosen_known",
            ),
        ]
        indexes = [
            models.Index(fields=["feedback", "what", "-id"], name="reading_decision_latest"),
            models.Index(fields=["what", "decided_at"], name="reading_decision_by_time"),
        ]

    def __str__(self):
        return f"#{self.feedback_id} {self.what}: {self.read} → {self.chosen}"

    @property
    def was_right(self):
        """Whether the machine had said the same."""
        return self.read == self.chosen


class LearntReadingQuerySet(models.QuerySet):
    def in_use(self):
        """What is put upon the shipped machine now."""
        return self.filter(is_used=True)


class LearntReading(models.Model):
    """What people's decisions taught about one thing in one language, as of the last time it was learnt.

    The shares are of decisions that the check had not been shown: how many the shipped machine has right, and how many
    it would have right with what was learnt. It is not used where that would be no better, or too little was decided
    to tell; then the shipped machine reads alone.
    """

    # Fewer decisions than this teach nothing that holds.
    ENOUGH = 30

    what = models.CharField(max_length=8, choices=ReadingDecision.What)
    language = models.CharField(max_length=8)
    version = models.PositiveIntegerField(default=0)
    learnt_at = models.DateTimeField(default=timezone.now)
    # How many people decided, and how many they worked on and left as they were read.
    decisions = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    right_before = models.FloatField(null=True)
    right_after = models.FloatField(null=True)
    is_used = models.BooleanField(default=False)
    # As feedback.analysis.softmax writes them; empty where they are not used.
    weights = models.BinaryField(default=b"")

    objects = LearntReadingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["what", "language"], name="learnt_reading_once"),
            models.CheckConstraint(condition=Q(what__in=["mood", "alarm"]), name="learnt_reading_of_words"),
            models.CheckConstraint(
                condition=Q(right_before=None, right_after=None)
                | Q(right_before__range=(0, 1), right_after__range=(0, 1)),
                name="learnt_reading_shares",
            ),
            models.CheckConstraint(
                condition=Q(is_used=False) | ~Q(weights=b""), name="learnt_reading_used_has_weights"
            ),
        ]

    def __str__(self):
        return f"{self.what} {self.language} {self.version}"

    @property
    def missing(self):
        """How many more decisions it takes before anything can be learnt."""
        return max(self.ENOUGH - self.decisions, 0)

    @property
    def percent_before(self):
        return None if self.right_before is None else round(100 * self.right_before)

    @property
    def percent_after(self):
        return None if self.right_after is None else round(100 * self.right_after)
