"""Whom the team trusts: looked at, and ended; it begins at the approval queue."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from community.staffing import AuditedAdmin, plain
from feedback.models import TrustedAuthor


class StandingAdmin(AuditedAdmin):
    """Deleting a row ends it."""

    search_fields = ["=member__email", "member__name"]
    ordering = ["-pk"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(TrustedAuthor)
class TrustedAuthorAdmin(StandingAdmin):
    audit_as = "feedback.trust"
    list_display = fields = readonly_fields = ["who", "created_at", "given_by"]
    list_select_related = ["member", "trusted_by"]
    who = plain("member", _("member"))
    given_by = plain("trusted_by", _("by"))
