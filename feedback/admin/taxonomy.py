"""Categories and channels."""

from django.contrib import admin

from community.staffing import AuditedAdmin
from feedback.models import Category, Channel


@admin.register(Category)
class CategoryAdmin(AuditedAdmin):
    audit_as = "feedback.category"
    list_display = ["name", "name_en", "slug", "team", "position", "is_active"]
    list_select_related = ["team"]
    list_editable = ["position", "is_active"]
    fields = ["name", "name_en", "slug", "team", "position", "is_active"]
    prepopulated_fields = {"slug": ["name_en"]}


@admin.register(Channel)
class ChannelAdmin(AuditedAdmin):
    """The eleven ways in are part of the contract: they are renamed and switched off, never added or removed."""

    audit_as = "feedback.channel"
    list_display = ["name", "name_en", "slug", "publishing", "is_active", "monthly_cost", "currency"]
    fields = ["slug", "kind", "name", "name_en", "publishing", "position", "is_active", "monthly_cost", "currency"]
    readonly_fields = ["slug", "kind"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
