"""The minutes of a session, as all read them who may know of it."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.page_cache import visitor_page
from events.minutes.models import SurveyAnswer
from events.minutes.models.survey import CROWD, is_survey_open
from events.minutes.permissions import came_to, get_minutes_or_404
from events.minutes.questions import seen_feedback, shown_questions
from events.models import AgendaItem
from events.permissions import may_run


@require_safe
@visitor_page(query=set())
def minutes_detail(request, pk):
    event, minutes = get_minutes_or_404(request.user, pk)
    agenda = list(AgendaItem.objects.filter(event=event).in_order().select_related("feedback", "speaker"))
    questions = list(shown_questions(event))
    promises = list(event.promises.select_related("owner", "feedback").by_day())
    items = [row.feedback for row in [*agenda, *questions, *promises]]
    figures = SurveyAnswer.objects.filter(event=event).figures()
    context = {
        "event": event,
        "minutes": minutes,
        "agenda": agenda,
        "questions": questions,
        "promises": promises,
        "seen": seen_feedback(request.user, items),
        "figures": figures if figures["n"] >= CROWD else None,
        "runs": may_run(request.user, event),
        "may_answer": request.user.is_authenticated and is_survey_open(event) and came_to(request.user, event),
        "nav": "events",
    }
    return render(request, "minutes/minutes_detail.html", context)
