"""Calls for testers of a fix: a call on an item, and the seats that members take in it and report from."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from feedback.models.feedback import Feedback
from feedback.models.status import Status, Visibility

# Where there is something to try, or soon will be.
CALLABLE = (Status.PLANNED, Status.IN_PROGRESS, Status.FIXED)


class TestCallQuerySet(models.QuerySet):
    def open(self):
        """Those that can be joined and reported to now."""
        return self.filter(state=TestCall.State.OPEN, ends_at__gt=timezone.now())

    def ended(self):
        return self.filter(state=TestCall.State.ENDED)

    def visible_to(self, user):
        """Those on items that this reader may see in lists: public ones, and those of his private groups."""
        known = Q(feedback__visibility=Visibility.PUBLIC)
        if user.is_authenticated:
            known |= Q(feedback__visibility=Visibility.GROUP, feedback__group__in=user.memberships.values("group"))
        return self.filter(known).exclude(feedback__status=Status.MERGED)

    def due(self):
        """Open ones whose time is over, the longest over first."""
        return self.filter(state=TestCall.State.OPEN, ends_at__lte=timezone.now()).order_by("ends_at", "pk")

    def to_announce(self):
        """Of which nobody was told yet."""
        return self.filter(announced_at=None).order_by("pk")

    def to_thank(self):
        """Ended, and the testers were not thanked yet."""
        return self.filter(state=TestCall.State.ENDED, thanked_at=None).order_by("pk")


class TestCall(models.Model):
    class State(models.TextChoices):
        OPEN = "open", gettext_lazy("Open")
        ENDED = "ended", gettext_lazy("Ended")

    TEXT_LIMIT, WORDS_LIMIT, SEATS_LIMIT, DAYS_LIMIT = 2000, 1000, 500, 90

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="test_calls")
    text = models.TextField(gettext_lazy("what to try"), validators=[MaxLengthValidator(TEXT_LIMIT)])
    rendered = models.TextField(editable=False)
    # One line of the text for lists, made when written.
    excerpt = models.CharField(max_length=120, editable=False)
    seats = models.PositiveSmallIntegerField(gettext_lazy("seats"))
    # Counted by conditional UPDATE, so that no seat is given twice.
    seats_taken = models.PositiveSmallIntegerField(default=0, editable=False)
    report_count = models.PositiveSmallIntegerField(default=0, editable=False)
    ends_at = models.DateTimeField(gettext_lazy("until"))
    state = models.CharField(gettext_lazy("state"), max_length=6, choices=State, default=State.OPEN, editable=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    # Outboxes: null until followers were told of the call, and until testers were thanked.
    announced_at = models.DateTimeField(null=True)
    thanked_at = models.DateTimeField(null=True)

    objects = TestCallQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("call for testers")
        verbose_name_plural = gettext_lazy("calls for testers")
        constraints = [
            models.UniqueConstraint(fields=["feedback"], condition=Q(state="open"), name="test_call_one_open"),
            models.CheckConstraint(condition=Q(seats__range=(1, 500)), name="test_call_seats_in_range"),
            models.CheckConstraint(condition=Q(seats_taken__lte=F("seats")), name="test_call_no_seat_twice"),
            models.CheckConstraint(condition=Q(report_count__lte=F("seats_taken")), name="test_call_reports_by_seats"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | Q(state="ended", ended_at__isnull=False),
                name="test_call_ended_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["-id"], condition=Q(state="open"), name="test_call_open"),
            models.Index(fields=["ends_at", "id"], condition=Q(state="open"), name="test_call_due"),
            models.Index(fields=["-ended_at", "-id"], condition=Q(state="ended"), name="test_call_ended"),
            models.Index(fields=["id"], condition=Q(announced_at=None), name="test_call_to_announce"),
            models.Index(fields=["id"], condition=Q(state="ended", thanked_at=None), name="test_call_to_thank"),
        ]

    def __str__(self):
        return f"#{self.feedback_id}: {self.seats_taken}/{self.seats}"

    def get_absolute_url(self):
        return reverse("feedback:test_call_detail", args=[self.pk])

    @property
    def html(self):
        return mark_safe(self.rendered)

    @property
    def is_open(self):
        return self.state == self.State.OPEN and self.ends_at > timezone.now()

    @property
    def seats_left(self):
        return self.seats - self.seats_taken


class TestSeatQuerySet(models.QuerySet):
    def reported(self):
        """Those of whom a report came, the oldest first."""
        return self.filter(reported_at__isnull=False).order_by("reported_at", "pk")

    def public(self):
        """Reports that everybody may read who sees the call."""
        return self.reported().filter(is_public=True, hidden_at=None)

    def figures(self):
        """How many reported, in all and with each outcome: {"testers", "works", "partly", "fails"}."""
        outcomes = list(self.reported().order_by().values_list("outcome", flat=True))
        return {"testers": len(outcomes)} | {name: outcomes.count(name) for name in TestSeat.Outcome.values}


class TestSeat(models.Model):
    """A member who tests, and the one report that comes of it; editable until the call ends."""

    class Outcome(models.TextChoices):
        WORKS = "works", gettext_lazy("It works")
        PARTLY = "partly", gettext_lazy("It works in part")
        FAILS = "fails", gettext_lazy("It does not work")

    TEXT_LIMIT = 1000

    call = models.ForeignKey(TestCall, on_delete=models.CASCADE, related_name="taken")
    # Empty when the member is gone; the seat stays taken and the report stays.
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="test_seats"
    )
    joined_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(gettext_lazy("outcome"), max_length=6, choices=Outcome, blank=True)
    text = models.TextField(gettext_lazy("words"), blank=True, validators=[MaxLengthValidator(TEXT_LIMIT)])
    rendered = models.TextField(blank=True, editable=False)
    is_public = models.BooleanField(gettext_lazy("everybody may read it"), default=True)
    is_named = models.BooleanField(gettext_lazy("named in the thanks"), default=True)
    reported_at = models.DateTimeField(null=True)
    edited_at = models.DateTimeField(null=True)
    # Taken out of sight by moderators, whatever the tester chooses; the words stay for the team, and for an appeal.
    hidden_at = models.DateTimeField(null=True)

    objects = TestSeatQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("tester")
        verbose_name_plural = gettext_lazy("testers")
        constraints = [
            models.UniqueConstraint(fields=["call", "member"], name="test_seat_once"),
            models.CheckConstraint(
                condition=Q(outcome="", reported_at=None)
                | Q(outcome__in=["works", "partly", "fails"], reported_at__isnull=False),
                name="test_seat_report_has_outcome",
            ),
        ]
        indexes = [models.Index(fields=["call", "reported_at", "id"], name="test_seat_of_call")]

    def __str__(self):
        return f"{self.member_id} → {self.call_id}"

    @property
    def html(self):
        return mark_safe(self.rendered)

    @property
    def is_for_all(self):
        """Whether everybody may read the report who sees the call."""
        return self.is_public and self.hidden_at is None


def figures_in_words(figures):
    """“7 testers: 5 works, 1 partly, 1 not”, in the reader's language; `figures` as TestSeatQuerySet.figures gives
    them."""
    if not figures["testers"]:
        return _("Nobody reported.")
    who = ngettext("%(n)s tester", "%(n)s testers", figures["testers"]) % {"n": figures["testers"]}
    return _("%(who)s: %(works)s works, %(partly)s partly, %(fails)s not") % {"who": who, **figures}
