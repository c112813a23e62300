"""What became of each mail, on the staff desk."""

import re

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from community import actions
from community.models import Delivery
from community.notices import render_notice
from community.staffing import ViewOnlyAdmin

MAIL_ADDRESS = re.compile(r"([\w.+-])[\w.+-]*@")


@admin.register(Delivery)
class DeliveryAdmin(ViewOnlyAdmin):
    """What became of each mail; those given up are tried again or dropped here."""

    list_display = ["subject", "member", "channel", "state", "attempts", "next_try_at", "sent_at", "error"]
    list_select_related = ["notification__member"]
    list_filter = ["state"]
    ordering = ["-pk"]
    actions = ["retry", "drop"]
    fields = readonly_fields = list_display

    @admin.display(description=_("what"))
    def subject(self, delivery):
        return render_notice(delivery.notification)[0]

    @admin.display(description=_("to"))
    def member(self, delivery):
        return delivery.notification.member.name

    @admin.display(description=_("last error"))
    def error(self, delivery):
        # Mail servers quote the address, and that is nobody's business here.
        return MAIL_ADDRESS.sub(r"\1…@", delivery.last_error)

    def has_handle_permission(self, request):
        return request.user.has_perm("community.change_delivery")

    @admin.action(description=_("Try again"), permissions=["handle"])
    def retry(self, request, queryset):
        dead = list(queryset.filter(state=Delivery.State.DEAD))
        for delivery in dead:
            actions.retry_delivery(delivery, actor=request.user)
        words = ngettext("%(n)s mail is tried again.", "%(n)s mails are tried again.", len(dead))
        messages.success(request, words % {"n": len(dead)})

    @admin.action(description=_("Drop"), permissions=["handle"])
    def drop(self, request, queryset):
        dead = list(queryset.filter(state=Delivery.State.DEAD))
        for delivery in dead:
            actions.drop_delivery(delivery, actor=request.user)
        words = ngettext("%(n)s mail is dropped.", "%(n)s mails are dropped.", len(dead))
        messages.success(request, words % {"n": len(dead)})
