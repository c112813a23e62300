"""The weekly sample of decisions for a second moderator."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.models import Feedback, ProgressEntry, SecondLook

# A step in which somebody decided what an item is and how it goes on.
DECIDING = ("answer", "status", "triage")
READ = 5000


def draw_second_looks(*, at=None, size=SecondLook.PER_WEEK):
    """Draw the sample of the last whole week (from Monday, UTC) once; returns how many it added.

    Drawn by the hash of week and number: not to be guessed beforehand, and the same however often it runs.
    """
    monday = (at or timezone.now()).date()
    monday -= timedelta(days=monday.weekday() + 7)
    if SecondLook.objects.filter(week=monday).exists():
        return 0
    start = datetime.combine(monday, datetime.min.time(), UTC)
    steps = ProgressEntry.objects.filter(kind__in=DECIDING, actor__is_staff=True)
    steps = steps.filter(created_at__gte=start, created_at__lt=start + timedelta(days=7))
    last = dict(steps.order_by("pk").values_list("feedback", "actor")[:READ])
    drawn = sorted(last, key=lambda pk: sha256(f"{monday}:{pk}".encode()).digest())
    # Of more than are wanted, for some are hidden, taken back or not sorted yet.
    items = Feedback.objects.kept().filter(pk__in=drawn[: 10 * size]).exclude(category=None, severity=None)
    items = sorted(items, key=lambda item: drawn.index(item.pk))[:size]
    SecondLook.objects.bulk_create(
        [
            SecondLook(
                feedback=item,
                week=monday,
                first_by_id=last[item.pk],
                first_category_id=item.category_id,
                first_severity=item.severity,
                first_mood=item.mood,
            )
            for item in items
        ],
        ignore_conflicts=True,
    )
    return len(items)


def decide_second_look(look, *, actor, category, severity, mood):
    """Write down what a second moderator decides; returns whether it was new. The same press twice is one.

    Raises ValidationError: 'own' for one's own decision, 'taken' when somebody else was faster.
    """
    if look.first_by_id == actor.pk:
        raise ValidationError(_("That was your own decision; somebody else looks at it again."), code="own")
    with transaction.atomic():
        mine = SecondLook.objects.filter(pk=look.pk, decided_at=None).exclude(first_by=actor)
        decided = mine.update(
            category=category, severity=severity, mood=mood, decided_by=actor, decided_at=timezone.now()
        )
    look.refresh_from_db()
    if not decided and look.decided_by_id != actor.pk:
        raise ValidationError(_("Somebody else has just looked at this one."), code="taken")
    return bool(decided)
