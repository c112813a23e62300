"""Figures for the leads."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.moderation.admin.pages import care_page, for_leads
from community.moderation.figures import care_figures


@for_leads
@require_safe
def figures_weeks(request):
    """Eight weeks beside each other."""
    return care_page(request, "figures", {"title": _("Figures"), **care_figures()}, tab="figures")
