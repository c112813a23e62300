"""What every request passes through: the guard of its shape, the answer to limits, the privacy of members' pages."""

from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http.multipartparser import MultiPartParserError
from django.utils.cache import patch_cache_control, patch_vary_headers

from community.http import error_page
from community.limits import TooMany

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
CHARSETS = {"", "utf-8", "utf8", "us-ascii", "ascii"}
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
BROKEN = (BadRequest, SuspiciousOperation, MultiPartParserError, ValueError, LookupError, OSError)


def guard_input(get_response):
    """Refuse what is no proper request (400) or too much (413) before anything else reads it.

    Afterwards path, query, cookies and form fields hold no NUL, which PostgreSQL would answer with an error, and
    `request.POST` can be read without one.
    """

    def middleware(request):
        refusal = refuse(request)
        return error_page(refusal, request) if refusal else get_response(request)

    return middleware


def refuse(request):
    """The status to refuse a request with, or None."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdecimal()):
        return 400
    # Django reads what is no multipart into memory, up to a limit of its own.
    most = settings.REQUEST_MAX_BYTES
    if request.content_type != "multipart/form-data":
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if len(length) > 15 or int(length) > most:
        return 413
    if (request.content_params or {}).get("charset", "").strip("\"' ").lower() not in CHARSETS:
        return 400
    try:
        parts = [request.path_info, *request.COOKIES.values(), *flat(request.GET)]
        if request.method == "POST" and request.content_type in FORMS:
            parts += flat(request.POST)
    except TOO_MUCH:
        return 413
    except BROKEN:
        return 400
    return 400 if any("\x00" in part for part in parts) else None


def flat(query):
    for name, values in query.lists():
        yield name
        yield from values


def answer_limits(get_response):
    """TooMany from any view becomes the 429 page with Retry-After, a body above the limit the 413 page."""

    def middleware(request):
        return get_response(request)

    def process_exception(request, exception):
        if isinstance(exception, TooMany):
            return error_page(429, request, retry_after=exception.retry_after)
        if isinstance(exception, TOO_MUCH):
            return error_page(413, request)
        return None

    middleware.process_exception = process_exception
    return middleware


def keep_private(get_response):
    """What a request with a session is answered with is stored by nobody, unless the view said how it may be stored
    privately; every page varies by cookie and language."""

    def middleware(request):
        response = get_response(request)
        told = response.headers.get("Cache-Control", "")
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES or request.session.modified
        if has_session and not ("private" in told or "no-store" in told):
            # `public` said by a view meant its visitors.
            response.headers.pop("Cache-Control", None)
            patch_cache_control(response, private=True, no_store=True)
        elif not told:
            patch_cache_control(response, no_cache=True)
        patch_vary_headers(response, ("Cookie", "Accept-Language"))
        return response

    return middleware
