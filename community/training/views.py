"""Training as its readers see it: courses, lessons, the test, and what it was worth."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.limits import limited
from community.permissions import member_required
from community.text import is_key
from community.training import actions
from community.training.models import Attempt, Certificate, LessonRead, Question
from community.training.permissions import (
    audiences_of,
    courses_for,
    get_course_or_404,
    get_open_attempt_or_404,
    get_result_or_404,
)
from community.training.progress import missing_to, progress_of
from community.training.sheets import asked, explained

TRIES_SHOWN = 5


@require_safe
@member_required
def course_list(request):
    """The courses for this reader with his progress; nothing here for whom there are none."""
    missing = missing_to(request.user)
    steps = progress_of(request.user, courses_for(request.user), missing)
    if not steps and not audiences_of(request.user):
        raise Http404
    context = {
        "steps": steps,
        "passed": sum(step.is_passed for step in steps),
        "missing": missing,
        "nav": "training",
    }
    return render(request, "training/course_list.html", context)


@require_safe
@member_required
def course_detail(request, slug):
    course = get_course_or_404(request.user, slug)
    [step] = progress_of(request.user, [course], missing_to(request.user))
    read = set(LessonRead.objects.filter(member=request.user, lesson__course=course).values_list("lesson", flat=True))
    lessons = list(course.lessons.all())
    tries = list(Attempt.objects.filter(member=request.user, course=course).order_by("-pk")[: TRIES_SHOWN + 1])
    finished = [attempt for attempt in tries if attempt.finished_at]
    context = {
        "course": course,
        "step": step,
        "lessons": [(lesson, lesson.pk in read) for lesson in lessons],
        "go_on": next((lesson for lesson in lessons if lesson.pk not in read), None),
        "minutes": sum(lesson.minutes for lesson in lessons),
        "question_count": Question.objects.filter(course=course, options__is_right=True)
        .values("pk")
        .distinct()
        .count(),
        "open_try": next((row for row in tries if not row.finished_at and not row.is_lapsed), None),
        "finished": finished[:TRIES_SHOWN],
        "pause_ends_at": finished[0].pause_ends_at if finished else None,
        "nav": "training",
    }
    return render(request, "training/course_detail.html", context)


@require_safe
@member_required
def lesson_detail(request, slug, lesson):
    course = get_course_or_404(request.user, slug)
    lessons = list(course.lessons.all())
    place = next((n for n, row in enumerate(lessons) if row.slug == lesson), None)
    if place is None:
        raise Http404
    context = {
        "course": course,
        "lesson": lessons[place],
        "number": place + 1,
        "count": len(lessons),
        "before": lessons[place - 1] if place else None,
        "after": lessons[place + 1] if place + 1 < len(lessons) else None,
        "nav": "training",
    }
    return render(request, "training/lesson_detail.html", context)


@require_POST
@member_required
@limited("training", limit=600, seconds=3600)
def lesson_read(request, slug, lesson):
    """Going on: the lesson counts as read, and the next one opens, or after the last the course."""
    course = get_course_or_404(request.user, slug)
    current = get_object_or_404(course.lessons, slug=lesson)
    actions.read_lesson(current, actor=request.user)
    lessons = list(course.lessons.all())
    rest = lessons[lessons.index(current) + 1 :]
    return redirect("training:lesson_detail", slug, rest[0].slug) if rest else redirect(course)


# --- the test -----------------------------------------------------------------------------------------------------


@require_POST
@member_required
@limited("training", limit=600, seconds=3600)
def quiz_start(request, slug):
    """Begin the test, or go on where it was left."""
    course = get_course_or_404(request.user, slug)
    try:
        attempt = actions.start_attempt(course, actor=request.user)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect(course)
    if attempt.first_open:
        return redirect("training:quiz_question", slug, attempt.first_open)
    return redirect("training:quiz_review", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("training", limit=600, seconds=3600)
def quiz_question(request, slug, number):
    """One question a page; each answer is kept, so that nothing is lost on the way."""
    course = get_course_or_404(request.user, slug)
    attempt = get_open_attempt_or_404(request.user, course)
    number = int(number)
    if not 1 <= number <= len(attempt.sheet):
        raise Http404
    refused, chosen = "", attempt.answers[number - 1]
    if request.method == "POST":
        chosen = [int(place) for place in request.POST.getlist("choice") if is_key(place)]
        try:
            actions.answer_question(attempt, number, chosen, actor=request.user)
        except ValidationError as error:
            refused = error.messages[0]
        else:
            return to_next(attempt, number, course)
    context = {
        "course": course,
        "attempt": attempt,
        "number": number,
        "count": len(attempt.sheet),
        "question": asked(attempt.sheet[number - 1], chosen),
        "refused": refused,
        "nav": "training",
    }
    return render(request, "training/quiz_question.html", context, status=422 if refused else 200)


def to_next(attempt, number, course):
    """From an answered question to the next one without an answer, after the last to the review."""
    later = [n for n, chosen in enumerate(attempt.answers, 1) if n > number and not chosen]
    if later:
        return redirect("training:quiz_question", course.slug, later[0])
    return redirect("training:quiz_review", course.slug)


@require_safe
@member_required
def quiz_review(request, slug):
    """All that was answered, once more before handing it in."""
    course = get_course_or_404(request.user, slug)
    attempt = get_open_attempt_or_404(request.user, course)
    pairs = zip(attempt.sheet, attempt.answers, strict=True)
    context = {
        "course": course,
        "attempt": attempt,
        "questions": [asked(question, chosen) for question, chosen in pairs],
        "nav": "training",
    }
    return render(request, "training/quiz_review.html", context)


@require_POST
@member_required
@limited("training", limit=600, seconds=3600)
def quiz_finish(request, slug):
    """Hand the test in; pressed twice, it was handed in once."""
    course = get_course_or_404(request.user, slug)
    attempt = Attempt.objects.filter(member=request.user, course=course).order_by("-pk").first()
    if attempt is None:
        raise Http404
    try:
        attempt = actions.finish_attempt(attempt, actor=request.user)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect(course) if error.code == "lapsed" else redirect("training:quiz_review", slug)
    return redirect("training:quiz_result", slug, attempt.pk)


@require_safe
@member_required
def quiz_result(request, slug, pk):
    """How a try went, with what is to be said of each option."""
    course = get_course_or_404(request.user, slug)
    attempt = get_result_or_404(request.user, course, pk)
    context = {
        "course": course,
        "attempt": attempt,
        "questions": explained(attempt),
        "right": sum(attempt.is_right(place) for place in range(len(attempt.sheet))),
        "certificate": Certificate.objects.filter(attempt=attempt).first(),
        "pause_ends_at": attempt.pause_ends_at,
        "nav": "training",
    }
    return render(request, "training/quiz_result.html", context)


@require_safe
def certificate_detail(request, number):
    """A certificate, for whoever was given its address; whether it counts today stands on it."""
    certificate = get_object_or_404(Certificate.objects.select_related("member", "course"), number=number[:19].upper())
    response = render(request, "training/certificate_detail.html", {"certificate": certificate, "nav": "training"})
    # It names somebody: found by whoever has the address, not by searching.
    response.headers["X-Robots-Tag"] = "noindex"
    return response
