"""The doors to the catalogue and to coupons. Missing and forbidden look alike (404)."""

from functools import wraps

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from rewards.shop.models import Coupon, Item, PackPart


def may_verify(user):
    """Whether this member of staff takes coupons in at the counter."""
    return user.is_authenticated and user.is_active and user.is_staff and user.has_perm("shop.verify_coupon")


def verifier_required(view):
    """Decorator: for those at the counter; for everybody else there is no such page."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not may_verify(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def may_cancel(user):
    """Whether this member of staff may undo redemptions of others."""
    return user.is_active and user.is_staff and user.has_perm("shop.cancel_redemption")


def get_item_or_404(pk):
    """An item that is offered now; who looks at the desk sees the others there."""
    return get_object_or_404(Item.objects.on_sale(), pk=pk)


def get_pictured_or_404(pk):
    """An item whose picture may be seen: what is or was on the shelf, or lies in a pack; what is still to come is not
    shown before its time."""
    begun = Item.objects.filter(Q(sale_from=None) | Q(sale_from__lte=timezone.now())).exclude(picture="")
    seen = Q(is_active=True) | Q(taken__gt=0) | Q(pk__in=PackPart.objects.values("part"))
    return get_object_or_404(begun.filter(seen), pk=pk)


def get_own_coupon_or_404(user, pk):
    """A coupon that this member was given, whatever became of it."""
    coupons = Coupon.objects.given().select_related("item", "redemption", "redemption__campaign")
    return get_object_or_404(coupons, pk=pk, member=user)
