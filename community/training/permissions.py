"""The doors to courses: for the team, for hosts and ambassadors, and for whoever needs a course for his rights."""

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from community.models import Membership
from community.training.models import Attempt, Course


def audiences_of(user):
    """The Course.Audience values that mean this reader; none for other members and visitors."""
    if not user.is_authenticated:
        return set()
    found = {Course.Audience.MODERATORS} if user.is_staff else set()
    if is_host(user) or user.groups.filter(name="ambassadors").exists():
        found.add(Course.Audience.HOSTS)
    return found | {Course.Audience.BOTH} if found else found


def is_host(user):
    """Whether this member runs an active group."""
    return Membership.objects.filter(member=user, role=Membership.Role.HOST, group__is_active=True).exists()


def courses_for(user):
    """The offered courses for this reader, in order: those for his audience, and those that his rights ask for."""
    if not user.is_authenticated:
        return Course.objects.none()
    required = Course.objects.filter(requirements__group__in=user.groups.values("pk"))
    return Course.objects.listed().filter(Q(audience__in=audiences_of(user)) | Q(pk__in=required.values("pk")))


def may_write_courses(user):
    """Whether this member of staff writes courses, and so looks at all of them before others do."""
    return user.is_active and user.is_staff and user.has_perm("training.change_course")


def get_course_or_404(user, slug):
    seen = Course.objects.all() if may_write_courses(user) else courses_for(user)
    return get_object_or_404(seen, slug=slug)


def get_open_attempt_or_404(user, course):
    """The reader's own try that is still open and may be handed in."""
    attempt = Attempt.objects.filter(member=user, course=course, finished_at=None).first()
    if attempt is None or attempt.is_lapsed:
        raise Http404
    return attempt


def get_result_or_404(user, course, pk):
    return get_object_or_404(Attempt.objects.exclude(finished_at=None), member=user, course=course, pk=pk)


def may_see_results(user):
    """Whether this member of staff may see who has passed what."""
    return user.is_active and user.is_staff and user.has_perm("training.view_certificate")
