"""What a member reads of himself: what he reported, what he has to bear, and the one appeal against it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from community.limits import limited
from community.models import Rules
from community.moderation import actions
from community.moderation.forms import AppealForm
from community.moderation.models import Appeal, Case, Report, Sanction
from community.moderation.permissions import (
    get_own_hidden_case_or_404,
    get_own_sanction_or_404,
    get_sanction_by_token_or_404,
    sanction_token,
)
from community.permissions import member_required
from community.text import is_key

PAGE = 20


@require_safe
@member_required
def report_list(request):
    """What one reported, the newest first, and what came of each."""
    rows, next_url = page_before(Report.objects.filter(reporter=request.user).select_related("case"), request)
    return render(request, "moderation/report_list.html", {"reports": rows, "next_url": next_url, "nav": "me"})


@require_safe
@member_required
def sanction_list(request):
    """What the team decided about one and one's words, with the rules it is by; the newest first."""
    sanctions = Sanction.objects.filter(member=request.user).select_related("appeal", "case")
    rows, next_url = page_before(sanctions, request)
    context = {
        "sanctions": rows,
        "next_url": next_url,
        # Words that were hidden without more.
        "hidden": hidden_cases(request.user)[:PAGE],
        "has_rules": Rules.objects.published().exists(),
        "nav": "me",
    }
    return render(request, "moderation/sanction_list.html", context)


def hidden_cases(member):
    return Case.objects.filter(author=member, was_hidden=True, outcome="hide").select_related("appeal").order_by("-pk")


def page_before(rows, request):
    """(rows, address of the next page): the newest before the key that the address names."""
    before = request.GET.get("before", "")
    if is_key(before):
        rows = rows.filter(pk__lt=int(before))
    rows = list(rows.order_by("-pk")[: PAGE + 1])
    return rows[:PAGE], f"?before={rows[PAGE - 1].pk}" if len(rows) > PAGE else ""


@never_cache
@require_safe
def suspended(request, token):
    """What somebody reads who gave the right password and cannot come in: until when, why, and how to appeal."""
    sanction = get_sanction_by_token_or_404(token)
    return render(request, "moderation/suspended.html", appeal_context(sanction, AppealForm(), token))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("appeal", limit=20, seconds=3600)
def appeal_add(request, pk):
    """The one appeal against a sanction: for its member, signed in or by the link that the sign-in gave."""
    token = request.POST.get("token") or request.GET.get("token", "")
    if not token:
        return own_appeal(request, pk=pk)
    sanction = get_sanction_by_token_or_404(token)
    if sanction.pk != pk:
        raise Http404
    # A new hour for whoever is writing.
    return take_appeal(request, sanction, sanction_token(sanction))


@member_required
def own_appeal(request, pk):
    return take_appeal(request, get_own_sanction_or_404(request.user, pk), "")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("appeal", limit=20, seconds=3600)
def case_appeal_add(request, pk):
    """The one appeal against words being hidden, for their author."""
    return take_appeal(request, get_own_hidden_case_or_404(request.user, pk), "")


def take_appeal(request, decision, token):
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            member = decision.author if isinstance(decision, Case) else decision.member
            actions.appeal(decision, actor=member, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("words", error)
        else:
            messages.success(request, _("Thank you. Somebody of the team looks at it again, and you hear of it."))
            return redirect("moderation:suspended", token) if token else redirect("moderation:sanction_list")
    context = appeal_context(decision, form, token)
    return render(request, "moderation/appeal_add.html", context, status=422 if form.errors else 200)


def appeal_context(decision, form, token):
    """What the pages of an appeal show; `decision` is a Sanction, or the Case that hid words."""
    name = "case" if isinstance(decision, Case) else "sanction"
    return {
        name: decision,
        "address": reverse(f"moderation:{'case_' if name == 'case' else ''}appeal_add", args=[decision.pk]),
        "appeal": Appeal.objects.filter(**{name: decision}).first(),
        "form": form,
        "token": token,
        "has_rules": Rules.objects.published().exists(),
        "nav": "me",
    }
