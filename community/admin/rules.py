"""The rules on the staff desk: drafts are written and published here."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from community import actions
from community.models import Rules
from community.staffing import AuditedAdmin


class RulesForm(forms.ModelForm):
    publish = forms.BooleanField(
        label=_("publish now"),
        required=False,
        help_text=_("Every member is asked to accept them before saying the next thing. It cannot be undone."),
    )

    class Meta:
        model = Rules
        fields = ["text", "text_en", "changed", "changed_en"]

    def clean(self):
        data = super().clean()
        if self.instance._state.adding and Rules.objects.filter(version=None).exists():
            raise ValidationError(_("There is a draft already; go on with that one."), code="second_draft")
        return data


@admin.register(Rules)
class RulesAdmin(AuditedAdmin):
    """Drafts are written and published here; what is published stays as members accepted it."""

    audit_as = "community.rules"
    form = RulesForm
    list_display = ["__str__", "changed", "published_at"]
    ordering = [F("version").desc(nulls_first=True)]
    fields = ["text", "text_en", "changed", "changed_en", "publish"]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.version is None)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or obj.version is None)

    def get_fields(self, request, obj=None):
        is_draft = obj is None or obj.version is None
        return self.fields if is_draft else [*self.fields[:-1], "published_at"]

    def get_actions(self, request):
        return {}

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if form.cleaned_data["publish"]:
            actions.publish_rules(obj, actor=request.user)
