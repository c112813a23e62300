"""Groups, the inbox and what a member sets for themselves."""

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community import actions
from community.forms import MailChoiceForm, ProfileForm
from community.limits import limited
from community.markdown import render_markdown
from community.models import InterestGroup, MailChoice, Member, Membership, Notification, Rules
from community.notices import UNSUBSCRIBE_SALT, render_notice, stop_mail
from community.page_cache import visitor_page
from community.permissions import get_group_or_404, get_own_notification_or_404, member_required
from community.readers import LANGUAGES, THEMES

INBOX_PAGE = 30


def safe_next(request, default="/"):
    """Where the form asked to go afterwards, if it is one of our own addresses."""
    target = request.POST.get("next") or request.GET.get("next") or default
    return target if url_has_allowed_host_and_scheme(target, {request.get_host()}) else default


@require_safe
@visitor_page()
def group_list(request):
    joined = set()
    if request.user.is_authenticated:
        joined = set(Membership.objects.filter(member=request.user).values_list("group_id", flat=True))
    groups = InterestGroup.objects.listed()
    if q := request.GET.get("q", "").strip()[:40]:
        groups = groups.filter(name__icontains=q)
    context = {"groups": groups[:200], "joined": joined, "q": q, "nav": "groups"}
    return render(request, "community/group_list.html", context)


@require_POST
@member_required
@limited("join", limit=60, seconds=3600)
def group_join(request, slug):
    actions.join_group(get_group_or_404(slug), actor=request.user)
    return redirect("group_detail", slug)


@require_POST
@member_required
@limited("join", limit=60, seconds=3600)
def group_leave(request, slug):
    actions.leave_group(get_group_or_404(slug), actor=request.user)
    return redirect("group_detail", slug)


@require_safe
@visitor_page(query={"v"})
def rules_page(request):
    """The rules in force, or an older version (`v`), and all versions with what they changed."""
    versions = list(Rules.objects.published()[:50])
    wanted = request.GET.get("v", "")
    shown = next((rules for rules in versions if str(rules.version) == wanted), None)
    if wanted and shown is None:
        raise Http404
    shown = shown or next(iter(versions), None)
    context = {
        "rules": shown,
        "rendered": render_markdown(shown.display_text, top=2) if shown else "",
        "versions": versions,
        "is_current": shown is not None and shown == versions[0],
    }
    return render(request, "community/rules_page.html", context)


@require_POST
@member_required
def rules_accept(request):
    version = request.POST.get("accept_rules", "")
    try:
        actions.accept_rules(int(version) if version.isdecimal() and len(version) < 10 else 0, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("community:rules_page")
    messages.success(request, _("Thank you. It is noted that you accept them."))
    return redirect(safe_next(request, reverse("community:rules_page")))


@require_safe
@member_required
def inbox(request):
    rows = Notification.objects.filter(member=request.user).newest_first()
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    rows = list(rows[: INBOX_PAGE + 1])
    shown = rows[:INBOX_PAGE]
    for row in shown:
        row.subject, row.body = render_notice(row)
    next_url = f"?before={shown[-1].pk}" if len(rows) > INBOX_PAGE else ""
    context = {"notifications": shown, "next_url": next_url, "nav": "me"}
    return render(request, "community/inbox.html", context)


@require_POST
@member_required
def inbox_read(request, pk):
    notification = get_own_notification_or_404(request.user, pk)
    actions.read_notifications(Notification.objects.filter(pk=notification.pk))
    return HttpResponseRedirect(notification.url)


@require_POST
@member_required
def inbox_read_all(request):
    actions.read_all_notifications(request.user)
    return redirect("community:inbox")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("profile", limit=60, seconds=3600)
def profile_edit(request):
    form = ProfileForm(request.POST or None, request.FILES or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved. This is how others see you now."))
        response = redirect("community:profile_edit")
        response.set_cookie("language", request.user.language, max_age=31_536_000, samesite="Lax")
        return response
    if request.method == "POST":
        request.user.refresh_from_db()
    return render(request, "community/profile_edit.html", {"form": form, "nav": "me"})


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def mail_choices(request):
    form = MailChoiceForm(request.POST or None, member=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved. We write only what you asked for."))
        return redirect("community:mail_choices")
    return render(request, "community/mail_choices.html", {"form": form, "nav": "me"})


@csrf_exempt  # one-click unsubscribe is posted by mail programs; the signed token is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token):
    try:
        member_id, kind = signing.loads(token, salt=UNSUBSCRIBE_SALT)
        label = MailChoice.Kind(kind).label
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Http404 from error
    if request.method == "POST":
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


@require_safe
def avatar(request, pk):
    """A member's picture, as the image it is and nothing else."""
    member = get_object_or_404(Member, pk=pk, is_active=True)
    if not member.avatar:
        raise Http404
    return image_response(member.avatar)


def image_response(file):
    """One of our own re-encoded images, served so that no browser takes it for anything else."""
    try:
        with file.open("rb") as handle:
            response = HttpResponse(handle.read(), content_type="image/webp")
    except FileNotFoundError as error:
        raise Http404 from error
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response
