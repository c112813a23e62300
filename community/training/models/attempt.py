"""One try at a course's test."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from community.training.models.course import Course


class Attempt(models.Model):
    """A try with the questions as they stood when it began: what is changed meanwhile changes nothing in it."""

    # After a failed try, before the next one.
    PAUSE = timedelta(hours=1)
    # A try that is not handed in by then is forgotten by the next one.
    LASTS = timedelta(days=1)

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attempts")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="attempts")
    course_version = models.PositiveIntegerField()
    pass_percent = models.PositiveSmallIntegerField()
    # [{"scenario", "scenario_en", "is_multiple", "options": [{"text", "text_en", "is_right", "why", "why_en"}]}], as
    # shuffled for this try.
    sheet = models.JSONField()
    # For each question the places of the chosen options, ascending; [] where nothing is chosen yet.
    answers = models.JSONField()
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    # Percent of the questions answered wholly right, rounded down; only of a finished one.
    score = models.PositiveSmallIntegerField(null=True)
    passed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "course"], condition=Q(finished_at=None), name="attempt_one_open"
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None, score=None, passed=False)
                | Q(finished_at__isnull=False, score__isnull=False),
                name="attempt_finished_has_score",
            ),
            models.CheckConstraint(condition=Q(score=None) | Q(score__lte=100), name="attempt_score_is_percent"),
            models.CheckConstraint(
                condition=Q(passed=False) | Q(score__gte=models.F("pass_percent")), name="attempt_passed_by_score"
            ),
        ]
        indexes = [models.Index(fields=["member", "course", "-finished_at"], name="attempt_latest")]

    def __str__(self):
        return f"{self.member_id}: {self.course_id}, {self.score}"

    def get_absolute_url(self):
        return reverse("training:quiz_result", args=[self.course.slug, self.pk])

    @property
    def is_lapsed(self):
        """Whether it was begun too long ago to be handed in."""
        return self.finished_at is None and self.started_at <= timezone.now() - self.LASTS

    @property
    def pause_ends_at(self):
        """When the next try may begin, while this one was failed less than a pause ago; else None."""
        if not self.finished_at or self.passed:
            return None
        until = self.finished_at + self.PAUSE
        return until if until > timezone.now() else None

    @property
    def first_open(self):
        """The number, from 1, of the first question without an answer, or None."""
        return next((number for number, chosen in enumerate(self.answers, 1) if not chosen), None)

    def is_right(self, place):
        """Whether the question at this place (from 0) was answered wholly right."""
        right = [n for n, option in enumerate(self.sheet[place]["options"]) if option["is_right"]]
        return self.answers[place] == right
