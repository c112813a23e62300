"""Inviting: the page that a link opens, and a member's own link."""

import io
from contextlib import suppress

import segno
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from community import actions
from community.invitations import find_invitation, remember_code, remembered_code
from community.limits import TooMany, client_address, hit, limited
from community.models import Arrival, Community, Invitation
from community.permissions import member_required

BROUGHT_SHOWN = 30


@never_cache  # it is counted, and remembers the code
@require_safe
def invitation_detail(request, code):
    """Who invites, and to what. The code is kept until its owner signs up, on whichever page that may be."""
    link = find_invitation(code)
    if link is None:
        hit("invite", client_address(request), limit=60, seconds=600)
        return render(request, "community/invitation_closed.html", status=404)
    context = {"link": link, "is_own": request.user.is_authenticated and link.member_id == request.user.pk}
    response = render(request, "community/invitation_detail.html", context)
    if request.user.is_authenticated or request.method == "HEAD":
        return response
    if remembered_code(request) != link.code:
        # Too many from one address are still let in, only not counted.
        with suppress(TooMany):
            hit("invite-opened", client_address(request), limit=100, seconds=3600)
            actions.count_opening(link)
    return remember_code(response, link.code)


@require_safe
@member_required
def my_invitation(request):
    """My link, and who came by it."""
    brought = Arrival.objects.counted().filter(brought_by=request.user)
    context = {
        "link": Invitation.objects.filter(member=request.user).first(),
        "brought": brought.filter(member__is_active=True).select_related("member")[:BROUGHT_SHOWN],
        "brought_count": brought.count(),
        "may_invite": Community.get().invite_limit > 0,
        "nav": "me",
    }
    return render(request, "community/my_invitation.html", context)


@require_POST
@member_required
@limited("invitation", limit=20, seconds=3600)
def invitation_new(request):
    """Make my link, or put a new one in the place of the one that was shown (`code`)."""
    try:
        link = actions.make_invitation(actor=request.user)
        if code := request.POST.get("code"):
            actions.renew_invitation(link, actor=request.user, code=code[:40])
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("community:my_invitation")


@require_safe
@member_required
def my_invitation_code(request):
    """My link as a picture that telephones read."""
    link = Invitation.objects.open().filter(member=request.user).first()
    if link is None:
        raise Http404
    address = settings.SITE_URL + link.get_absolute_url()
    out = io.BytesIO()
    segno.make(address, micro=False).save(out, kind="svg", scale=12, border=2)
    response = HttpResponse(out.getvalue(), content_type="image/svg+xml")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
