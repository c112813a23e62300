"""The order in which cases are worked through, page by page and case by case."""

from django.db.models import Q

from community.moderation.models import Case
from community.text import is_key, read_moment

PAGE = 20


def queue_of(member):
    """Open cases that this moderator may decide, the most reported and gravest first."""
    return Case.objects.open().not_about(member).gravest_first()


def page_of_queue(member, after=""):
    """(cases, key of the next page): pages go by key, so that what is decided meanwhile shifts nothing."""
    rows = queue_of(member).select_related("author", "claimed_by")
    weight, _tilde, pk = after.partition("~")
    if is_key(weight) and is_key(pk):
        rows = rows.filter(behind(int(weight), int(pk)))
    rows = list(rows[: PAGE + 1])
    return rows[:PAGE], key_of(rows[PAGE - 1]) if len(rows) > PAGE else ""


def next_case(member, case):
    """The case that comes after this one in the queue, or its first, or None when nothing is left."""
    rows = queue_of(member).exclude(pk=case.pk)
    return rows.filter(behind(case.weight, case.pk)).first() or rows.first()


def case_before(member, case):
    ahead = Q(weight__gt=case.weight) | Q(weight=case.weight, pk__lt=case.pk)
    return queue_of(member).filter(ahead).order_by("weight", "-pk").first()


def behind(weight, pk):
    return Q(weight__lte=weight) & (Q(weight__lt=weight) | Q(pk__gt=pk))


def key_of(case):
    return f"{case.weight}~{case.pk}"


def page_of_decided(member, before=""):
    """(cases, key of the next page) of what was decided, the latest first."""
    rows = Case.objects.latest_decided().not_about(member).select_related("author", "decided_by")
    moment, _tilde, pk = before.partition("~")
    if (moment := read_moment(moment)) and is_key(pk):
        rows = rows.filter(decided_at__lte=moment).exclude(decided_at=moment, pk__gte=int(pk))
    rows = list(rows[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return rows[:PAGE], f"{last.decided_at.isoformat()}~{last.pk}" if last else ""
