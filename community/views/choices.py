"""What members and visitors set for themselves."""

from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from community import actions
from community.digests import ALL_GATHERED
from community.forms import MailChoiceForm, ProfileForm
from community.limits import limited
from community.models import Digest, MailChoice
from community.notices import UNSUBSCRIBE_SALT, stop_digests, stop_mail
from community.permissions import member_required
from community.readers import LANGUAGES, THEMES
from community.views.coming_back import safe_next


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("profile", limit=60, seconds=3600)
def profile_edit(request):
    form = ProfileForm(request.POST or None, request.FILES or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            if "time_zone" in form.changed_data:
                actions.gather_anew(request.user)
        messages.success(request, _("Saved. This is how others see you now."))
        response = redirect("community:profile_edit")
        response.set_cookie("language", request.user.language, max_age=31_536_000, samesite="Lax")
        return response
    if request.method == "POST":
        request.user.refresh_from_db()
    context = {"form": form, "nav": "me"}
    return render(request, "community/profile_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def mail_choices(request):
    form = MailChoiceForm(request.POST or None, member=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved. We write only what you asked for."))
        return redirect("community:mail_choices")
    waiting = Digest.objects.open().filter(member=request.user, state=Digest.State.PENDING).order_by("period").first()
    context = {"form": form, "nav": "me", "frequencies": MailChoice.Frequency.labels, "waiting": waiting}
    return render(request, "community/mail_choices.html", context, status=422 if form.errors else 200)


@csrf_exempt  # one-click unsubscribe is posted by mail programs; the signed token is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token):
    try:
        member_id, kind = signing.loads(token, salt=UNSUBSCRIBE_SALT)
        label = _("Daily and weekly mail") if kind == ALL_GATHERED else MailChoice.Kind(kind).label
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Http404 from error
    if request.method == "POST" and kind == ALL_GATHERED:
        stop_digests(member_id)
    elif request.method == "POST":
        stop_mail(member_id, kind)
    context = {"label": label, "done": request.method == "POST"}
    return render(request, "community/unsubscribe.html", context)


@csrf_exempt  # harmless if forged, and so visitors' pages need no token and can be kept whole
@require_POST
def set_language_choice(request):
    response = HttpResponseRedirect(safe_next(request))
    language = request.POST.get("language")
    if language in LANGUAGES:
        response.set_cookie("language", language, max_age=31_536_000, samesite="Lax")
    return response


@csrf_exempt  # as above
@require_POST
def set_theme(request):
    response = HttpResponseRedirect(safe_next(request))
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie("theme", theme, max_age=31_536_000, samesite="Lax")
    elif not theme:
        response.delete_cookie("theme")
    return response
