"""Muting and blocking: on a profile, and all of them in one list."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from community import actions
from community.limits import limited
from community.models import Block
from community.permissions import get_member_or_404, member_required
from community.text import is_key
from community.views.coming_back import safe_next

BLOCKS_PAGE = 50


@require_safe
@member_required
def block_list(request):
    """Whom I have muted or blocked, the latest first."""
    rows = Block.objects.filter(member=request.user).select_related("other").order_by("-pk")
    before = request.GET.get("before", "")
    if is_key(before):
        rows = rows.filter(pk__lt=int(before))
    rows = list(rows[: BLOCKS_PAGE + 1])
    blocks = rows[:BLOCKS_PAGE]
    next_url = f"?before={blocks[-1].pk}" if len(rows) > BLOCKS_PAGE else ""
    return render(request, "community/block_list.html", {"blocks": blocks, "next_url": next_url, "nav": "me"})


@require_POST
@member_required
@limited("block", limit=60, seconds=3600)
def member_block(request, pk):
    """Mute (`level=mute`), block (`level=block`) or neither (`level=`); said outright, so a double tap changes nothing
    back."""
    other = get_member_or_404(pk)
    level = request.POST.get("level", "")
    if level not in ("", *Block.Level.values):
        raise Http404
    error = ""
    try:
        actions.set_block(other, actor=request.user, level=level)
    except ValidationError as refused:
        error = refused.messages[0]
    if request.htmx:
        block = Block.objects.filter(member=request.user, other=other).first()
        return render(request, "community/_block.html", {"member": other, "block": block, "error": error})
    if error:
        messages.error(request, error)
    return HttpResponseRedirect(safe_next(request, other.get_absolute_url()))
