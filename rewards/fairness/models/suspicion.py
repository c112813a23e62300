"""Something to look at: what a detector saw, whom and which points it concerns, and what people decided."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rewards.models import Entry


class SuspicionQuerySet(models.QuerySet):
    def open(self):
        """Nobody has decided yet."""
        return self.filter(state="open")

    def held(self):
        """Points are taken back while somebody looks."""
        return self.filter(state="held")

    def decided(self):
        return self.exclude(state="open").exclude(state="held")

    def standing(self):
        """Not decided for good: the one of its fingerprint that a detector adds to."""
        return self.filter(state__in=["open", "held"])

    def not_about(self, member):
        """Without those that concern this member himself."""
        return self.exclude(Exists(Concerned.objects.filter(suspicion=OuterRef("pk"), member=member)))

    def heaviest_first(self):
        return self.order_by("-weight", "-pk")

    def longest_held_first(self):
        return self.order_by("held_at", "pk")

    def latest_decided(self):
        return self.order_by("-decided_at", "-pk")


class Suspicion(models.Model):
    """One thing to look at. A machine only ever opens it and adds to it; every step on is a person's."""

    class Kind(models.TextChoices):
        NEAR_IDENTICAL = "near_identical", _("Almost the same words")
        VOTE_RING = "vote_ring", _("Votes for each other")
        YOUNG_VOTES = "young_votes", _("Votes of new accounts")
        ANSWER_RING = "answer_ring", _("Accepted answers of each other")
        BURST = "burst", _("Unusually many points in a day")
        LIMITS = "limits", _("The limit reached day after day")
        SHARED_DEVICE = "shared_device", _("Several accounts on one device")

    class State(models.TextChoices):
        OPEN = "open", _("To look at")
        HELD = "held", _("Points held")
        RELEASED = "released", _("Given back")
        REVERSED = "reversed", _("Stays taken back")
        DISMISSED = "dismissed", _("Nothing in it")

    NOTE_LIMIT = 300

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    # What it is about ("vote_ring:3-17"): whoever finds the same again finds this row.
    fingerprint = models.CharField(max_length=120)
    # How much there is of it, in what the kind counts (texts, votes, days); only for comparing within a fingerprint and
    # for the order of the list.
    weight = models.PositiveIntegerField(_("how much"), default=1)
    # Plain facts by name: figures, and "links" as [[label, address], …]. Words are made of it when it is read.
    evidence = models.JSONField(_("evidence"), default=dict)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Concerned", related_name="+")
    entries = models.ManyToManyField(Entry, verbose_name=_("entries"), related_name="suspicions")
    found_at = models.DateTimeField(_("found"), default=timezone.now)
    # The last time that a detector saw it.
    seen_at = models.DateTimeField(_("last seen"), default=timezone.now)
    held_at = models.DateTimeField(_("held since"), null=True, editable=False)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("held by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # The latest words of whoever held or decided; members read them.
    note = models.CharField(_("words to the members"), max_length=NOTE_LIMIT, blank=True)

    objects = SuspicionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suspicion")
        verbose_name_plural = _("suspicions")
        permissions = [("decide_suspicion", _("May hold points and decide about suspicions"))]
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"], condition=Q(state__in=["open", "held"]), name="suspicion_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        *("near_identical", "vote_ring", "young_votes", "answer_ring"),
                        *("burst", "limits", "shared_device"),
                    ]
                ),
                name="suspicion_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(state="open", held_at=None, decided_at=None)
                | Q(state="held", held_at__isnull=False, decided_at=None)
                | Q(state__in=["released", "reversed"], held_at__isnull=False, decided_at__isnull=False)
                | Q(state="dismissed", held_at=None, decided_at__isnull=False),
                name="suspicion_state_has_its_times",
            ),
            models.CheckConstraint(condition=Q(seen_at__gte=F("found_at")), name="suspicion_seen_since_found"),
        ]
        indexes = [
            models.Index(fields=["-weight", "-id"], name="suspicion_open", condition=Q(state="open")),
            models.Index(fields=["held_at", "id"], name="suspicion_held", condition=Q(state="held")),
            models.Index(
                fields=["-decided_at", "-id"], name="suspicion_decided", condition=Q(decided_at__isnull=False)
            ),
            models.Index(fields=["fingerprint", "-id"], name="suspicion_same"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} #{self.pk}"

    def get_absolute_url(self):
        """Where those whom it concerns read of it."""
        return f"{reverse('fairness:held_list')}#look-{self.pk}"

    @property
    def is_open(self):
        return self.state == self.State.OPEN

    @property
    def is_held(self):
        return self.state == self.State.HELD

    @property
    def is_reversed(self):
        return self.state == self.State.REVERSED

    @property
    def takes_back(self):
        """Whether its points are taken back now."""
        return self.state in (self.State.HELD, self.State.REVERSED)

    @property
    def holder(self):
        """The name under which it holds entries back, see rewards.models.TakenBack."""
        return f"suspicion:{self.pk}"


class ConcernedQuerySet(models.QuerySet):
    def told(self):
        """Whom a step touched and who was told of it: points of his were held, at least for a time."""
        return self.filter(told_at__isnull=False)


class Concerned(models.Model):
    """That a suspicion concerns a member, as what, and his one answer to it."""

    class Role(models.TextChoices):
        AUTHOR = "author", _("said it")
        VOTER = "voter", _("voted for it")
        BOTH = "both", _("both sides")
        ASKER = "asker", _("asked and accepted")
        EARNER = "earner", _("earned it")
        ACCOUNT = "account", _("signed in there")

    ANSWER_LIMIT = 1000

    suspicion = models.ForeignKey(Suspicion, on_delete=models.CASCADE, related_name="concerned")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("member"), on_delete=models.CASCADE, related_name="suspicions"
    )
    role = models.CharField(_("as what"), max_length=8, choices=Role)
    # Null: nothing of his was touched, and he hears nothing.
    told_at = models.DateTimeField(_("told"), null=True, editable=False)
    answer = models.TextField(_("answer"), max_length=ANSWER_LIMIT, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)

    objects = ConcernedQuerySet.as_manager()

    class Meta:
        verbose_name = _("member concerned")
        verbose_name_plural = _("members concerned")
        constraints = [
            models.UniqueConstraint(fields=["suspicion", "member"], name="concerned_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, told_at__isnull=False)),
                name="concerned_answers_what_he_was_told",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["author", "voter", "both", "asker", "earner", "account"]),
                name="concerned_role_known",
            ),
        ]
        indexes = [models.Index(fields=["member", "-suspicion"], name="concerned_member")]

    def __str__(self):
        return f"{self.suspicion_id} {self.member_id}"

    @property
    def may_answer(self):
        return self.told_at is not None and self.answered_at is None and self.suspicion.takes_back
