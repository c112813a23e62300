"""What comes, what was, a month of it, and one session."""

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.page_cache import visitor_page
from community.paging import page_by_key
from community.text import read_moment
from events.actions import is_door_open
from events.agenda import timed
from events.models import Event, Registration
from events.months import month_of, read_month
from events.permissions import get_event_or_404, may_register, may_run, may_see_link, may_write, registration_of
from rewards.models import Rule

COMING, PAST, DRAFTS, FACES = 30, 12, 10, 7
ROW_FIELDS = [
    *("kind", "title", "title_en", "number", "starts_at", "ends_at", "zone", "place", "state", "audience", "language"),
    *("capacity", "reserved", "seats_taken", "reserved_taken", "waiting_count", "attended_count"),
    *("question_count", "promise_count", "kept_count"),
    *("group__name", "group__slug", "group__is_private", "host__name", "series__title", "series__title_en"),
]


def rows(user):
    """Sessions that a reader may know of, with what lists show of them."""
    return Event.objects.visible_to(user).select_related("group", "host", "series").only(*ROW_FIELDS)


def marked(events, user):
    """These sessions as a list, each with `mine`: 'going', 'waiting' or empty. One query for a member."""
    events, states = list(events), {}
    if user.is_authenticated:
        mine = Registration.objects.live().filter(member=user, event__in=[event.pk for event in events])
        states = dict(mine.values_list("event", "state"))
    for event in events:
        event.mine = states.get(event.pk, "")
    return events


@require_safe
@visitor_page(query=set())
def event_list(request):
    """What comes next, what came of the last ones, and this month at a glance."""
    known = rows(request.user)
    first = timezone.localdate().replace(day=1)
    context = {
        "coming": marked(known.coming()[:COMING], request.user),
        "past": list(known.past()[:3]),
        "month": month_of(first, lambda start, end: known.between(start, end)),
        "nav": "events",
    }
    if may_write(request.user):
        own = Event.objects.run_by(request.user).filter(state=Event.State.DRAFT)
        context |= {"may_write": True, "drafts": own.order_by("starts_at", "pk")[:DRAFTS]}
    return render(request, "events/event_list.html", context)


@require_safe
@visitor_page(query=set())
def event_month(request, year, month):
    """One month, day by day."""
    first = read_month(year, month)
    if first is None:
        raise Http404
    known = rows(request.user)
    shown = month_of(first, lambda start, end: marked(known.between(start, end), request.user))
    return render(request, "events/event_month.html", {"month": shown, "nav": "events"})


@require_safe
@visitor_page(query={"after"})
def event_past(request):
    """All that took place, the latest first, with what came of it."""
    page = page_by_key(rows(request.user).past(), "starts_at", read_moment, request.GET.get("after", ""), size=PAST)
    next_url = "?" + urlencode({"after": page.after}) if page.after else ""
    context = {"past": page.items, "next_url": next_url, "nav": "events"}
    template = "events/_past_rows.html" if request.htmx and not request.htmx.boosted else "events/event_past.html"
    return render(request, template, context)


@require_safe
@visitor_page(query=set())
def event_detail(request, pk):
    """One session: when and where, the seat, the agenda, who comes."""
    event = get_event_or_404(request.user, pk)
    registration, guests = registration_of(request.user, event), guests_of(event)
    agenda = agenda_of(event)
    context = {
        "event": event,
        "registration": registration,
        "may_register": may_register(request.user, event),
        "runs": may_run(request.user, event),
        "shows_link": may_see_link(request.user, event, registration),
        "agenda": agenda,
        "is_proposed": any(item.feedback_id and item.why for item in agenda),
        "guests": guests,
        "more_guests": event.guest_count - len(guests),
        "door_is_open": is_door_open(event),
        "attending_earns": Rule.objects.paying().filter(reason="session_attended").first(),
        "nav": "events",
    }
    return render(request, "events/event_detail.html", context)


def agenda_of(event):
    """The agenda in order, with the times at which its lines are planned to begin."""
    lines = event.agenda.in_order().select_related("feedback", "speaker")
    return timed(event, list(lines))


def guests_of(event):
    """Some of those with a seat, whoever was first."""
    guests = Registration.objects.going().filter(event=event, member__is_active=True)
    return [row.member for row in guests.select_related("member").order_by("pk")[:FACES]]
