"""Segments on the staff desk: people at a glance, and saved filters that are tried before they are kept."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.desk_pages import check_may, desk_page
from community.segments import actions, members_of
from community.segments.filters import conditions_of
from community.segments.forms import SavedSegmentForm
from community.segments.glance import HEIGHT, WIDTH, days_shown, lines, standings
from community.segments.models import SavedSegment, Segment, SegmentDay
from community.staffing import DeskAdmin, form_changes

EXAMPLES = 10


@admin.register(SavedSegment)
class SavedSegmentAdmin(DeskAdmin):
    """Its form is a page of ours, where a filter can be tried."""

    list_display = ["name", "in_words", "author", "created_at"]
    list_select_related = ["author"]
    search_fields = ["name"]
    ordering = ["name"]
    actions = None

    @admin.display(description=gettext_lazy("conditions"))
    def in_words(self, saved):
        return " · ".join(conditions_of(saved.filters))

    def get_urls(self):
        site = self.admin_site.admin_view
        return [
            path("glance/", site(segment_glance), name="segments_glance"),
            path("add/", site(saved_segment_edit), name="segments_savedsegment_add"),
            path("<number:pk>/change/", site(saved_segment_edit), name="segments_savedsegment_change"),
            path("<number:pk>/remove/", site(saved_segment_remove), name="segments_savedsegment_remove"),
            *super().get_urls(),
        ]

    def has_delete_permission(self, request, obj=None):
        # Taken away on its own page, where it is audited.
        return False


@require_safe
def segment_glance(request):
    """The five segments: how many now, against a month ago, and their course over half a year."""
    check_may(request.user, "segments.view_segmentday")
    newest = SegmentDay.objects.order_by("-day").values_list("day", flat=True).first()
    shown = days_shown(newest) if newest else {}
    context = {
        "title": _("People at a glance"),
        "newest": newest,
        "standings": standings(newest) if newest else [],
        "lines": lines(shown),
        # A little room for the strokes at the edges.
        "chart_width": WIDTH + 8,
        "chart_height": HEIGHT + 16,
        "words": {segment.value: segment.label for segment in Segment},
        "segments": list(Segment),
        "rows": [(day, [counts.get(segment, 0) for segment in Segment]) for day, counts in reversed(shown.items())],
        "saved": SavedSegment.objects.order_by("name")[:20],
    }
    return desk_page(request, "segments/desk/glance.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def saved_segment_edit(request, pk=None):
    """Write a filter; `try` shows whom it finds as it stands in the form, and saves nothing."""
    verb = "add" if pk is None else "change" if request.method == "POST" else "view"
    check_may(request.user, f"segments.{verb}_savedsegment")
    saved = SavedSegment() if pk is None else get_object_or_404(SavedSegment, pk=pk)
    name, form = saved.name, SavedSegmentForm(request.POST or None, instance=saved)
    valid = request.method == "POST" and form.is_valid()
    if valid and "try" not in request.POST:
        actions.save_segment(saved, actor=request.user, changes=form_changes(form))
        messages.success(request, _("“%(name)s” is kept. Announcements can be addressed to it.") % {"name": saved})
        return redirect("admin:segments_savedsegment_changelist")
    context = {
        "title": name or _("New filter"),
        "key": pk,
        "form": form,
        "may_change": request.user.has_perm(f"segments.{'add' if pk is None else 'change'}_savedsegment"),
        "may_remove": pk is not None and request.user.has_perm("segments.delete_savedsegment"),
        **(found_by(saved) if valid else {}),
    }
    part = "_found" if request.htmx else "saved_segment"
    # HTMX shows the errors of what was tried beside it; the page has them by the fields.
    status = 422 if form.errors and not request.htmx else 200
    return desk_page(request, f"segments/desk/{part}.html", context, status=status)


def found_by(saved):
    """Whom a filter finds now: how many, and the ten who joined last."""
    members = members_of(saved)
    return {
        "tried": True,
        "conditions": conditions_of(saved.filters),
        "count": members.count(),
        "examples": members.select_related("activity_segment").order_by("-pk")[:EXAMPLES],
    }


@require_POST
def saved_segment_remove(request, pk):
    """Take a filter away. Pressed twice, nothing is left to do."""
    check_may(request.user, "segments.delete_savedsegment")
    try:
        actions.remove_saved_segment(pk, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("admin:segments_savedsegment_change", pk)
    messages.success(request, _("The filter is taken away."))
    return redirect("admin:segments_savedsegment_changelist")
