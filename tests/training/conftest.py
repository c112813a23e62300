"""A small course of two situations, whoever it is for, and a helper that passes it."""

import pytest

from community.training import actions
from community.training.models import Course, Lesson, Option, Question
from tests.factories import make_group, make_member


def make_course(slug="tone", *, questions=4, lessons=2, **fields):
    """A course whose questions are each answered rightly by the option "Right" alone."""
    words = {"title": f"语气 {slug}", "title_en": slug.title(), "summary": "怎么说。", "summary_en": "How to say it."}
    course = Course.objects.create(slug=slug, **(words | fields))
    for number in range(1, lessons + 1):
        Lesson.objects.create(
            course=course,
            slug=f"lesson-{number}",
            position=number,
            title=f"第 {number} 课",
            title_en=f"Part {number}",
            text="**先听见**，再回答。",
            text_en="**Hear** first.",
        )
    for number in range(1, questions + 1):
        question = Question.objects.create(
            course=course, position=number, scenario=f"情景 {number}", scenario_en=f"Scenario {number}"
        )
        for text, is_right in (("Right", True), ("Wrong", False), ("Odd", False)):
            Option.objects.create(
                question=question, text=f"做 {text}", text_en=text, is_right=is_right, why="因为", why_en=f"Why {text}."
            )
    return course


def places(attempt, number, *words):
    """The places of the options with these English words."""
    options = attempt.sheet[number - 1]["options"]
    return [place for place, option in enumerate(options) if option["text_en"] in words]


def answer_all(attempt, member, *, wrong=0):
    for number in range(1, len(attempt.sheet) + 1):
        word = "Wrong" if number <= wrong else "Right"
        actions.answer_question(attempt, number, places(attempt, number, word), actor=member)


def take_course(course, member, *, wrong=0):
    """One whole try; returns it as it ended."""
    attempt = actions.start_attempt(course, actor=member)
    answer_all(attempt, member, wrong=wrong)
    return actions.finish_attempt(attempt, actor=member)


@pytest.fixture
def course(db):
    return make_course()


@pytest.fixture
def host(db):
    """A member who runs a group."""
    member = make_member("Hanna")
    make_group().memberships.create(member=member, role="host")
    return member


@pytest.fixture
def host_client(host, sign_in):
    return sign_in(host)
