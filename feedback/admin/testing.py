"""Testers of a fix on the desk: calling for them, reading what they report, and ending the call."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from community.text import CleanCharField
from feedback import actions
from feedback.admin.pages import desk_page, for_triage
from feedback.models import TestCall
from feedback.models.testing import CALLABLE
from feedback.permissions import get_triage_feedback_or_404
from feedback.views.testing import with_pictures

DAYS, SEATS, PAST = 7, 8, 10
# Beside which field of the form a refusal is explained; every other stands above it.
FIELD_OF = {"past": "ends_at", "too_far": "ends_at", "seats_taken": "seats"}


class CallForm(forms.Form):
    text = CleanCharField(
        label=gettext_lazy("What to try"),
        max_length=TestCall.TEXT_LIMIT,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Where it is, what to do, and what you want to know. Markdown works."),
        error_messages={"required": gettext_lazy("Say what to try.")},
    )
    seats = forms.IntegerField(label=gettext_lazy("Seats"), min_value=1, max_value=TestCall.SEATS_LIMIT, initial=SEATS)
    ends_at = forms.DateTimeField(
        label=gettext_lazy("Until"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean_ends_at(self):
        """Within a year or so: the last hours of the calendar are in no other time zone."""
        ends_at, year = self.cleaned_data["ends_at"], timezone.localdate().year
        if not year <= ends_at.year <= year + 1:
            raise ValidationError(
                _("A call lasts %(days)s days at most.") % {"days": TestCall.DAYS_LIMIT}, code="too_far"
            )
        return ends_at


class EndForm(forms.Form):
    words = CleanCharField(
        label=gettext_lazy("Your words to it"),
        max_length=TestCall.WORDS_LIMIT,
        multiline=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("They stand in the public progress, below the figures, and in the thanks."),
    )


@for_triage
@require_http_methods(["GET", "HEAD", "POST"])
def desk_testers(request, pk):
    """Open a call, or change the open one."""
    feedback = get_triage_feedback_or_404(request.user, pk)
    call = feedback.test_calls.filter(state=TestCall.State.OPEN).first()
    form = CallForm(request.POST or None, initial=initial_of(call))
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, write_call(feedback, call, request.user, form.cleaned_data))
        except ValidationError as error:
            form.add_error(FIELD_OF.get(error.code), error)
        else:
            return redirect("admin:feedback_testers", pk)
    return show_testers(request, feedback, call, form=form)


def initial_of(call):
    if call:
        return {"text": call.text, "seats": call.seats, "ends_at": call.ends_at}
    evening = timezone.localtime().replace(hour=20, minute=0, second=0, microsecond=0)
    return {"ends_at": evening + timedelta(days=DAYS)}


def write_call(feedback, call, actor, data):
    """Open or change it; returns what happened in words."""
    if call:
        actions.change_test_call(call, actor=actor, **data)
        return _("The call is changed.")
    actions.call_for_testers(feedback, actor=actor, **data)
    return _("The call is open, and whoever follows or supports #%(n)s is told.") % {"n": feedback.pk}


def show_testers(request, feedback, call, *, form, end_form=None):
    past = feedback.test_calls.ended().order_by("-ended_at", "-pk")
    context = {
        "title": _("Testers of #%(n)s") % {"n": feedback.pk},
        "feedback": feedback,
        "call": call,
        "form": form,
        "end_form": end_form or EndForm(),
        "may_call": feedback.is_public and feedback.status in CALLABLE,
        "reports": with_pictures(call.taken.reported()) if call else [],
        "waiting": call.taken.filter(reported_at=None).select_related("member").order_by("pk") if call else [],
        "past": past[:PAST],
    }
    bad = form.errors or (end_form and end_form.errors)
    return desk_page(request, "testers", context, status=422 if bad else 200)


@for_triage
@require_POST
def desk_testers_end(request, pk):
    feedback = get_triage_feedback_or_404(request.user, pk)
    call = feedback.test_calls.filter(state=TestCall.State.OPEN).first()
    form = EndForm(request.POST)
    if not form.is_valid():
        return show_testers(request, feedback, call, form=CallForm(initial=initial_of(call)), end_form=form)
    if call and actions.end_test_call(call, actor=request.user, words=form.cleaned_data["words"]):
        messages.success(request, _("The call has ended; what was found stands in the progress."))
    else:
        messages.info(request, _("There is no open call on this item."))
    return redirect("admin:feedback_testers", pk)
