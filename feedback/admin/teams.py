"""Teams, their shifts and absences, and who has how much to do."""

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from community.staffing import AuditedAdmin
from feedback import actions
from feedback.admin.forms import AwayForm, desk_staff
from feedback.admin.pages import desk_page, for_triage
from feedback.models import Absence, Category, DutyShift, Team, TeamMember
from feedback.workload import own_absences, workload


class TeamForm(forms.ModelForm):
    categories = forms.ModelMultipleChoiceField(
        Category.objects.all(),
        label=gettext_lazy("categories"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("A category belongs to one team; choosing it here takes it from another."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["categories"] = list(self.instance.categories.values_list("pk", flat=True))


class OfStaff:
    """Offers the members of the staff alone."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in ("member", "lead"):
            kwargs["queryset"] = desk_staff()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class SeatInline(OfStaff, admin.TabularInline):
    model = TeamMember
    extra = 1


class ShiftInline(OfStaff, admin.TabularInline):
    model = DutyShift
    extra = 1


@admin.register(Team)
class TeamAdmin(OfStaff, AuditedAdmin):
    audit_as = "feedback.team"
    form = TeamForm
    list_display = ["name", "lead", "takes_rest", "assigns_itself"]
    list_select_related = ["lead"]
    fields = [("name", "name_en"), "lead", "zone", "categories", "takes_rest", "assigns_itself"]
    inlines = [SeatInline, ShiftInline]

    def write(self, obj, form):
        obj.save()
        chosen = form.cleaned_data["categories"]
        obj.categories.exclude(pk__in=chosen).update(team=None)
        chosen.update(team=obj)


@admin.register(Absence)
class AbsenceAdmin(OfStaff, AuditedAdmin):
    audit_as = "feedback.absence"
    list_display = ["member", "starts_at", "ends_at", "note"]
    list_select_related = ["member"]
    fields = ["member", "starts_at", "ends_at", "note"]


# --- who has how much to do -----------------------------------------------------------------------------------


@for_triage
@require_http_methods(["GET", "HEAD", "POST"])
def team_workload(request):
    """How much everybody has, who is on duty, and where one says that one will be away."""
    form = AwayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.report_absence(actor=request.user, **form.cleaned_data)
        messages.success(request, _("Noted. What presses goes to others meanwhile."))
        return redirect("admin:feedback_workload")
    context = {
        "title": _("Workload"),
        "teams": workload(timezone.now()),
        "form": form,
        "absences": own_absences(request.user),
    }
    return desk_page(request, "workload", context, status=422 if form.errors else 200)


@for_triage
@require_POST
def absence_end(request, pk):
    """Back again, or not away after all; one's own absence alone."""
    actions.end_absence(pk, actor=request.user)
    messages.success(request, _("Good to have you back."))
    return redirect("admin:feedback_workload")
