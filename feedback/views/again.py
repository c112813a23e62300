"""Why something was declined, and the one time that its author may ask to look again."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.limits import limited
from community.page_cache import visitor_page
from community.permissions import member_required
from feedback import actions
from feedback.forms import AgainForm, CommentForm
from feedback.permissions import get_feedback_or_404, get_own_feedback_or_404
from feedback.refusals import REFUSALS
from feedback.views.item import detail_context


@require_safe
@visitor_page()
def decline_reasons(request):
    """The published list: what each reason means and what can still be done."""
    reasons = [(reason, refusal) for reason, refusal in REFUSALS.items()]
    return render(request, "feedback/decline_reasons.html", {"reasons": reasons, "nav": "board"})


@require_POST
@member_required
@limited("again", limit=20, seconds=3600)
def feedback_again(request, pk):
    feedback = get_own_feedback_or_404(request.user, pk)
    form = AgainForm(request.POST, member=request.user)
    if form.is_valid():
        form.accept_by(request.user)
        try:
            actions.ask_to_look_again(feedback, actor=request.user, text=form.cleaned_data["again"])
        except ValidationError as error:
            form.add_error("again", error)
        else:
            messages.success(request, _("Thank you. It is under review again, and whoever has it in hand is told."))
            return redirect(feedback)
    context = detail_context(request, get_feedback_or_404(request.user, pk), CommentForm())
    return render(request, "feedback/feedback_detail.html", context | {"again_form": form}, status=422)
