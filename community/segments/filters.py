"""What a saved filter may ask: a short list of conditions, checked before they are stored and read with care after.

Stored as plain JSON; all conditions must hold, of several values in one any:
    {"segments": ["core"], "joined_from": "2026-01-01", "joined_to": "2026-06-30", "groups": [3, 5],
     "interests": [2], "language": "en", "did": ["vote"], "did_days": 30, "roles": ["hosts"]}
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.models import Activity, Interest, InterestGroup, Member, Membership
from community.segments.models import MemberSegment, Segment

DID_DAYS_MAX = 365
KEYS_MAX = 50


class Act(models.TextChoices):
    """What somebody did, as Activity calls it."""

    SAID = "feedback", gettext_lazy("said something")
    VOTED = "vote", gettext_lazy("voted")
    COMMENTED = "comment", gettext_lazy("commented")
    POSTED = "post", gettext_lazy("wrote a post")
    REPLIED = "reply", gettext_lazy("replied to a post")
    POLLED = "poll", gettext_lazy("took part in a poll")
    RATED = "rating", gettext_lazy("rated a fix")
    TESTED = "test", gettext_lazy("tested a fix")
    JOINED_GROUP = "join_group", gettext_lazy("joined a group")


class Role(models.TextChoices):
    TEAM = "team", gettext_lazy("The team")
    HOSTS = "hosts", gettext_lazy("Hosts of groups")
    OTHERS = "others", gettext_lazy("Neither")


def clean_filters(filters):
    """`filters` in the one form that is stored, empty conditions left out. Raises ValidationError with a code:
    'filter_unknown' for what is not on the list, 'filter_value' for a value that fits no condition, 'filter_order'
    for an end before its beginning, 'filter_empty' for no condition at all."""
    if not isinstance(filters, dict) or set(filters) - set(CLEANERS):
        raise ValidationError(_("This is no condition for members."), code="filter_unknown")
    kept = {name: CLEANERS[name](value) for name, value in filters.items() if value not in (None, "", [], ())}
    if kept.get("joined_from", "") > kept.get("joined_to", "9"):
        raise ValidationError(_("The end lies before the beginning."), code="filter_order")
    if "did" in kept:
        kept.setdefault("did_days", 30)
    else:
        kept.pop("did_days", None)
    if not kept:
        raise ValidationError(_("Choose at least one condition."), code="filter_empty")
    return kept


def refuse_value():
    raise ValidationError(_("This value fits no condition."), code="filter_value")


def one_of(values):
    return lambda value: value if isinstance(value, str) and value in values else refuse_value()


def some_of(values):
    def clean(chosen):
        if not isinstance(chosen, list | tuple) or not all(isinstance(one, str) and one in values for one in chosen):
            refuse_value()
        # In the order of the list, each once.
        return [value for value in values if value in chosen]

    return clean


def clean_day(value):
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        refuse_value()


def clean_keys(keys):
    whole = isinstance(keys, list | tuple) and len(keys) <= KEYS_MAX
    if not whole or not all(type(key) is int and 0 < key < 10**18 for key in keys):
        refuse_value()
    return sorted(set(keys))


def clean_days(value):
    return value if type(value) is int and 1 <= value <= DID_DAYS_MAX else refuse_value()


CLEANERS = {
    "segments": some_of(Segment.values),
    "joined_from": clean_day,
    "joined_to": clean_day,
    "groups": clean_keys,
    "interests": clean_keys,
    "language": one_of(Member.Language.values),
    "did": some_of(Act.values),
    "did_days": clean_days,
    "roles": some_of(Role.values),
}


def narrow(members, filters):
    """Those of a QuerySet of members for whom all of these stored conditions hold now."""
    filters = clean_filters(filters)
    if segments := filters.get("segments"):
        members = members.filter(pk__in=MemberSegment.objects.filter(segment__in=segments).values("member"))
    if first := filters.get("joined_from"):
        members = members.filter(joined_at__gte=start_of(first))
    if last := filters.get("joined_to"):
        # The last day of the calendar has no day after it.
        members = members.filter(joined_at__lt=start_of(last) + timedelta(days=1)) if last < "9999" else members
    if groups := filters.get("groups"):
        members = members.filter(Exists(Membership.objects.filter(member=OuterRef("pk"), group__in=groups)))
    if interests := filters.get("interests"):
        caring = Member.interests.through.objects.filter(member=OuterRef("pk"), interest__in=interests)
        members = members.filter(Exists(caring))
    if language := filters.get("language"):
        members = members.filter(language=language)
    if did := filters.get("did"):
        since = timezone.localdate(timezone=ZoneInfo(settings.TIME_ZONE)) - timedelta(days=filters["did_days"] - 1)
        acts = Activity.objects.filter(member=OuterRef("pk"), day__gte=since, kind__in=did)
        members = members.filter(Exists(acts))
    if roles := filters.get("roles"):
        hosting = Q(Exists(Membership.objects.filter(member=OuterRef("pk"), role=Membership.Role.HOST)))
        holds = {Role.TEAM: Q(is_staff=True), Role.HOSTS: hosting, Role.OTHERS: Q(is_staff=False) & ~hosting}
        wanted = Q()
        for role in roles:
            wanted |= holds[role]
        members = members.filter(wanted)
    return members


def start_of(day):
    """The moment a day (ISO) begins, in the community's time; the first of the calendar begins with it."""
    return datetime.combine(max(date.fromisoformat(day), date(1, 1, 2)), time.min, tzinfo=ZoneInfo(settings.TIME_ZONE))


def conditions_of(filters):
    """The stored conditions in words, one each."""
    found = []
    if segments := filters.get("segments"):
        found.append(join(str(Segment(one).label) for one in segments))
    if first := filters.get("joined_from"):
        found.append(_("joined on %(day)s or later") % {"day": date_format(date.fromisoformat(first), "DATE_FORMAT")})
    if last := filters.get("joined_to"):
        found.append(_("joined on %(day)s or before") % {"day": date_format(date.fromisoformat(last), "DATE_FORMAT")})
    if groups := filters.get("groups"):
        names = InterestGroup.objects.filter(pk__in=groups).order_by("name").values_list("name", flat=True)
        found.append(_("in %(groups)s") % {"groups": join(names)})
    if interests := filters.get("interests"):
        labels = [interest.label for interest in Interest.objects.filter(pk__in=interests).order_by("position", "pk")]
        found.append(_("cares about %(interests)s") % {"interests": join(labels)})
    if language := filters.get("language"):
        found.append(_("reads %(language)s") % {"language": Member.Language(language).label})
    if did := filters.get("did"):
        words = ngettext("%(did)s in the last %(n)s day", "%(did)s in the last %(n)s days", filters["did_days"])
        found.append(words % {"did": join(str(Act(one).label) for one in did), "n": filters["did_days"]})
    if roles := filters.get("roles"):
        found.append(join(str(Role(one).label) for one in roles))
    return found


def join(words):
    return _(" or ").join(words)
