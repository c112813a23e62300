"""Who is reading: the language, the time zone and what every page shows of them."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation

LANGUAGES = dict(settings.LANGUAGES)
THEMES = ("light", "dark")


def wanted_language(request):
    """The chosen language (cookie), else the member's, else English for an English browser, else Chinese."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen in LANGUAGES:
        return chosen
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        return request.user.language
    first = request.headers.get("Accept-Language", "").split(",")[0].strip().lower()
    return "en" if first.startswith("en") else settings.LANGUAGE_CODE


def wanted_theme(request):
    """'light' or 'dark' when chosen, else empty: the system decides."""
    theme = request.COOKIES.get("theme", "")
    return theme if theme in THEMES else ""


def reader_preferences(get_response):
    """Middleware: speak the reader's language and show the reader's time."""

    def middleware(request):
        language = wanted_language(request)
        request.LANGUAGE_CODE = language
        zone = settings.TIME_ZONE
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            zone = request.user.time_zone
        with translation.override(language), timezone.override(ZoneInfo(zone)):
            response = get_response(request)
            if hasattr(response, "render") and not response.is_rendered:
                response = response.render()
            response.headers.setdefault("Content-Language", language)
        return response

    return middleware
