"""What the pages of fairness have in common: their door and their frame."""

from django.utils.translation import gettext as _

from community.desk_pages import counted, desk_page, for_those_who, tabs_of
from rewards.fairness.models import Suspicion
from rewards.fairness.permissions import may_decide_suspicions, may_view_suspicions


def for_viewers(view):
    """Decorator: for those who see suspicions; other staff are refused, all others sent to sign in."""
    return for_those_who(may_view_suspicions, view)


def for_deciders(view):
    """Decorator: for those who hold points and decide."""
    return for_those_who(may_decide_suspicions, view)


def fairness_page(request, template, context, *, status=200, tab=""):
    """A page of templates/fairness/desk/ in the admin's frame; `tab` names the view it belongs to."""
    context = {"tabs": tabs_for(request.user, tab), **context}
    return desk_page(request, f"fairness/desk/{template}.html", context, status=status)


def tabs_for(user, current):
    """The views with their counts."""
    mine = Suspicion.objects.not_about(user)
    tabs = [
        ("open", "admin:fairness_queue", _("To look at"), counted(mine.open())),
        ("held", "admin:fairness_held", _("Points held"), counted(mine.held())),
        ("decided", "admin:fairness_decided", _("Decided"), ""),
    ]
    return tabs_of(tabs, current)
