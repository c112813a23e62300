"""Asking something, wanting an answer, and taking it back."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.limits import hit, limited
from community.moderation.checks import CODES
from community.permissions import member_required
from events.live import actions
from events.live.forms import AskForm
from events.live.models import State
from events.live.permissions import (
    get_live_event_or_404,
    get_own_question_or_404,
    get_shown_question_or_404,
)
from events.live.views.common import press, said


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def question_ask(request, pk):
    """Ask something; the page of its own is for when a word was refused, and for browsers without script."""
    event = get_live_event_or_404(request.user, pk)
    if event.state == event.State.DRAFT:
        raise Http404
    if request.method != "POST":
        return show_form(request, event, AskForm())
    form = AskForm(request.POST, member=request.user)
    if not form.is_valid():
        return show_form(request, event, form, status=422)
    form.accept_by(request.user)
    try:
        question = ask(request, event, form.cleaned_data)
    except ValidationError as error:
        form.add_error("text" if error.code in CODES else None, error)
        return show_form(request, event, form, status=422)
    words = words_for(question)
    if request.htmx:
        return render(request, "live/_ask.html", {"event": event, "ask_form": AskForm(), "done": words})
    return said(request, event, words, fallback="events:event_detail")


def ask(request, event, data):
    """The question; the second half of a double tap counts for no limit."""
    what = {name: data[name] for name in ("text", "nameless", "submit_key")}
    if known := actions.find_asked(event, **what):
        return known
    hit("session-question", f"member:{request.user.pk}", limit=20, seconds=600)
    question, _created = actions.ask_question(event, actor=request.user, **what)
    return question


def words_for(question):
    if question.state == State.SUBMITTED:
        return _("Received. Those who run the session have a look before others see it.")
    if question.is_nameless:
        return _("Asked without your name. Nobody can find out that it was you, so it cannot be taken back.")
    return _("Asked. You can take it back until it is answered.")


def show_form(request, event, form, status=200):
    context = {"event": event, "ask_form": form, "nav": "events"}
    if request.htmx:
        # HTMX shows nothing of an answer that is an error.
        return render(request, "live/_ask.html", context)
    return render(request, "live/question_ask.html", context, status=status)


@require_POST
@member_required
@limited("session-vote", limit=600, seconds=3600)
def question_vote(request, pk, question):
    """Want the answer (`want` 1) or no longer."""
    question = get_shown_question_or_404(request.user, pk, question)
    wants = request.POST.get("want") != "0"
    verb = actions.cast_question_vote if wants else actions.withdraw_question_vote
    done = _("Your vote counts.") if wants else _("Your vote is taken back.")
    return press(request, question.event, lambda: verb(question, actor=request.user), done)


@require_POST
@member_required
@limited("session-question-withdraw", limit=60, seconds=3600)
def question_withdraw(request, pk, question):
    question = get_own_question_or_404(request.user, pk, question)
    done = _("Taken back.")
    return press(request, question.event, lambda: actions.withdraw_question(question, actor=request.user), done)
