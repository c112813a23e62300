"""What members can say they care about, on the staff desk."""

from django.contrib import admin

from community.models import Interest
from community.staffing import AuditedAdmin


@admin.register(Interest)
class InterestAdmin(AuditedAdmin):
    audit_as = "community.interest"
    list_display = ["name", "name_en", "icon", "position", "is_active"]
    ordering = ["position", "pk"]
    fields = ["name", "name_en", "icon", "position", "is_active"]

    def has_delete_permission(self, request, obj=None):
        # Members chose it; it is switched off instead.
        return False
