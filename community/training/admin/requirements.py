"""Which courses a permission group requires."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.staffing import AuditedAdmin
from community.training.models import Course, GroupRequirement


class RequirementForm(forms.ModelForm):
    class Meta:
        model = GroupRequirement
        fields = ["group", "course", "grace_days"]

    def clean_course(self):
        course = self.cleaned_data["course"]
        if not course.questions.answerable().exists():
            raise ValidationError(_("This course has no test yet; nobody could pass it."), code="no_questions")
        return course


@admin.register(GroupRequirement)
class RequirementAdmin(AuditedAdmin):
    audit_as = "training.requirement"
    form = RequirementForm
    list_display = ["group", "course", "grace_days", "introduced_at", "binding_from", "binding"]
    list_select_related = ["group", "course"]
    list_filter = ["group", "course"]
    ordering = ["group__name", "course__position"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "course":
            kwargs["queryset"] = Course.objects.listed()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        # Another group or course is another requirement, with a grace of its own.
        return ["group", "course"] if obj else []

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        for name in {"group", "course"} & set(form.base_fields):
            widget = form.base_fields[name].widget
            widget.can_add_related = widget.can_change_related = widget.can_view_related = False
        return form

    @admin.display(description=gettext_lazy("in force"), boolean=True)
    def binding(self, requirement):
        return requirement.is_binding
