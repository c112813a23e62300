"""Training on the staff desk: playbooks beside the reply box, what leads write, and who has passed what."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.actions import appoint_ambassador
from community.models import AuditEntry, Community
from community.training.loading import load_courses
from community.training.models import (
    Certificate,
    Course,
    GroupRequirement,
    Lesson,
    Playbook,
    Question,
)
from feedback import actions as feedback_actions
from feedback.models import Category, Feedback, Mood
from feedback.situations import situations_of
from tests.factories import make_due, make_feedback, make_group, make_member
from tests.pages import words_of
from tests.training.conftest import make_course, take_course

pytestmark = pytest.mark.django_db

PEOPLE, TABLE = "/admin/training/course/people/", "/admin/training/course/people.csv"


@pytest.fixture
def lead(tessa):
    tessa.groups.set([Group.objects.get(name="leads")])
    return tessa


@pytest.fixture
def lead_client(lead, sign_in):
    return sign_in(lead)


# --- playbooks ------------------------------------------------------------------------------------------------


def desk_of(item):
    return f"/admin/feedback/feedback/{item.pk}/desk/"


def make_playbook(title, situation="any", **fields):
    words = {"title": f"锦囊 {title}", "title_en": title, "text": f"你好，{title}。", "text_en": f"Hello {title}."}
    return Playbook.objects.create(situation=situation, **(words | fields))


def offered(client, item):
    """Titles on the desk, in their order."""
    return [playbook.title_en for playbook in client.get(desk_of(item)).context["playbooks"]]


def test_an_item_is_in_the_situations_that_its_facts_say(machine, alice):
    item = make_feedback(alice)
    assert situations_of(item) == ["first", "any"]
    Feedback.objects.filter(pk=item.pk).update(mood=Mood.NEGATIVE, is_alarming=True)
    make_due(item, timezone.now() - timedelta(hours=1))
    item.refresh_from_db()
    assert situations_of(item) == ["alarm", "late", "upset", "first", "any"]
    for status, found in (
        ("needs_info", ["upset", "asked", "any"]),
        ("declined", ["upset", "declined", "any"]),
        ("merged", ["upset", "any"]),
        ("fixed", ["upset", "done", "any"]),
    ):
        item.status, item.is_alarming, item.due_at, item.answered_at = status, False, None, timezone.now()
        assert situations_of(item) == found
    item.status, item.mood, item.asked_again_at = "under_review", Mood.POSITIVE, timezone.now()
    assert situations_of(item) == ["again", "under_way", "declined", "pleased", "any"]


def test_every_status_is_known():
    for status in Feedback._meta.get_field("status").choices:
        assert situations_of(Feedback(status=status[0], mood="neutral"))


def test_the_few_that_fit_are_offered_what_presses_first(alice, tessa_client):
    app = Category.objects.create(slug="app", name="应用", name_en="App")
    item = make_feedback(alice, category=app)
    Feedback.objects.update(is_alarming=True)
    make_playbook("Always")
    make_playbook("First", "first")
    make_playbook("Alarm", "alarm")
    make_playbook("App alone", "first", category="app")
    make_playbook("Other category", "first", category="delivery")
    make_playbook("Done", "done")
    make_playbook("Off", "first", is_active=False)
    assert offered(tessa_client, item) == ["App alone", "Alarm", "First", "Always"]


def test_no_more_than_a_few(alice, tessa_client):
    for number in range(9):
        make_playbook(f"P{number}", "first", position=number)
    assert offered(tessa_client, make_feedback(alice)) == [f"P{number}" for number in range(6)]


def test_the_words_are_the_items_language_and_filled_in(alice, tessa_client):
    playbook = make_playbook("Hi", text="{name}，{number}。", text_en="{name}, {number} & <b>.")
    english = make_feedback(alice, "The search forgets my filter.")
    chinese = make_feedback(alice, "搜索总是忘记我的筛选条件。")
    page = tessa_client.get(desk_of(english)).content.decode()
    assert f'data-words="Alice, #{english.pk} &amp; &lt;b&gt;."' in page
    assert f"&amp;playbook={playbook.pk}#id_answer" in page
    assert f'data-words="Alice，#{chinese.pk}。"' in tessa_client.get(desk_of(chinese)).content.decode()
    playbook.text_en = ""
    playbook.save()
    assert f'data-words="Alice，#{english.pk}。"' in tessa_client.get(desk_of(english)).content.decode()


def test_without_a_script_the_link_opens_the_desk_with_the_words(alice, tessa_client):
    playbook = make_playbook("Hi", text_en="{name}, I look at it.")
    item = make_feedback(alice)
    assert (
        "Alice, I look at it.</textarea>"
        in tessa_client.get(f"{desk_of(item)}?playbook={playbook.pk}").content.decode()
    )
    Playbook.objects.update(is_active=False)
    for key in (playbook.pk, "x", "-1", "9" * 30, "1\u0663", ""):
        page = tessa_client.get(desk_of(item), {"playbook": key})
        assert page.status_code == 200
        assert "I look at it." not in page.content.decode()


def test_an_item_without_fitting_ones_shows_no_list(alice, tessa_client):
    make_playbook("Done", "done")
    assert b"playbooks" not in tessa_client.get(desk_of(make_feedback(alice))).content


def test_all_that_come_with_the_product_find_a_place(alice, tessa, tessa_client):
    load_courses()
    item = make_feedback(alice)
    assert 1 <= len(offered(tessa_client, item)) <= 6
    feedback_actions.triage_feedback(item, actor=tessa, answer="Yes.", status="planned")
    assert "A word although nothing moved" in offered(tessa_client, item)


def test_the_desk_asks_once_however_many_there_are(alice, tessa_client):
    item = make_feedback(alice)
    Community.get()

    def asked():
        with CaptureQueriesContext(connection) as queries:
            tessa_client.get(desk_of(item))
        return [query["sql"] for query in queries if "training_playbook" in query["sql"]]

    assert len(asked()) == 1
    for number in range(20):
        make_playbook(f"P{number}", "first", course=make_course(f"c-{number}", questions=0, lessons=0))
    assert len(asked()) == 1


# --- writing courses ------------------------------------------------------------------------------------------


def lesson_form(taught, **fields):
    words = {"title": "先听见", "title_en": "Hear", "slug": "hear", "text": "**听**", "text_en": "**Hear**"}
    return {"course": taught.pk, "position": "1", "minutes": "3"} | words | fields


def test_a_lesson_is_written_rendered_and_raises_the_version(course, lead_client):
    add = "/admin/training/lesson/add/"
    assert lead_client.post(add, lesson_form(course)).status_code == 302
    lesson = Lesson.objects.get(slug="hear")
    assert "<strong>Hear</strong>" in lesson.rendered_en
    course.refresh_from_db()
    assert (course.version, course.edited_at is None) == (2, False)
    change = f"/admin/training/lesson/{lesson.pk}/change/"
    assert "<strong>Hear</strong>" in lead_client.get(change).content.decode()
    lead_client.post(change, lesson_form(course))
    course.refresh_from_db()
    assert course.version == 2  # nothing was changed
    lead_client.post(change, lesson_form(course, text_en="*Listen*"))
    lesson.refresh_from_db()
    assert "<em>Listen</em>" in lesson.rendered_en
    lead_client.post(f"/admin/training/lesson/{lesson.pk}/delete/", {"post": "yes"})
    course.refresh_from_db()
    assert course.version == 4
    trail = AuditEntry.objects.filter(action__startswith="training.lesson").order_by("pk")
    assert [entry.action for entry in trail] == [f"training.lesson.{did}" for did in ("created", "edited", "removed")]


@pytest.mark.parametrize(
    "fields",
    [
        {"minutes": "0"},
        {"minutes": "121"},
        {"slug": "a b"},
        {"slug": "lesson-1"},
        {"text": ""},
        {"text": "x" * 20_001},
        {"title": "x" * 61},
        {"course": "9" * 30},
    ],
)
def test_odd_lessons_are_refused_by_the_field(fields, course, lead_client):
    assert lead_client.post("/admin/training/lesson/add/", lesson_form(course, **fields)).status_code == 200
    assert Lesson.objects.count() == 2


def question_form(course, *options, **fields):
    """`options` are (text, right)."""
    form = {"course": course.pk, "position": "1", "scenario": "怎么办？", "scenario_en": "What now?"}
    form |= {"options-TOTAL_FORMS": str(len(options)), "options-INITIAL_FORMS": "0"}
    for place, (text, is_right) in enumerate(options):
        form |= {f"options-{place}-text": text, f"options-{place}-why": "因为", f"options-{place}-position": str(place)}
        if is_right:
            form[f"options-{place}-is_right"] = "on"
    return form | fields


def test_a_question_is_written_with_its_options(course, lead_client):
    form = question_form(course, ("回", True), ("不回", False), ("等", False))
    assert lead_client.post("/admin/training/question/add/", form).status_code == 302
    question = Question.objects.get(scenario="怎么办？")
    assert [option.is_right for option in question.options.all()] == [True, False, False]
    course.refresh_from_db()
    assert course.version == 2


def test_changing_an_option_alone_is_noted_and_raises_the_version(course, lead_client):
    question = course.questions.first()
    options = list(question.options.all())
    form = {"course": course.pk, "position": "1", "scenario": question.scenario, "scenario_en": question.scenario_en}
    form |= {"options-TOTAL_FORMS": "3", "options-INITIAL_FORMS": "3"}
    for place, option in enumerate(options):
        kept = {"id": option.pk, "question": question.pk, "position": "0", "text": option.text, "why": option.why}
        kept |= {"text_en": option.text_en, "why_en": option.why_en} | ({"is_right": "on"} if option.is_right else {})
        form |= {f"options-{place}-{name}": value for name, value in kept.items()}
    address = f"/admin/training/question/{question.pk}/change/"
    assert lead_client.post(address, form).status_code == 302
    course.refresh_from_db()
    assert course.version == 1
    assert lead_client.post(address, form | {"options-0-why": "因为听见了"}).status_code == 302
    course.refresh_from_db()
    assert course.version == 2
    assert AuditEntry.objects.filter(action="training.question.edited").count() == 1


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ([("回", False), ("不回", False)], "At least one option must be right."),
        ([("回", True)], "Give at least two options."),
        ([("回", True), ("不回", True)], "allow several answers above"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(options, fault, course, lead_client):
    refused = lead_client.post("/admin/training/question/add/", question_form(course, *options))
    assert fault in words_of(refused)
    assert Question.objects.count() == 4


def course_form(course, **fields):
    names = ("title", "title_en", "slug", "summary", "summary_en", "audience", "position")
    form = {name: getattr(course, name) for name in (*names, "pass_percent", "valid_months")}
    return form | {"is_active": "on"} | fields


def test_a_course_is_run_without_a_new_version_and_reworded_with_one(course, lead_client):
    address = f"/admin/training/course/{course.pk}/change/"
    lead_client.post(address, course_form(course, pass_percent="90", audience="hosts"))
    course.refresh_from_db()
    assert (course.pass_percent, course.audience, course.version, course.edited_at) == (90, "hosts", 1, None)
    lead_client.post(address, course_form(course, summary="听见再说。"))
    course.refresh_from_db()
    assert (course.summary, course.version) == ("听见再说。", 2)
    assert lead_client.post(f"/admin/training/course/{course.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    "fields", [{"pass_percent": "0"}, {"pass_percent": "101"}, {"valid_months": "0"}, {"slug": ""}]
)
def test_odd_courses_are_refused_by_the_field(fields, course, lead_client):
    answer = lead_client.post(f"/admin/training/course/{course.pk}/change/", course_form(course, **fields))
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()


def test_a_playbook_changes_no_version_and_is_kept_from_the_files(course, lead_client):
    playbook = make_playbook("Hi", course=course)
    form = {"title": "问好", "situation": "first", "text": "你好，{name}。", "position": "0", "is_active": "on"}
    address = f"/admin/training/playbook/{playbook.pk}/change/"
    assert lead_client.post(address, form | {"course": course.pk}).status_code == 302
    course.refresh_from_db()
    playbook.refresh_from_db()
    assert (playbook.title, course.version, course.edited_at is None) == ("问好", 1, False)
    assert "你好" in words_of(lead_client.get(address))
    Course.objects.update(edited_at=None)
    lead_client.post(f"/admin/training/playbook/{playbook.pk}/delete/", {"post": "yes"})
    course.refresh_from_db()
    assert (course.version, course.edited_at is None) == (1, False)
    assert lead_client.post("/admin/training/playbook/add/", form | {"situation": "bored"}).status_code == 200


def test_certificates_are_only_looked_at(course, tessa, adam_client):
    take_course(course, tessa)
    certificate = Certificate.objects.get()
    address = f"/admin/training/certificate/{certificate.pk}/"
    assert certificate.number in words_of(adam_client.get(f"{address}change/"))
    assert adam_client.post(f"{address}change/", {"number": "x"}).status_code == 403
    assert adam_client.post(f"{address}delete/", {"post": "yes"}).status_code == 403
    assert adam_client.get("/admin/training/certificate/add/").status_code == 403


@pytest.mark.parametrize("name", ["course", "lesson", "question", "playbook", "grouprequirement", "certificate"])
def test_tables_are_for_leads(name, course, tessa, tessa_client, alice_client, visitor):
    address = f"/admin/training/{name}/"
    assert tessa_client.get(address).status_code == 403
    assert alice_client.get(address).status_code == 302
    assert visitor.get(address).status_code == 302
    tessa.groups.set([Group.objects.get(name="leads")])
    assert tessa_client.get(address).status_code == 200
    assert tessa_client.get(f"{address}?course__title__regex=(").status_code == 400


# --- who has passed what --------------------------------------------------------------------------------------


def test_the_matrix_is_for_leads(course, alice_client, visitor, lead_client):
    for address in (PEOPLE, TABLE):
        assert lead_client.get(address).status_code == 200
        assert lead_client.post(address).status_code == 405
        assert alice_client.get(address).status_code == 302
        assert visitor.get(address).status_code == 302


def test_moderators_do_not_see_the_matrix(course, tessa_client):
    for address in (PEOPLE, TABLE):
        assert tessa_client.get(address).status_code == 403


def test_the_matrix_says_until_when(lead, lead_client, host, alice):
    tone, other = make_course("tone"), make_course("other", position=2)
    take_course(tone, lead)
    GroupRequirement.objects.create(group=lead.groups.get(), course=other, grace_days=30)
    until = timezone.localtime(Certificate.objects.get().expires_at).date()
    page = words_of(lead_client.get(PEOPLE))
    assert f"until {until}" in page
    assert "required, missing" in page
    assert "Hanna host" in page
    assert "Alice" not in page
    assert "Tessa" not in words_of(lead_client.get(f"{PEOPLE}?who=hosts")).split("Who has passed what")[-1]
    assert "Hanna" not in words_of(lead_client.get(f"{PEOPLE}?who=staff"))
    for odd in ("?who=x", "?after=x", f"?after={'9' * 30}", "?after=-1", "?who=staff&after=0"):
        assert lead_client.get(f"{PEOPLE}{odd}").status_code == 200


def test_the_matrix_holds_ambassadors(course, lead_client, alice, adam):
    appoint_ambassador(alice, actor=adam)
    for who in ("all", "hosts"):
        assert "Alice ambassador" in words_of(lead_client.get(f"{PEOPLE}?who={who}"))
    assert "Alice" not in words_of(lead_client.get(f"{PEOPLE}?who=staff"))
    assert "Alice,ambassador" in b"".join(lead_client.get(TABLE).streaming_content).decode()


def test_an_expired_one_is_called_so(course, lead, lead_client, adam, sign_in):
    take_course(course, lead)
    end = Certificate.objects.get().expires_at
    with time_machine.travel(end, tick=False):
        assert "expired" in words_of(sign_in(adam).get(PEOPLE))
        assert "expired" in b"".join(sign_in(adam).get(TABLE).streaming_content).decode()


def test_the_table_holds_everybody_and_no_formulas(course, lead, lead_client, monkeypatch):
    monkeypatch.setattr("community.training.results.PAGE", 2)
    Course.objects.update(title_en="=Tone")
    names = ["=cmd", "+1 Max", "@home", "-Ina", "Olga"]
    for number, name in enumerate(names):
        member = make_member(f"Person {number}", is_staff=True)
        type(member).objects.filter(pk=member.pk).update(name=name)
    take_course(course, lead)
    answer = lead_client.get(TABLE)
    text = b"".join(answer.streaming_content).decode()
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert text.startswith("\ufeff")
    head, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert head == ["Name", "Role", "'=Tone"]
    assert [row[0] for row in rows] == ["Tessa", "'=cmd", "'+1 Max", "'@home", "'-Ina", "Olga"]
    assert rows[0][2] == timezone.localtime(Certificate.objects.get().expires_at).date().isoformat()
    assert AuditEntry.objects.filter(action="training.results.exported", actor=lead).count() == 1


def test_the_matrix_pages_by_key_at_a_fixed_cost(lead, lead_client, monkeypatch):
    monkeypatch.setattr("community.training.results.PAGE", 5)
    courses = [make_course(f"c-{number}", lessons=0, questions=1) for number in range(3)]
    GroupRequirement.objects.create(group=lead.groups.get(), course=courses[0])
    Community.get()

    def cost():
        with CaptureQueriesContext(connection) as queries:
            lead_client.get(PEOPLE)
        return [query["sql"] for query in queries]

    few = cost()
    for number in range(12):
        member = make_member(is_staff=number % 2 == 0)
        make_group().memberships.create(member=member, role="host")
        take_course(courses[number % 3], member)
    many = cost()
    assert len(few) == len(many) == 12, "\n".join(many)
    first = lead_client.get(PEOPLE).context
    second = lead_client.get(f"{PEOPLE}?after={first['after']}").context
    third = lead_client.get(f"{PEOPLE}?after={second['after']}").context
    shown = [row.member.pk for page in (first, second, third) for row in page["rows"]]
    assert len(shown) == len(set(shown)) == 13
    assert third["after"] is None
