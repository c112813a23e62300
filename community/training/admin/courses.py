"""Courses, lessons and questions: what is changed here raises the version and is the community's own from then on."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.audit import record
from community.staffing import AuditedAdmin
from community.text import clean_text
from community.training import actions
from community.training.admin import results
from community.training.models import Course, Lesson, Option, Question

TAUGHT = {"title", "title_en", "summary", "summary_en"}


class CleanForm(forms.ModelForm):
    """Words come in the form in which all words are kept."""

    def clean(self):
        data = super().clean()
        for name, value in data.items():
            if isinstance(value, str):
                data[name] = clean_text(value)
        return data


@admin.register(Course)
class CourseAdmin(AuditedAdmin):
    audit_as = "training.course"
    form = CleanForm
    list_display = ["__str__", "audience", "version", "pass_percent", "valid_months", "is_active", "edited_at"]
    list_filter = ["audience", "is_active"]
    ordering = ["position", "pk"]
    prepopulated_fields = {"slug": ["title_en"]}
    readonly_fields = ["version", "edited_at", "reading"]
    fieldsets = [
        (None, {"fields": [("title", "title_en"), "slug", "summary", "summary_en"]}),
        (
            gettext_lazy("How it is run"),
            {"fields": ["audience", ("pass_percent", "valid_months"), "position", "is_active"]},
        ),
        (gettext_lazy("As it stands"), {"fields": ["version", "edited_at", "reading"]}),
    ]

    def get_urls(self):
        own = [
            path("people/", results.people_page, name="training_people"),
            path("people.csv", results.people_table, name="training_people_table"),
        ]
        return own + super().get_urls()

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def has_delete_permission(self, request, obj=None):
        # What was passed stays; a course is switched off instead.
        return False

    def write(self, obj, form):
        # The version is raised by others meanwhile.
        obj.save(**({} if obj._state.adding else {"update_fields": form.changed_data}))
        if TAUGHT & set(form.changed_data):
            actions.mark_edited(obj)

    @admin.display(description=gettext_lazy("how it reads"))
    def reading(self, course):
        if not course.pk:
            return "—"
        lessons, questions = (
            f"{reverse(f'admin:training_{name}_changelist')}?course__id__exact={course.pk}"
            for name in ("lesson", "question")
        )
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a> · <a href="{}">{}</a>',
            *(course.get_absolute_url(), _("as its readers see it")),
            *(lessons, _("its lessons")),
            *(questions, _("its questions")),
        )


class TaughtAdmin(AuditedAdmin):
    """A part of a course: changing it raises the course's version."""

    list_select_related = ["course"]
    list_filter = ["course"]
    ordering = ["course__position", "position", "pk"]
    form = CleanForm

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        # Courses are looked after on their own page.
        widget = form.base_fields["course"].widget if "course" in form.base_fields else None
        if widget:
            widget.can_add_related = widget.can_change_related = widget.can_view_related = False
        return form

    def write(self, obj, form):
        before = form.initial.get("course")
        obj.save()
        actions.mark_edited(obj.course)
        if before and before != obj.course_id:
            actions.mark_edited(Course.objects.get(pk=before))

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        actions.mark_edited(obj.course)


@admin.register(Lesson)
class LessonAdmin(TaughtAdmin):
    audit_as = "training.lesson"
    list_display = ["__str__", "course", "position", "minutes"]
    search_fields = ["title", "title_en"]
    readonly_fields = ["preview", "preview_en"]
    fieldsets = [
        (None, {"fields": ["course", ("title", "title_en"), "slug", ("position", "minutes")]}),
        (gettext_lazy("Text"), {"fields": ["text", "preview"]}),
        (gettext_lazy("Text in English"), {"fields": ["text_en", "preview_en"]}),
    ]

    @admin.display(description=gettext_lazy("how it reads"))
    def preview(self, lesson):
        return self.shown(lesson.rendered)

    @admin.display(description=gettext_lazy("how it reads in English"))
    def preview_en(self, lesson):
        return self.shown(lesson.rendered_en)

    @staticmethod
    def shown(rendered):
        if not rendered:
            return _("Save it and go on editing to see it here.")
        # Rendered by the one renderer when it was written.
        return format_html('<div class="hy"><div class="card reply-preview md">{}</div></div>', mark_safe(rendered))


class OptionFormSet(forms.BaseInlineFormSet):
    def clean(self):
        super().clean()
        kept = [form.cleaned_data for form in self.forms if getattr(form, "cleaned_data", None)]
        kept = [data for data in kept if data.get("text") and not data.get("DELETE")]
        right = sum(bool(data.get("is_right")) for data in kept)
        if len(kept) < 2:
            raise ValidationError(_("Give at least two options."), code="too_few_options")
        if not right:
            raise ValidationError(_("At least one option must be right."), code="none_right")
        if right > 1 and not self.instance.is_multiple:
            raise ValidationError(_("Several are right: allow several answers above."), code="several_right")


class OptionInline(admin.StackedInline):
    model = Option
    form = CleanForm
    formset = OptionFormSet
    extra = 0
    min_num = 3
    max_num = 8
    fields = ["text", "text_en", "is_right", "why", "why_en", "position"]

    def get_min_num(self, request, obj=None, **kwargs):
        return 0 if obj else self.min_num


@admin.register(Question)
class QuestionAdmin(TaughtAdmin):
    audit_as = "training.question"
    list_display = ["__str__", "course", "position", "is_multiple"]
    search_fields = ["scenario", "scenario_en"]
    inlines = [OptionInline]
    fields = ["course", "scenario", "scenario_en", "is_multiple", "position"]

    def save_related(self, request, form, formsets, change):
        options_changed = any(formset.has_changed() for formset in formsets)
        super().save_related(request, form, formsets, change)
        if options_changed and change and not form.changed_data:
            record("training.question.edited", form.instance, actor=request.user, changes={"options": [None, "…"]})
            actions.mark_edited(form.instance.course)
