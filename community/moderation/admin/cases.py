"""The queue of what was reported, and one page for each case: context, history, rules, and one form to decide."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.markdown import render_markdown
from community.models import Rules
from community.moderation import actions
from community.moderation.admin import appeals, figures
from community.moderation.admin.forms import DecideForm, NoteForm
from community.moderation.admin.pages import care_page, for_care
from community.moderation.explaining import explain
from community.moderation.models import Case, Sanction
from community.moderation.permissions import get_case_or_404
from community.moderation.queue import case_before, next_case, page_of_decided, page_of_queue
from community.moderation.things import care_of, thing_of
from community.staffing import ViewOnlyAdmin, plain
from community.views.files import image_response

HISTORY = 8
# Beside which field of the form a refusal is explained.
FIELD_OF = {
    "reason_unknown": "reason",
    "words_missing": "words",
    "days_missing": "days",
    "nobody": "outcome",
    "above": "outcome",
    "oneself": "outcome",
    "own_case": "outcome",
}


@for_care
@require_safe
def queue_list(request):
    """What is open, the most reported and gravest first, each with the reasons why it stands there."""
    cases, after = page_of_queue(request.user, request.GET.get("after", ""))
    context = {"title": _("Care"), "cases": explain(cases), "after": after}
    return care_page(request, "queue", context, tab="open")


@for_care
@require_safe
def decided_list(request):
    cases, before = page_of_decided(request.user, request.GET.get("before", ""))
    return care_page(request, "decided", {"title": _("Decided"), "cases": cases, "before": before}, tab="decided")


@for_care
@require_http_methods(["GET", "HEAD", "POST"])
def case_desk(request, pk):
    case = get_case_or_404(request.user, pk)
    thing = thing_of(case)
    is_hidden = thing is not None and care_of(case.kind).is_hidden(thing)
    form = DecideForm(request.POST or None, case=case, is_hidden=is_hidden)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_case(case, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(FIELD_OF.get(error.code), error)
        else:
            messages.success(request, _("Decided. Whoever reported it is told."))
            return to_next(request.user, case)
    if form.errors:
        # What is shown beside the kept words is how the case stands now, so that sending again can succeed.
        case = get_case_or_404(request.user, pk)
        form.data = form.data.copy()
        form.data["seen_reports"] = case.report_count
    context = case_context(request.user, case, thing, form) | {"is_hidden": is_hidden}
    return care_page(request, "case", context, status=422 if form.errors else 200)


def to_next(user, case):
    following = next_case(user, case)
    return redirect("admin:moderation_case", following.pk) if following else redirect("admin:moderation_queue")


def case_context(user, case, thing, form):
    """All that helps to decide: the words among what was said around them, who reported them, the author's history and
    the rules."""
    module = care_of(case.kind)
    words = module.words_of(thing) if thing else ""
    rules = Rules.objects.published().first()
    return {
        "title": f"{module.LABEL} {case.object_id}",
        "case": explain([case])[0],
        "label": module.LABEL,
        "thing": thing,
        "address": module.url_of(thing) if thing else "",
        "around": module.around(thing) if thing else [],
        "pictures": list(pictures_in(case, thing)),
        "kept": case.kept_pictures.order_by("pk"),
        "words": words,
        "was_mended": bool(thing) and words.strip() != case.words.strip(),
        "reports": case.reports.select_related("reporter").order_by("pk"),
        "history": history_of(case),
        "rules": render_markdown(rules.display_text, top=3) if rules else "",
        "notes": case.notes.select_related("by").order_by("pk"),
        "sanctions_here": case.sanctions.select_related("lifted_by").order_by("pk"),
        "form": form,
        "note_form": NoteForm(),
        "before": case_before(user, case) if case.is_open else None,
        "after": next_case(user, case) if case.is_open else None,
    }


def pictures_in(case, thing):
    """Rows of the pictures that stand in what was reported now."""
    module = care_of(case.kind)
    return module.pictures_of(thing) if thing and hasattr(module, "pictures_of") else []


@for_care
@require_safe
def case_picture(request, pk, picture):
    """A picture of what was reported, for those who decide alone, whatever they may see elsewhere."""
    case = get_case_or_404(request.user, pk)
    found = [row for row in pictures_in(case, thing_of(case)) if row.pk == picture]
    if not found:
        raise Http404
    return image_response(found[0].file, keep=False)


@for_care
@require_safe
def case_kept(request, pk, picture):
    """A picture that its author took back since it was reported."""
    case = get_case_or_404(request.user, pk)
    return image_response(get_object_or_404(case.kept_pictures, pk=picture).file, keep=False)


def history_of(case):
    """What is known of the author, and what was decided about this very thing before."""
    same = Case.objects.decided().about(case.kind, case.object_id).exclude(pk=case.pk).order_by("-pk")
    known = {"same": list(same[:HISTORY])}
    if case.author_id:
        own = Case.objects.filter(author=case.author_id).exclude(pk=case.pk)
        known |= {
            "sanctions": list(Sanction.objects.filter(member=case.author_id).newest_first()[:HISTORY]),
            "hidden": own.filter(was_hidden=True).order_by("-pk")[:HISTORY],
            "reported": own.count(),
        }
    return known


@for_care
@require_POST
def case_claim(request, pk):
    case = get_case_or_404(request.user, pk)
    actions.claim_case(case, actor=request.user)
    return redirect("admin:moderation_case", pk)


@for_care
@require_POST
def case_note(request, pk):
    case = get_case_or_404(request.user, pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        actions.add_case_note(case, actor=request.user, text=form.cleaned_data["note"])
        messages.success(request, _("Kept as a note for the team."))
        return redirect("admin:moderation_case", pk)
    thing = thing_of(case)
    is_hidden = thing is not None and care_of(case.kind).is_hidden(thing)
    context = case_context(request.user, case, thing, DecideForm(case=case, is_hidden=is_hidden))
    return care_page(request, "case", context | {"is_hidden": is_hidden, "note_form": form}, status=422)


@for_care
@require_POST
def case_restore(request, pk):
    """Show again what the decision hid."""
    case = get_case_or_404(request.user, pk)
    try:
        actions.restore_case(case, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("It is shown again, and its author is told."))
    return redirect("admin:moderation_case", pk)


@for_care
@require_POST
def sanction_lift(request, pk):
    """End a sanction before its time; back to its case, or to the queue."""
    sanction = get_object_or_404(Sanction.objects.select_related("member"), pk=pk)
    try:
        actions.lift_sanction(sanction, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Lifted, and the member is told."))
    return (
        redirect("admin:moderation_case", sanction.case_id) if sanction.case_id else redirect("admin:moderation_queue")
    )


@admin.register(Case)
class CaseAdmin(ViewOnlyAdmin):
    """All cases as a table, for looking things up; decided on their own pages alone."""

    list_display = ["__str__", "about", "gravest", "report_count", "outcome", "opened_at", "decided_at"]
    list_filter = ["kind", "gravest", "outcome"]
    list_select_related = ["author"]
    ordering = ["-pk"]
    fields = readonly_fields = [
        "kind",
        "object_id",
        "about",
        "words",
        "gravest",
        "report_count",
        "opened_at",
        "outcome",
        "reason",
        "answer",
        "done_by",
        "decided_at",
    ]
    about = plain("author", gettext_lazy("about"))
    done_by = plain("decided_by", gettext_lazy("decided by"))

    def get_queryset(self, request):
        return super().get_queryset(request).not_about(request.user)

    def get_urls(self):
        return [
            path("queue/", queue_list, name="moderation_queue"),
            path("decided/", decided_list, name="moderation_decided"),
            path("figures/", figures.figures_weeks, name="moderation_figures"),
            path("appeals/", appeals.appeal_list, name="moderation_appeals"),
            path("appeals/<number:pk>/", appeals.appeal_desk, name="moderation_appeal"),
            path("sanctions/<number:pk>/lift/", sanction_lift, name="moderation_lift"),
            path("<number:pk>/desk/", case_desk, name="moderation_case"),
            path("<number:pk>/pictures/<number:picture>.webp", case_picture, name="moderation_picture"),
            path("<number:pk>/kept/<number:picture>.webp", case_kept, name="moderation_kept"),
            path("<number:pk>/claim/", case_claim, name="moderation_claim"),
            path("<number:pk>/note/", case_note, name="moderation_note"),
            path("<number:pk>/restore/", case_restore, name="moderation_restore"),
            *super().get_urls(),
        ]


@admin.register(Sanction)
class SanctionAdmin(ViewOnlyAdmin):
    """Who was sanctioned and why; given and lifted with the cases."""

    list_display = ["who", "kind", "reason", "starts_at", "until", "given_by", "lifted_at"]
    list_filter = ["kind", "reason"]
    list_select_related = ["member", "by"]
    search_fields = ["=member__email", "member__name"]
    ordering = ["-pk"]
    fields = readonly_fields = [
        "who",
        "kind",
        "reason",
        "words",
        "starts_at",
        "until",
        "given_by",
        "lifted_at",
        "ended_by",
    ]
    who = plain("member", gettext_lazy("member"))
    given_by = plain("by", gettext_lazy("by"))
    ended_by = plain("lifted_by", gettext_lazy("lifted by"))
