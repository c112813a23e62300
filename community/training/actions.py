"""What happens in training: reading, trying, passing; and a course that changed."""

import calendar
import random
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.audit import record
from community.models import MailChoice
from community.notices import notify
from community.training.models import Attempt, Certificate, Course, LessonRead
from community.training.permissions import audiences_of, courses_for

OPTION_WORDS = ("text", "text_en", "is_right", "why", "why_en")


def read_lesson(lesson, *, actor):
    """Note that a member went on from a lesson; may be pressed twice."""
    LessonRead.objects.bulk_create([LessonRead(lesson=lesson, member=actor)], ignore_conflicts=True)


# --- the test ---------------------------------------------------------------------------------------------------


def start_attempt(course, *, actor):
    """The open try of a member at a course's test; begun now unless there is one. One that lapsed is forgotten.

    Raises ValidationError: 'pause' within an hour of a failed try, 'no_questions' where nothing can be asked.
    """
    with transaction.atomic():
        tries = Attempt.objects.filter(member=actor, course=course)
        tries.filter(finished_at=None, started_at__lte=timezone.now() - Attempt.LASTS).delete()
        if attempt := tries.filter(finished_at=None).first():
            return attempt
        check_pause(tries.exclude(finished_at=None).order_by("-finished_at").first())
        sheet = write_sheet(course)
        if not sheet:
            raise ValidationError(_("This course has no test yet."), code="no_questions")
        attempt, _created = tries.get_or_create(
            finished_at=None,
            defaults={
                "member": actor,
                "course": course,
                "course_version": course.version,
                "pass_percent": course.pass_percent,
                "sheet": sheet,
                "answers": [[] for _question in sheet],
            },
        )
    return attempt


def check_pause(latest):
    """Raise ValidationError('pause') when the latest finished try was failed less than an hour ago."""
    if until := latest.pause_ends_at if latest else None:
        minutes = -((timezone.now() - until) // timedelta(minutes=1))
        raise ValidationError(
            ngettext(
                "Read it over in peace: the next try is open in %(n)s minute.",
                "Read it over in peace: the next try is open in %(n)s minutes.",
                minutes,
            )
            % {"n": minutes},
            code="pause",
        )


def write_sheet(course, rng=random):
    """The questions of a course as Attempt.sheet keeps them, in a new order; those without a right option are left
    out, for nobody could answer them."""
    sheet = []
    for question in course.questions.prefetch_related("options"):
        options = [{name: getattr(option, name) for name in OPTION_WORDS} for option in question.options.all()]
        if any(option["is_right"] for option in options):
            rng.shuffle(options)
            words = {name: getattr(question, name) for name in ("scenario", "scenario_en", "is_multiple")}
            sheet.append({**words, "options": options})
    rng.shuffle(sheet)
    return sheet


def answer_question(attempt, number, chosen, *, actor):
    """Keep the chosen options (places from 0) of a question (from 1) in one's own open try; the last answer counts.

    Raises ValidationError: 'no_such_question', 'nothing_chosen', 'no_such_option', 'too_many_options',
    'already_finished', 'lapsed'.
    """
    if not 1 <= number <= len(attempt.sheet):
        raise ValidationError(_("There is no such question."), code="no_such_question")
    question, chosen = attempt.sheet[number - 1], sorted(set(chosen))
    if not chosen:
        raise ValidationError(_("Choose what you would do."), code="nothing_chosen")
    if not all(0 <= place < len(question["options"]) for place in chosen):
        raise ValidationError(_("This answer is not offered here."), code="no_such_option")
    if len(chosen) > 1 and not question["is_multiple"]:
        raise ValidationError(_("One answer, please."), code="too_many_options")
    with transaction.atomic():
        current = lock_open(attempt, actor)
        current.answers[number - 1] = chosen
        current.save(update_fields=["answers"])


def lock_open(attempt, actor):
    """The try as it stands now, held until the transaction ends."""
    current = Attempt.objects.select_for_update(no_key=True).get(pk=attempt.pk, member=actor)
    if current.finished_at:
        raise ValidationError(_("This test is handed in already."), code="already_finished")
    if current.is_lapsed:
        raise ValidationError(_("This test was begun more than a day ago. Please begin anew."), code="lapsed")
    return current


def finish_attempt(attempt, *, actor):
    """Hand in one's own try: scored here from what was kept, and worth a certificate when passed. Returns it as it
    ended; handed in again, it is the same.

    Raises ValidationError: 'lapsed', 'unanswered' while a question has no answer.
    """
    with transaction.atomic():
        try:
            current = lock_open(attempt, actor)
        except ValidationError as error:
            if error.code == "already_finished":
                return Attempt.objects.get(pk=attempt.pk)
            raise
        if current.first_open:
            raise ValidationError(_("Question %(n)s has no answer yet.") % {"n": current.first_open}, code="unanswered")
        if claim(current, **score(current)):
            current.refresh_from_db()
            if current.passed:
                issue_certificate(current, actor=actor)
    current.refresh_from_db()
    return current


def score(attempt):
    """{score, passed, finished_at} of a try by its kept answers, each question wholly right or not."""
    right = sum(attempt.is_right(place) for place in range(len(attempt.sheet)))
    percent = 100 * right // len(attempt.sheet)
    return {"score": percent, "passed": percent >= attempt.pass_percent, "finished_at": timezone.now()}


def claim(attempt, **result):
    """Finish a try if nobody did meanwhile; whether it was this call."""
    return Attempt.objects.filter(pk=attempt.pk, finished_at=None).update(**result)


def issue_certificate(attempt, *, actor):
    """The certificate of a passed try, in place of an older one of the same course; once per try. In the caller's
    transaction."""
    course = attempt.course
    older = Certificate.objects.filter(member=attempt.member, course=course, renewed_at=None)
    older.update(renewed_at=attempt.finished_at)
    certificate = Certificate.objects.create(
        member=attempt.member,
        course=course,
        attempt=attempt,
        course_version=attempt.course_version,
        issued_at=attempt.finished_at,
        expires_at=months_later(attempt.finished_at, course.valid_months),
    )
    record("training.certificate.issued", course, actor=actor, changes={"expires": [None, certificate.expires_at]})
    return certificate


def months_later(moment, months):
    """The same day and hour so many months later by the local calendar, or the last day of a shorter month."""
    local = timezone.localtime(moment)
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    day = min(local.day, calendar.monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day)


# --- before a certificate ends ------------------------------------------------------------------------------------


def remind_of_expiry(certificate, *, now=None):
    """Tell the holder of a certificate what is due of its reminders, each once; returns whether one was told.

    Whom the course is for no longer is told nothing, nor is he for a course that is no longer offered.
    """
    now = now or timezone.now()
    days = certificate.reminder_due(now)
    if days is None or certificate.renewed_at:
        return False
    with transaction.atomic():
        claimed = Certificate.objects.filter(pk=certificate.pk, renewed_at=None, reminded__gt=days)
        if not claimed.update(reminded=days):
            return False
        member, course = certificate.member, certificate.course
        if not member.is_active or not courses_for(member).filter(pk=course.pk).exists():
            return False
        is_duty = Course.Audience.MODERATORS in audiences_of(member)
        name = "expiring" if days else "expired"
        notify(
            [member.pk],
            kind=f"training.duty_{name}" if is_duty else f"training.{name}",
            cause_key=f"certificate:{certificate.pk}:{days}",
            params={
                "title": course.title,
                "title_en": course.title_en,
                "expires_at": certificate.expires_at.isoformat(),
            },
            url=course.get_absolute_url(),
            mail_kind=MailChoice.Kind.DUTIES if is_duty else MailChoice.Kind.PROGRESS,
        )
    return True


# --- courses that change ----------------------------------------------------------------------------------------


def mark_edited(course, *, raises=True):
    """A course was changed on the desk: files do not overwrite it from now on, and where what it teaches or asks was
    changed (`raises`) it has a new version."""
    Course.objects.filter(pk=course.pk).update(version=F("version") + (1 if raises else 0), edited_at=timezone.now())
