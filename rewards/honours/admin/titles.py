"""Titles of honour: whoever changes the ladder has everybody looked at again."""

from django.contrib import admin, messages
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from community.staffing import AuditedAdmin
from rewards.honours import actions
from rewards.honours.admin.badges import CleanForm
from rewards.honours.models import Title


@admin.register(Title)
class TitleAdmin(AuditedAdmin):
    audit_as = "honours.title"
    form = CleanForm
    list_display = ["__str__", "name", "min_points", "min_contributions", "position"]
    list_display_links = ["__str__"]
    ordering = ["position", "pk"]
    fields = [("name", "name_en"), ("min_points", "min_contributions"), "position"]

    def write(self, obj, form):
        before = Title.objects.filter(pk=obj.pk).first() if obj.pk else None
        obj.save()
        if before:
            actions.rename_title(before.names, obj.names)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if set(form.changed_data) - {"name", "name_en"} or not change:
            self.look_again(request)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        self.look_again(request)

    def look_again(self, request):
        async_task("rewards.honours.tasks.review_all")
        messages.info(request, _("Everybody's title is looked at again now; it shows by the names within minutes."))
