"""What was given: looked at, and cancelled with a reason. Codes are shown by their ends alone."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from community.desk_pages import check_may, desk_page
from community.staffing import ViewOnlyAdmin, plain
from rewards.shop import actions
from rewards.shop.admin.forms import ReasonForm
from rewards.shop.models import Coupon, Redemption


@admin.register(Redemption)
class RedemptionAdmin(ViewOnlyAdmin):
    list_display = ["number", "who", "what", "cost", "state", "created_at", "cancelled_at"]
    list_filter = ["state", "item"]
    list_select_related = ["member", "item"]
    ordering = ["-pk"]
    fields = [
        *("who", "what", "cost", "state", "gift_of", "created_at", "cancel_until"),
        *("cancelled_at", "cancelled_by", "cancel_reason", "parts", "undo"),
    ]
    readonly_fields = fields
    who = plain("member", gettext_lazy("member"))
    what = plain("item", gettext_lazy("item"))
    gift_of = plain("campaign", gettext_lazy("campaign"))

    def get_urls(self):
        view = self.admin_site.admin_view(redemption_cancel)
        return [path("<number:pk>/cancel/", view, name="shop_redemption_cancel"), *super().get_urls()]

    @admin.display(description=gettext_lazy("number"), ordering="pk")
    def number(self, redemption):
        return f"#{redemption.pk}"

    @admin.display(description=gettext_lazy("coupons"))
    def parts(self, redemption):
        coupons = redemption.coupons.select_related("item").order_by("pk")
        return " · ".join(f"{coupon.item} {coupon.masked} {coupon.get_state_display()}" for coupon in coupons)

    @admin.display(description=gettext_lazy("undo"))
    def undo(self, redemption):
        if redemption.state != Redemption.State.LIVE:
            return "—"
        address = reverse("admin:shop_redemption_cancel", args=[redemption.pk])
        return format_html('<a href="{}">{}</a>', address, _("Cancel it and give the points back"))


@admin.register(Coupon)
class CouponAdmin(ViewOnlyAdmin):
    list_display = ["number", "what", "who", "masked", "state", "given_at", "valid_until", "used_at"]
    list_filter = ["state", "item"]
    list_select_related = ["member", "item"]
    ordering = ["-pk"]
    fields = ["what", "who", "masked", "state", "given_at", "valid_until", "used_at", "used_by"]
    readonly_fields = fields
    who = plain("member", gettext_lazy("member"))
    what = plain("item", gettext_lazy("item"))

    @admin.display(description=gettext_lazy("number"), ordering="pk")
    def number(self, coupon):
        return f"#{coupon.pk}"

    @admin.display(description=gettext_lazy("code"))
    def masked(self, coupon):
        return coupon.masked


@require_http_methods(["GET", "HEAD", "POST"])
def redemption_cancel(request, pk):
    """Say why, and it is undone: the coupons stop, the points go back, the member is told."""
    check_may(request.user, "shop.cancel_redemption")
    redemption = get_object_or_404(Redemption.objects.select_related("item", "member"), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.cancel_redemption(redemption, actor=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("It is cancelled.") if done else _("It was cancelled before."))
            return redirect("admin:shop_redemption_change", redemption.pk)
    context = {"title": _("Cancel a redemption"), "redemption": redemption, "form": form}
    return desk_page(request, "shop/desk/cancel.html", context, status=422 if form.errors else 200)
