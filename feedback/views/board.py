"""The board: a list, its filters, and look-alikes while somebody types."""

from functools import partial
from urllib.parse import urlencode

from django.http import QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from community.page_cache import visitor_page
from community.search import find_ids
from feedback.actions.counting import voices_in_merged
from feedback.alike import look_alikes
from feedback.board import ORDERS, board_facets, board_figures, page_after
from feedback.filters import FeedbackFilter
from feedback.models import Feedback, Vote

FACETS = ("status", "category", "group", "channel")
FILTERS = (*FACETS, "mine", "answered")
QUERY_LIMIT = 100


@require_safe
@visitor_page()
def feedback_board(request):
    params = clean_params(request.GET)
    order = params["order"] if params.get("order") in ORDERS else "hot"
    narrowed = FeedbackFilter(params, queryset=Feedback.objects.public(), request=request)
    queryset = narrowed.qs if narrowed.is_valid() else Feedback.objects.none()
    if q := params.get("q", ""):
        queryset = queryset.speaking_for(find_ids("feedback", q))
    page = page_after(queryset.for_rows(), order, params.get("after", ""))
    context = {
        "items": page.items,
        "supported": supported_by(request.user, page.items),
        "next_url": url_with(params, after=page.after) if page.after else "",
        "q": q,
        "nav": "board",
    }
    if request.htmx and not request.htmx.boosted:
        return render(request, "feedback/_feedback_rows.html", context)
    figures = board_figures()
    context |= {
        "order": order,
        "orders": [
            {
                "value": value,
                "label": row[0],
                "url": url_with(params, order=value, after=""),
                "current": value == order,
            }
            for value, row in ORDERS.items()
        ],
        "facets": partial(board_facets, params),
        "narrowed_to": [params.getlist(name) for name in FACETS],
        "total": figures["total"],
        "open_total": figures["open"],
        "mine": params.get("mine", ""),
        "mine_choices": FeedbackFilter.MINE,
        "answered": params.get("answered", ""),
        "applied": applied_filters(params),
        "clear_url": reverse("feedback:feedback_board"),
    }
    return render(request, "feedback/feedback_board.html", context)


def clean_params(query):
    """The parameters that the board knows, without empty ones; anything else is dropped."""
    params = QueryDict(mutable=True)
    for name in FILTERS:
        values = [value[:40] for value in query.getlist(name) if value][:10]
        if values:
            params.setlist(name, values if name == "status" else values[:1])
    for name in ("q", "order", "after"):
        if value := query.get(name, "").strip()[:QUERY_LIMIT]:
            params[name] = value
    return params


def url_with(params, **changes):
    """The board's address with some parameters changed; an empty value takes one out."""
    new = params.copy()
    for name, value in changes.items():
        if value:
            new[name] = value
        else:
            new.pop(name, None)
    query = urlencode(sorted(new.lists()), doseq=True)
    return reverse("feedback:feedback_board") + (f"?{query}" if query else "")


def applied_filters(params):
    """Each filter in force with the address that takes it away again."""
    applied = []
    if not any(name in params for name in FACETS):
        return applied
    for facet in board_facets(params):
        for option in facet["options"]:
            if option["chosen"]:
                rest = params.copy()
                rest.setlist(facet["name"], [v for v in params.getlist(facet["name"]) if v != option["value"]])
                applied.append(option | {"name": facet["name"], "remove_url": url_with(rest, after="")})
    return applied


def supported_by(user, items):
    """{key: 'pressed' or 'mine'} of those of these items that this reader supports, also through what was merged into
    them; one query, and one more where something was. None for visitors."""
    if not user.is_authenticated or not items:
        return {}
    votes = Vote.objects.filter(member=user, feedback__in=items).values_list("feedback_id", flat=True)
    return dict.fromkeys(votes, "pressed") | voices_in_merged(items, user)


@require_safe
def feedback_similar(request):
    """Look-alikes of what is being typed, open ones first; an empty answer when there are none."""
    text = request.GET.get("text", "").strip()[:500]
    scores = look_alikes(text, limit=4) if len(text) >= 4 else {}
    found = Feedback.objects.public().for_rows().filter(pk__in=scores)
    items = sorted(found, key=lambda item: (not item.is_open, -scores[item.pk]))
    context = {"items": items, "supported": supported_by(request.user, items), "text": text}
    return render(request, "feedback/_similar.html", context)
