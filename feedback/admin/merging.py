"""Look-alikes on the desk: pairs to decide, the page before two items are merged, and taking one out again."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback import actions
from feedback.actions.counting import count_together
from feedback.actions.merging import check_merge
from feedback.admin.forms import OtherForm
from feedback.admin.pages import desk_page, for_triage, queue_of, to_desk
from feedback.models import DuplicatePair, Feedback, Follow
from feedback.permissions import get_triage_feedback_or_404

PAIRS = 30


@for_triage
@require_safe
def pair_list(request):
    """Open pairs, the most alike first."""
    pairs, after = DuplicatePair.objects.to_decide().page(request.GET.get("after", ""), PAIRS)
    for pair in pairs:
        pair.into, pair.item = in_order(pair.first, pair.second)
    context = {"title": _("Look-alikes"), "pairs": pairs, "after": after, "is_later_page": "after" in request.GET}
    return desk_page(request, "pairs", context)


def in_order(one, other):
    """(canonical, to be merged): what is settled, then what more people support, then the older one speaks for both."""
    return sorted((one, other), key=lambda item: (item.is_open, -item.vote_count, item.pk))


@for_triage
@require_http_methods(["GET", "HEAD", "POST"])
def desk_merge(request, pk):
    """Shows both items and what a merge would do; merges when confirmed."""
    item, queue = get_triage_feedback_or_404(request.user, pk), queue_of(request)
    form = OtherForm(request.POST if request.method == "POST" else request.GET)
    into, refused = None, ""
    if form.is_valid():
        into = form.cleaned_data["other"]
        try:
            if request.method == "POST":
                return merge(request, item, into, queue)
            check_merge(item, into.merged_into or into, named=into)
        except ValidationError as error:
            refused = error.messages[0]
    context = {"title": _("Merge #%(n)s") % {"n": pk}, "feedback": item, "queue": queue, "form": form}
    if into:
        context |= preview(request, item, into.merged_into or into) | {"named": into, "refused": refused}
    asked = "other" in form.data
    return desk_page(request, "merge", context, status=422 if refused or (asked and form.errors) else 200)


def preview(request, item, into):
    """Both items side by side and what merging them means for people."""
    follows = Follow.objects.told().filter(feedback=item, member__is_active=True).exclude(member=request.user)
    return {
        "into": into,
        "people_before": into.vote_count,
        "people_after": count_together(item, into),
        "told": follows.count(),
        "below": Feedback.objects.merged_into(item).count() if item.merged_count else 0,
    }


def merge(request, item, into, queue):
    entry = actions.merge_feedback(item, into=into, actor=request.user)
    said = _("#%(n)s is merged into #%(into)s, and whoever follows it is told.")
    if entry is None:
        said = _("#%(n)s is merged into #%(into)s already.")
    messages.success(request, said % {"n": item.pk, "into": item.merged_into_id})
    return back(request, item, queue)


def back(request, item, queue):
    """To the list of pairs where the press came from there, else to the item's desk."""
    if request.POST.get("from") == "pairs":
        return redirect(reverse("admin:feedback_pairs"))
    return to_desk(item.pk, queue)


@for_triage
@require_POST
def desk_unmerge(request, pk):
    item = get_triage_feedback_or_404(request.user, pk)
    try:
        if actions.unmerge_feedback(item, actor=request.user):
            messages.success(request, _("#%(n)s stands on its own again, and whoever follows it is told.") % {"n": pk})
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return to_desk(pk, queue_of(request))


@for_triage
@require_POST
def desk_dismiss(request, pk):
    """Two items are not the same: remembered, and not proposed again."""
    item, form = get_triage_feedback_or_404(request.user, pk), OtherForm(request.POST)
    if form.is_valid() and form.cleaned_data["other"] != item:
        other = form.cleaned_data["other"]
        actions.dismiss_pair(item, other, actor=request.user)
        messages.success(
            request,
            _("#%(n)s and #%(other)s are not the same; they are not proposed again.") % {"n": pk, "other": other.pk},
        )
    else:
        messages.error(request, _("There is no such item."))
    return back(request, item, queue_of(request))
