"""The answers that nearly all asks for news get, before sessions, languages and tokens are looked at: that nothing is
new, or the shared part with the headers it went out with.

Only of sessions that everybody may know of, only to requests without a session and with the language in the address:
what they are answered with depends on nothing else.
"""

import re
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse

from community.text import is_key
from events.live.shared import is_good, pulse_of

ADDRESS = re.compile(r"/events/([0-9]{1,18})/(live|screen)/now/")
LANGUAGES = dict(settings.LANGUAGES)


@dataclass(frozen=True)
class KeptAnswer:
    """A whole answer, of which version, and when its part was drawn."""

    version: int
    at: float
    content: bytes
    headers: dict


def answer_quickly(get_response):
    """Middleware for asks for news; what it cannot answer goes its way, with what was read on `request.pulse`."""

    def middleware(request):
        found = ADDRESS.fullmatch(request.path_info) if request.method == "GET" else None
        if found is None:
            return get_response(request)
        pk = int(found[1])
        request.pulse = pulse = pulse_of(pk)
        if pulse is None or not pulse.is_public:
            return get_response(request)
        known = request.GET.get("v", "")
        known = int(known) if is_key(known) else 0
        if known == pulse.version:
            return nothing_new()
        language = request.GET.get("language")
        if language not in LANGUAGES or "If-None-Match" in request.headers or has_session(request):
            return get_response(request)
        name = f"live:{pk}:{language}:{found[2]}"
        kept = caches["pages"].get(name)
        if is_good(kept, pulse.version, known):
            return nothing_new() if kept.version == known else HttpResponse(kept.content, headers=kept.headers)
        response = get_response(request)
        keep(name, response)
        return response

    return middleware


def has_session(request):
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def keep(name, response):
    part = getattr(response, "shared_part", None)
    if part and response.status_code == 200 and not response.cookies:
        answer = KeptAnswer(part.version, part.at, response.content, dict(response.items()))
        caches["pages"].set(name, answer, 60)


def nothing_new():
    return HttpResponse(status=204, headers={"Cache-Control": "private, no-cache"})
