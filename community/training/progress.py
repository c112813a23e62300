"""How far a member is with his courses."""

from dataclasses import dataclass

from django.db.models import Count

from community.training.models import Certificate, Course, GroupRequirement, Lesson, LessonRead


@dataclass
class Progress:
    """One course as its reader sees it."""

    course: Course
    lessons: int
    read: int
    certificate: Certificate | None
    # The requirement that binds first among those without a valid certificate, or None.
    requirement: GroupRequirement | None

    @property
    def percent(self):
        return 100 * self.read // self.lessons if self.lessons else 0

    @property
    def is_passed(self):
        return self.certificate is not None and self.certificate.is_valid

    @property
    def is_expired(self):
        return self.certificate is not None and not self.certificate.is_valid


def progress_of(member, courses, missing):
    """[Progress] of a member for these courses, in their order; `missing` is what missing_to says. Three queries
    beside that of the courses."""
    courses = list(courses)
    lessons = counts(Lesson.objects.filter(course__in=courses), "course")
    read = counts(LessonRead.objects.filter(member=member, lesson__course__in=courses), "lesson__course")
    newest = Certificate.objects.filter(member=member, course__in=courses, renewed_at=None)
    certificates = {row.course_id: row for row in newest}
    missing = {row.course_id: row for row in reversed(missing)}
    return [
        Progress(
            course,
            lessons.get(course.pk, 0),
            read.get(course.pk, 0),
            certificates.get(course.pk),
            missing.get(course.pk),
        )
        for course in courses
    ]


def counts(rows, name):
    return dict(rows.order_by().values_list(name).annotate(Count("pk")))


def missing_to(member):
    """[GroupRequirement] that a member has not met, each with its course and group, those that bind first before the
    others; none for superusers, whose rights rest on no group. One query."""
    if member.is_superuser:
        return []
    rows = GroupRequirement.objects.missing_to(member).select_related("course", "group")
    return list(rows.order_by("binding_from", "course__position", "pk"))
