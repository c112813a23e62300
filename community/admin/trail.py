"""The audit trail on the staff desk."""

from django.apps import apps
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from community.models import AuditEntry
from community.staffing import ViewOnlyAdmin


class ActionFilter(admin.SimpleListFilter):
    """By what was done; the names come from the apps, so that no table is walked for them."""

    title = _("did")
    parameter_name = "did"

    def lookups(self, request, model_admin):
        names = {name for config in apps.get_app_configs() for name in getattr(config, "audit_actions", ())}
        return [(name, name) for name in sorted(names)]

    def queryset(self, request, queryset):
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(ViewOnlyAdmin):
    list_display = ["created_at", "actor_label", "action", "object_label"]
    list_filter = [ActionFilter]
    search_fields = ["=object_id", "actor_label"]
    ordering = ["-pk"]
    fields = readonly_fields = [
        "created_at",
        "actor_label",
        "action",
        "object_type",
        "object_id",
        "object_label",
        "changes",
    ]
