"""The desk of those who run a session, on a phone or a laptop."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.permissions import member_required
from community.submits import nothing_pressed
from events.live import actions
from events.live.actions.agenda import SWITCHES
from events.live.forms import SessionPollForm
from events.live.models import Question, SessionPoll, State
from events.live.permissions import get_item_or_404, get_run_poll_or_404
from events.live.shared import course_of, figures_of
from events.live.views.common import press
from events.permissions import get_run_event_or_404

SHOWN, FIELD_OF = 200, {"question_missing": "question"}


@require_safe
@member_required
def desk(request, pk):
    event = get_run_event_or_404(request.user, pk)
    return desk_page(request, event, SessionPollForm())


def desk_page(request, event, form):
    context = {"event": event, "form": form, "nav": "events", **state_of(event)}
    return render(request, "live/desk.html", context, status=422 if form.errors else 200)


@require_safe
@member_required
def desk_now(request, pk):
    """The part of the desk that changes, for a desk that shows an older version (`v`)."""
    event = get_run_event_or_404(request.user, pk)
    if request.GET.get("v") == str(event.live_version):
        return HttpResponse(status=204)
    return render(request, "live/_desk.html", {"event": event, **state_of(event)})


def state_of(event):
    """All that the desk shows of a session as it stands."""
    questions = list(Question.objects.filter(event=event).standing().most_wanted().select_related("author")[:SHOWN])
    merged = Question.objects.filter(event=event, merged_into__isnull=False, hidden_at=None)
    by_state = {state: [question for question in questions if question.state == state] for state in State.values}
    return {
        "questions": by_state,
        "now": next(iter(by_state[State.NOW]), None),
        "merged": merged.select_related("author", "merged_into").order_by("-pk")[:SHOWN],
        "polls": figures_of(SessionPoll.objects.filter(event=event).in_order()),
        **course_of(event),
    }


def press_on_desk(request, event, verb, done=""):
    return press(request, event, verb, done, fallback="live:desk")


@require_POST
@member_required
def desk_begin(request, pk):
    event = get_run_event_or_404(request.user, pk)
    done = _("The session has begun.")
    return press_on_desk(request, event, lambda: actions.begin_session(event, actor=request.user), done)


@require_POST
@member_required
def desk_end(request, pk):
    event = get_run_event_or_404(request.user, pk)
    done = _("The session is over. What was not answered is kept for the minutes.")
    return press_on_desk(request, event, lambda: actions.end_session(event, actor=request.user), done)


@require_POST
@member_required
def desk_switch(request, pk):
    """Turn a switch on or off: `turn` is its name with 1 or 0."""
    event = get_run_event_or_404(request.user, pk)
    name, _blank, want = request.POST.get("turn", "").partition(" ")

    def switch():
        if name not in SWITCHES or want not in ("0", "1"):
            raise nothing_pressed()
        actions.set_switch(event, name, want == "1", actor=request.user)

    return press_on_desk(request, event, switch)


@require_POST
@member_required
def desk_agenda(request, pk, item):
    """Turn to an item (`want` begin), or be done with it (end)."""
    event = get_run_event_or_404(request.user, pk)
    item = get_item_or_404(event, item)
    verbs = {"begin": actions.begin_item, "end": actions.end_item}

    def turn():
        if (verb := verbs.get(request.POST.get("want"))) is None:
            raise nothing_pressed()
        verb(event, item, actor=request.user)

    return press_on_desk(request, event, turn)


@require_POST
@member_required
def desk_poll_new(request, pk):
    event = get_run_event_or_404(request.user, pk)
    form = SessionPollForm(request.POST)
    if form.is_valid():
        try:
            actions.write_session_poll(event, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(FIELD_OF.get(error.code, "options"), error)
        else:
            messages.success(request, _("The poll is written. Open it when its moment has come."))
            return redirect("live:desk", event.pk)
    return desk_page(request, event, form)


@require_POST
@member_required
def desk_poll(request, pk, poll):
    """Open, close, show or throw away a poll, as `want` says."""
    event, session_poll = get_run_poll_or_404(request.user, pk, poll)
    verbs = {
        "open": lambda: actions.open_session_poll(session_poll, actor=request.user),
        "close": lambda: actions.close_session_poll(session_poll, actor=request.user),
        "show": lambda: actions.show_session_poll(session_poll, True, actor=request.user),
        "hide": lambda: actions.show_session_poll(session_poll, False, actor=request.user),
        "remove": lambda: actions.remove_session_poll(session_poll, actor=request.user),
    }

    def turn():
        if (verb := verbs.get(request.POST.get("want"))) is None:
            raise nothing_pressed()
        verb()

    return press_on_desk(request, event, turn)
