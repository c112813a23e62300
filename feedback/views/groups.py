"""What was said in a group, and its figures."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.page_cache import visitor_page
from community.permissions import get_group_or_404, membership_of
from feedback.actions.groups import MONTHS
from feedback.board import page_after
from feedback.charts import Bars
from feedback.models import Feedback, GroupMonth
from feedback.views.board import supported_by


@require_safe
@visitor_page(query={"after"})
def group_feedback(request, slug):
    """What was said in a group; of a private one for its members."""
    group = get_group_or_404(request.user, slug)
    page = page_after(Feedback.objects.of_group(group).for_rows(), "hot", request.GET.get("after", ""))
    context = {
        "group": group,
        "membership": membership_of(request.user, group),
        "tab": "feedback",
        "items": page.items,
        "next_url": f"?after={page.after}" if page.after else "",
        "supported": supported_by(request.user, page.items),
        "nav": "groups",
    }
    if request.htmx and not request.htmx.boosted:
        return render(request, "feedback/_feedback_rows.html", context)
    return render(request, "feedback/group_feedback.html", context)


@require_safe
@visitor_page()
def group_figures(request, slug):
    """Members, what was said and what became of it, month by month; as they were counted within the last hour."""
    group = get_group_or_404(request.user, slug)
    months = list(GroupMonth.objects.filter(group=group).order_by("-month")[:MONTHS])[::-1]
    items, fixed = (sum(getattr(month, name) for month in months) for name in ("items", "fixed"))
    context = {
        "group": group,
        "membership": membership_of(request.user, group),
        "tab": "figures",
        "months": months,
        "items": items,
        "answered_share": share(sum(month.answered for month in months), items),
        "fixed_share": share(fixed, items),
        "active": months[-1].active if months and months[-1].month == this_month() else 0,
        "members_chart": Bars([(month.month, month.members) for month in months]),
        "items_chart": Bars([(month.month, month.items, month.answered) for month in months]),
        "nav": "groups",
    }
    return render(request, "feedback/group_figures.html", context)


def this_month():
    return timezone.localdate().replace(day=1)


def share(part, whole):
    """Whole percent, or None of nothing."""
    return round(100 * part / whole) if whole else None
