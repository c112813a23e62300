"""Reply templates: ready words, shown as they would read before anybody uses them."""

from django import forms
from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from community.markdown import render_markdown
from community.staffing import AuditedAdmin
from community.text import clean_text
from feedback.models import ReplyTemplate
from feedback.placeholders import PLACEHOLDERS, fill, sample_values


class ReplyTemplateForm(forms.ModelForm):
    class Meta:
        model = ReplyTemplate
        fields = ["title", "language", "category", "status", "text", "position", "is_active"]
        widgets = {"text": forms.Textarea(attrs={"rows": 10, "cols": 80})}

    def clean_title(self):
        return clean_text(self.cleaned_data["title"], multiline=False)

    def clean_text(self):
        return clean_text(self.cleaned_data["text"], multiline=True)


@admin.register(ReplyTemplate)
class ReplyTemplateAdmin(AuditedAdmin):
    audit_as = "feedback.template"
    form = ReplyTemplateForm
    list_display = ["title", "language", "category", "status", "use_count", "position", "is_active"]
    list_select_related = ["category"]
    list_filter = ["language", "category", "is_active"]
    search_fields = ["title", "text"]
    ordering = ["position", "pk"]
    readonly_fields = ["placeholders", "preview", "use_count"]
    fieldsets = [
        (None, {"fields": ["title", ("language", "category"), "status"]}),
        (_("Words"), {"fields": ["text", "placeholders", "preview"]}),
        (_("In the list"), {"fields": ["position", "is_active", "use_count"]}),
    ]

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        # Categories are looked after on their own page.
        widget = form.base_fields["category"].widget
        widget.can_add_related = widget.can_change_related = widget.can_view_related = False
        return form

    def write(self, obj, form):
        # Uses are counted by others meanwhile.
        obj.save(**({} if obj._state.adding else {"update_fields": form.changed_data}))

    @admin.display(description=_("is filled in"))
    def placeholders(self, template):
        rows = ((f"{{{name}}}", words) for name, words in PLACEHOLDERS.items())
        return format_html(
            '<ul class="placeholders">{}</ul>', format_html_join("", "<li><code>{}</code> {}</li>", rows)
        )

    @admin.display(description=_("how it reads"))
    def preview(self, template):
        """The saved words, filled in as for an item and rendered as on its page."""
        if not template.text:
            return _("Save it and go on editing to see it here.")
        words = fill(template.text, sample_values(template.language))
        return format_html('<div class="hy"><div class="card reply-preview md">{}</div></div>', render_markdown(words))
