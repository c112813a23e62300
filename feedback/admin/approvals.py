"""The approval queue: what waits for a look before it is public, one card for each, decided with one press."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch, Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from community.moderation.models import Sanction
from community.text import CleanCharField, read_moment
from feedback import actions
from feedback.actions.approving import PAUSE_DAYS
from feedback.admin.pages import desk_page, for_triage, to_desk
from feedback.desk import Queue, view_tabs
from feedback.models import Approval, Attachment, Feedback
from feedback.models.status import SHARED
from feedback.permissions import get_triage_feedback_or_404
from feedback.reasons import reasons_read

PAGE = 10
# Beside which field of the form a refusal is explained.
FIELD_OF = {"withhold_needs_reason": "reason"}


class DecisionForm(forms.Form):
    APPROVE, TRUST, WITHHOLD, PAUSE = "approve", "trust", "withhold", "pause"
    DONE = {
        APPROVE: gettext_lazy("#%(n)s is public now."),
        TRUST: gettext_lazy("#%(n)s is public now, and its author is trusted from now on."),
        WITHHOLD: gettext_lazy("#%(n)s is not published; its author reads why."),
        PAUSE: gettext_lazy("#%(n)s is not published, and its author has to pause."),
    }

    decision = forms.ChoiceField(choices=[(name, name) for name in DONE])
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), required=False, choices=[("", "—"), *Approval.Reason.choices]
    )
    words = CleanCharField(label=gettext_lazy("Words to the author"), required=False, max_length=300)
    days = forms.TypedChoiceField(
        label=gettext_lazy("Pause"),
        required=False,
        coerce=int,
        empty_value=PAUSE_DAYS,
        choices=[(1, gettext_lazy("1 day")), (7, gettext_lazy("7 days")), (30, gettext_lazy("30 days"))],
        initial=PAUSE_DAYS,
    )
    # The item's edited_at as the card showed it; empty for words that were never mended.
    seen_edited_at = forms.CharField(required=False, max_length=40)


@for_triage
@require_safe
def approval_list(request):
    """The longest waiting first, so many on a page; what is decided makes room for the next."""
    return show_cards(request, list(Feedback.objects.pending()[:PAGE]))


def show_cards(request, items, *, bound=None, status=200):
    """Cards of these items; `bound` is a form that was refused, for the only one."""
    context = {
        "title": _("To approve"),
        "queue": Queue(request.user, "approval"),
        "tabs": view_tabs(request.user, current="approval"),
        "cards": [{"item": item, "form": bound or DecisionForm()} for item in with_facts(items)],
        "alone": bound is not None,
    }
    return desk_page(request, "approval", context, status=status)


def with_facts(items):
    """The items with what helps to decide: pictures, what was read in them, why they wait, and what is known of their
    authors."""
    keys = [item.pk for item in items]
    pictures = Prefetch("attachments", Attachment.objects.filter(comment=None).order_by("pk"))
    rows = Feedback.objects.kept().filter(pk__in=keys).order_by("received_at", "pk")
    rows = list(
        rows.select_related("author", "channel", "category", "group", "approval", "reading").prefetch_related(pictures)
    )
    authors = {row.author_id for row in rows if row.author_id}
    known = {}
    if authors:
        said = Feedback.objects.filter(author__in=authors).values("author").order_by()
        known = {
            row["author"]: row
            for row in said.annotate(
                published=Count("pk", filter=Q(visibility__in=SHARED)),
                withheld=Count("pk", filter=Q(approval__outcome=Approval.Outcome.WITHHELD)),
            )
        }
        paused = set(Sanction.objects.in_force("pause").filter(member__in=authors).values_list("member_id", flat=True))
        known = {pk: row | {"paused": pk in paused} for pk, row in known.items()}
    for row in rows:
        row.known, row.read = known.get(row.author_id), list(reasons_read(row))
    return rows


@for_triage
@require_POST
def approval_decide(request, pk):
    """Approve, approve and trust, withhold, or withhold and pause; told where the press came from."""
    feedback = get_triage_feedback_or_404(request.user, pk)
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            decide(feedback, form, request.user)
        except ValidationError as error:
            form.add_error(FIELD_OF.get(error.code), error)
        else:
            messages.success(request, form.DONE[form.cleaned_data["decision"]] % {"n": pk})
            if request.POST.get("back") == "desk":
                return to_desk(pk, Queue(request.user, "approval"))
            return redirect(reverse("admin:feedback_approval"))
    return show_cards(request, [feedback], bound=form, status=422)


def decide(feedback, form, actor):
    data = form.cleaned_data
    if data["decision"] in (form.APPROVE, form.TRUST):
        seen = read_moment(data["seen_edited_at"]) if data["seen_edited_at"] else None
        trust = data["decision"] == form.TRUST
        actions.approve_feedback(feedback, actor=actor, trust=trust, seen_edited_at=seen)
    else:
        days = data["days"] if data["decision"] == form.PAUSE else 0
        actions.withhold_feedback(feedback, actor=actor, reason=data["reason"], words=data["words"], pause_days=days)
