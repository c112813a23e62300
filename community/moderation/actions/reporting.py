"""Reporting something to the team."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from community.audit import record
from community.moderation.models import Case, Reason, Report
from community.moderation.models.reason import WEIGHTS
from community.moderation.things import care_of

WORDS_KEPT = 5000


def report_thing(kind, obj, *, actor, reason, words=""):
    """Tell the team of something that breaks the rules; all reports of one thing are one open case. Returns
    (report, created): the same member twice is once, until the case is decided.

    Raises ValidationError('own') for what one said oneself, ('reason_unknown'), ('other_needs_words').
    """
    module = care_of(kind)
    author = module.author_of(obj)
    if author and author.pk == actor.pk:
        raise ValidationError(_("This is your own. You can take it back yourself."), code="own")
    if reason not in Reason.values:
        raise ValidationError(_("Choose what is wrong with it."), code="reason_unknown")
    words = words.strip()
    if reason == Reason.OTHER and not words:
        raise ValidationError(_("Say in a sentence what is wrong with it."), code="other_needs_words")
    with transaction.atomic():
        case = hold_case(kind, obj.pk, author=author, words=module.words_of(obj)[:WORDS_KEPT])
        report, created = Report.objects.get_or_create(
            case=case, reporter=actor, defaults={"reason": reason, "words": words}
        )
        if created:
            weigh(case, reason)
            record("moderation.case.reported", case, actor=actor, changes={"reason": ["", reason]})
    return report, created


def hold_case(kind, object_id, *, author, words):
    """The open case of a thing, made if there is none, and locked: it cannot be decided before the report is in it."""
    Case.objects.get_or_create(
        kind=kind, object_id=object_id, decided_at=None, defaults={"author": author, "words": words}
    )
    held = Case.objects.open().about(kind, object_id).select_for_update(no_key=True).first()
    # Decided between the two statements: then the report opens the next.
    return held or hold_case(kind, object_id, author=author, words=words)


def weigh(case, reason):
    """Count one more report in; the caller holds the case."""
    heaviest = max((reason, case.gravest), key=lambda one: WEIGHTS.get(one, 0))
    Case.objects.filter(pk=case.pk).update(
        report_count=F("report_count") + 1,
        weight=F("weight") + WEIGHTS[reason],
        gravest=heaviest,
        reported_at=timezone.now(),
    )
