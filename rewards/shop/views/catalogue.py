"""The catalogue, and redeeming in two steps."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from community.limits import limited
from community.page_cache import visitor_page
from community.permissions import member_required
from community.views.files import image_response
from rewards.models import Entry, Rule
from rewards.shop import actions
from rewards.shop.forms import RedeemForm
from rewards.shop.models import Coupon, MemberItemCount
from rewards.shop.offers import account_for, offer_of, page_of_items
from rewards.shop.permissions import get_item_or_404, get_pictured_or_404

# What of his own things a member sees above the shelf.
ENTRIES, COUPONS = 3, 2


@require_safe
@visitor_page(query={"after"})
def item_list(request):
    """What there is for points; members see what they have and what it is enough for."""
    account = account_for(request.user)
    items, after = page_of_items(request.GET.get("after", ""))
    context = {
        "account": account,
        "offers": [offer_of(item, account, had) for item, had in with_counts(items, request.user)],
        "next_url": f"?after={after}" if after else "",
        "nav": "rewards",
    }
    if request.htmx and not request.htmx.boosted:
        return render(request, "shop/_offers.html", context)
    if account:
        context |= own_things(request.user, account)
    context["rules"] = Rule.objects.paying()
    return render(request, "shop/item_list.html", context)


def own_things(member, account):
    """The last entries of a member, and the coupons of his that end first."""
    mine = Coupon.objects.usable().filter(member=member)
    soon = mine.select_related("item").order_by(F("valid_until").asc(nulls_last=True), "pk")
    coupons = list(soon[:COUPONS])
    return {
        "entries": Entry.objects.of_account(account).order_by("-pk")[:ENTRIES],
        "coupons": coupons,
        "usable_count": mine.count() if len(coupons) == COUPONS else len(coupons),
    }


def with_counts(items, user):
    """[(item, how many of it the reader had)]; one query where any of them is limited."""
    counts = {}
    limited_ones = [item.pk for item in items if item.per_member_limit is not None]
    if user.is_authenticated and limited_ones:
        counts = dict(MemberItemCount.objects.filter(member=user, item__in=limited_ones).values_list("item", "count"))
    return [(item, counts.get(item.pk, 0)) for item in items]


@require_safe
@visitor_page(query=set())
def item_detail(request, pk):
    item = get_item_or_404(pk)
    return render(request, "shop/item_detail.html", about(item, request.user))


def about(item, user):
    """What the page of an item and the step before redeeming show."""
    account = account_for(user)
    [(_item, had)] = with_counts([item], user)
    return {
        "item": item,
        "account": account,
        "offer": offer_of(item, account, had),
        "parts": item.parts.select_related("part").order_by("pk") if item.is_pack else (),
        "left_after": account.balance - item.cost if account else None,
        "nav": "rewards",
    }


@require_safe
def item_picture(request, pk):
    return image_response(get_pictured_or_404(pk).picture)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("redeem", limit=60, seconds=3600)
def item_redeem(request, pk):
    """Once more what it is and costs, then the press that counts."""
    item = get_item_or_404(pk)
    form = RedeemForm(request.POST or None, initial={"cost": item.cost})
    if request.method == "POST" and form.is_valid():
        try:
            redemption = actions.redeem_item(item, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            item.refresh_from_db()
            # What costs something else now is agreed to anew.
            form.data = request.POST.copy()
            form.data["cost"] = item.cost
        else:
            return to_coupons(request, redemption)
    status = 422 if form.errors else 200
    return render(request, "shop/item_redeem.html", about(item, request.user) | {"form": form}, status=status)


def to_coupons(request, redemption):
    """From a redemption to the coupon that it gave, or to all of them."""
    coupons = list(redemption.coupons.order_by("pk")[:2])
    if len(coupons) == 1:
        messages.success(request, _("It is yours. Show this code to the team when you want it."))
        return redirect(coupons[0])
    count = redemption.coupons.count()
    words = ngettext("It is yours: %(n)s coupon.", "It is yours: %(n)s coupons, each with a code of its own.", count)
    messages.success(request, words % {"n": count})
    return redirect("shop:coupon_list")
