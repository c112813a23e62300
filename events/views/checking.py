"""At the door: members say that they are there, hosts tick them off."""

from urllib.parse import urlencode

import segno
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.limits import limited
from community.permissions import member_required
from community.text import is_key, name_key
from events import actions
from events.door_forms import CodeWordForm, FindGuestForm
from events.models import Registration
from events.permissions import get_event_or_404, get_registration_or_404, get_run_event_or_404, registration_of

Way = Registration.Way
GUESTS = 60


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("code-word", limit=20, seconds=3600)
def event_here(request, pk):
    """A member types the code word that was said in the room."""
    event = get_event_or_404(request.user, pk)
    form = CodeWordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if actions.knows_word(event, form.cleaned_data["word"]):
            return checked_in(request, event, Way.WORD, form)
        form.add_error("word", _("That is not the word. It is said and shown in the room."))
    return here_page(request, event, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("door-code", limit=60, seconds=3600)
def event_here_by_code(request, pk, key):
    """What the code at the door opens: a page with one button. Looking at it is not coming."""
    event = get_event_or_404(request.user, pk)
    if not constant_time_compare(event.door_key, key):
        raise Http404
    if request.method == "POST":
        return checked_in(request, event, Way.CODE, None)
    return here_page(request, event, None)


def checked_in(request, event, way, form):
    try:
        if actions.check_in(event, request.user, way=way):
            messages.success(request, _("Good that you are here. You are on the list."))
        else:
            messages.info(request, _("You are on the list already."))
    except ValidationError as error:
        return here_page(request, event, form, problem=error.messages[0])
    return redirect(event)


def here_page(request, event, form, problem=""):
    context = {
        "event": event,
        "form": form,
        "problem": problem,
        "registration": registration_of(request.user, event),
        "is_open": actions.is_door_open(event),
        "nav": "events",
    }
    is_wrong = bool(problem or (form and form.errors))
    return render(request, "events/event_here.html", context, status=422 if is_wrong else 200)


# --- the hosts' list ------------------------------------------------------------------------------------------


@require_safe
@never_cache
@member_required
def event_door(request, pk):
    """The list of those with a seat, to tick off, and the code that members scan."""
    event = get_run_event_or_404(request.user, pk)
    form = FindGuestForm(request.GET)
    q = form.cleaned_data["q"] if form.is_valid() else ""
    guests, after = guests_by_name(event, q, request.GET.get("after", ""))
    context = {
        "event": event,
        "guests": guests,
        "q": q,
        "next_url": "?" + urlencode({"q": q, "after": after}) if after else "",
        "is_open": actions.is_door_open(event),
        "code_picture": door_code(event),
        "nav": "events",
    }
    if request.htmx and not request.htmx.boosted:
        return render(request, "events/_door_rows.html", context)
    return render(request, "events/event_door.html", context)


def guests_by_name(event, q, after):
    """([registrations], key): those with a seat in the order in which they took it, or those whose name a search
    finds; the key is that of the page behind them."""
    guests = Registration.objects.going().filter(event=event, member__isnull=False).select_related("member")
    if q:
        guests = guests.filter(member__name_key__contains=name_key(q))
    if is_key(after):
        guests = guests.filter(pk__gt=int(after))
    rows = list(guests.order_by("pk")[: GUESTS + 1])
    return rows[:GUESTS], rows[GUESTS - 1].pk if len(rows) > GUESTS else ""


def door_code(event):
    """The code for the door as SVG, white in every theme, for scanners read nothing else."""
    address = settings.SITE_URL + reverse("events:event_here_by_code", args=[event.pk, event.door_key])
    code = segno.make(address, micro=False, error="m")
    return mark_safe(
        code.svg_inline(border=4, light="#fff", dark="#000", svgclass="door-qr", lineclass=None, omitsize=True)
    )


@require_POST
@member_required
@limited("door", limit=2000, seconds=3600)
def guest_check_in(request, pk, registration_pk):
    """Tick a guest off, or take the tick back (undo)."""
    event = get_run_event_or_404(request.user, pk)
    registration = get_registration_or_404(event, registration_pk)
    try:
        if "undo" in request.POST:
            actions.undo_check_in(registration, actor=request.user)
        elif registration.member:
            actions.check_in(event, registration.member, way=Way.DESK, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    if request.htmx:
        registration.refresh_from_db()
        return render(request, "events/_door_row.html", {"event": event, "guest": registration})
    return redirect("events:event_door", pk=event.pk)


@require_POST
@member_required
def door_renew(request, pk):
    """A new code for the door: pictures of the old one open nothing any more."""
    event = get_run_event_or_404(request.user, pk)
    actions.renew_door(event, actor=request.user, key=request.POST.get("key", ""))
    return redirect("events:event_door", pk=event.pk)
