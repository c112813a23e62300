"""One session: a date, what it is about, who may come, and how far it is."""

import secrets
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.models import InterestGroup
from community.text import in_language
from events.models.audience import ONE_AUDIENCE, Audience, ForAudience
from events.models.common import SessionPlan
from events.models.series import Series


def new_secret():
    """128 bits for an address that nobody guesses."""
    return secrets.token_urlsafe(16)


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    LIVE = "live", _("Live")
    FINISHED = "finished", pgettext_lazy("session", "Over")
    CANCELLED = "cancelled", pgettext_lazy("session", "Cancelled")


# What everybody meant may see, and of it what is still to come or going on.
SHOWN = (State.PUBLISHED, State.LIVE, State.FINISHED, State.CANCELLED)
COMING = (State.PUBLISHED, State.LIVE)


class EventQuerySet(models.QuerySet):
    def shown(self):
        """All but drafts."""
        return self.filter(state__in=SHOWN)

    def visible_to(self, user):
        """Those that this reader may know of: all but drafts, those of private groups he is not in, and those for
        chosen members of whom he is none."""
        open_to = Q(audience=Audience.ALL) | Q(audience=Audience.GROUP, group__is_private=False)
        if user.is_authenticated:
            open_to |= Q(audience=Audience.GROUP, group__in=user.memberships.values("group"))
            open_to |= Exists(Invitee.objects.filter(event=OuterRef("pk"), member=user))
            open_to |= Q(host=user) | Q(responsible=user)
        return self.shown().filter(open_to).exclude(group__is_active=False)

    def public(self):
        """Those that everybody may know of: what visitors see and kept pages may show."""
        open_to = Q(audience=Audience.ALL) | Q(audience=Audience.GROUP, group__is_private=False)
        return self.shown().filter(open_to).exclude(group__is_active=False)

    def on_desk_of(self, user):
        """Those that this member of staff may know of: of a private group's only who knows of the group."""
        known = Q(group=None) | Q(group__is_private=False) | Q(group__in=InterestGroup.objects.on_desk_of(user))
        return self.filter(known)

    def run_by(self, user):
        """Those that this member runs as host or responsible person, drafts too."""
        return self.filter(Q(host=user) | Q(responsible=user))

    def coming(self, now=None):
        """Published ones that are not over, the next first."""
        return self.filter(state__in=COMING, ends_at__gt=now or timezone.now()).order_by("starts_at", "pk")

    def past(self):
        """Those that took place, the latest first."""
        return self.filter(state=State.FINISHED).order_by("-starts_at", "-pk")

    def between(self, start, end):
        """Those that begin from `start` up to before `end`, in their order."""
        return self.filter(starts_at__gte=start, starts_at__lt=end).order_by("starts_at", "pk")

    def to_begin(self, now=None):
        """Published ones whose time has come."""
        now = now or timezone.now()
        return self.filter(state=State.PUBLISHED, starts_at__lte=now).order_by("starts_at", "pk")

    def to_finish(self, before):
        """Live ones that should have been over by `before` (UTC)."""
        return self.filter(state=State.LIVE, ends_at__lte=before).order_by("ends_at", "pk")


class Event(SessionPlan, ForAudience):
    """A session. What is counted here is moved by conditional UPDATE beside the rows it counts.

    Members sit on `capacity - reserved` seats, whom the hosts seat on the reserved ones. Where the seats are made
    fewer than the guests, nobody loses his: `overbooked` says by how many they sit too many, and goes down first when
    somebody cancels.
    """

    State = State
    Audience = Audience

    series = models.ForeignKey(
        Series, verbose_name=_("series"), null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )
    # The date of the series' rule that it stands for, wherever it was moved to.
    occurs_on = models.DateField(null=True, editable=False)
    # Which of its series it is: "the 11th session".
    number = models.PositiveIntegerField(null=True, editable=False)
    # Rendered when written.
    rendered = models.TextField(blank=True, editable=False)
    rendered_en = models.TextField(blank=True, editable=False)

    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    begun_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)
    cancel_reason = models.CharField(_("why it is cancelled"), max_length=300, blank=True, editable=False)
    # How often what a calendar shows of it changed (RFC 5545, SEQUENCE).
    revision = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    seats_taken = models.PositiveIntegerField(_("seats taken"), default=0, editable=False)
    reserved_taken = models.PositiveIntegerField(_("reserved seats given"), default=0, editable=False)
    waiting_count = models.PositiveIntegerField(_("waiting"), default=0, editable=False)
    overbooked = models.PositiveIntegerField(default=0, editable=False)
    attended_count = models.PositiveIntegerField(_("came"), default=0, editable=False)
    question_count = models.PositiveIntegerField(_("questions"), default=0, editable=False)
    promise_count = models.PositiveIntegerField(_("promises"), default=0, editable=False)
    kept_count = models.PositiveIntegerField(_("promises kept"), default=0, editable=False)

    # What the live page shows now, and a number that goes up with each change of it.
    current_item = models.ForeignKey(
        "AgendaItem", null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    current_since = models.DateTimeField(null=True, editable=False)
    live_version = models.PositiveIntegerField(default=0, editable=False)
    # What is asked is seen by others once somebody who runs the session has approved it.
    questions_wait = models.BooleanField(
        _("questions wait for approval"),
        default=False,
        help_text=_("Off: they are seen at once, unless the checks of words hold them."),
    )
    # Whether the big screen shows the code word, where it was opened by somebody who runs the session.
    shows_code_word = models.BooleanField(default=False, editable=False)
    # Said or shown in the room; whoever knows it was there.
    code_word = models.CharField(_("code word"), max_length=30, blank=True)
    door_key = models.CharField(max_length=40, default=new_secret, editable=False)
    recording_link = models.URLField(_("recording"), max_length=300, blank=True)

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    # One send of one form makes one session.
    submit_key = models.CharField(max_length=64, null=True, unique=True, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("event", "session")
        verbose_name_plural = pgettext_lazy("event", "sessions")
        permissions = [("run_event", _("May run every session"))]
        constraints = [
            models.CheckConstraint(condition=ONE_AUDIENCE, name="event_one_audience"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="event_ends_later",
                violation_error_message=_("The end must lie after the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(capacity=None, reserved=0) | Q(capacity__gte=F("reserved")),
                name="event_reserved_within",
                violation_error_message=_("No more seats can be reserved than there are."),
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(seats_taken__lte=F("capacity") - F("reserved") + F("overbooked")),
                name="event_no_seat_twice",
            ),
            models.CheckConstraint(condition=Q(reserved_taken__lte=F("reserved")), name="event_no_reserved_twice"),
            models.CheckConstraint(
                condition=Q(attended_count__lte=F("seats_taken") + F("reserved_taken")), name="event_came_have_seats"
            ),
            models.CheckConstraint(condition=Q(kept_count__lte=F("promise_count")), name="event_kept_of_promises"),
            models.CheckConstraint(
                condition=Q(state="draft", published_at=None) | (~Q(state="draft") & Q(published_at__isnull=False)),
                name="event_published_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False)
                | (~Q(state="cancelled") & Q(cancelled_at=None)),
                name="event_cancelled_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state="finished", finished_at__isnull=False) | (~Q(state="finished") & Q(finished_at=None)),
                name="event_finished_has_time",
            ),
            models.CheckConstraint(
                condition=Q(series=None, occurs_on=None) | Q(series__isnull=False, occurs_on__isnull=False),
                name="event_of_series_has_date",
            ),
            models.UniqueConstraint(
                fields=["series", "occurs_on"], condition=Q(series__isnull=False), name="event_once_in_series"
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at", "id"], condition=Q(state__in=["published", "live"]), name="event_coming"),
            models.Index(fields=["-starts_at", "-id"], condition=Q(state="finished"), name="event_past"),
            models.Index(fields=["starts_at", "id"], name="event_calendar"),
            models.Index(fields=["group", "starts_at"], condition=Q(group__isnull=False), name="event_of_group"),
        ]

    def __str__(self):
        return self.display_title

    def get_absolute_url(self):
        return reverse("events:event_detail", args=[self.pk])

    @classmethod
    def wake(cls, pk, **values):
        """Let every open live page of a session see that something changed; in the transaction of the change, with
        further `values` of the row that change with it."""
        return cls.objects.filter(pk=pk).update(live_version=F("live_version") + 1, **values)

    @property
    def html(self):
        return mark_safe(in_language(self.rendered, self.rendered_en))

    @property
    def is_private(self):
        """Whether not even its being there may be known to everybody."""
        return self.is_for_chosen or bool(self.group_id and self.group.is_private)

    @property
    def is_coming(self):
        return self.state in COMING

    @property
    def is_live(self):
        return self.state == State.LIVE

    @property
    def is_over(self):
        return self.state == State.FINISHED

    @property
    def is_cancelled(self):
        return self.state == State.CANCELLED

    @property
    def takes_guests(self):
        """Whether a seat can be taken or given back: until its end, for some come late."""
        return self.state in COMING and self.ends_at > timezone.now()

    @property
    def starts_there(self):
        """Its beginning by the clock that it was planned by."""
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    @property
    def zone_differs(self):
        """Whether its own clock shows another time than the reader's."""
        return self.starts_there.utcoffset() != timezone.localtime(self.starts_at).utcoffset()

    @property
    def zone_name(self):
        """The place of its clock, as people call it: "Shanghai"."""
        return self.zone.rpartition("/")[2].replace("_", " ")

    @property
    def minutes(self):
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def guest_count(self):
        """How many have a seat, of either kind."""
        return self.seats_taken + self.reserved_taken

    @property
    def seats_left(self):
        """Seats that a member could take now; None without a limit."""
        if self.capacity is None:
            return None
        return max(0, self.capacity - self.reserved - self.seats_taken)

    @property
    def is_full(self):
        """Whether whoever registers now waits: no seat is left, or others wait before him."""
        return self.capacity is not None and (self.seats_left == 0 or self.waiting_count > 0)


class Invitee(models.Model):
    """That a session for chosen members was for this one when it was published."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="invitees")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("invited member")
        verbose_name_plural = _("invited members")
        constraints = [models.UniqueConstraint(fields=["event", "member"], name="invitee_once")]
        indexes = [models.Index(fields=["member", "event"], name="invitee_of_member")]

    def __str__(self):
        return f"{self.member_id}: {self.event_id}"
