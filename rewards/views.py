"""What a member has, and why."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.paging import page_by_key
from community.permissions import member_required
from rewards.actions import expires_next
from rewards.models import Account, Entry, Rule

PAGE = 30


@require_safe
@member_required
def points(request):
    """My points, each entry with its cause; and what earns some."""
    account = Account.objects.of(request.user)
    entries = Entry.objects.of_account(account)
    page = page_by_key(entries, None, None, request.GET.get("before", ""), size=PAGE)
    next_url = f"?before={page.after}" if page.after else ""
    context = {"entries": page.items, "next_url": next_url}
    if request.htmx and not request.htmx.boosted:
        return render(request, "rewards/_entry_rows.html", context)
    context |= {
        "account": account,
        "expiring": expires_next(account),
        "rules": Rule.objects.paying(),
        "is_later_page": "before" in request.GET,
        "nav": "me",
    }
    return render(request, "rewards/points.html", context)
