"""The one answer of a member whom a suspicion cost points."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from community.audit import record
from community.models import MailChoice
from community.notices import notify
from rewards.fairness.models import Concerned, Suspicion


def answer_suspicion(concerned, *, text):
    """Keep what a member says to a suspicion (a Concerned), once, while its points are taken back; who holds them is
    told. The same words twice are one answer. Raises ValidationError: 'answered_already', 'decided'."""
    suspicion, now = concerned.suspicion, timezone.now()
    with transaction.atomic():
        # Held, so that a decision either sees the answer or comes first.
        Suspicion.objects.select_for_update(no_key=True).get(pk=suspicion.pk)
        suspicion.refresh_from_db()
        waiting = Concerned.objects.filter(pk=concerned.pk, answered_at=None, told_at__isnull=False)
        if suspicion.takes_back and waiting.update(answer=text, answered_at=now):
            record("fairness.suspicion.answered", suspicion, actor=concerned.member)
            tell_of_answer(suspicion, concerned)
            return
    concerned.refresh_from_db()
    if concerned.answer == text:
        return
    if concerned.answered_at:
        raise ValidationError(_("You have answered already, and we read it."), code="answered_already")
    raise ValidationError(_("This was decided meanwhile; the points are back."), code="decided")


def tell_of_answer(suspicion, concerned):
    """Tell whoever decided last that there is something to read."""
    reader = suspicion.decided_by or suspicion.held_by
    notify(
        [reader.pk] if reader else [],
        kind="fairness.answered",
        cause_key=f"suspicion:{suspicion.pk}:answer-{concerned.pk}",
        params={"number": suspicion.pk},
        url=reverse("admin:fairness_desk", args=[suspicion.pk]),
        mail_kind=MailChoice.Kind.DUTIES,
    )
