"""The doors to groups and notices. Missing and forbidden look alike (404)."""

from functools import wraps
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from community.models import InterestGroup, Notification, Rules


def member_required(view):
    """Decorator: visitors sign in first and come back to the page they were on.

    A press cannot be repeated by a link, so after a POST that page is the one that held the button.
    """

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        response = redirect_to_login(page_of(request))
        return HttpResponseClientRedirect(response.url) if request.htmx else response

    return guarded


def page_of(request):
    """The path of the page that a request was made from; the start page where it does not say one of ours."""
    if request.method in ("GET", "HEAD") and not request.htmx:
        return request.get_full_path()
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not page.startswith("http") or not url_has_allowed_host_and_scheme(page, {request.get_host()}):
        return "/"
    parts = urlsplit(page)
    return parts.path + (f"?{parts.query}" if parts.query else "") or "/"


def get_group_or_404(slug):
    """An active group; all groups are open in their first form."""
    return get_object_or_404(InterestGroup, slug=slug, is_active=True)


def get_own_notification_or_404(user, pk):
    return get_object_or_404(Notification, pk=pk, member=user)


def rules_to_accept(member):
    """The rules in force, if this member has not accepted them yet, or None; a member not saved yet has accepted
    none."""
    rules = Rules.objects.published().first()
    return rules if rules and member.rules_version < rules.version else None
