"""What the pages of the desk have in common: their door and their frame."""

from functools import wraps

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from feedback.desk import Queue
from feedback.permissions import may_triage


def for_triage(view):
    """Decorator: for those who may triage; other staff are refused, all others sent to sign in."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        if not may_triage(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return admin.site.admin_view(checked)


def desk_page(request, template, context, *, status=200):
    """A page of templates/feedback/desk/ in the admin's frame."""
    context = {**admin.site.each_context(request), **context}
    return TemplateResponse(request, f"feedback/desk/{template}.html", context, status=status)


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
