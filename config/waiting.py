"""What waits for a member on "me", from all the apps: each line says what is to be done and leads there."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.models import JoinRequest
from community.posts.models import Post
from community.prepared import prepared
from community.training.models import Certificate
from events.minutes.models import ActionItem
from events.models import Event, Registration
from feedback.models import TestCall, TestSeat

# Lines of each kind, and among how many of his latest registrations coming sessions are looked for.
LIMIT, SESSIONS = 5, 40


@dataclass(frozen=True)
class Waiting:
    icon: str
    title: str
    words: str
    address: str


def waiting_for(member, memberships):
    """Lines of what waits for a member who is in these groups. Five queries, and one more each for whoever promised or
    tests something, comes to a session, has a certificate, or runs a group."""
    hosted = [membership.group for membership in memberships if membership.is_host]
    return [
        *requests_in(hosted),
        *sessions_of(member),
        *promises_of(member),
        *tests_of(member),
        *ending_certificates(member),
        *drafts_of(member),
    ]


def requests_in(groups):
    """Who asks to be let into these groups, a line for each group."""
    if not groups:
        return []
    waiting = JoinRequest.objects.open().filter(group__in=groups).order_by()
    counts = dict(waiting.values_list("group").annotate(n=Count("pk")))
    return [
        Waiting(
            "door",
            group.name,
            ngettext("%(n)s person asks to join", "%(n)s people ask to join", counts[group.pk])
            % {"n": counts[group.pk]},
            reverse("community:group_host", args=[group.slug]),
        )
        for group in groups
        if group.pk in counts
    ][:LIMIT]


def sessions_of(member):
    """The coming sessions in which a member has a seat or waits for one, the next first."""
    if not (seats := dict(registrations_of(member.pk))):
        return []
    coming = Event.objects.visible_to(member).coming().filter(pk__in=seats)
    return [
        Waiting("calendar", event.display_title, words_of_seat(event, seats[event.pk]), event.get_absolute_url())
        for event in coming[:LIMIT]
    ]


@prepared
def registrations_of(member):
    """(session, state) of a member's latest registrations that stand."""
    mine = Registration.objects.live().filter(member=member).order_by("-pk")
    return mine.values_list("event", "state")[:SESSIONS]


def words_of_seat(event, state):
    if event.is_live:
        return _("Going on now")
    moment = date_format(timezone.localtime(event.starts_at), "DATETIME_FORMAT")
    if state == Registration.State.WAITING:
        return _("%(moment)s, you are in line") % {"moment": moment}
    return _("%(moment)s, you have a seat") % {"moment": moment}


def promises_of(member):
    """What a member promised in sessions and has not done yet, the most urgent first."""
    # Most members promised nothing, and who may know of which session is dear to ask.
    if not open_promises_of(member.pk):
        return []
    return [
        Waiting("clock", promise.text, words_of_promise(promise), promise.get_absolute_url())
        for promise in ActionItem.objects.of_owner(member)[:LIMIT]
    ]


@prepared
def open_promises_of(member):
    return ActionItem.objects.filter(owner=member, state=ActionItem.State.OPEN).values_list("pk")[:1]


def words_of_promise(promise):
    if promise.is_late:
        n = promise.days_late
        return ngettext("Promised in a session, %(n)s day late", "Promised in a session, %(n)s days late", n) % {"n": n}
    return _("Promised in a session, by %(day)s") % {"day": date_format(promise.due_on, "MONTH_DAY_FORMAT")}


def tests_of(member):
    """Seats in open calls of which no report has come yet."""
    # Most members have none at all, and what is open changes by the hour.
    if not seats_of(member.pk):
        return []
    calls = TestCall.objects.open().visible_to(member)
    seats = TestSeat.objects.filter(member=member, reported_at=None, call__in=calls.values("pk"))
    return [
        Waiting("flask", seat.call.feedback.title, _("You test this. Does it work?"), seat.call.get_absolute_url())
        for seat in seats.select_related("call__feedback").order_by("call__ends_at", "pk")[:LIMIT]
    ]


@prepared
def seats_of(member):
    return TestSeat.objects.filter(member=member, reported_at=None).values_list("pk")[:1]


def ending_certificates(member):
    """The newest ones of courses that end within the time of their first reminder."""
    if not certificates_of(member.pk):
        return []
    now = timezone.now()
    soon = now + timedelta(days=Certificate.REMINDERS[0])
    ending = Certificate.objects.valid(now).filter(member=member, renewed_at=None, expires_at__lte=soon)
    return [
        Waiting(
            "book",
            certificate.course.display_title,
            ngettext("Your certificate ends in %(n)s day", "Your certificate ends in %(n)s days", certificate.days_left)
            % {"n": certificate.days_left},
            reverse("training:course_detail", args=[certificate.course.slug]),
        )
        for certificate in ending.select_related("course").order_by("expires_at")[:LIMIT]
    ]


@prepared
def certificates_of(member):
    return Certificate.objects.filter(member=member, renewed_at=None).values_list("pk")[:1]


def drafts_of(member):
    """What a member began to write; what is planned comes out by itself."""
    return [
        Waiting("edit", post.headline, _("A draft, only you see it"), reverse("posts:post_edit", args=[post.pk]))
        for post in latest_drafts(member.pk)
    ]


@prepared
def latest_drafts(member):
    drafts = Post.objects.drafts_of(member).filter(state=Post.State.DRAFT)
    return drafts.only("kind", "title", "excerpt")[:LIMIT]
