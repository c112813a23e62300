"""Pages of a list by key and not by number, so that the thousandth costs what the first does."""

import math
from dataclasses import dataclass
from datetime import datetime

from community.text import is_key


@dataclass
class Page:
    """Some rows of a list, and the key from which the next ones go on (empty at the end)."""

    items: list
    after: str


def page_by_key(queryset, field, parse, after, *, size):
    """The next `size` rows of `queryset` behind the key `after`, the highest `field` first and then the newest; the
    newest alone for no field. A key that is none starts at the top.

    `parse` reads the field's value from a key: it raises ValueError or answers None for what is none.
    """
    return page_of_rows(list(behind_key(queryset, field, parse, after)[: size + 1]), field, size=size)


def page_of_rows(rows, field, *, size):
    """The page that these rows in order are, of which those beyond `size` only tell that there are more."""
    items = rows[:size]
    return Page(items, make_key(items[-1], field) if len(rows) > size else "")


def behind_key(queryset, field, parse, after):
    """`queryset` in its order, from behind the key `after`; see page_by_key."""
    queryset = queryset.order_by(*([f"-{field}"] if field else []), "-pk")
    value, pk = parse_key(after, parse)
    if not pk:
        return queryset
    if field is None:
        return queryset.filter(pk__lt=pk)
    # One range on the index, then the few equal ones left out.
    return queryset.filter(**{f"{field}__lte": value}).exclude(**{field: value, "pk__gte": pk})


def make_key(item, field):
    if field is None:
        return str(item.pk)
    value = getattr(item, field)
    return f"{value.isoformat() if isinstance(value, datetime) else repr(value)}~{item.pk}"


def parse_key(key, parse):
    """(value, pk) of a page key; (None, 0) for anything that we did not write."""
    value, _tilde, pk = key.rpartition("~")
    if not is_key(pk):
        return None, 0
    if parse is None:
        return None, int(pk)
    try:
        parsed = parse(value)
    except ValueError:
        return None, 0
    if parsed is None:
        return None, 0
    if isinstance(parsed, float) and not math.isfinite(parsed):
        return None, 0
    if isinstance(parsed, int) and abs(parsed) >= 2**31:
        return None, 0
    return parsed, int(pk)
