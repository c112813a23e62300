"""The triage list: ready views, search, taking one item, and changing several at once."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from feedback import actions
from feedback.actions.triage import check_move
from feedback.admin.forms import BulkForm, desk_staff
from feedback.admin.pages import desk_page, for_triage, queue_of, to_triage
from feedback.board import kept_list
from feedback.desk import own_views, view_tabs
from feedback.models import Category, Channel, Feedback, Severity, Status
from feedback.permissions import get_triage_feedback_or_404
from feedback.reasons import explain

REFUSALS_SHOWN = 10


@for_triage
@require_safe
def triage_list(request):
    queue = queue_of(request)
    rows, after = queue.page(request.GET.get("after", ""))
    now = timezone.now()
    context = {
        "title": _("Triage"),
        "queue": queue,
        "tabs": view_tabs(request.user, current="" if queue.q else queue.view),
        "own_views": (kept := own_views(request.user, queue)),
        "may_keep": queue.is_special and not any(view["current"] for view in kept),
        "rows": [explain(row, now) for row in rows],
        "groups": not queue.q and queue.view not in ("recent", "approval"),
        "next_query": queue.query(after=after) if after else "",
        "is_later_page": "after" in request.GET,
        "categories": kept_list("category", Category.objects.active()),
        "channels": kept_list("channel", Channel.objects.active()),
        "severities": Severity.choices,
        "statuses": [(status.value, status.label) for status in BulkForm.STATUSES],
        "staff": (staff := list(desk_staff())),
        "owner": next((member for member in staff if str(member.pk) == queue.owner), None),
    }
    return desk_page(request, "triage", context)


@for_triage
@require_POST
def triage_take(request, pk):
    """Make an item one's own, from its row."""
    feedback = get_triage_feedback_or_404(request.user, pk)
    try:
        actions.triage_feedback(feedback, actor=request.user, owner=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("#%(n)s is yours now.") % {"n": pk})
    return to_triage(queue_of(request), at=pk)


# --- views of one's own ---------------------------------------------------------------------------------------


@for_triage
@require_POST
def view_keep(request):
    """Keep the queue at hand under a name."""
    queue = queue_of(request)
    try:
        view = actions.save_view(queue, request.POST.get("name", ""), actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("“%(name)s” stands among your views now.") % {"name": view.name})
    return to_triage(queue)


@for_triage
@require_POST
def view_drop(request, pk):
    """Remove a view of one's own."""
    if not actions.drop_view(pk, actor=request.user):
        raise Http404
    messages.success(request, _("The view is gone; nothing else changed."))
    return to_triage(queue_of(request))


# --- several at once ------------------------------------------------------------------------------------------


@dataclass
class Planned:
    """What a change of several items would do to one of them."""

    item: Feedback
    steps: list = field(default_factory=list)
    refused: str = ""


@for_triage
@require_POST
def triage_bulk(request):
    """First shows what would happen and what is refused; writes when confirmed."""
    queue, form = queue_of(request), BulkForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(words for errors in form.errors.values() for words in errors))
        return to_triage(queue)
    if "confirmed" in request.POST:
        change_several(request, form)
        return to_triage(queue)
    plan = [
        plan_for(item, form.changes(request.user), form.cleaned_data["hide"]) for item in form.cleaned_data["items"]
    ]
    hidden = ("csrfmiddlewaretoken", "items")
    context = {
        "title": _("Change several items"),
        "queue": queue,
        "plan": plan,
        "possible": sum(1 for planned in plan if not planned.refused and planned.steps),
        "posted": [(name, value) for name, value in request.POST.items() if name not in hidden],
    }
    return desk_page(request, "bulk", context)


def plan_for(item, changes, hide):
    """What these changes would do to an item, or why it refuses them."""
    new = changes.get("status")
    try:
        if new:
            check_move(item, Status(item.status), new, answer="", decline_reason="")
    except ValidationError as error:
        return Planned(item, refused=error.messages[0])
    steps = []
    if new and new != item.status:
        steps.append((_("Status"), item.get_status_display(), new.label))
    if "severity" in changes and changes["severity"] != item.severity:
        steps.append((_("Severity"), item.get_severity_display() or "—", Severity(changes["severity"]).label))
    if "owner" in changes and changes["owner"] != item.owner:
        steps.append((_("Owner"), item.owner or _("nobody"), changes["owner"]))
    if "category" in changes and changes["category"] != item.category:
        steps.append((_("Category"), item.category or "—", changes["category"]))
    if hide and item.is_shared:
        steps.append((_("Who sees it"), item.get_visibility_display(), Feedback.Visibility.HIDDEN.label))
    return Planned(item, steps)


def change_several(request, form):
    """Change each item for itself: one that is refused holds none of the others back."""
    done, refused = 0, []
    changes = form.changes(request.user)
    for item in form.cleaned_data["items"]:
        try:
            with transaction.atomic():
                seen = form.seen_status(item)
                changed = actions.triage_feedback(item, actor=request.user, seen_status=seen, **changes) is not None
                if form.cleaned_data["hide"] and item.is_shared:
                    actions.hide_feedback(item, actor=request.user)
                    changed = True
        except ValidationError as error:
            refused.append(f"#{item.pk}: {error.messages[0]}")
        else:
            done += changed
    messages.success(request, ngettext("%(n)s item changed.", "%(n)s items changed.", done) % {"n": done})
    for words in refused[:REFUSALS_SHOWN]:
        messages.warning(request, words)
    if len(refused) > REFUSALS_SHOWN:
        rest = len(refused) - REFUSALS_SHOWN
        messages.warning(request, ngettext("%(n)s more was refused.", "%(n)s more were refused.", rest) % {"n": rest})
