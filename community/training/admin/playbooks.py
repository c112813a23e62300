"""Playbooks: the snippets beside the reply box."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.markdown import render_markdown
from community.training import actions
from community.training.admin.courses import TaughtAdmin
from community.training.models import Course, Playbook


@admin.register(Playbook)
class PlaybookAdmin(TaughtAdmin):
    audit_as = "training.playbook"
    list_display = ["__str__", "situation", "category", "course", "position", "is_active"]
    list_filter = ["situation", "course", "is_active"]
    search_fields = ["title", "title_en", "text", "text_en"]
    ordering = ["position", "pk"]
    readonly_fields = ["preview"]
    fieldsets = [
        (None, {"fields": [("title", "title_en"), "hint", "hint_en"]}),
        (gettext_lazy("Where it is offered"), {"fields": ["situation", "category", "position", "is_active"]}),
        (gettext_lazy("Words"), {"fields": ["text", "text_en", "preview", "course"]}),
    ]

    def write(self, obj, form):
        obj.save()
        self.keep_course(obj.course_id)
        self.keep_course(form.initial.get("course"))

    def delete_model(self, request, obj):
        # Past TaughtAdmin: what stands beside the reply box is no part of what is taught.
        super(TaughtAdmin, self).delete_model(request, obj)
        self.keep_course(obj.course_id)

    def keep_course(self, pk):
        """The course's snippets are the community's own from now on; it is taught and asked as before."""
        if course := Course.objects.filter(pk=pk).first():
            actions.mark_edited(course, raises=False)

    @admin.display(description=gettext_lazy("how it reads"))
    def preview(self, playbook):
        if not playbook.text:
            return _("Save it and go on editing to see it here.")
        both = [words for words in (playbook.text, playbook.text_en) if words]
        return format_html(
            '<div class="hy"><div class="card reply-preview md">{}</div></div>',
            render_markdown("\n\n---\n\n".join(both)),
        )
