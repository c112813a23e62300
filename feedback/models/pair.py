"""Two items that may say the same, and what a moderator made of it."""

import re

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.text import is_key
from feedback.models.feedback import Feedback
from feedback.models.status import Status

SETTLED = [Status.FIXED, Status.DECLINED]
SIDES = ("first", "second")
SCORE = re.compile(r"[01](\.[0-9]{1,17})?")


class DuplicatePairQuerySet(models.QuerySet):
    def to_decide(self):
        """Open pairs of which one can still be merged into the other, the most alike first."""
        return (
            self.filter(state=DuplicatePair.State.OPEN)
            .filter(first__visibility=Feedback.Visibility.PUBLIC, second__visibility=Feedback.Visibility.PUBLIC)
            .exclude(first__status__in=[Status.MERGED, Status.CLOSED])
            .exclude(second__status__in=[Status.MERGED, Status.CLOSED])
            .exclude(first__status__in=SETTLED, second__status__in=SETTLED)
            .order_by("-score", "-pk")
        )

    def page(self, after, size):
        """(pairs, key): the next pairs of `to_decide` behind the key `after`, with their items, and the key of the page
        behind them (empty at the end); a key that is none starts at the top."""
        rows, (score, _tilde, pk) = self.select_related(*(f"{side}__category" for side in SIDES)), after.partition("~")
        if is_key(pk) and SCORE.fullmatch(score):
            rows = rows.filter(score__lte=float(score)).exclude(score=float(score), pk__gte=int(pk))
        rows = list(rows[: size + 1])
        last = rows[size - 1] if len(rows) > size else None
        return rows[:size], f"{last.score!r}~{last.pk}" if last else ""

    def between(self, one, other):
        """The pair of these two items, whichever comes first."""
        return self.filter(first=min(one.pk, other.pk), second=max(one.pk, other.pk))


class DuplicatePair(models.Model):
    """The older item first. Found by machine (method and score say how), decided once by a person."""

    class State(models.TextChoices):
        OPEN = "open", _("To decide")
        ACCEPTED = "accepted", _("Merged")
        DISMISSED = "dismissed", _("Not the same")

    class Method(models.TextChoices):
        EQUAL = "equal", _("the same words")
        SIMILAR = "similar-1", _("much the same words")
        PERSON = "moderator", _("seen by a moderator")

    first = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="pairs_as_first")
    second = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="pairs_as_second")
    score = models.FloatField(_("likeness"), default=0)
    method = models.CharField(_("found by"), max_length=12, choices=Method)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        verbose_name = _("pair of look-alikes")
        verbose_name_plural = _("look-alikes")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_pair_older_first"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="duplicate_pair_score_is_share"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="duplicate_pair_decided_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["-score", "-id"], condition=Q(state="open"), name="duplicate_pair_to_decide"),
        ]

    def __str__(self):
        return f"#{self.first_id} ~ #{self.second_id}"

    @property
    def percent(self):
        return round(100 * self.score)
