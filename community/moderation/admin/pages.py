"""What the pages of care have in common: their door and their frame."""

from django.utils.translation import gettext as _

from community.desk_pages import counted, desk_page, for_those_who, tabs_of
from community.moderation.models import Appeal, Case
from community.moderation.permissions import may_care, may_lead_care


def for_care(view):
    """Decorator: for those who decide about reports; other staff are refused, all others sent to sign in."""
    return for_those_who(may_care, view)


def for_leads(view):
    """Decorator: for those who also decide about moderators."""
    return for_those_who(may_lead_care, view)


def care_page(request, template, context, *, status=200, tab=""):
    """A page of templates/moderation/desk/ in the admin's frame; `tab` names the view it belongs to."""
    context = {"tabs": tabs_for(request.user, tab), **context}
    return desk_page(request, f"moderation/desk/{template}.html", context, status=status)


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
    return tabs_of(tabs, current)
