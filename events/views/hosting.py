"""Hosts and the team write sessions: new ones, changes of one or of all that follow, publishing and calling off."""

from copy import copy

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from community.limits import limited
from community.models import AuditEntry
from community.permissions import member_required
from community.submits import nothing_pressed
from events import actions
from events.forms import CancelForm, EventForm, RecordingForm
from events.models import Event
from events.permissions import get_run_event_or_404, groups_to_write_for, may_add_all


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("event-write", limit=120, seconds=3600)
def event_new(request):
    """Write a session: the team for everybody, hosts for their groups (`group` names one). Others find nothing here."""
    groups = groups_to_write_for(request.user)
    if not may_add_all(request.user) and not groups.exists():
        raise Http404
    given = request.POST if request.method == "POST" else None
    initial = {}
    if slug := request.GET.get("group"):
        initial["whom"] = f"group:{get_object_or_404(groups, slug=slug).pk}"
    form = EventForm(given, actor=request.user, initial=initial, asks_rules=True)
    if given is not None and form.is_valid():
        form.accept_by(request.user)
        try:
            return write_new(request, form)
        except ValidationError as error:
            form.refuse(error)
    context = {"form": form, "nav": "events"}
    return render(request, "events/event_new.html", context, status=422 if form.errors else 200)


def write_new(request, form):
    """Keep the session as a draft or publish it, as the pressed button says. Raises as the verbs do, and
    ValidationError('nothing_pressed')."""
    publishes = "publish" in request.POST
    if not publishes and "draft" not in request.POST:
        raise nothing_pressed()
    with transaction.atomic():
        key = form.cleaned_data["submit_key"]
        event = actions.draft_event(form.instance, actor=request.user, submit_key=key)
        if publishes:
            actions.publish_event(event, actor=request.user)
    if publishes:
        messages.success(request, _("Published. Everybody it is for is being told. Now the agenda."))
    else:
        messages.success(request, _("Kept as a draft: only those who run it see it. Now the agenda."))
    return redirect("events:agenda_edit", event.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("event-write", limit=120, seconds=3600)
def event_edit(request, pk):
    """Change a session, or it and all that follow in its series; of one that is over the recording alone."""
    event = get_run_event_or_404(request.user, pk)
    given = request.POST if request.method == "POST" else None
    if event.is_over or event.is_cancelled:
        return add_recording(request, event, given)
    form = EventForm(given, actor=request.user, instance=copy(event))
    if given is not None and form.is_valid():
        try:
            messages.success(request, save_as_asked(form, request.user))
        except ValidationError as error:
            form.refuse(error)
        else:
            return redirect("events:event_edit", pk)
    context = {"form": form, "event": event, "tab": "edit", "nav": "events"}
    return render(request, "events/event_edit.html", context, status=422 if form.errors else 200)


def save_as_asked(form, user):
    """Save the session, or it and all that follow; returns what happened in words."""
    event = form.instance
    if form.cleaned_data.get("scope") == "following":
        n = actions.change_following(event, actor=user)
        words = ngettext(
            "Saved, and so is %(n)s session that follows.", "Saved, and so are %(n)s sessions that follow.", n
        )
        return words % {"n": n}
    actions.save_event(event, actor=user)
    return _("Saved.") if event.state == Event.State.DRAFT else _("Saved. Whoever comes is told if it was moved.")


def add_recording(request, event, given):
    form = RecordingForm(given, initial={"recording_link": event.recording_link})
    if event.is_cancelled:
        messages.info(request, _("This session is cancelled; it stays as it is."))
        return redirect(event)
    if given is not None and form.is_valid():
        event.recording_link = form.cleaned_data["recording_link"]
        actions.save_event(event, actor=request.user)
        messages.success(request, _("Saved."))
        return redirect("events:event_edit", event.pk)
    context = {"form": form, "event": event, "tab": "edit", "nav": "events"}
    return render(request, "events/event_recording.html", context, status=422 if form.errors else 200)


@require_POST
@member_required
@limited("event-write", limit=120, seconds=3600)
def event_publish(request, pk):
    event = get_run_event_or_404(request.user, pk)
    try:
        if actions.publish_event(event, actor=request.user):
            messages.success(request, _("Published. Everybody it is for is being told."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("events:event_edit", pk)
    return redirect(event)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("event-write", limit=120, seconds=3600)
def event_cancel(request, pk):
    """Call a published session off, with a reason that its guests read."""
    event = get_run_event_or_404(request.user, pk)
    if not event.is_coming:
        return redirect(event)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.cancel_event(event, actor=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Cancelled. Everybody with a seat, and whoever waits, is told why."))
        return redirect(event)
    context = {"form": form, "event": event, "nav": "events"}
    return render(request, "events/event_cancel.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def event_remove(request, pk):
    """Throw a draft away, after asking once."""
    if not Event.objects.filter(pk=pk).exists():
        # The other half of a double tap finds it gone already.
        gone = {"action": "events.event.removed", "object_type": "events.event", "object_id": str(pk)}
        get_object_or_404(AuditEntry.objects.filter(actor=request.user, **gone)[:1])
        return redirect("events:event_list")
    event = get_run_event_or_404(request.user, pk)
    if event.state != Event.State.DRAFT:
        return redirect(event)
    if request.method == "POST":
        actions.remove_event(event, actor=request.user)
        messages.success(request, _("“%(title)s” is thrown away.") % {"title": event.title})
        return redirect("events:event_list")
    return render(request, "events/event_remove.html", {"event": event, "nav": "events"})
