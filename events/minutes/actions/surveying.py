"""Those who came say how it was."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.actions.seats import tell_visitors
from events.minutes.models import SurveyAnswer
from events.minutes.models.survey import is_survey_open
from events.minutes.permissions import came_to
from rewards.actions import award


def answer_survey(event, *, actor, score, was_answered="", remark=""):
    """Keep what a guest says of a session, or change it; the first time he is thanked. Returns the SurveyAnswer;
    unchanged writes nothing. Raises ValidationError('not_there') for who did not come, ('closed') after its time."""
    if not came_to(actor, event):
        raise ValidationError(_("Those who were there say how it was."), code="not_there")
    if not is_survey_open(event):
        raise ValidationError(_("The time for this is over."), code="closed")
    values = {"score": score, "was_answered": was_answered, "remark": remark}
    with transaction.atomic():
        answer, created = SurveyAnswer.objects.get_or_create(event=event, member=actor, defaults=values)
        if created:
            thank(answer, event)
        elif any(getattr(answer, name) != value for name, value in values.items()):
            SurveyAnswer.objects.filter(pk=answer.pk).update(**values, edited_at=timezone.now())
            answer.refresh_from_db()
        else:
            return answer
        tell_visitors(event)
    return answer


def thank(answer, event):
    award(
        answer.member,
        "session_survey_answered",
        key=f"survey:{answer.pk}:answered",
        group_id=event.group_id,
        about=event.title[:60],
        url=event.get_absolute_url(),
    )
