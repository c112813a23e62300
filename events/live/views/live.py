"""The live page: the part that all share, and the part of one reader."""

import io

import segno
from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.limits import limited
from community.permissions import member_required
from community.posts.models import Participation
from community.readers import LANGUAGES
from community.text import is_key
from events.live import actions
from events.live.actions.counting import voices_of
from events.live.forms import AskForm
from events.live.models import Question, SessionPoll
from events.live.permissions import get_live_event_or_404, get_shown_poll_or_404
from events.live.quick import nothing_new
from events.live.shared import PARTS, draw, pulse_of, shared_part, show
from events.live.views.common import press
from events.permissions import get_event_or_404, may_run


@require_safe
def session_live(request, pk):
    event = get_event_or_404(request.user, pk)
    if event.is_cancelled:
        return redirect(event)
    template, limit = PARTS["live"]
    context = show(event, limit)
    if request.user.is_authenticated:
        mark(context["questions"], voices_of(request.user, event))
    page = {
        "event": event,
        "shared": draw(event, template, context),
        "may_ask": event.is_coming,
        "ask_form": AskForm(),
        "runs": may_run(request.user, event),
        "own": own_part(request.user, event),
        "nav": "events",
    }
    return render(request, "live/session_live.html", page)


def mark(questions, voices):
    """Give each question the reader's `voice`: 'mine', 'pressed' or ''."""
    for question in questions:
        question.voice = voices.get(question.pk, "")


@require_safe
def live_now(request, pk):
    """The shared part, for whoever has an older version of it."""
    return answer_now(request, pk, "live")


def answer_now(request, pk, part):
    """204 for whoever names the version that stands (`v`), 304 for whoever has it by its tag, else the part itself."""
    # Read already by events.live.quick, which has answered most.
    pulse = request.pulse if hasattr(request, "pulse") else pulse_of(pk)
    if pulse is None:
        raise Http404
    if not pulse.is_public:
        get_live_event_or_404(request.user, pk)
    if request.GET.get("v") == str(pulse.version):
        return nothing_new()
    # The script sends no cookies where everybody may know of the session, so it says the language.
    wanted = request.GET.get("language")
    language = wanted if wanted in LANGUAGES else get_language()
    known = request.GET.get("v", "")
    known = int(known) if is_key(known) else 0
    kept = shared_part(pk, pulse.version, language, part, known=known)
    tag = f'"{part}-{pk}-{kept.version}-{language}"'
    if kept.version == known:
        return nothing_new()
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(kept.html, headers={"Content-Language": language})
        response.shared_part = kept
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def live_own(request, pk):
    """What belongs to one reader: what he asked and wants answered, and ballots that he may still cast."""
    event = get_live_event_or_404(request.user, pk)
    if not request.user.is_authenticated:
        return HttpResponse(status=204)
    return render(request, "live/_own.html", {"event": event, "own": own_part(request.user, event)})


def own_part(user, event):
    """What the part of one reader shows; None for a visitor."""
    if not user.is_authenticated:
        return None
    voices = voices_of(user, event)
    polls = list(SessionPoll.objects.filter(event=event).running().select_related("poll")) if event.is_live else []
    took_part = set(
        Participation.objects.filter(member=user, poll__in=[row.poll_id for row in polls]).values_list(
            "poll", flat=True
        )
    )
    for row in polls:
        row.has_voted = row.poll_id in took_part
        row.options = [] if row.has_voted else list(row.poll.options.order_by("position"))
    return {
        "pressed": [pk for pk, voice in voices.items() if voice == "pressed"],
        "mine": [pk for pk, voice in voices.items() if voice == "mine"],
        "questions": list(Question.objects.filter(event=event).of(user)),
        "polls": polls,
    }


@require_POST
@member_required
@limited("poll", limit=200, seconds=3600)
def poll_ballot(request, pk, poll):
    event, session_poll = get_shown_poll_or_404(request.user, pk, poll)
    options = [int(key) for key in request.POST.getlist(f"option-{poll}")[:20] if is_key(key)]
    done = _("Your vote counts. Thank you.")
    return press(request, event, lambda: actions.cast_session_ballot(session_poll, options, actor=request.user), done)


@require_safe
def live_code(request, pk):
    """The address of the live page as a picture that telephones read."""
    event = get_live_event_or_404(request.user, pk)
    out = io.BytesIO()
    address = settings.SITE_URL + reverse("live:session_live", args=[event.pk])
    segno.make(address, micro=False).save(out, kind="svg", scale=12, border=2)
    response = HttpResponse(out.getvalue(), content_type="image/svg+xml")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
