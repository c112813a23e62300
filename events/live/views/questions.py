"""One question on the desk: moving it, answering it, merging it into another one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.permissions import member_required
from community.submits import nothing_pressed
from community.text import is_key
from events.live import actions
from events.live.forms import AnswerForm
from events.live.models import Question, State
from events.live.permissions import get_run_question_or_404
from events.live.views.desk import press_on_desk

WANTS = {"approve": State.APPROVED, "now": State.NOW, "later": State.LATER, "decline": State.DECLINED}
NEIGHBOURS = 50


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def desk_question(request, pk, question):
    """A question with the form to answer it in words."""
    event, question = get_run_question_or_404(request.user, pk, question)
    form = AnswerForm(request.POST if request.method == "POST" else None, initial={"answer": question.answer})
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_question(question, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("It is answered."))
            return redirect("live:desk", event.pk)
    others = Question.objects.filter(event=event).open().exclude(pk=question.pk).most_wanted()
    context = {
        "event": event,
        "question": question,
        "form": form,
        "others": others.select_related("author")[:NEIGHBOURS],
        "merged": question.merged.filter(hidden_at=None).select_related("author").order_by("pk"),
        "nav": "events",
    }
    return render(request, "live/desk_question.html", context, status=422 if form.errors else 200)


@require_POST
@member_required
def desk_move(request, pk, question):
    """Approve, take up, leave for later or turn down a question, or say that it was answered, as `want` says."""
    event, question = get_run_question_or_404(request.user, pk, question)
    want = request.POST.get("want")

    def move():
        if want == "answered":
            actions.answer_question(question, actor=request.user)
        elif want == "part":
            actions.part_question(question, actor=request.user)
        elif want in WANTS:
            actions.move_question(question, WANTS[want], actor=request.user)
        else:
            raise nothing_pressed()

    return press_on_desk(request, event, move)


@require_POST
@member_required
def desk_merge(request, pk, question):
    """Let another question (`into`) stand for this one."""
    event, question = get_run_question_or_404(request.user, pk, question)
    key = request.POST.get("into", "")

    def merge():
        into = Question.objects.filter(pk=key, event=event).first() if is_key(key) else None
        if into is None:
            raise ValidationError(_("Choose the question that stands for this one."), code="into_missing")
        actions.merge_question(question, into=into, actor=request.user)

    return press_on_desk(request, event, merge, _("Merged: who voted for both counts once."))
