"""What we fixed, what is planned, and whether it helped."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Sum, prefetch_related_objects
from django.db.models.functions import TruncMonth
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.limits import limited
from community.page_cache import visitor_page
from community.permissions import member_required
from community.views import image_response
from feedback import actions
from feedback.board import PAGE
from feedback.forms import RatingForm
from feedback.models import Feedback, FixNote, Rating, Status, TestCall
from feedback.models.fix import named_testers
from feedback.permissions import get_feedback_or_404, get_fix_note_or_404, may_rate
from feedback.views.polls import show_polls


@require_safe
@visitor_page()
def fix_note_list(request):
    """This month, or the last month in which something was fixed."""
    newest = FixNote.objects.published().first()
    moment = timezone.localtime(newest.published_at if newest else timezone.now())
    return show_month(request, moment.year, moment.month)


@require_safe
@visitor_page()
def fix_note_month(request, year, month):
    if not (2000 <= year <= 2100 and 1 <= month <= 12):
        raise Http404
    return show_month(request, year, month)


def show_month(request, year, month):
    zone = timezone.get_current_timezone()
    start = datetime(year, month, 1, tzinfo=zone)
    end = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone)
    published = FixNote.objects.published()
    notes = published.filter(published_at__gte=start, published_at__lt=end)
    months = (
        published.order_by()
        .annotate(month=TruncMonth("published_at", tzinfo=zone))
        .values("month")
        .annotate(n=Count("pk"))
        .order_by("-month")[:24]
    )
    figures = notes.order_by().aggregate(
        notes=Count("pk"), people=Sum("people_count"), stars=Sum("rating_sum"), ratings=Sum("rating_count")
    )
    context = {
        "month": start,
        "months": list(months),
        "notes": notes.prefetch_related("items__author", *named_testers())[:60],
        "figures": figures,
        "average": round(figures["stars"] / figures["ratings"], 1) if figures["ratings"] else None,
        "nav": "fixed",
    }
    return render(request, "feedback/fix_note_list.html", context)


@require_safe
@visitor_page()
def fix_note_detail(request, pk):
    note = get_fix_note_or_404(request.user, pk)
    prefetch_related_objects([note], "items__author", *named_testers())
    items = note.items.public().for_rows().select_related("author")
    return render(request, "feedback/fix_note_detail.html", {"note": note, "items": items, "nav": "fixed"})


@require_safe
def fix_note_image(request, pk, side):
    note = get_fix_note_or_404(request.user, pk)
    file = {"before": note.before_image, "after": note.after_image}.get(side)
    if not file:
        raise Http404
    return image_response(file)


@require_safe
@visitor_page()
def roadmap(request):
    """Three columns: planned, in progress, and fixed lately; the most wanted first."""
    public = Feedback.objects.public().for_rows()
    columns = [
        {
            "status": status,
            "rows": list(
                public.filter(status=status).order_by(
                    *(["-fixed_at", "-pk"] if status == Status.FIXED else ["-vote_count", "-pk"])
                )[:PAGE]
            ),
        }
        for status in (Status.PLANNED, Status.IN_PROGRESS, Status.FIXED)
    ]
    rows = [item for column in columns for item in column["rows"]]
    show_polls(rows)
    calls = TestCall.objects.visible_to(request.user).open().filter(feedback__in=[item.pk for item in rows])
    context = {"columns": columns, "wanted": {call.feedback_id: call for call in calls}, "nav": "roadmap"}
    return render(request, "feedback/roadmap.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("rate", limit=60, seconds=3600)
def feedback_rate(request, pk):
    """Opening the page records nothing; a press does, and the first score stays."""
    feedback = get_feedback_or_404(request.user, pk)
    if feedback.status not in (Status.FIXED, Status.CLOSED) or not feedback.fixed_at:
        messages.info(request, _("It is not fixed yet, so there is nothing to rate."))
        return redirect(feedback)
    if not may_rate(request.user, feedback):
        raise Http404
    known = Rating.objects.filter(feedback=feedback, member=request.user).first()
    form = RatingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.rate_feedback(feedback, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            low = form.cleaned_data["score"] <= Rating.LOW and known is None
            messages.success(
                request,
                _("Sorry that it did not help. It is open again and its owner looks at it once more.")
                if low
                else _("Thank you. Your stars stand on the item now."),
            )
            return redirect(feedback)
    note = feedback.fix_notes.published().first()
    context = {"feedback": feedback, "form": form, "rating": known, "note": note, "nav": "board"}
    return render(request, "feedback/feedback_rate.html", context, status=422 if form.errors else 200)
