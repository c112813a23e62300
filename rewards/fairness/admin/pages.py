"""What the pages of fairness have in common: their door and their frame."""

from functools import wraps

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from rewards.fairness.models import Suspicion
from rewards.fairness.permissions import may_decide_suspicions, may_view_suspicions

COUNT_LIMIT = 999


def for_viewers(view):
    """Decorator: for those who see suspicions; other staff are refused, all others sent to sign in."""
    return guarded(view, may_view_suspicions)


def for_deciders(view):
    """Decorator: for those who hold points and decide."""
    return guarded(view, may_decide_suspicions)


def guarded(view, may):
    @wraps(view)
    def checked(request, *args, **kwargs):
        if not may(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return admin.site.admin_view(checked)


def fairness_page(request, template, context, *, status=200, tab=""):
    """A page of templates/fairness/desk/ in the admin's frame; `tab` names the view it belongs to."""
    context = {**admin.site.each_context(request), "tabs": tabs_for(request.user, tab), **context}
    return TemplateResponse(request, f"fairness/desk/{template}.html", context, status=status)


def tabs_for(user, current):
    """The views with their counts."""
    mine = Suspicion.objects.not_about(user)
    tabs = [
        ("open", "admin:fairness_queue", _("To look at"), counted(mine.open())),
        ("held", "admin:fairness_held", _("Points held"), counted(mine.held())),
        ("decided", "admin:fairness_decided", _("Decided"), ""),
    ]
    return [
        {"name": name, "address": address, "label": label, "count": count, "current": name == current}
        for name, address, label, count in tabs
    ]


def counted(rows):
    """How many, as it is shown; empty for none."""
    count = rows.order_by()[: COUNT_LIMIT + 1].count()
    return f"{COUNT_LIMIT}+" if count > COUNT_LIMIT else str(count or "")
