"""A member's own coupons. These pages hold codes: nothing of them is kept by anybody (middleware.keep_private)."""

import segno
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.limits import limited
from community.paging import page_by_key
from community.permissions import member_required
from rewards.shop import actions
from rewards.shop.models import Coupon
from rewards.shop.permissions import get_own_coupon_or_404

PAGE = 20


@require_safe
@member_required
def coupon_list(request):
    """My coupons: those I can use, or those that are past."""
    show = "past" if request.GET.get("show") == "past" else "open"
    mine = Coupon.objects.filter(member=request.user).select_related("item")
    shown = mine.past() if show == "past" else mine.usable()
    page = page_by_key(shown, None, None, request.GET.get("after", ""), size=PAGE)
    context = {
        "coupons": page.items,
        "show": show,
        "next_url": f"?show={show}&after={page.after}" if page.after else "",
        "nav": "me",
    }
    template = "shop/_coupons.html" if request.htmx and not request.htmx.boosted else "shop/coupon_list.html"
    return render(request, template, context)


@require_safe
@member_required
def coupon_detail(request, pk):
    """One coupon with its code, as it is shown at the counter."""
    coupon = get_own_coupon_or_404(request.user, pk)
    context = {
        "coupon": coupon,
        "code_picture": code_picture(coupon) if coupon.is_usable else "",
        "may_give_back": may_give_back(coupon),
        "others": list(coupon.redemption.coupons.exclude(pk=coupon.pk).select_related("item").order_by("pk")),
        "nav": "me",
    }
    return render(request, "shop/coupon_detail.html", context)


def may_give_back(coupon):
    until = coupon.redemption.cancel_until
    return coupon.is_usable and until is not None and until > timezone.now()


def code_picture(coupon):
    """The coupon for a camera, as SVG: a page of ours with the code behind the #, which browsers send to nobody. White
    in every theme, for scanners read nothing else."""
    address = f"{settings.SITE_URL}{reverse('shop:coupon_show')}#{coupon.code_key}"
    code = segno.make(address, micro=False, error="m")
    return mark_safe(
        code.svg_inline(border=4, light="#fff", dark="#000", svgclass="coupon-qr", lineclass=None, omitsize=True)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("give-back", limit=60, seconds=3600)
def coupon_give_back(request, pk):
    """Undo a redemption: what it gave goes back, and so do the points."""
    coupon = get_own_coupon_or_404(request.user, pk)
    redemption, errors = coupon.redemption, []
    if request.method == "POST":
        try:
            actions.give_back(redemption, actor=request.user)
        except ValidationError as error:
            errors = error.messages
        else:
            messages.success(request, _("It is given back, and the points are yours again."))
            return redirect("shop:coupon_list")
    elif not may_give_back(coupon):
        return redirect(coupon)
    context = {
        "coupon": coupon,
        "redemption": redemption,
        "others": redemption.coupons.exclude(pk=coupon.pk).select_related("item").order_by("pk"),
        "errors": errors,
        "nav": "me",
    }
    return render(request, "shop/coupon_give_back.html", context, status=422 if errors else 200)
