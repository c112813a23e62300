"""Taking part in the poll of a post."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from community.limits import limited
from community.permissions import member_required
from community.posts import actions
from community.posts.permissions import get_own_poll_or_404, get_poll_or_404, may_close
from community.posts.polls import standing_of
from community.text import is_key


@require_POST
@member_required
@limited("poll", limit=200, seconds=3600)
def poll_vote(request, pk):
    poll = get_poll_or_404(request.user, pk)
    error = cast(request, poll, group=poll.post.group)
    if request.htmx:
        url = reverse("posts:poll_vote", args=[poll.pk])
        return show_poll(request, poll, url=url, error=error, may_close=may_close(request.user, poll))
    if error:
        messages.error(request, error)
    return redirect(f"{poll.post.get_absolute_url()}#poll")


def cast(request, poll, *, group=None):
    """Cast the ballot that was sent; returns why it was refused, or ""."""
    options = [int(key) for key in request.POST.getlist("option")[:20] if is_key(key)]
    try:
        actions.cast_ballot(poll, options, actor=request.user, group=group)
    except ValidationError as refused:
        return refused.messages[0]
    if not request.htmx:
        messages.success(request, _("Your vote counts. Thank you."))
    return ""


def show_poll(request, poll, *, url, error, **more):
    """A poll alone, as it stands now, with whatever `more` its page gives it."""
    poll.refresh_from_db()
    standing = standing_of(poll, request.user, url=url, may_vote=True)
    return render(request, "posts/_poll.html", {"standing": standing, "error": error, "fresh": not error, **more})


@require_POST
@member_required
@limited("poll", limit=200, seconds=3600)
def poll_close(request, pk):
    """Close it before its time: who asked, and who runs the place."""
    poll = get_own_poll_or_404(request.user, pk)
    actions.close_poll(poll, actor=request.user, at_once=True)
    return redirect(f"{poll.post.get_absolute_url()}#poll")
