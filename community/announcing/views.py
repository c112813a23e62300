"""What the community announces, for those whom it is meant for."""

from django.db.models import Q
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.announcing.models import Announcement
from community.announcing.permissions import get_announcement_or_404
from community.page_cache import visitor_page
from community.text import is_key

PAGE = 20


@require_safe
@visitor_page(query={"after"})
def announcement_list(request):
    """What stands for this reader, the newest first; `after` is the key of the last one of the page before."""
    shown = Announcement.objects.visible_to(request.user)
    after = request.GET.get("after", "")
    last = shown.filter(pk=after).values_list("published_at", "pk").first() if is_key(after) else None
    rows = shown.select_related("group")
    if last:
        moment, pk = last
        rows = rows.filter(Q(published_at=moment, pk__lt=pk) | Q(published_at__lt=moment))
    rows = list(rows.defer("text", "text_en", "rendered", "rendered_en")[: PAGE + 1])
    context = {
        "announcements": rows[:PAGE],
        "next_url": f"?after={rows[PAGE - 1].pk}" if len(rows) > PAGE else "",
        "is_further": last is not None,
        "nav": "announcements",
    }
    if request.htmx and not request.htmx.boosted:
        return render(request, "announcing/_announcement_rows.html", context)
    return render(request, "announcing/announcement_list.html", context)


@require_safe
@visitor_page(query=set())
def announcement_detail(request, pk):
    announcement = get_announcement_or_404(request.user, pk)
    return render(
        request, "announcing/announcement_detail.html", {"announcement": announcement, "nav": "announcements"}
    )
