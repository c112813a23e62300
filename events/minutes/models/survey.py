"""How a session was, said by those who came."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Avg, Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models import Event

REMARK_MAX = 500
# So many days after its end it can be said, and changed.
SURVEY_DAYS = 14
# Of fewer answers the average would say who gave which.
CROWD = 3


class SurveyQuerySet(models.QuerySet):
    def figures(self):
        """{"n", "average", "full", "part", "none"} of these answers: how many, their average score, and how many found
        their question answered, partly answered, and not."""
        answered = {name: Count("pk", filter=Q(was_answered=value)) for name, value in FOUND.items()}
        return self.aggregate(n=Count("pk"), average=Avg("score"), **answered)


class SurveyAnswer(models.Model):
    class Answered(models.TextChoices):
        YES = "yes", pgettext_lazy("survey", "Yes")
        PARTLY = "partly", pgettext_lazy("survey", "Partly")
        NO = "no", pgettext_lazy("survey", "No")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="survey_answers")
    # Only so that everybody answers once and can change it: the answer is shown without the name.
    member = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    score = models.PositiveSmallIntegerField(_("score"))
    # Empty for those who had no question.
    was_answered = models.CharField(_("was the question answered"), max_length=6, choices=Answered, blank=True)
    remark = models.CharField(_("remark"), max_length=REMARK_MAX, blank=True)
    answered_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("survey answer")
        verbose_name_plural = _("survey answers")
        constraints = [
            models.UniqueConstraint(fields=["event", "member"], condition=Q(member__isnull=False), name="survey_once"),
            models.CheckConstraint(condition=Q(score__range=(1, 5)), name="survey_score_in_range"),
            models.CheckConstraint(
                condition=Q(was_answered__in=["", "yes", "partly", "no"]), name="survey_answered_known"
            ),
        ]
        indexes = [models.Index(fields=["event", "score"], name="survey_of_event")]

    def __str__(self):
        return f"{self.event_id}: {self.score}"


FOUND = {"full": "yes", "part": "partly", "none": "no"}


def survey_ends_at(event):
    """Until when the survey of a session that is over takes answers (UTC)."""
    return event.finished_at + timedelta(days=SURVEY_DAYS)


def is_survey_open(event):
    return event.is_over and timezone.now() < survey_ends_at(event)
