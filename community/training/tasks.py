"""Entry points for the workers."""

from datetime import timedelta

from django.utils import timezone

from community.training.actions import remind_of_expiry
from community.training.models import Certificate

BATCH = 200


def remind(pk):
    """Tell the holder of this certificate what is due of its reminders; gone or told is fine."""
    certificate = Certificate.objects.select_related("member", "course").filter(pk=pk).first()
    if certificate:
        remind_of_expiry(certificate)


def sweep_certificates():
    """Every hour: the reminders that are due, a batch for each."""
    now = timezone.now()
    for days in Certificate.REMINDERS:
        due = Certificate.objects.to_remind(now + timedelta(days=days)).filter(reminded__gt=days)
        for pk in due.values_list("pk", flat=True)[:BATCH]:
            remind(pk)
