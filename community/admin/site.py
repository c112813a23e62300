"""The community itself on the staff desk: one row."""

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse

from community.models import Community
from community.staffing import AuditedAdmin


@admin.register(Community)
class CommunityAdmin(AuditedAdmin):
    """The one row."""

    audit_as = "community.community"

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        """The one row itself; a list of one is of no use."""
        if not self.has_view_or_change_permission(request):
            return super().changelist_view(request, extra_context)
        return HttpResponseRedirect(reverse("admin:community_community_change", args=[Community.get().pk]))

    def write(self, obj, form):
        # Only what the form changed: the version is raised by others meanwhile.
        obj.save(update_fields=form.changed_data)
