"""What a member was told."""

from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from community import actions
from community.models import Notification
from community.notices import render_notice
from community.permissions import get_own_notification_or_404, member_required

INBOX_PAGE = 30


@require_safe
@member_required
def inbox(request):
    rows = Notification.objects.of(request.user).newest_first()
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    rows = list(rows[: INBOX_PAGE + 1])
    shown = rows[:INBOX_PAGE]
    for row in shown:
        row.subject, row.body = render_notice(row)
    next_url = f"?before={shown[-1].pk}" if len(rows) > INBOX_PAGE else ""
    context = {"notifications": shown, "next_url": next_url, "nav": "me"}
    return render(request, "community/inbox.html", context)


@require_POST
@member_required
def inbox_read(request, pk):
    notification = get_own_notification_or_404(request.user, pk)
    actions.read_notifications(Notification.objects.filter(pk=notification.pk))
    return HttpResponseRedirect(notification.url)


@require_POST
@member_required
def inbox_read_all(request):
    actions.read_all_notifications(request.user)
    return redirect("community:inbox")
