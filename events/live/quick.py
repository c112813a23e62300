"""The answer that nearly all asks for news get, before sessions, languages and tokens are looked at: nothing new."""

import re

from django.http import HttpResponse

from events.live.shared import pulse_of

ADDRESS = re.compile(r"/events/([0-9]{1,18})/(?:live|screen)/now/")


def answer_quickly(get_response):
    """Middleware: 204 for whoever names the version that stands of a session that everybody may know of. All else goes
    its way, with what was read on `request.pulse`."""

    def middleware(request):
        found = ADDRESS.fullmatch(request.path_info) if request.method == "GET" else None
        if found:
            request.pulse = pulse = pulse_of(int(found[1]))
            if pulse and pulse.is_public and request.GET.get("v") == str(pulse.version):
                return nothing_new()
        return get_response(request)

    return middleware


def nothing_new():
    return HttpResponse(status=204, headers={"Cache-Control": "private, no-cache"})
