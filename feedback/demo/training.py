"""The team of the demo has learnt: lessons read, tests passed and failed, certificates, and what its rights ask for."""

import random
from datetime import timedelta

from django.contrib.auth.models import Group
from django.utils import timezone

from community.models import Member, Notification
from community.training.actions import months_later, write_sheet
from community.training.loading import load_courses
from community.training.models import Attempt, Certificate, Course, GroupRequirement, LessonRead

TAKES = timedelta(minutes=14)


def show_training(story, cast, now, seed):
    """Load the courses and write what the people of the demo did in them, in the caller's transaction."""
    load_courses()
    words, by_name = story.training, cast.by_name
    if words is None:
        return
    rng = random.Random(seed)
    courses = {course.slug: course for course in Course.objects.prefetch_related("lessons", "questions__options")}
    for name, slug, days, missed in words.TRIES:
        member, course = Member.objects.get(pk=by_name[name]), courses[slug]
        passed_at = (timezone.localtime(now) - timedelta(days=days)).replace(hour=15, minute=rng.randrange(60))
        arrive_before(member, passed_at - timedelta(days=7))
        for back, wrong in enumerate(reversed(missed)):
            attempt = try_course(member, course, wrong, passed_at - timedelta(days=back), rng)
            if attempt.passed:
                certify(attempt, now)
        read(member, course.lessons.all(), passed_at - timedelta(days=len(missed)))
    for name, slug, number in words.READING:
        read(Member.objects.get(pk=by_name[name]), list(courses[slug].lessons.all())[:number], now - timedelta(days=1))
    for group, slug, days, grace in words.REQUIRED:
        GroupRequirement.objects.create(
            group=Group.objects.get(name=group),
            course=courses[slug],
            introduced_at=now - timedelta(days=days),
            grace_days=grace,
        )


def arrive_before(member, moment):
    """Nobody learns before joining."""
    Member.objects.filter(pk=member.pk, joined_at__gt=moment).update(joined_at=moment)


def read(member, lessons, moment):
    LessonRead.objects.bulk_create(
        LessonRead(lesson=lesson, member=member, read_at=moment + timedelta(minutes=4 * place))
        for place, lesson in enumerate(lessons)
    )


def try_course(member, course, wrong, finished_at, rng):
    """A finished try with so many questions answered wrong."""
    sheet = write_sheet(course, rng)
    answers = [
        [n for n, option in enumerate(question["options"]) if option["is_right"] != (place < wrong)]
        for place, question in enumerate(sheet)
    ]
    # Where one answer is asked, one is given.
    answers = [given if question["is_multiple"] else given[:1] for question, given in zip(sheet, answers, strict=True)]
    score = 100 * (len(sheet) - wrong) // len(sheet)
    return Attempt.objects.create(
        member=member,
        course=course,
        course_version=course.version,
        pass_percent=course.pass_percent,
        sheet=sheet,
        answers=answers,
        started_at=finished_at - TAKES,
        finished_at=finished_at,
        score=score,
        passed=score >= course.pass_percent,
    )


def certify(attempt, now):
    """Its certificate, of which the holder was told what was due until now."""
    certificate = Certificate(
        member=attempt.member,
        course=attempt.course,
        attempt=attempt,
        course_version=attempt.course_version,
        issued_at=attempt.finished_at,
        expires_at=months_later(attempt.finished_at, attempt.course.valid_months),
    )
    told = [days for days in Certificate.REMINDERS if certificate.expires_at - timedelta(days=days) <= now]
    certificate.reminded = min(told, default=99)
    certificate.save()
    kind = "duty_" if attempt.member.is_staff else ""
    Notification.objects.bulk_create(
        Notification(
            member=attempt.member,
            kind=f"training.{kind}{'expiring' if days else 'expired'}",
            cause_key=f"certificate:{certificate.pk}:{days}",
            params={
                "title": attempt.course.title,
                "title_en": attempt.course.title_en,
                "expires_at": certificate.expires_at.isoformat(),
            },
            url=attempt.course.get_absolute_url(),
            created_at=certificate.expires_at - timedelta(days=days),
            read_at=now if days else None,
        )
        for days in told
    )
