"""The agenda, as those who run a session set it up: before it and while it goes on."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.limits import limited
from community.permissions import member_required
from community.submits import nothing_pressed
from community.text import is_key
from events import actions
from events.agenda import minutes_over, timed
from events.forms import LineForm, NewLineForm
from events.models import AgendaItem, Event
from events.permissions import get_run_event_or_404
from events.proposing import proposals_for
from feedback.models import Feedback

WHYS = (AgendaItem.Why.PROMISES, AgendaItem.Why.QUESTIONS)


@require_safe
@member_required
def agenda_edit(request, pk):
    """What stands on the agenda, and what could."""
    return show_agenda(request, get_run_event_or_404(request.user, pk))


def show_agenda(request, event, *, form=None, status=200):
    lines = event.agenda.in_order().select_related("feedback", "speaker")
    lines = timed(event, list(lines))
    is_open = event.state not in (Event.State.FINISHED, Event.State.CANCELLED)
    context = {
        "event": event,
        "lines": with_neighbours(lines),
        "minutes_over": minutes_over(event, lines),
        "is_open": is_open,
        "proposals": proposals_for(event) if is_open else [],
        "form": form or NewLineForm(event=event),
        "tab": "agenda",
        "nav": "events",
    }
    return render(request, "events/agenda_edit.html", context, status=status)


def with_neighbours(lines):
    """The lines with where a press on "up" and "down" puts each: before which other, or at the end."""
    keys = [line.pk for line in lines]
    for place, line in enumerate(lines):
        line.is_first, line.is_last = place == 0, place == len(lines) - 1
        line.up = keys[place - 1] if place else None
        line.down = keys[place + 2] if place + 2 < len(lines) else ""
    return lines


@require_POST
@member_required
@limited("event-agenda", limit=600, seconds=3600)
def agenda_add(request, pk):
    """Put a line of one's own on the agenda."""
    event = get_run_event_or_404(request.user, pk)
    form = NewLineForm(request.POST, event=event)
    if form.is_valid():
        try:
            actions.add_line(event, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return redirect("events:agenda_edit", pk)
    return show_agenda(request, event, form=form, status=422)


@require_POST
@member_required
@limited("event-agenda", limit=600, seconds=3600)
def agenda_take(request, pk):
    """Put a proposal on the agenda: an item of feedback, or one of the usual lines (`why`)."""
    event = get_run_event_or_404(request.user, pk)
    key, why = request.POST.get("feedback", ""), request.POST.get("why", "")
    try:
        if key:
            items = Feedback.objects.select_related("merged_into")
            item = get_object_or_404(items, pk=key if is_key(key) else 0)
            actions.take_up(event, item, actor=request.user, why=why)
        elif why in WHYS:
            actions.take_up_usual(event, why, actor=request.user)
        else:
            raise nothing_pressed()
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("events:agenda_edit", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("event-agenda", limit=600, seconds=3600)
def agenda_line(request, pk, line):
    """Change what a line says, for how long, and who speaks."""
    event = get_run_event_or_404(request.user, pk)
    line = get_object_or_404(AgendaItem.objects.select_related("speaker", "event"), pk=line, event=event)
    speaker = line.speaker.name if line.speaker else ""
    initial = {"title": line.title, "minutes": line.minutes, "speaker": speaker}
    form = LineForm(request.POST if request.method == "POST" else None, event=event, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_line(line, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return redirect("events:agenda_edit", pk)
    context = {"event": event, "line": line, "form": form, "nav": "events"}
    return render(request, "events/agenda_line.html", context, status=422 if form.errors else 200)


@require_POST
@member_required
@limited("event-agenda", limit=600, seconds=3600)
def agenda_move(request, pk, line):
    """Put a line before another (`before`), or at the end."""
    event = get_run_event_or_404(request.user, pk)
    lines = AgendaItem.objects.filter(event=event).select_related("event")
    line, key = get_object_or_404(lines, pk=line), request.POST.get("before")
    before = lines.filter(pk=key).first() if key and is_key(key) else None
    try:
        if key is None or (key and before is None):
            raise nothing_pressed()
        actions.move_line(line, actor=request.user, before=before)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("events:agenda_edit", pk)


@require_POST
@member_required
@limited("event-agenda", limit=600, seconds=3600)
def agenda_remove(request, pk, line):
    """Take a line off the agenda; one that is gone already is no mistake."""
    event = get_run_event_or_404(request.user, pk)
    line = AgendaItem.objects.filter(event=event, pk=line).select_related("event").first()
    try:
        if line:
            actions.remove_line(line, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("events:agenda_edit", pk)
