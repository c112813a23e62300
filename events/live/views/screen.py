"""The big screen: for a projector in the room. The code word stands on it only where it was opened by somebody who runs
the session, and is no part of what all share."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from events.live.permissions import get_live_event_or_404
from events.live.shared import PARTS, draw, show
from events.live.views.live import answer_now
from events.permissions import get_event_or_404, may_run


@require_safe
def screen(request, pk):
    event = get_event_or_404(request.user, pk)
    if event.is_cancelled:
        return redirect(event)
    template, limit = PARTS["screen"]
    address = settings.SITE_URL.partition("://")[2] + reverse("live:session_live", args=[event.pk])
    context = {
        "event": event,
        "shared": draw(event, template, show(event, limit)),
        "word": word_for(request, event),
        "live_address": address,
    }
    return render(request, "live/screen.html", context)


@require_safe
def screen_now(request, pk):
    return answer_now(request, pk, "screen")


@require_safe
def screen_own(request, pk):
    event = get_live_event_or_404(request.user, pk)
    word = word_for(request, event)
    return render(request, "live/_screen_own.html", {"word": word}) if word else HttpResponse("")


def word_for(request, event):
    shows = event.shows_code_word and event.code_word and may_run(request.user, event)
    return event.code_word if shows else ""
