"""Why a case stands where it stands in the queue, in words a person can act on."""

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.moderation.models import Reason, Sanction
from community.templatetags.huiyin import say_duration

GRAVE = (Reason.DANGER, Reason.HATE, Reason.HARASSMENT)
WAITED_LONG = 24 * 3600


def explain(cases, now=None):
    """Set `reasons`, a list of (words, urgent), on each of these cases; one query for all."""
    now = now or timezone.now()
    authors = {case.author_id for case in cases if case.author_id}
    counted = Sanction.objects.filter(member__in=authors).values("member").annotate(n=Count("pk")).order_by()
    before = {row["member"]: row["n"] for row in counted} if authors else {}
    for case in cases:
        case.reasons = list(reasons_for(case, now, before.get(case.author_id, 0)))
    return cases


def reasons_for(case, now, sanctions):
    yield case.get_gravest_display(), case.gravest in GRAVE
    words = ngettext("%(n)s member reported it", "%(n)s members reported it", case.report_count)
    yield words % {"n": case.report_count}, case.report_count > 2
    if case.is_open:
        waited = (now - case.opened_at).total_seconds()
        yield _("waits for %(time)s") % {"time": say_duration(waited)}, waited > WAITED_LONG
    if sanctions:
        words = ngettext("sanctioned once before", "sanctioned %(n)s times before", sanctions)
        yield words % {"n": sanctions}, True
    if case.author_id is None:
        yield _("said without a name"), False
    if case.is_open and case.claimed_by:
        yield _("%(name)s is at it") % {"name": case.claimed_by.name}, False
