"""What the team decides about what was reported."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.audit import record
from community.models import MailChoice
from community.moderation.actions.evidence import forget_kept_pictures
from community.moderation.actions.sanctioning import check_may_sanction, give_sanction
from community.moderation.models import Case, CaseNote, Outcome, Reason, Sanction
from community.moderation.things import care_of, thing_of
from community.notices import notify

SANCTIONS = {
    Outcome.WARN: Sanction.Kind.WARN,
    Outcome.PAUSE: Sanction.Kind.PAUSE,
    Outcome.SUSPEND: Sanction.Kind.SUSPEND,
}


def claim_case(case, *, actor):
    """Take an open case, so that others see that somebody is at it; may be pressed twice, and by another."""
    with transaction.atomic():
        open_case = Case.objects.open().filter(pk=case.pk)
        if open_case.exclude(claimed_by=actor, claimed_at__isnull=False).update(
            claimed_by=actor, claimed_at=timezone.now()
        ):
            record("moderation.case.claimed", case, actor=actor)


def add_case_note(case, *, actor, text):
    """Write something down for the team alone; the same words twice are one note."""
    with transaction.atomic():
        note, created = CaseNote.objects.get_or_create(case=case, by=actor, text=text.strip())
        if created:
            record("moderation.case.noted", case, actor=actor)
    return note


def decide_case(case, *, actor, outcome, reason="", words="", days=None, hide=False, name_too=False, seen_reports=None):
    """Decide an open case once. Returns whether this call did it; the same decision by the same person twice is once.

    HIDE takes the words out of sight, as `hide` does beside a sanction, and with `name_too` a member's name with them;
    RESTORE shows what is hidden again. The member reads reason and words, everybody who reported is told what came of
    it. `seen_reports` is how many reports the page showed. Raises ValidationError('decided_meanwhile') when somebody
    else was faster, ('reported_meanwhile'), ('own_case'), ('nobody') for a sanction without a member,
    ('reason_unknown'), ('words_missing'), and as give_sanction does.
    """
    outcome, words = Outcome(outcome), words.strip()
    acts = outcome not in (Outcome.NONE, Outcome.RESTORE)
    check_decision(case, outcome, actor=actor, reason=reason, words=words)
    with transaction.atomic():
        seen = {} if seen_reports is None else {"report_count": seen_reports}
        claimed = (
            Case.objects.open()
            .filter(pk=case.pk, **seen)
            .update(
                outcome=outcome,
                reason=reason if acts else "",
                answer=words if acts else "",
                was_hidden=outcome == Outcome.HIDE or ((hide or name_too) and outcome in SANCTIONS),
                decided_by=actor,
                decided_at=timezone.now(),
            )
        )
        if not claimed:
            return found_decided(case, outcome, actor=actor)
        case.refresh_from_db()
        if outcome in SANCTIONS:
            kind = SANCTIONS[outcome]
            give_sanction(case.author, actor=actor, kind=kind, reason=reason, words=words, days=days, case=case)
        elif case.was_hidden:
            tell_author(case, "hidden", reason=reason, words=words)
        elif outcome == Outcome.RESTORE:
            settle_earlier(case)
            tell_author(case, "restored")
        tell_reporters(case)
        changes = {"outcome": ["", outcome], "reason": ["", case.reason], "words": ["", case.answer]}
        record("moderation.case.decided", case, actor=actor, changes=changes)
        # Last, for it makes pages stale: whoever holds that one row must wait for nobody.
        move_thing(case, actor=actor, name_too=name_too)
    forget_kept_pictures(case.kept_pictures)
    return True


def check_decision(case, outcome, *, actor, reason, words):
    """What can be refused before anything is written."""
    if case.author_id == actor.pk:
        raise ValidationError(_("Nobody decides about himself."), code="own_case")
    if outcome in (Outcome.NONE, Outcome.RESTORE):
        return
    if reason not in Reason.values:
        raise ValidationError(_("Choose the reason that the member will read."), code="reason_unknown")
    if outcome in SANCTIONS:
        if case.author is None:
            raise ValidationError(_("Nobody can be found by this: it can only be hidden."), code="nobody")
        check_may_sanction(actor, case.author)
        if not words:
            raise ValidationError(_("Say in a sentence why, so that nobody is left guessing."), code="words_missing")


def found_decided(case, outcome, *, actor):
    """Nothing was claimed: fine when this very decision stands, else say what stands."""
    current = Case.objects.select_related("decided_by").get(pk=case.pk)
    if current.is_open:
        raise ValidationError(
            _("It was reported once more meanwhile. Read that first; your words are kept."), code="reported_meanwhile"
        )
    if current.decided_by_id == actor.pk and current.outcome == outcome:
        return False
    raise ValidationError(
        _("Somebody was faster: %(name)s decided “%(outcome)s”."),
        code="decided_meanwhile",
        params={
            "name": current.decided_by.name if current.decided_by else "–",
            "outcome": current.get_outcome_display(),
        },
    )


def move_thing(case, *, actor, name_too=False):
    """Hide or show what a decided case is about, if it is still there."""
    thing = thing_of(case)
    if thing is None:
        return
    if case.was_hidden:
        care_of(case.kind).hide(thing, actor=actor, **({"name_too": True} if name_too else {}))
    elif case.outcome == Outcome.RESTORE:
        care_of(case.kind).show(thing, actor=actor)


def settle_earlier(case):
    """What this decision shows again is hidden by no earlier one any more."""
    earlier = Case.objects.about(case.kind, case.object_id).filter(was_hidden=True, restored_at=None)
    earlier.update(restored_at=timezone.now())


def restore_case(case, *, actor, tell=True):
    """Show again what a decision hid, and tell its author. Returns whether this call did it; twice is once."""
    if case.author_id == actor.pk:
        raise ValidationError(_("Nobody decides about himself."), code="own_case")
    with transaction.atomic():
        hidden = Case.objects.decided().filter(pk=case.pk, was_hidden=True, restored_at=None)
        if not hidden.update(restored_at=timezone.now()):
            return False
        case.refresh_from_db()
        if tell:
            tell_author(case, "restored")
        record("moderation.case.restored", case, actor=actor)
        if thing := thing_of(case):
            care_of(case.kind).show(thing, actor=actor)
    return True


def tell_author(case, what, **params):
    """Into the inbox of the author and of nobody else; who speaks without a name reads it by the receipt."""
    if case.author_id:
        notify(
            [case.author_id],
            kind=f"moderation.{what}",
            cause_key=f"case:{case.pk}:{what}",
            params={"kind": case.kind, "excerpt": case.words[:80], **params},
            url=f"/me/sanctions/#case-{case.pk}",
            mail_kind=MailChoice.Kind.PROGRESS,
        )


def tell_reporters(case):
    """Everybody who reported it learns what came of it, and nothing of the others."""
    notify(
        case.reports.values_list("reporter_id", flat=True),
        kind="moderation.reported",
        cause_key=f"case:{case.pk}:reported",
        params={
            "kind": case.kind,
            "excerpt": case.words[:80],
            "acted": case.outcome not in (Outcome.NONE, Outcome.RESTORE),
            "restored": case.outcome == Outcome.RESTORE,
        },
        url="/me/reports/",
        mail_kind=MailChoice.Kind.PROGRESS,
    )
