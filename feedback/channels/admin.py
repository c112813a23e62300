"""Imports on the staff desk: the list is Django's, every other page is ours."""

from django.contrib import admin
from django.urls import path
from django.utils.translation import gettext_lazy as _

from community.staffing import DeskAdmin
from feedback.channels import views
from feedback.channels.models import ImportJob
from feedback.channels.permissions import may_import


@admin.register(ImportJob)
class ImportJobAdmin(DeskAdmin):
    list_display = ["name", "channel_label", "state", "total", "added", "known", "bad", "actor", "created_at"]
    list_filter = ["state", "channel"]
    list_select_related = ["channel", "actor"]
    ordering = ["-pk"]
    actions = None

    @admin.display(description=_("channel"), ordering="channel")
    def channel_label(self, job):
        return job.channel.label

    def has_module_permission(self, request):
        return may_import(request.user)

    def has_view_permission(self, request, obj=None):
        return may_import(request.user)

    def has_add_permission(self, request):
        return may_import(request.user)

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        pages = {
            "add/": (views.import_new, "add"),
            "<int:pk>/change/": (views.import_job, "change"),
            "<int:pk>/progress/": (views.import_progress, "progress"),
            "<int:pk>/stop/": (views.import_stop, "stop"),
            "<int:pk>/resume/": (views.import_resume, "resume"),
            "<int:pk>/drop/": (views.import_drop, "drop"),
            "<int:pk>/rows.csv": (views.import_rows, "rows"),
        }
        ours = [
            path(address, self.admin_site.admin_view(view), name=f"channels_importjob_{name}")
            for address, (view, name) in pages.items()
        ]
        return ours + super().get_urls()
