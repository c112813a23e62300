"""Courses as they come with the product: from the files in courses/ into the database.

A course is a folder: course.toml with its titles and the order of its lessons, a lesson's text in <slug>.zh.md and
<slug>.en.md, questions.toml and playbooks.toml. What somebody changed on the desk is never overwritten.
"""

import hashlib
import re
import tomllib
from math import ceil
from pathlib import Path

from django.db import transaction

from community.audit import record
from community.training.models import Course, Lesson, Option, Playbook, Question

COURSES = Path(__file__).parent / "courses"
CHARACTERS_PER_MINUTE = 280
# Set on a new course alone; afterwards they are the community's to choose.
SETTINGS = ("audience", "position", "pass_percent", "valid_months")
WORDS = ("title", "title_en", "summary", "summary_en")


def load_courses(folder=COURSES):
    """Bring every course of the folder into the database, each in a transaction of its own. May run again: what is
    loaded already, or was changed on the desk, stays as it is. Returns [(slug, outcome)] with an outcome of 'created',
    'updated', 'unchanged' or 'edited'."""
    places = sorted(path.parent for path in Path(folder).glob("*/course.toml"))
    return [(place.name, load_course(place)) for place in places]


def load_course(place):
    """Bring the course of one folder into the database; see load_courses."""
    digest = digest_of(place)
    with transaction.atomic():
        course = Course.objects.select_for_update(no_key=True).filter(slug=place.name).first()
        if course and course.loaded_digest == digest:
            return "unchanged"
        if course and (course.edited_at or not course.loaded_digest):
            return "edited"
        facts = read_toml(place / "course.toml")
        outcome = "updated" if course else "created"
        if course:
            course.version += 1
        else:
            course = Course(slug=place.name, **{name: facts[name] for name in SETTINGS})
        for name in WORDS:
            setattr(course, name, facts[name])
        course.loaded_digest = digest
        course.save()
        write_lessons(course, place, facts["lessons"])
        write_questions(course, read_toml(place / "questions.toml")["question"])
        write_playbooks(course, read_toml(place / "playbooks.toml")["playbook"])
        record("training.course.loaded", course, actor=None, changes={"version": [None, course.version]})
    return outcome


def digest_of(place):
    """The fingerprint of all files of a course."""
    found = hashlib.sha256()
    for path in sorted(place.iterdir()):
        found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def read_toml(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))


def write_lessons(course, place, lessons):
    """Lessons keep their rows by their addresses, so that what somebody read stays read."""
    course.lessons.exclude(slug__in=[facts["slug"] for facts in lessons]).delete()
    for position, facts in enumerate(lessons, 1):
        text, text_en = (
            (place / f"{facts['slug']}.{code}.md").read_text(encoding="utf-8").strip() for code in ("zh", "en")
        )
        Lesson.objects.update_or_create(
            course=course,
            slug=facts["slug"],
            defaults={
                "position": position,
                "title": facts["title"],
                "title_en": facts["title_en"],
                "text": text,
                "text_en": text_en,
                "minutes": ceil(len(re.sub(r"\s", "", text)) / CHARACTERS_PER_MINUTE),
            },
        )


def write_questions(course, questions):
    """Tries keep the questions as they were asked; the rows can be written anew."""
    course.questions.all().delete()
    for position, facts in enumerate(questions, 1):
        question = Question.objects.create(
            course=course,
            position=position,
            scenario=facts["scenario"].strip(),
            scenario_en=facts["scenario_en"].strip(),
            is_multiple=facts.get("multiple", False),
        )
        Option.objects.bulk_create(
            Option(
                question=question,
                position=place,
                is_right=option.get("right", False),
                **{name: option[name] for name in ("text", "text_en", "why", "why_en")},
            )
            for place, option in enumerate(facts["option"], 1)
        )


def write_playbooks(course, playbooks):
    course.playbooks.all().delete()
    Playbook.objects.bulk_create(
        Playbook(
            course=course,
            position=10 * course.position + place,
            **{name: words.strip() for name, words in facts.items()},
        )
        for place, facts in enumerate(playbooks, 1)
    )
