"""Hosts run their group: who comes in, who is in it, and what it says of itself. And founding one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community import actions
from community.group_forms import AnswerForm, GroupForm, InviteForm, LinkForm, RemovalForm
from community.limits import limited
from community.models import GroupInvitation, GroupRemoval, JoinRequest
from community.permissions import get_hosted_group_or_404, may_found_groups, member_required, membership_of
from community.submits import nothing_pressed

REQUESTS, INVITATIONS, NEWEST = 50, 50, 12


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("found-group", limit=10, seconds=3600)
def group_new(request):
    """Found a group; for those who may. Others find nothing here."""
    if not may_found_groups(request.user):
        raise Http404
    form = GroupForm(request.POST or None, request.FILES or None, member=request.user)
    if request.method == "POST" and form.is_valid():
        form.accept_by(request.user)
        try:
            key = form.cleaned_data["submit_key"]
            group = actions.found_group(actor=request.user, submit_key=key, **form.values())
        except ValidationError as error:
            form.add_error("name" if error.code == "name_taken" else None, error)
        else:
            messages.success(request, _("“%(name)s” is founded. Now let people in.") % {"name": group.name})
            return redirect("community:group_host", group.slug)
    context = {"form": form, "nav": "groups"}
    return render(request, "community/group_new.html", context, status=422 if form.errors else 200)


@require_safe
@member_required
def group_host(request, slug):
    """What waits for the hosts, and whom they invited."""
    group = get_hosted_group_or_404(request.user, slug)
    return show_host(request, group)


def show_host(request, group, *, status=200, **forms):
    waiting = group.join_requests.open().select_related("member").order_by("pk")
    invitations = GroupInvitation.objects.in_force().filter(group=group).select_related("member").newest_first()
    context = {
        "group": group,
        "membership": membership_of(request.user, group),
        "tab": "host",
        "requests": waiting[:REQUESTS],
        "invitations": invitations[:INVITATIONS],
        "invite_form": InviteForm(),
        "link_form": LinkForm(),
        "nav": "groups",
    }
    return render(request, "community/group_host.html", context | forms, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("group-edit", limit=60, seconds=3600)
def group_edit(request, slug):
    group = get_hosted_group_or_404(request.user, slug)
    form = GroupForm(request.POST or None, request.FILES or None, member=request.user, group=group)
    if request.method == "POST" and form.is_valid():
        form.accept_by(request.user)
        try:
            changed = actions.edit_group(group, actor=request.user, **form.values())
        except ValidationError as error:
            form.add_error({"name_taken": "name", "said_in_private": "door"}.get(error.code), error)
        else:
            messages.success(request, saved_words(group, changed))
            return redirect("community:group_host", group.slug)
    context = {"form": form, "group": group, "membership": membership_of(request.user, group), "nav": "groups"}
    return render(request, "community/group_edit.html", context, status=422 if form.errors else 200)


def saved_words(group, changed):
    if "is_private" not in changed:
        return _("Saved. This is how others see the group now.")
    if group.is_private:
        return _("Saved. From now on only those in it know of the group and of what was said in it.")
    return _("Saved. From now on everybody can find the group and read what is said in it.")


@require_POST
@member_required
@limited("group-decide", limit=300, seconds=3600)
def group_request_decide(request, slug, pk):
    """Let somebody in who asked (`want=approve`), or turn him down (`want=decline`), with a word or without."""
    group = get_hosted_group_or_404(request.user, slug)
    asked = get_object_or_404(JoinRequest.objects.select_related("member", "group"), pk=pk, group=group)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.errors["answer"][0])
        return redirect("community:group_host", slug)
    want = request.POST.get("want")
    if want not in ("approve", "decline"):
        messages.error(request, nothing_pressed().messages[0])
        return show_host(request, group, status=422)
    approves = want == "approve"
    decide = actions.approve_request if approves else actions.decline_request
    if decide(asked, actor=request.user, answer=form.cleaned_data["answer"]):
        words = _("%(name)s is in, and told so.") if approves else _("%(name)s is told that it is a no.")
        messages.success(request, words % {"name": asked.member.name})
    else:
        messages.info(request, _("This was decided already, or taken back."))
    return redirect("community:group_host", slug)


@require_POST
@member_required
@limited("group-invite", limit=60, seconds=3600)
def group_invite(request, slug):
    """Invite one member by name."""
    group = get_hosted_group_or_404(request.user, slug)
    form = InviteForm(request.POST)
    if form.is_valid():
        member = form.cleaned_data["name"]
        try:
            actions.invite_member(group, member, actor=request.user)
        except ValidationError as error:
            form.add_error("name", error)
        else:
            messages.success(request, _("%(name)s is invited, and told so.") % {"name": member.name})
            return redirect("community:group_host", slug)
    return show_host(request, group, status=422, invite_form=form)


@require_POST
@member_required
@limited("group-invite", limit=60, seconds=3600)
def group_link_add(request, slug):
    """Make a link to hand out."""
    group = get_hosted_group_or_404(request.user, slug)
    form = LinkForm(request.POST)
    if form.is_valid():
        actions.make_link(group, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Here is your link. Give it to those you want to have here."))
        return redirect("community:group_host", slug)
    return show_host(request, group, status=422, link_form=form)


@require_POST
@member_required
def group_invitation_revoke(request, slug, pk):
    group = get_hosted_group_or_404(request.user, slug)
    actions.revoke_invitation(get_object_or_404(group.invitations, pk=pk), actor=request.user)
    messages.success(request, _("Taken back: nobody comes in by it any more."))
    return redirect("community:group_host", slug)


@require_POST
@member_required
@limited("group-decide", limit=300, seconds=3600)
def group_member_role(request, slug, pk):
    """Make a member host (`want=host`), or a host a member again (`want=member`)."""
    group = get_hosted_group_or_404(request.user, slug)
    membership = get_object_or_404(group.memberships.select_related("member", "group"), member=pk)
    name, want = {"name": membership.member.name}, request.POST.get("want")
    try:
        if want not in ("host", "member"):
            raise nothing_pressed()
        if want == "host":
            actions.name_host(membership, actor=request.user)
            messages.success(request, _("%(name)s runs the group with you now.") % name)
        else:
            actions.dismiss_host(membership, actor=request.user)
            messages.success(request, _("%(name)s is a member like others now.") % name)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("community:group_members", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("group-decide", limit=300, seconds=3600)
def group_member_remove(request, slug, pk):
    group = get_hosted_group_or_404(request.user, slug)
    membership = group.memberships.select_related("member", "group").filter(member=pk).first()
    if membership is None:
        # The other half of a double tap finds him out already.
        get_object_or_404(GroupRemoval, group=group, member=pk, removed_by=request.user)
        return redirect("community:group_members", slug)
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.remove_member(membership, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(name)s is out, and told why.") % {"name": membership.member.name})
            return redirect("community:group_members", slug)
    context = {"form": form, "group": group, "person": membership.member, "nav": "groups"}
    return render(request, "community/group_member_remove.html", context, status=422 if form.errors else 200)
