"""Groups: the directory, joining and leaving."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from community import actions
from community.limits import limited
from community.models import InterestGroup, Membership
from community.page_cache import visitor_page
from community.permissions import get_group_or_404, member_required


@require_safe
@visitor_page()
def group_list(request):
    joined = set()
    if request.user.is_authenticated:
        joined = set(Membership.objects.filter(member=request.user).values_list("group_id", flat=True))
    groups = InterestGroup.objects.visible_to(request.user).listed()
    if q := request.GET.get("q", "").strip()[:40]:
        groups = groups.filter(name__icontains=q)
    context = {"groups": groups[:200], "joined": joined, "q": q, "nav": "groups"}
    return render(request, "community/group_list.html", context)


@require_POST
@member_required
@limited("join", limit=60, seconds=3600)
def group_join(request, slug):
    actions.join_group(get_group_or_404(request.user, slug), actor=request.user)
    return redirect("group_detail", slug)


@require_POST
@member_required
@limited("join", limit=60, seconds=3600)
def group_leave(request, slug):
    actions.leave_group(get_group_or_404(request.user, slug), actor=request.user)
    return redirect("group_detail", slug)
