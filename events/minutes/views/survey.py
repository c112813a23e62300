"""How it was: asked of those who came, read by those who run the session."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.limits import limited
from community.permissions import member_required
from events.minutes import actions
from events.minutes.forms import SurveyForm
from events.minutes.models import SurveyAnswer
from events.minutes.models.survey import is_survey_open, survey_ends_at
from events.minutes.permissions import came_to, get_survey_event_or_404
from events.permissions import may_run

REMARKS = 200


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("survey", limit=30, seconds=3600)
def survey(request, pk):
    event = get_survey_event_or_404(request.user, pk)
    answers = SurveyAnswer.objects.filter(event=event)
    answer = answers.filter(member=request.user).first()
    form = SurveyForm(request.POST or None, answer=answer)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_survey(event, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Thank you. Whoever runs the session reads it, without your name."))
            return redirect("minutes:survey", event.pk)
    context = {
        "event": event,
        "form": form,
        "answer": answer,
        "came": came_to(request.user, event),
        "is_open": is_survey_open(event),
        "ends_at": survey_ends_at(event),
        "nav": "events",
    }
    if may_run(request.user, event):
        context |= {"figures": answers.figures(), "scores": scores_of(answers), "remarks": remarks_of(answers)}
    return render(request, "minutes/survey.html", context, status=422 if form.errors else 200)


def scores_of(answers):
    """[(score, how many)], the best first."""
    given = list(answers.values_list("score", flat=True))
    return [(score, given.count(score)) for score in (5, 4, 3, 2, 1)]


def remarks_of(answers):
    """The remarks, in an order that says nothing of who wrote them."""
    return sorted(answers.exclude(remark="").values_list("remark", flat=True)[:REMARKS])
