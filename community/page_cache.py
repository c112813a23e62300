"""Whole pages of visitors, kept in memory under the community's version: always fresh, at the cost of one tiny query.

What a member sees is never read from here nor written to it: whoever carries a session, a message or any cookie that
is not known to be harmless passes by.
"""

from functools import wraps
from hashlib import blake2b

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from community.models import Community
from community.readers import wanted_theme

# Cookies that change nothing on the page, or only what is part of the key.
HARMLESS = {"theme", "invite", settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
# What HTMX says of itself; a view may answer with a part of the page.
HTMX = ("HX-Request", "HX-Boosted", "HX-History-Restore-Request", "HX-Target")
QUERY_MAX = 300


def visitor_page(seconds=60, *, query=None):
    """Decorator for GET views whose page is the same for all visitors who read one language in one theme.

    A page is kept for at most `seconds` (for its "3 minutes ago"; changes show at once, by the version) and only if
    it is a 200 without cookie, message or form token. `query` names the parameters the view knows: with others
    (None: with a very long query) the view runs each time. Kept pages carry an ETag and answer 304.
    """

    def decorate(view):
        @wraps(view)
        def kept(request, *args, **kwargs):
            if not is_visitors(request, query):
                return view(request, *args, **kwargs)
            key = page_key(request)
            page = caches["pages"].get(key)
            if page is None:
                response = view(request, *args, **kwargs)
                if hasattr(response, "render") and not response.is_rendered:
                    response = response.render()
                if not is_for_everybody(request, response):
                    return response
                page = response.content, dict(response.items())
                caches["pages"].set(key, page, seconds)
            return answer(request, *page)

        return kept

    return decorate


def is_visitors(request, query):
    if request.method not in ("GET", "HEAD") or set(request.COOKIES) - HARMLESS or "Authorization" in request.headers:
        return False
    if query is None:
        return len(request.META.get("QUERY_STRING", "")) <= QUERY_MAX
    return set(request.GET) <= set(query)


def is_for_everybody(request, response):
    """Whether an answer holds nothing of the one who asked. Tokens and messages become cookies only later, in the
    middleware; by then it would be too late to ask."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and not request.session.modified
        and not getattr(getattr(request, "_messages", None), "added_new", False)
        and not getattr(request, "_csp_nonce", None)
        and "private" not in response.get("Cache-Control", "")
        and "no-store" not in response.get("Cache-Control", "")
    )


def page_key(request):
    parts = (
        version(),
        request.scheme,
        request.get_host(),
        request.path,
        *(f"{name}={value}" for name, values in sorted(request.GET.lists()) for value in values),
        get_language() or "",
        wanted_theme(request),
        *(request.headers.get(name, "") for name in HTMX),
    )
    return "page:" + blake2b("\n".join(map(repr, parts)).encode(errors="surrogatepass"), digest_size=16).hexdigest()


def version():
    """Number of the last public change. Past the ORM, whose building of this one statement costs as much as the rest
    of the answer."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT version FROM {Community._meta.db_table} WHERE id = 1")
        row = cursor.fetchone()
    return str(row[0] if row else 0)


def answer(request, content, headers):
    etag = f'"{blake2b(content, digest_size=16).hexdigest()}"'
    wanted = [tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")]
    if etag in wanted or "*" in wanted:
        response = HttpResponseNotModified()
        headers = {name: value for name, value in headers.items() if not name.lower().startswith("content-")}
    else:
        response = HttpResponse(content)
    for name, value in headers.items():
        response.headers[name] = value
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ("Cookie", "Accept-Language", *HTMX[:2]))
    return response
