"""The poll on an item of the roadmap."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from community.limits import limited
from community.permissions import member_required
from community.posts.polls import standing_of
from community.posts.views.polls import cast, show_poll
from feedback.models import FeedbackPoll
from feedback.permissions import get_feedback_or_404


@require_POST
@member_required
@limited("poll", limit=200, seconds=3600)
def feedback_poll_vote(request, pk):
    feedback = get_feedback_or_404(request.user, pk)
    attached = getattr(feedback, "attached_poll", None)
    if attached is None or not feedback.is_public:
        raise Http404
    error = cast(request, attached.poll, group=feedback.group)
    if request.htmx:
        return show_poll(request, attached.poll, url=address_of(feedback), error=error, heading=True)
    if error:
        messages.error(request, error)
    return redirect(f"{feedback.get_absolute_url()}#poll")


def standing_on(feedback, user):
    """How the poll of an item stands before this reader, or None. Reads `feedback.attached_poll`."""
    attached = getattr(feedback, "attached_poll", None)
    if attached is None or not feedback.is_public:
        return None
    return standing_of(attached.poll, user, url=address_of(feedback), may_vote=user.is_authenticated)


def show_polls(items):
    """Give each of these items its `poll`, or None; one query."""
    attached = FeedbackPoll.objects.filter(feedback__in=items).select_related("poll")
    polls = {row.feedback_id: row.poll for row in attached}
    for item in items:
        item.poll = polls.get(item.pk)


def address_of(feedback):
    return reverse("feedback:feedback_poll_vote", args=[feedback.pk])
