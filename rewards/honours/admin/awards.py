"""Awarded badges: given by the team with a citation, taken back with a reason, never edited."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Member
from community.staffing import BoundedPaginator, DeskAdmin, KeyField, KeyPicker, plain
from community.text import clean_text
from rewards.honours import actions
from rewards.honours.models import Badge, BadgeAward, Level


class AwardForm(forms.ModelForm):
    """A badge given to somebody; what the verb refuses is said beside its field."""

    badge = KeyField(label=gettext_lazy("Badge"), queryset=Badge.objects.given())
    level = forms.TypedChoiceField(label=gettext_lazy("Level"), coerce=int, choices=Level.choices)

    class Meta:
        model = BadgeAward
        fields = ["member", "badge", "level", "citation"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["citation"].required = True

    def clean_citation(self):
        return clean_text(self.cleaned_data["citation"], multiline=False)

    def _get_validation_exclusions(self):
        # Twice is once: that somebody has it already is no error.
        return {*super()._get_validation_exclusions(), "level"}

    def clean(self):
        data = super().clean()
        badge, level = data.get("badge"), data.get("level")
        if badge and level and not badge.levels.filter(level=level).exists():
            self.add_error("level", ValidationError(_("This badge has no such level."), code="no_such_level"))
        if data.get("member") and data["member"].pk == self.actor.pk:
            self.add_error("member", ValidationError(_("Nobody awards himself; ask somebody else."), code="own_award"))
        return data


class RevokeForm(forms.ModelForm):
    reason = forms.CharField(
        label=gettext_lazy("Why it is taken back"),
        max_length=200,
        help_text=gettext_lazy("The member reads it. Deeds do not bring it back; only the team does."),
    )

    class Meta:
        model = BadgeAward
        fields = []

    def clean_reason(self):
        return clean_text(self.cleaned_data["reason"], multiline=False)


@admin.register(BadgeAward)
class BadgeAwardAdmin(DeskAdmin):
    paginator = BoundedPaginator
    change_form_template = "honours/desk/award_form.html"
    list_display = ["who", "what", "level", "citation", "by", "given_at", "revoked_at"]
    list_select_related = ["member", "badge", "awarded_by"]
    list_filter = ["badge", "level", ("revoked_at", admin.EmptyFieldListFilter)]
    search_fields = ["=member__email", "member__name"]
    ordering = ["-given_at", "-pk"]
    autocomplete_fields = ["member"]
    actions = None
    who = plain("member", gettext_lazy("member"))
    what = plain("badge", gettext_lazy("badge"))
    by = plain("awarded_by", gettext_lazy("awarded by"))
    shown = ["who", "what", "level", "citation", "by", "given_at", "revoked_at", "revoked_by", "revoke_reason"]

    def has_delete_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        """Taking back; what was taken back is only looked at."""
        return super().has_change_permission(request, obj) and not (obj and obj.revoked_at)

    def get_form(self, request, obj=None, **kwargs):
        if obj:
            return super().get_form(request, obj, **kwargs | {"form": RevokeForm, "fields": []})
        form = super().get_form(request, obj, **kwargs | {"form": AwardForm})
        form.actor = request.user
        # Members are looked after on their own page.
        widget = form.base_fields["member"].widget
        widget.can_add_related = widget.can_change_related = widget.can_view_related = False
        return form

    def get_fields(self, request, obj=None):
        if obj is None:
            return ["member", "badge", "level", "citation"]
        return [*self.shown, "reason"] if self.has_change_permission(request, obj) else self.shown

    def get_readonly_fields(self, request, obj=None):
        return self.shown if obj else []

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "member":
            members = Member.objects.filter(is_active=True)
            picker = KeyPicker(db_field.remote_field, self.admin_site)
            return KeyField(label=gettext_lazy("Member"), queryset=members, widget=picker)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        if change:
            actions.revoke_badge(obj, actor=request.user, reason=form.cleaned_data["reason"])
            return
        data = form.cleaned_data
        award = actions.award_badge(
            data["member"], data["badge"], data["level"], actor=request.user, citation=data["citation"]
        )
        obj.pk = award.pk
        obj._state.adding = False

    def log_addition(self, request, obj, message):
        """The trail has it already."""

    def log_change(self, request, obj, message):
        """The trail has it already."""
