"""What became of each mail, and of each digest, on the staff desk."""

import re

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from community import actions
from community.models import Delivery, Digest
from community.notices import render_notice
from community.staffing import ViewOnlyAdmin

MAIL_ADDRESS = re.compile(r"([\w.+-])[\w.+-]*@")


class MailAdmin(ViewOnlyAdmin):
    """What became of mails; those given up are tried again or dropped here."""

    list_filter = ["state"]
    ordering = ["-pk"]
    actions = ["retry", "drop"]
    # The verbs for one row.
    retry_one = drop_one = None

    @admin.display(description=_("last error"))
    def error(self, mail):
        # Mail servers quote the address, and that is nobody's business here.
        return MAIL_ADDRESS.sub(r"\1…@", mail.last_error)

    def has_handle_permission(self, request):
        return request.user.has_perm("community.change_delivery")

    @admin.action(description=_("Try again"), permissions=["handle"])
    def retry(self, request, queryset):
        dead = list(queryset.filter(state="dead"))
        for mail in dead:
            self.retry_one(mail, actor=request.user)
        words = ngettext("%(n)s mail is tried again.", "%(n)s mails are tried again.", len(dead))
        messages.success(request, words % {"n": len(dead)})

    @admin.action(description=_("Drop"), permissions=["handle"])
    def drop(self, request, queryset):
        dead = list(queryset.filter(state="dead"))
        for mail in dead:
            self.drop_one(mail, actor=request.user)
        words = ngettext("%(n)s mail is dropped.", "%(n)s mails are dropped.", len(dead))
        messages.success(request, words % {"n": len(dead)})


@admin.register(Delivery)
class DeliveryAdmin(MailAdmin):
    """One notice each; those that went together point to their digest."""

    list_display = ["subject", "member", "state", "digest_day", "attempts", "next_try_at", "sent_at", "error"]
    list_select_related = ["notification__member", "digest"]
    fields = readonly_fields = list_display
    change_list_template = "community/desk/deliveries.html"
    retry_one, drop_one = staticmethod(actions.retry_delivery), staticmethod(actions.drop_delivery)

    @admin.display(description=_("what"))
    def subject(self, delivery):
        return render_notice(delivery.notification)[0]

    @admin.display(description=_("to"))
    def member(self, delivery):
        return delivery.notification.member.name

    @admin.display(description=_("digest"))
    def digest_day(self, delivery):
        return delivery.digest.period if delivery.digest else "—"


@admin.register(Digest)
class DigestAdmin(MailAdmin):
    """One mail with many notices; whoever may look at deliveries may look at these."""

    list_display = ["addressee", "period", "state", "told_count", "attempts", "next_try_at", "sent_at", "error"]
    list_select_related = ["member"]
    fields = readonly_fields = list_display
    change_list_template = "community/desk/deliveries.html"
    retry_one, drop_one = staticmethod(actions.retry_digest), staticmethod(actions.drop_digest)

    @admin.display(description=_("to"))
    def addressee(self, digest):
        return digest.member.name

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("community.view_delivery")

    has_module_permission = has_view_permission
