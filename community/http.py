"""Answers for when something is wrong. They never fail, read nothing of the request's body and ask no database."""

import sys

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from community.readers import LANGUAGES, wanted_theme

WORDS = {
    400: (_("This could not be read"), _("Something in what was sent is broken. Go back and try once more.")),
    403: (
        _("Not for you to open"),
        _("You lack the right for this page. If you should have it, ask a moderator."),
    ),
    404: (_("Nothing here"), _("The page is gone, or was never here, or is not for you.")),
    413: (_("Too large"), _("What was sent is larger than we can take. Use smaller or fewer pictures.")),
    429: (
        _("A moment, please"),
        _("That was too often in too short a time; nothing you typed is lost if you go back."),
    ),
    500: (
        _("Our mistake"),
        _("Something broke on our side. Your words are kept in your browser; try again in a minute."),
    ),
    503: (_("Away for a moment"), _("Our data cannot be reached just now; nothing was saved by halves.")),
}


def error_page(status, request=None, *, retry_after=None):
    """The page of a status in the reader's language; to HTMX only its words."""
    language = plain_language(request)
    with translation.override(language):
        title, words = map(str, WORDS[status])
        whole = request is None or not request.headers.get("HX-Request") or request.headers.get("HX-Boosted")
        context = {
            "status": status,
            "title": title,
            "words": words,
            "wait": "" if retry_after is None else wait_words(retry_after),
            "language": language,
            "theme": wanted_theme(request) if request else "",
        }
        response = HttpResponse(render(f"errors/{'page' if whole else '_words'}.html", context), status=status)
    response.headers["Content-Language"] = language
    response.headers["Cache-Control"] = "private, no-store"
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def render(template, context):
    try:
        return render_to_string(template, context)
    except Exception:  # An error page must not fail; the bare words are enough. Nothing of the request is in them.
        return f"<!doctype html><title>{context['title']}</title><h1>{context['title']}</h1><p>{context['words']}</p>"


def wait_words(seconds):
    if seconds < 90:
        words = ngettext("Please try again in %(n)s second.", "Please try again in %(n)s seconds.", seconds)
        return words % {"n": seconds}
    minutes = -(-seconds // 60)
    return ngettext("Please try again in %(n)s minute.", "Please try again in %(n)s minutes.", minutes) % {"n": minutes}


def plain_language(request):
    """The reader's language as far as it can be told without asking who reads."""
    if request is None:
        return settings.LANGUAGE_CODE
    known = getattr(request, "LANGUAGE_CODE", None) or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if known in LANGUAGES:
        return known
    wants_english = request.headers.get("Accept-Language", "").strip().lower().startswith("en")
    return "en" if wants_english else settings.LANGUAGE_CODE


def handler400(request, exception=None):
    return error_page(400, request)


def handler403(request, exception=None):
    return error_page(403, request)


def handler404(request, exception=None):
    return error_page(404, request)


def handler413(request, exception=None):
    return error_page(413, request)


def handler500(request):
    """500, or 503 where it was the database that did not answer."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return error_page(503, request, retry_after=60)
    return error_page(500, request)


class GuardedRequest(WSGIRequest):
    """A request whose content type may be anything. Some of them (``x*=klingon''a``) make Django fail before the
    first middleware; here they get a charset that `guard_input` refuses."""

    def _set_content_type_params(self, meta):
        try:
            super()._set_content_type_params(meta)
        except (ValueError, LookupError):
            self.content_type, self.content_params = "", {"charset": "unreadable"}
