"""Badges with their levels, tried against what members have done before they are saved."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import all_valid
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_q.tasks import async_task

from community.audit import record
from community.models import Community
from community.staffing import AuditedAdmin
from community.text import clean_text
from rewards.honours.criteria import count_holders, criterion_choices, label_of_criterion
from rewards.honours.models import Badge, BadgeAward, BadgeLevel
from rewards.honours.templatetags.honours_tags import badge_picture


class CleanForm(forms.ModelForm):
    """Words come in the form in which all words are kept."""

    def clean(self):
        data = super().clean()
        for name, value in data.items():
            if isinstance(value, str):
                data[name] = clean_text(value, multiline=False)
        return data


class LevelForm(forms.ModelForm):
    criterion = forms.ChoiceField(label=gettext_lazy("Counts"), required=False)

    class Meta:
        model = BadgeLevel
        fields = ["level", "criterion", "threshold"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = criterion_choices()
        if self.instance.criterion not in dict(choices):
            # Of an app that gives it no more: it stays until another is chosen.
            choices.append((self.instance.criterion, label_of_criterion(self.instance.criterion)))
        self.fields["criterion"].choices = choices

    def clean(self):
        data = super().clean()
        if data.get("criterion") and "threshold" in data and not data["threshold"]:
            self.add_error("threshold", ValidationError(_("Say from how many on."), code="no_threshold"))
        if not data.get("criterion") and data.get("threshold"):
            self.add_error("threshold", ValidationError(_("What the team awards counts nothing."), code="by_hand"))
        return data


class LevelFormSet(forms.BaseInlineFormSet):
    def clean(self):
        super().clean()
        levels = [row for row in self.kept() if row.get("level")]
        if not levels:
            raise ValidationError(_("A badge needs at least one level."), code="no_level")
        highest = {}
        for row in sorted(levels, key=lambda row: row["level"]):
            criterion, threshold = row.get("criterion"), row.get("threshold")
            if criterion and threshold:
                if threshold <= highest.get(criterion, 0):
                    raise ValidationError(_("A higher level must ask for more."), code="not_more")
                highest[criterion] = threshold

    def kept(self):
        rows = [form.cleaned_data for form in self.forms if getattr(form, "cleaned_data", None)]
        return [row for row in rows if not row.get("DELETE")]


class LevelInline(admin.StackedInline):
    model = BadgeLevel
    fields = [("level", "criterion", "threshold")]
    form = LevelForm
    formset = LevelFormSet
    extra = 0
    min_num = 1
    max_num = 3

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj else 2


@admin.register(Badge)
class BadgeAdmin(AuditedAdmin):
    audit_as = "honours.badge"
    form = CleanForm
    inlines = [LevelInline]
    change_form_template = "honours/desk/badge_form.html"
    list_display = ["drawn", "__str__", "display_description", "position", "is_active"]
    list_display_links = ["__str__"]
    list_filter = ["is_active"]
    search_fields = ["name", "name_en"]
    ordering = ["position", "pk"]
    prepopulated_fields = {"slug": ["name_en"]}
    fieldsets = [
        (None, {"fields": [("name", "name_en"), "slug", "picture"]}),
        (gettext_lazy("What it is for"), {"fields": ["description", "description_en"]}),
        (gettext_lazy("Where it stands"), {"fields": [("position", "is_active")]}),
    ]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def has_delete_permission(self, request, obj=None):
        # Whoever has it keeps it; a badge is switched off instead. Its levels can be taken off.
        return False

    @admin.display(description=gettext_lazy("picture"))
    def drawn(self, badge):
        return badge_picture(badge, 3, "small")

    @admin.display(description=gettext_lazy("what it is for"))
    def display_description(self, badge):
        return badge.display_description

    # --- trying ---

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        is_try = request.method == "POST" and "_try" in request.POST
        if is_try and (answer := self.tried(request, object_id, form_url)):
            return answer
        return super().changeform_view(request, object_id, form_url, extra_context)

    def tried(self, request, object_id, form_url):
        """The form as it was sent, with how many members would have each level; nothing is saved. None where it has
        errors: then saving shows them, and saves as little."""
        badge = self.get_object(request, object_id) if object_id else None
        if not (self.has_change_permission(request, badge) if badge else self.has_add_permission(request)):
            raise PermissionDenied
        form_class = self.get_form(request, badge, change=badge is not None)
        form = form_class(request.POST, instance=badge or Badge())
        formsets, inlines = self._create_formsets(request, form.instance, change=badge is not None)
        if not (form.is_valid() and all_valid(formsets)):
            return None
        fields = self.get_fieldsets(request, badge), self.get_prepopulated_fields(request, badge)
        shown = helpers.AdminForm(form, *fields, self.get_readonly_fields(request, badge), model_admin=self)
        inline_forms = self.get_inline_formsets(request, formsets, inlines, badge)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Tried, not saved"),
            "adminform": shown,
            "object_id": object_id,
            "original": badge,
            "media": sum((row.media for row in inline_forms), self.media + shown.media),
            "inline_admin_formsets": inline_forms,
            "errors": helpers.AdminErrorList(form, formsets),
            "preserved_filters": self.get_preserved_filters(request),
            "tried": [tried_level(row, badge) for formset in formsets for row in formset.kept()],
        }
        return self.render_change_form(request, context, add=badge is None, change=badge is not None, obj=badge)

    # --- saving ---

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        levels_changed = any(formset.has_changed() for formset in formsets)
        if levels_changed and change and not form.changed_data:
            record("honours.badge.edited", form.instance, actor=request.user, changes={"levels": [None, "…"]})
            Community.bump()
        if levels_changed or "is_active" in form.changed_data:
            # With the same transaction: those who have enough already get it, without waiting for their next deed.
            async_task("rewards.honours.tasks.review_all")
            messages.info(request, _("Everybody is looked at again now; who has enough gets it within minutes."))


def tried_level(row, badge):
    """(words, how many would have it, how many have it) of one level of a form."""
    level, criterion, threshold = row["level"], row.get("criterion"), row.get("threshold")
    word = dict(BadgeLevel._meta.get_field("level").flatchoices)[level]
    have = BadgeAward.objects.standing().filter(badge=badge, level=level).count() if badge else 0
    if not criterion:
        return word, _("awarded by the team"), _("%(n)s have it now") % {"n": have}
    would = count_holders(criterion, threshold)
    counted = ngettext("%(n)s member has enough today", "%(n)s members have enough today", would) % {"n": would}
    asked = f"{label_of_criterion(criterion)} ≥ {threshold}"
    return format_html("{} · {}", word, asked), counted, _("%(n)s have it now") % {"n": have}
