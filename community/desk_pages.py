"""Pages of ours in the admin's frame: their door, their frame, and the tabs above them."""

from functools import wraps

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse

COUNT_LIMIT = 999


def for_those_who(may, view):
    """`view` for members of staff of whom `may(user)` holds; other staff are refused, all others sent to sign in."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        if not may(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return admin.site.admin_view(checked)


def check_may(user, permission):
    """Raise PermissionDenied for who lacks a permission."""
    if not user.has_perm(permission):
        raise PermissionDenied


def desk_page(request, template, context, *, status=200):
    """A page of ours in the admin's frame."""
    context = {**admin.site.each_context(request), **context}
    return TemplateResponse(request, template, context, status=status)


def tabs_of(tabs, current):
    """What the tabs above a page show, of (name, URL name, label, count as it is shown)."""
    return [
        {"name": name, "address": address, "label": label, "count": count, "current": name == current}
        for name, address, label, count in tabs
    ]


def counted(rows):
    """How many, as it is shown; empty for none."""
    count = rows.order_by()[: COUNT_LIMIT + 1].count()
    return f"{COUNT_LIMIT}+" if count > COUNT_LIMIT else str(count or "")
