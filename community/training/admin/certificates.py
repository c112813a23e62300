"""Certificates: looked at, never changed."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from community.staffing import ViewOnlyAdmin, plain
from community.training.models import Certificate


@admin.register(Certificate)
class CertificateAdmin(ViewOnlyAdmin):
    list_display = ["who", "what", "course_version", "issued_at", "expires_at", "valid"]
    fields = readonly_fields = ["who", "what", "course_version", "issued_at", "expires_at", "page"]
    list_select_related = ["member", "course"]
    list_filter = ["course"]
    search_fields = ["=number", "=member__email", "member__name"]
    ordering = ["-pk"]
    who = plain("member", _("member"))
    what = plain("course", _("course"))

    @admin.display(description=_("counts"), boolean=True)
    def valid(self, certificate):
        return certificate.is_valid

    @admin.display(description=_("page"))
    def page(self, certificate):
        return format_html('<a href="{}">{}</a>', certificate.get_absolute_url(), certificate.number)
