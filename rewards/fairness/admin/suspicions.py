"""The list of what is to be looked at, and the page of one suspicion where it is decided."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef, Prefetch, Sum
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from community.staffing import ViewOnlyAdmin, plain
from community.text import is_key
from rewards.fairness import actions
from rewards.fairness.admin.pages import fairness_page, for_deciders, for_viewers
from rewards.fairness.forms import DecideForm
from rewards.fairness.models import Concerned, Suspicion
from rewards.fairness.permissions import get_suspicion_or_404, may_decide_suspicions
from rewards.models import TakenBack

PAGE = 20
NAMES = 4
# What the entries of a suspicion are worth.
WORTH = Sum(F("entries__amount") - F("entries__owed"), default=0)


# --- the list -----------------------------------------------------------------------------------------------


@for_viewers
@require_safe
def queue_list(request):
    """What nobody has decided, the heaviest first."""
    rows = Suspicion.objects.open().heaviest_first()
    return list_page(
        request, rows, "open", _("what a machine found unusual; people decide, and nothing is taken before")
    )


@for_viewers
@require_safe
def held_list(request):
    """What somebody holds points for, the longest first."""
    rows = Suspicion.objects.held().longest_held_first()
    return list_page(request, rows, "held", _("points are taken back while somebody looks; the longest first"))


@for_viewers
@require_safe
def decided_list(request):
    rows = Suspicion.objects.decided().latest_decided()
    return list_page(request, rows, "decided", _("what came of it; the latest first"))


def list_page(request, rows, tab, words):
    """One view of the list, in pages by number: nobody has thousands of these."""
    answered = Concerned.objects.filter(suspicion=OuterRef("pk"), answered_at__isnull=False)
    people = Concerned.objects.select_related("member").order_by("pk")
    rows = rows.not_about(request.user).annotate(is_answered=Exists(answered), points=WORTH)
    rows = rows.select_related("held_by", "decided_by").prefetch_related(Prefetch("concerned", people))
    page = Paginator(rows, PAGE).get_page(number if is_key(number := request.GET.get("page", "")) else 1)
    for suspicion in page.object_list:
        known = [concerned.member.name for concerned in suspicion.concerned.all()]
        suspicion.names, suspicion.more = known[:NAMES], max(0, len(known) - NAMES)
    context = {"title": _("Fairness"), "page": page, "words": words, "tab": tab}
    return fairness_page(request, "queue", context, tab=tab)


# --- one suspicion ------------------------------------------------------------------------------------------


@for_viewers
@require_safe
def suspicion_desk(request, pk):
    return desk_page(request, get_suspicion_or_404(request.user, pk), DecideForm())


def desk_page(request, suspicion, form):
    """Everything about one suspicion, with the form to decide, whose errors make it a refusal."""
    entries = list(suspicion.entries.select_related("account__member").order_by("-pk"))
    standing = TakenBack.objects.filter(entry__in=[entry.pk for entry in entries])
    held_elsewhere = set(standing.exclude(by=suspicion.holder).values_list("entry", flat=True))
    taken = set(standing.values_list("entry", flat=True))
    for entry in entries:
        entry.is_elsewhere, entry.is_taken = entry.pk in held_elsewhere, entry.pk in taken
    people = list(suspicion.concerned.select_related("member").order_by("pk"))
    earned = points_by_member(entries)
    for concerned in people:
        concerned.points = earned.get(concerned.member_id, 0)
    same = Suspicion.objects.filter(fingerprint=suspicion.fingerprint).exclude(pk=suspicion.pk)
    context = {
        "title": str(suspicion),
        "suspicion": suspicion,
        "evidence": suspicion.evidence,
        "evidence_template": f"fairness/evidence/{suspicion.kind}.html",
        "entries": entries,
        "people": people,
        "answers": [concerned for concerned in people if concerned.answered_at],
        # What holding takes, or took: what others took back already is not taken once more.
        "points": sum(entry.worth for entry in entries if not entry.is_elsewhere),
        "elsewhere": len(held_elsewhere),
        "same": same.latest_decided()[:5],
        "form": form,
        "may_decide": may_decide_suspicions(request.user),
    }
    return fairness_page(request, "suspicion", context, status=422 if form.errors else 200)


def points_by_member(entries):
    points = {}
    for entry in entries:
        points[entry.account.member_id] = points.get(entry.account.member_id, 0) + entry.worth
    return points


@for_deciders
@require_POST
def suspicion_hold(request, pk):
    done = _("Held. Those concerned are told why, and that you look at it.")
    return decide(request, pk, actions.hold_suspicion, done)


@for_deciders
@require_POST
def suspicion_release(request, pk):
    return decide(request, pk, actions.release_suspicion, _("Given back, and those concerned are thanked for waiting."))


@for_deciders
@require_POST
def suspicion_reverse(request, pk):
    return decide(request, pk, actions.reverse_suspicion, _("It stays taken back. Those concerned are told why."))


@for_deciders
@require_POST
def suspicion_dismiss(request, pk):
    return decide(request, pk, actions.dismiss_suspicion, _("Put away. Nothing was touched, and nobody is told."))


def decide(request, pk, verb, done):
    """One step with the words of the form; refused, the page comes back with what was written."""
    suspicion = get_suspicion_or_404(request.user, pk)
    form = DecideForm(request.POST)
    if form.is_valid():
        try:
            verb(suspicion, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("note" if error.code == "words_missing" else None, error)
        else:
            messages.success(request, done)
            return redirect("admin:fairness_desk", pk)
    return desk_page(request, get_suspicion_or_404(request.user, pk), form)


@admin.register(Suspicion)
class SuspicionAdmin(ViewOnlyAdmin):
    """All suspicions as a table, for looking things up; decided on their own pages alone."""

    list_display = ["__str__", "state", "weight", "points", "found_at", "held_at", "decider", "decided_at"]
    list_filter = ["kind", "state"]
    list_select_related = ["decided_by"]
    ordering = ["-pk"]
    fields = readonly_fields = [
        *("kind", "state", "weight", "found_at", "seen_at", "held_at", "holder_name", "decided_at", "decider", "note"),
    ]
    holder_name = plain("held_by", gettext_lazy("held by"))
    decider = plain("decided_by", gettext_lazy("decided by"))

    @admin.display(description=gettext_lazy("points"))
    def points(self, suspicion):
        return suspicion.worth

    def get_queryset(self, request):
        return super().get_queryset(request).not_about(request.user).annotate(worth=WORTH)

    def get_urls(self):
        return [
            path("queue/", queue_list, name="fairness_queue"),
            path("held/", held_list, name="fairness_held"),
            path("decided/", decided_list, name="fairness_decided"),
            path("<number:pk>/desk/", suspicion_desk, name="fairness_desk"),
            path("<number:pk>/hold/", suspicion_hold, name="fairness_hold"),
            path("<number:pk>/release/", suspicion_release, name="fairness_release"),
            path("<number:pk>/reverse/", suspicion_reverse, name="fairness_reverse"),
            path("<number:pk>/dismiss/", suspicion_dismiss, name="fairness_dismiss"),
            *super().get_urls(),
        ]
