"""The board's list: its orders, its pages by key, and the figures beside its filters."""

from django.core.cache import caches
from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.models import InterestGroup
from community.paging import page_by_key
from community.text import read_moment
from feedback.models import LISTED_STATUSES, OPEN_STATUSES, STATUS_CLASSES, Category, Channel, Feedback

PAGE = 20
# How long (seconds) the figures beside the filters may lag behind.
FIGURES_AGE = 30

ORDERS = {
    "hot": (pgettext_lazy("order", "Hot"), "hot", float),
    "new": (pgettext_lazy("order", "New"), None, None),
    "wanted": (_("Most wanted"), "vote_count", int),
    "answered": (_("Recently answered"), "last_answer_at", read_moment),
}


def page_after(queryset, order, after):
    """The next rows of `queryset` in `order` behind the key `after`; a key that is none starts at the top."""
    field, parse = ORDERS[order][1:]
    if field == "last_answer_at":
        queryset = queryset.exclude(last_answer_at=None)
    return page_by_key(queryset, field, parse, after, size=PAGE)


def board_figures():
    """How many public items there are, in all and by status, category, group and channel.

    Counted at most twice a minute for each process: they stand beside the filters and may lag a little.
    """
    figures = caches["pages"].get("board-figures")
    if figures is None:
        public = Feedback.objects.public()

        def by(field):
            return dict(public.order_by().values_list(field).annotate(n=Count("pk")))

        status = by("status")
        figures = {
            "status": status,
            "category": by("category_id"),
            "group": by("group_id"),
            "channel": by("channel_id"),
            "total": sum(status.values()),
            "open": sum(status.get(s, 0) for s in OPEN_STATUSES),
        }
        caches["pages"].set("board-figures", figures, FIGURES_AGE)
    return figures


def kept_list(name, queryset):
    """A short list that hardly changes (categories, channels, groups), read twice a minute."""
    rows = caches["pages"].get(f"board-{name}")
    if rows is None:
        rows = list(queryset)
        caches["pages"].set(f"board-{name}", rows, FIGURES_AGE)
    return rows


def board_facets(params):
    """The filters with their figures: what is chosen now, and what each choice would give.

    Each facet is a dict with name, label, many (several may be chosen) and options; an option has value,
    label, count, chosen and css.
    """
    figures = board_figures()
    chosen = set(params.getlist("status"))
    facets = [
        {
            "name": "status",
            "label": _("Progress"),
            "many": True,
            "options": [
                {
                    "value": status.value,
                    "label": status.label,
                    "count": figures["status"].get(status.value, 0),
                    "chosen": status.value in chosen,
                    "css": STATUS_CLASSES[status],
                }
                for status in LISTED_STATUSES
            ],
        }
    ]
    for name, label, queryset in (
        ("category", _("Category"), Category.objects.active()),
        ("group", _("Group"), InterestGroup.objects.listed()[:12]),
        ("channel", _("Channel"), Channel.objects.active()),
    ):
        now = params.get(name, "")
        options = [
            {
                "value": row.slug,
                "label": getattr(row, "label", row.name),
                "count": figures[name].get(row.pk, 0),
                "chosen": row.slug == now,
                "css": "",
            }
            for row in kept_list(name, queryset)
            if figures[name].get(row.pk) or row.slug == now
        ]
        facets.append({"name": name, "label": label, "many": False, "options": options})
    return facets
