"""Where a form goes on to."""

from django.utils.http import url_has_allowed_host_and_scheme


def safe_next(request, default="/"):
    """Where the form asked to go afterwards, if it is one of our own addresses."""
    target = request.POST.get("next") or request.GET.get("next") or default
    return target if url_has_allowed_host_and_scheme(target, {request.get_host()}) else default
