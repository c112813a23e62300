"""The first steps: interests, groups that go with them; the third stands in config/people.py. None is a trap."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from community import actions
from community.forms import InterestsForm
from community.groups import suggest_groups
from community.invitations import COOKIE
from community.limits import limited
from community.models import Arrival, Membership
from community.permissions import get_suggested_group_or_404, member_required
from community.views.coming_back import safe_next

SUGGESTED = 6


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("welcome", limit=60, seconds=3600)
def welcome(request):
    """What the member cares about."""
    if request.method == "POST":
        form = InterestsForm(request.POST)
        if form.is_valid():
            actions.choose_interests(request.user, form.cleaned_data["interests"])
            return redirect("community:welcome_groups")
    else:
        form = InterestsForm(initial={"interests": list(request.user.interests.all())})
    context = {
        "form": form,
        "step": 1,
        "arrival": Arrival.objects.counted().select_related("brought_by").filter(member=request.user).first(),
        "nav": "me",
    }
    response = render(request, "community/welcome.html", context, status=422 if form.errors else 200)
    # Whoever signs up next in this browser was brought by somebody else.
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


@require_safe
@member_required
def welcome_groups(request):
    """Groups that share the member's interests, to be joined by a press."""
    joined = Membership.objects.filter(member=request.user, group__is_active=True).select_related("group")
    context = {
        "step": 2,
        "groups": suggest_groups(request.user, SUGGESTED, only_open=True),
        "joined": joined.order_by("-pk")[:SUGGESTED],
        "nav": "me",
    }
    return render(request, "community/welcome_groups.html", context)


@require_POST
@member_required
@limited("join", limit=60, seconds=3600)
def welcome_join(request, slug):
    group = get_suggested_group_or_404(request.user, slug)
    try:
        actions.join_group(group, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        address = reverse("community:welcome_groups")
        return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
    if request.htmx:
        return render(request, "community/_welcome_group.html", {"group": group, "is_joined": True})
    return redirect("community:welcome_groups")


@require_POST
@member_required
def welcome_settle(request):
    """No longer offer the first steps on home and "me"."""
    actions.settle_in(request.user)
    return HttpResponseRedirect(safe_next(request, reverse("home")))
