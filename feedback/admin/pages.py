"""What the pages of the desk have in common: their door and their frame."""

from django.shortcuts import redirect
from django.urls import reverse

from community.desk_pages import desk_page as framed
from community.desk_pages import for_those_who
from feedback.desk import Queue
from feedback.permissions import may_triage


def for_triage(view):
    """Decorator: for those who may triage; other staff are refused, all others sent to sign in."""
    return for_those_who(may_triage, view)


def desk_page(request, template, context, *, status=200):
    """A page of templates/feedback/desk/ in the admin's frame."""
    return framed(request, f"feedback/desk/{template}.html", context, status=status)


def queue_of(request):
    """The queue in which somebody works: named by the form that was sent, else by the address."""
    if "view" not in request.POST:
        return Queue.asked_for(request.user, request.GET)
    # A form has fields of its own called category and channel.
    names = {"view": "view", "q": "q", "in_category": "category", "in_channel": "channel", "in_owner": "owner"}
    return Queue.asked_for(request.user, {short: request.POST.get(name, "") for name, short in names.items()})


def to_desk(pk, queue):
    return redirect(f"{reverse('admin:feedback_desk', args=[pk])}?{queue.query()}")


def to_triage(queue, *, at=None):
    """Back to the list, at the row of an item."""
    return redirect(f"{reverse('admin:feedback_triage')}?{queue.query()}{f'#item-{at}' if at else ''}")
