"""What the pages of care have in common: their door and their frame."""

from functools import wraps

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from community.moderation.models import Appeal, Case
from community.moderation.permissions import may_care, may_lead_care

COUNT_LIMIT = 999


def for_care(view):
    """Decorator: for those who decide about reports; other staff are refused, all others sent to sign in."""
    return guarded(view, may_care)


def for_leads(view):
    """Decorator: for those who also decide about moderators."""
    return guarded(view, may_lead_care)


def guarded(view, may):
    @wraps(view)
    def checked(request, *args, **kwargs):
        if not may(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return admin.site.admin_view(checked)


def care_page(request, template, context, *, status=200, tab=""):
    """A page of templates/moderation/desk/ in the admin's frame; `tab` names the view it belongs to."""
    context = {**admin.site.each_context(request), "tabs": tabs_for(request.user, tab), **context}
    return TemplateResponse(request, f"moderation/desk/{template}.html", context, status=status)


def tabs_for(user, current):
    """The views of care with their counts; figures and words only for those who may see them."""
    open_cases = counted(Case.objects.open().not_about(user))
    appeals = counted(Appeal.objects.open().not_of(user))
    tabs = [
        ("open", "admin:moderation_queue", _("To decide"), open_cases),
        ("appeals", "admin:moderation_appeals", _("Appeals"), appeals),
        ("decided", "admin:moderation_decided", _("Decided"), ""),
    ]
    if may_lead_care(user):
        tabs.append(("figures", "admin:moderation_figures", _("Figures"), ""))
    return [
        {"name": name, "address": address, "label": label, "count": count, "current": name == current}
        for name, address, label, count in tabs
    ]


def counted(rows):
    """How many, as it is shown; empty for none."""
    count = rows.order_by()[: COUNT_LIMIT + 1].count()
    return f"{COUNT_LIMIT}+" if count > COUNT_LIMIT else str(count or "")
