"""What members read of suspicions: only their own points, why, and what they can say to it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from community.limits import limited
from community.permissions import member_required
from community.text import is_key
from rewards.fairness import actions
from rewards.fairness.forms import AnswerForm
from rewards.fairness.models import Concerned, Suspicion
from rewards.fairness.permissions import get_own_concern_or_404
from rewards.models import Entry

PAGE = 20


@never_cache
@require_safe
@member_required
def held_list(request):
    """What of one's own points is held, or was taken back or given back after somebody looked; the newest first."""
    return held_page(request)


def held_page(request, *, answered=None, form=None):
    """The page of all that concerns the reader; with a refused answer to one of them (a Concerned) and its form."""
    own = Entry.objects.filter(account__member=request.user).order_by("-pk")
    rows = Concerned.objects.told().filter(member=request.user).select_related("suspicion").order_by("-suspicion")
    rows = rows.prefetch_related(Prefetch("suspicion__entries", own, to_attr="own_entries"))
    if is_key(before := request.GET.get("before", "")):
        rows = rows.filter(suspicion__lt=int(before))
    rows = list(rows[: PAGE + 1])
    for concern in rows[:PAGE]:
        concern.points = sum(entry.worth for entry in concern.suspicion.own_entries)
        concern.form = form if concern == answered else AnswerForm(auto_id=f"id_{concern.suspicion_id}_%s")
    context = {
        "concerns": rows[:PAGE],
        "next_url": f"?before={rows[PAGE - 1].suspicion_id}" if len(rows) > PAGE else "",
        "is_any_held": any(row.suspicion.state == Suspicion.State.HELD for row in rows),
        "nav": "me",
    }
    return render(request, "fairness/held_list.html", context, status=422 if form else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("fairness-answer", limit=20, seconds=3600)
def held_answer(request, pk):
    """Say one's one word to what is looked at; a look leads to the page that has the field."""
    concern = get_own_concern_or_404(request.user, pk)
    if request.method != "POST":
        return redirect(concern.suspicion.get_absolute_url())
    form = AnswerForm(request.POST, auto_id=f"id_{pk}_%s")
    if form.is_valid():
        try:
            actions.answer_suspicion(concern, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("text", error)
        else:
            messages.success(request, _("Thank you. Whoever looks at it reads your answer."))
            return redirect(concern.suspicion.get_absolute_url())
    return held_page(request, answered=concern, form=form)
