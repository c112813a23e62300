"""Groups: the directory, the ways in and out, who is in one, and its cover."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community import actions
from community.group_forms import AskForm
from community.groups import (
    HOSTS,
    MINE,
    first_groups,
    first_people,
    groups_asked_by,
    memberships_of,
    page_of_groups,
    people_of,
    suggest_groups,
)
from community.limits import limited
from community.models import Community, InterestGroup, Membership
from community.page_cache import visitor_page
from community.permissions import (
    get_group_or_404,
    get_invitation_or_404,
    may_found_groups,
    member_required,
    membership_of,
    runs_group,
)
from community.views.files import image_response

SUGGESTED = 6


@require_safe
@visitor_page(query={"q", "after"})
def group_list(request):
    """My groups, some I may like, and all that I may know of; or what a search finds."""
    q, after = request.GET.get("q", "").strip()[:40], request.GET.get("after", "")
    community, mine = SimpleLazyObject(Community.get), []
    context = {"community": community, "q": q, "joined": set(), "asked": set(), "nav": "groups"}
    if request.user.is_authenticated:
        mine = memberships_of(request.user.pk)
        context |= {
            "mine": mine,
            "joined": {membership.group_id for membership in mine},
            "asked": {group for (group,) in groups_asked_by(request.user.pk)},
            "may_found": may_found_groups(request.user),
        }
    if q or after or len(mine) == MINE:
        known = InterestGroup.objects.visible_to(request.user)
        context["groups"], context["after"] = page_of_groups(known.naming(q) if q else known, after)
    else:
        own = [membership.group for membership in mine if membership.group.is_private]
        context["groups"], context["after"] = first_groups(community, own)
    if request.htmx and not request.htmx.boosted:
        return render(request, "community/_group_rows.html", context)
    if request.user.is_authenticated and not q and not after:
        context["suggested"] = suggest_groups(request.user, SUGGESTED)
    return render(request, "community/group_list.html", context)


@require_POST
@member_required
@limited("join", limit=60, seconds=3600)
def group_join(request, slug):
    group = get_group_or_404(request.user, slug)
    try:
        actions.join_group(group, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(group)


@require_POST
@member_required
@limited("join", limit=60, seconds=3600)
def group_leave(request, slug):
    group = get_group_or_404(request.user, slug)
    try:
        actions.leave_group(group, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(group)
    if group.is_private:
        words = _("You have left “%(name)s”. What is said there is for those in it alone.")
        messages.success(request, words % {"name": group.name})
        return redirect("community:group_list")
    return redirect(group)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("join", limit=60, seconds=3600)
def group_ask(request, slug):
    """Ask the hosts to be let in, with a sentence or without."""
    group = get_group_or_404(request.user, slug)
    form = AskForm(request.POST if request.method == "POST" else None, member=request.user)
    if request.method == "POST" and form.is_valid():
        form.accept_by(request.user)
        try:
            actions.ask_to_join(group, actor=request.user, words=form.cleaned_data["words"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Asked. You are told as soon as a host has decided."))
            return redirect(group)
    context = {"group": group, "form": form, "nav": "groups"}
    return render(request, "community/group_ask.html", context, status=422 if form.errors else 200)


@require_POST
@member_required
def group_ask_withdraw(request, slug):
    group = get_group_or_404(request.user, slug)
    actions.withdraw_request(group, actor=request.user)
    return redirect(group)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("join", limit=60, seconds=3600)
def group_invited(request, code):
    """What an invitation shows of its group to whoever holds it; a press joins."""
    invitation = get_invitation_or_404(request.user, code)
    group = invitation.group
    if invitation.member_id and not request.user.is_authenticated:
        # The mail leads here: whose it is shows after signing in, and nothing of the group before.
        return redirect_to_login(request.path)
    if request.user.is_authenticated and membership_of(request.user, group):
        return redirect(group)
    if request.method == "POST":
        return accept(request, invitation)
    hosts = group.memberships.filter(role=Membership.Role.HOST).select_related("member")[:HOSTS]
    context = {"invitation": invitation, "group": group, "hosts": hosts, "nav": "groups"}
    return render(request, "community/group_invited.html", context)


@member_required
def accept(request, invitation):
    try:
        actions.accept_invitation(invitation, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("community:group_list")
    messages.success(request, _("Welcome. You are in “%(name)s” now.") % {"name": invitation.group.name})
    return redirect(invitation.group)


@require_safe
@visitor_page(query={"q", "after"})
def group_members(request, slug):
    """Who is in a group: its hosts, then the others, those who came last first; or those whose name a search finds."""
    group = get_group_or_404(request.user, slug)
    membership = membership_of(request.user, group)
    q, after = request.GET.get("q", "").strip()[:30], request.GET.get("after", "")
    community, runs = SimpleLazyObject(Community.get), runs_group(request.user, membership)
    is_alike = not (q or after or runs or group.is_private)
    hosts, people, later = first_people(group, community) if is_alike else people_of(group, q, after)
    context = {
        "community": community,
        "group": group,
        "membership": membership,
        "tab": "members",
        "hosts": hosts,
        "people": people,
        "after": later,
        "q": q,
        "runs": runs,
        "nav": "groups",
    }
    if request.htmx and not request.htmx.boosted:
        return render(request, "community/_group_people.html", context)
    return render(request, "community/group_members.html", context)


@require_safe
def group_cover(request, slug):
    group = get_group_or_404(request.user, slug)
    if not group.cover:
        raise Http404
    return image_response(group.cover, keep=not group.is_private)
