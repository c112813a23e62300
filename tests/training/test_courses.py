"""The courses that come with the product: complete in both languages, sound as tests, loaded without harm."""

import re
import shutil

import pytest
from django.core.management import call_command

from community.markdown import render_markdown
from community.training import actions
from community.training.loading import COURSES, load_courses, read_toml
from community.training.models import Attempt, Certificate, Course, Lesson, LessonRead, Option, Playbook, Question
from community.training.models.playbook import Situation
from feedback.placeholders import unknown_in

SLUGS = ["answering-well", "conflict", "crisis", "fair-incentives", "mood-and-tone"]
HAN = re.compile("[\u4e00-\u9fff]")
HALF_WIDTH = re.compile("[\u4e00-\u9fff」）][,:;?!(]|[,:;?!)][\u4e00-\u9fff「（]")


def facts(slug):
    return read_toml(COURSES / slug / "course.toml")


def questions(slug):
    return read_toml(COURSES / slug / "questions.toml")["question"]


def lessons(slug):
    """[(slug, Chinese, English)]"""
    return [
        (row["slug"], *((COURSES / slug / f"{row['slug']}.{code}.md").read_text("utf-8") for code in ("zh", "en")))
        for row in facts(slug)["lessons"]
    ]


def pairs(slug):
    """Every text of a course in both languages: [(Chinese, English)]."""
    yield from ((row["title"], row["title_en"]) for row in (facts(slug), *facts(slug)["lessons"]))
    yield facts(slug)["summary"], facts(slug)["summary_en"]
    yield from ((chinese, english) for _slug, chinese, english in lessons(slug))
    for question in questions(slug):
        yield question["scenario"], question["scenario_en"]
        for option in question["option"]:
            yield option["text"], option["text_en"]
            yield option["why"], option["why_en"]
    for playbook in read_toml(COURSES / slug / "playbooks.toml")["playbook"]:
        for name in ("title", "hint", "text"):
            yield playbook[name], playbook[f"{name}_en"]


# --- the texts ------------------------------------------------------------------------------------------------


def test_there_are_five_and_nothing_lies_about():
    assert sorted(path.name for path in COURSES.iterdir()) == SLUGS
    for slug in SLUGS:
        named = {f"{row['slug']}.{code}.md" for row in facts(slug)["lessons"] for code in ("zh", "en")}
        kept = {path.name for path in (COURSES / slug).iterdir()}
        assert kept == named | {"course.toml", "questions.toml", "playbooks.toml"}


@pytest.mark.parametrize("slug", SLUGS)
def test_every_text_stands_in_both_languages(slug):
    for chinese, english in pairs(slug):
        assert HAN.search(chinese), chinese
        assert english.strip(), chinese
        assert not HAN.search(english), english


@pytest.mark.parametrize("slug", SLUGS)
def test_chinese_is_set_with_chinese_marks_and_speaks_to_a_friend(slug):
    for chinese, _english in pairs(slug):
        assert not HALF_WIDTH.search(chinese), HALF_WIDTH.search(chinese)
    # 您 only where an answer that is shown as a bad one says it.
    for question in questions(slug):
        assert "您" not in question["scenario"]
        for option in question["option"]:
            assert "您" not in option["why"]
            assert "您" not in option["text"] or not option.get("right")
    for playbook in read_toml(COURSES / slug / "playbooks.toml")["playbook"]:
        assert "您" not in playbook["text"]


@pytest.mark.parametrize("slug", SLUGS)
def test_lessons_are_of_a_length_that_is_read(slug):
    texts = lessons(slug)
    assert 4 <= len(texts) <= 5
    for name, chinese, english in texts:
        assert 350 <= len(HAN.findall(chinese)) <= 700, name
        assert 220 <= len(english.split()) <= 520, name
        for text in (chinese, english):
            rendered = render_markdown(text, top=2)
            assert rendered.count("<h2>") >= 2, name
            assert "<li>" in rendered, name
            assert "|" not in rendered, name


@pytest.mark.parametrize("slug", SLUGS)
def test_questions_can_be_answered(slug):
    asked = questions(slug)
    assert 8 <= len(asked) <= 10
    for question in asked:
        options = question["option"]
        right = sum(option.get("right", False) for option in options)
        assert 3 <= len(options) <= 4
        assert right >= 2 if question.get("multiple") else right == 1
        assert right < len(options)
        assert len({option["text"] for option in options}) == len(options)


@pytest.mark.parametrize("name", ["text", "text_en"])
@pytest.mark.parametrize("slug", SLUGS)
def test_the_longest_option_is_mostly_not_the_right_one(slug, name):
    single = [question["option"] for question in questions(slug) if not question.get("multiple")]
    longest = [max(options, key=lambda option: len(option[name])) for options in single]
    assert sum(option.get("right", False) for option in longest) <= len(single) / 2


@pytest.mark.parametrize("slug", SLUGS)
def test_playbooks_are_of_use_beside_the_box(slug):
    playbooks = read_toml(COURSES / slug / "playbooks.toml")["playbook"]
    assert 4 <= len(playbooks) <= 6
    for playbook in playbooks:
        assert playbook["situation"] in Situation.values
        assert not unknown_in(playbook["text"]) + unknown_in(playbook["text_en"])


def test_every_situation_has_a_playbook():
    found = {row["situation"] for slug in SLUGS for row in read_toml(COURSES / slug / "playbooks.toml")["playbook"]}
    assert found == set(Situation.values)


# --- loading --------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    """A folder with one of the courses, to be changed."""
    shutil.copytree(COURSES / "conflict", tmp_path / "conflict")
    return tmp_path


def reword(folder, old, new):
    path = folder / "conflict" / "questions.toml"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


@pytest.mark.django_db
def test_all_fit_into_the_database(capsys):
    call_command("load_courses")
    assert sorted(Course.objects.values_list("slug", flat=True)) == SLUGS
    assert Question.objects.answerable().count() == Question.objects.count() == 44
    for model in (Lesson, Option, Playbook):
        for row in model.objects.all():
            row.full_clean()
    assert not Lesson.objects.filter(rendered="").exists()
    assert not Lesson.objects.filter(rendered_en="").exists()
    assert "mood-and-tone: loaded." in capsys.readouterr().out


@pytest.mark.django_db
def test_loading_again_adds_nothing(folder, capsys):
    assert load_courses(folder) == [("conflict", "created")]
    before = list(Question.objects.values_list("pk", flat=True))
    assert load_courses(folder) == [("conflict", "unchanged")]
    assert list(Question.objects.values_list("pk", flat=True)) == before
    assert Course.objects.get().version == 1
    call_command("load_courses")
    capsys.readouterr()
    call_command("load_courses")
    assert capsys.readouterr().out == ""


@pytest.mark.django_db
def test_a_newer_text_raises_the_version_and_keeps_what_was_done(folder, tessa):
    load_courses(folder)
    course = Course.objects.get()
    Course.objects.update(pass_percent=1, audience="hosts", position=9)
    course.refresh_from_db()
    for lesson in course.lessons.all():
        actions.read_lesson(lesson, actor=tessa)
    attempt = actions.start_attempt(course, actor=tessa)
    for number, question in enumerate(attempt.sheet, 1):
        right = [place for place, option in enumerate(question["options"]) if option["is_right"]]
        actions.answer_question(attempt, number, right, actor=tessa)
    actions.finish_attempt(attempt, actor=tessa)
    reword(folder, "电梯费", "车位费")
    assert load_courses(folder) == [("conflict", "updated")]
    course.refresh_from_db()
    assert (course.version, course.pass_percent, course.audience, course.position) == (2, 1, "hosts", 9)
    assert Question.objects.filter(scenario__contains="车位费").exists()
    assert LessonRead.objects.count() == 4
    assert Certificate.objects.valid().get().course_version == 1
    assert "电梯费" in str(Attempt.objects.get().sheet)


@pytest.mark.django_db
def test_what_was_changed_on_the_desk_is_left_alone(folder):
    load_courses(folder)
    course = Course.objects.get()
    Lesson.objects.filter(course=course).update(title="我们自己的话")
    actions.mark_edited(course)
    reword(folder, "电梯费", "车位费")
    assert load_courses(folder) == [("conflict", "edited")]
    assert Lesson.objects.first().title == "我们自己的话"
    assert not Question.objects.filter(scenario__contains="车位费").exists()


@pytest.mark.django_db
def test_a_course_written_here_is_not_taken_over(folder, tessa):
    own = Course.objects.create(slug="conflict", title="自己的", summary="自己写的。")
    assert load_courses(folder) == [("conflict", "edited")]
    own.refresh_from_db()
    assert own.title == "自己的"
    assert not own.lessons.exists()


@pytest.mark.django_db
def test_a_broken_folder_leaves_nothing_by_halves(folder):
    (folder / "conflict" / "playbooks.toml").write_text("[[playbook]\n", "utf-8")
    with pytest.raises(ValueError, match="line 1"):
        load_courses(folder)
    assert not Course.objects.exists()
