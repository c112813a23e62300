"""The pages of training: who finds them, what they say, and every press."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.actions import appoint_ambassador
from community.models import Community, Membership
from community.training import actions
from community.training.models import Attempt, Certificate, Course, GroupRequirement, LessonRead
from community.training.models.certificate import ALPHABET, new_number
from tests.factories import join, make_group
from tests.pages import asks_to_sign_in, words_of
from tests.training.conftest import answer_all, make_course, places, take_course

pytestmark = pytest.mark.django_db

LIST, COURSE, LESSON = "/training/", "/training/tone/", "/training/tone/lessons/lesson-1/"
READ, START, FINISH = f"{LESSON}read/", f"{COURSE}test/start/", f"{COURSE}test/finish/"
REVIEW, FIRST = f"{COURSE}test/review/", f"{COURSE}test/1/"
PAGES = [LIST, COURSE, LESSON]
PRESSES = [READ, START, FINISH, FIRST]


# --- who it is for --------------------------------------------------------------------------------------------


def test_ones_own_page_leads_there_whoever_it_is_for(alice, bob, alice_client, bob_client, adam, tessa_client):
    link = f'href="{LIST}"'
    assert link in tessa_client.get("/me/").content.decode()
    assert link not in alice_client.get("/me/").content.decode()
    appoint_ambassador(alice, actor=adam)
    assert link in alice_client.get("/me/").content.decode()
    # The group that one runs need not be among those that are shown.
    for number in range(45):
        join(make_group(), bob, host=number == 22)
    assert link in bob_client.get("/me/").content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_it_is_there_for_team_and_hosts_alone(page, course, tessa_client, host_client, alice_client, visitor):
    assert tessa_client.get(page).status_code == 200
    assert host_client.get(page).status_code == 200
    assert alice_client.get(page).status_code == 404
    assert asks_to_sign_in(visitor.get(page))
    assert tessa_client.post(page).status_code == 405


@pytest.mark.parametrize("press", PRESSES)
def test_presses_are_for_team_and_hosts_alone(press, course, tessa, tessa_client, alice_client, visitor):
    actions.start_attempt(course, actor=tessa)
    assert asks_to_sign_in(visitor.post(press))
    assert alice_client.post(press).status_code == 404
    assert not LessonRead.objects.exists()
    if press != FIRST:
        assert tessa_client.get(press).status_code == 405


def test_a_host_no_longer_finds_nothing(course, host, host_client):
    Membership.objects.update(role="member")
    assert host_client.get(LIST).status_code == 404
    assert host_client.get(COURSE).status_code == 404


def test_a_host_of_a_closed_group_finds_nothing(course, host, host_client):
    group = host.memberships.get().group
    group.is_active = False
    group.save()
    assert host_client.get(LIST).status_code == 404


def test_ambassadors_learn_what_hosts_learn(course, carol, carol_client):
    carol.groups.add(Group.objects.get(name="ambassadors"))
    assert carol_client.get(COURSE).status_code == 200


def test_each_audience_sees_its_own(tessa_client, host_client):
    make_course("for-team", audience="moderators")
    make_course("for-hosts", audience="hosts")
    make_course("not-yet", is_active=False)
    team, hosts = words_of(tessa_client.get(LIST)), words_of(host_client.get(LIST))
    assert "For-Team" in team
    assert "For-Hosts" not in team
    assert "For-Hosts" in hosts
    assert "For-Team" not in hosts
    assert tessa_client.get("/training/for-hosts/").status_code == 404
    assert host_client.get("/training/for-team/").status_code == 404
    for client in (tessa_client, host_client):
        assert client.get("/training/not-yet/").status_code == 404


def test_what_rights_ask_for_is_open_whoever_it_is_for(carol, carol_client):
    helpers = Group.objects.create(name="helpers")
    carol.groups.add(helpers)
    course = make_course("for-team", audience="moderators")
    assert carol_client.get(LIST).status_code == 404
    GroupRequirement.objects.create(group=helpers, course=course)
    assert carol_client.get("/training/for-team/").status_code == 200


def test_who_writes_courses_sees_them_before_others(sign_in, tessa):
    make_course("not-yet", is_active=False)
    tessa.groups.set([Group.objects.get(name="leads")])
    lead = sign_in(tessa)
    assert lead.get("/training/not-yet/").status_code == 200
    assert "Not-Yet" not in words_of(lead.get(LIST))


def test_without_courses_the_team_reads_that(tessa_client):
    assert "No course yet" in words_of(tessa_client.get(LIST))


def test_what_is_not_there(course, tessa_client):
    for path in (
        "/training/nothing/",
        f"{COURSE}lessons/nothing/",
        REVIEW,
        f"{COURSE}test/1/",
        f"{COURSE}result/1/",
        f"{COURSE}result/{'9' * 18}/",
        f"{COURSE}result/{'9' * 30}/",
        "/training/certificate/ABCD-EFGH-JKLM-NPQR/",
        f"/training/certificate/{'9' * 400}/",
    ):
        assert tessa_client.get(path).status_code == 404, path
    assert tessa_client.post(f"{COURSE}lessons/nothing/read/").status_code == 404
    assert tessa_client.post(FINISH).status_code == 404


# --- reading --------------------------------------------------------------------------------------------------


def test_going_on_marks_a_lesson_as_read(course, tessa, tessa_client):
    assert "Part 1" in words_of(tessa_client.get(LESSON))
    assert not LessonRead.objects.exists()
    for _twice in range(2):
        assert tessa_client.post(READ).headers["Location"] == f"{COURSE}lessons/lesson-2/"
    assert LessonRead.objects.get().member == tessa
    last = tessa_client.post(f"{COURSE}lessons/lesson-2/read/")
    assert last.headers["Location"] == COURSE
    assert "2 of 2 lessons" in words_of(tessa_client.get(LIST))


def test_a_lesson_shows_what_was_rendered_in_the_readers_language(course, tessa, tessa_client):
    page = tessa_client.get(LESSON).content.decode()
    assert "<strong>Hear</strong>" in page
    tessa.language = "zh-hans"
    tessa.save()
    assert "<strong>先听见</strong>" in tessa_client.get(LESSON).content.decode()


def test_markup_in_a_lesson_stays_text(course, tessa_client):
    lesson = course.lessons.first()
    lesson.text_en = "<script>alert(1)</script> [x](javascript:alert(1))"
    lesson.save()
    page = tessa_client.get(LESSON).content.decode()
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


# --- the test -------------------------------------------------------------------------------------------------


def test_the_whole_way_through_without_a_script(course, tessa, tessa_client):
    assert tessa_client.post(START).headers["Location"] == FIRST
    attempt = Attempt.objects.get()
    for number in range(1, 5):
        page = words_of(tessa_client.get(f"{COURSE}test/{number}/"))
        assert f"Situation {number} of 4" in page
        assert "Why Right." not in page
        after = tessa_client.post(f"{COURSE}test/{number}/", {"choice": places(attempt, number, "Right")})
        assert after.headers["Location"] == (f"{COURSE}test/{number + 1}/" if number < 4 else REVIEW)
    assert "All are answered" in words_of(tessa_client.get(REVIEW))
    done = tessa_client.post(FINISH)
    assert done.headers["Location"] == f"{COURSE}result/{attempt.pk}/"
    result = words_of(tessa_client.get(done.headers["Location"]))
    assert "Passed. Well done." in result
    for word in ("Right", "Wrong", "Odd"):
        assert result.count(f"Why {word}.") == 4
    assert tessa_client.post(FINISH).headers["Location"] == done.headers["Location"]
    assert Certificate.objects.count() == 1


def test_beginning_again_goes_on_where_it_was_left(course, tessa, tessa_client):
    tessa_client.post(START)
    tessa_client.post(FIRST, {"choice": "0"})
    assert tessa_client.post(START).headers["Location"] == f"{COURSE}test/2/"
    assert Attempt.objects.count() == 1
    assert " checked" in tessa_client.get(FIRST).content.decode()


@pytest.mark.parametrize("choice", ["", "3", "-1", "x", "0 ", "9" * 30, "1\u0663", ["0", "1"], "😀" * 2500, "<b>"])
def test_what_is_no_answer_is_told_by_the_field(choice, course, tessa, tessa_client):
    actions.start_attempt(course, actor=tessa)
    answer = tessa_client.post(FIRST, {"choice": choice})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert Attempt.objects.get().answers == [[]] * 4


def test_null_characters_are_refused(course, tessa, tessa_client):
    actions.start_attempt(course, actor=tessa)
    assert tessa_client.post(FIRST, {"choice": "0\x00"}).status_code == 400


def test_the_form_cannot_say_how_it_went(course, tessa, tessa_client):
    attempt = actions.start_attempt(course, actor=tessa)
    answer_all(attempt, tessa, wrong=4)
    tessa_client.post(FINISH, {"score": "100", "passed": "true", "answers": "[[0]]"})
    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed) == (0, False)


def test_an_unfinished_test_is_not_taken(course, tessa, tessa_client):
    tessa_client.post(START)
    assert tessa_client.post(FINISH).headers["Location"] == REVIEW
    assert "Question 1 has no answer yet." in words_of(tessa_client.get(REVIEW))
    assert Attempt.objects.get().finished_at is None


def test_after_a_failure_the_page_says_when_to_come_back(course, tessa, tessa_client):
    attempt = take_course(course, tessa, wrong=4)
    assert "The next try is open from" in words_of(tessa_client.get(f"{COURSE}result/{attempt.pk}/"))
    assert START not in tessa_client.get(COURSE).content.decode()
    refused = tessa_client.post(START, follow=True)
    assert "the next try is open in 60 minutes" in words_of(refused)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert START in tessa_client.get(COURSE).content.decode()


def test_a_lapsed_test_leads_back_to_the_course(course, tessa, tessa_client):
    attempt = actions.start_attempt(course, actor=tessa)
    answer_all(attempt, tessa)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert tessa_client.get(FIRST).status_code == 404
        assert "Please begin anew." in words_of(tessa_client.post(FINISH, follow=True))


def test_a_result_is_its_members_own(course, tessa, tessa_client, host_client, adam_client):
    attempt = take_course(course, tessa)
    for client in (host_client, adam_client):
        assert client.get(f"{COURSE}result/{attempt.pk}/").status_code == 404
    other = make_course("other")
    assert tessa_client.get(f"/training/{other.slug}/result/{attempt.pk}/").status_code == 404


def test_an_open_try_has_no_result(course, tessa, tessa_client):
    attempt = actions.start_attempt(course, actor=tessa)
    assert tessa_client.get(f"{COURSE}result/{attempt.pk}/").status_code == 404


# --- the certificate ------------------------------------------------------------------------------------------


def test_whoever_has_the_address_sees_a_certificate(course, tessa, visitor):
    take_course(course, tessa)
    certificate = Certificate.objects.get()
    answer = Client(headers={"Accept-Language": "en"}).get(certificate.get_absolute_url())
    page = words_of(answer)
    assert "Tessa" in page
    assert "Tone" in page
    assert "Expired" not in page
    assert tessa.email not in page
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert visitor.get(certificate.get_absolute_url().lower()).status_code == 200
    with time_machine.travel(certificate.expires_at, tick=False):
        assert "Expired" in words_of(Client(headers={"Accept-Language": "en"}).get(certificate.get_absolute_url()))


def test_the_holder_reads_that_the_end_is_near(course, tessa, tessa_client, bob_client):
    take_course(course, tessa)
    certificate = Certificate.objects.get()
    # A session lasts a month only.
    with time_machine.travel(certificate.expires_at - timedelta(days=20, hours=-1), tick=False):
        tessa_client.force_login(tessa)
        bob_client.logout()
        assert "expires in 20 days" in words_of(tessa_client.get(LIST))
        assert "It expires in 20 days." in words_of(tessa_client.get(certificate.get_absolute_url()))
        assert "20 days" not in words_of(bob_client.get(certificate.get_absolute_url()))


def test_numbers_are_not_guessable():
    assert len(ALPHABET) == 32
    numbers = {new_number() for _n in range(200)}
    assert len(numbers) == 200
    assert all(len(number) == 19 and set(number) <= {*ALPHABET, "-"} for number in numbers)


# --- what it costs --------------------------------------------------------------------------------------------


def cost(client, address):
    Community.get()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in queries]


def test_the_list_costs_the_same_for_many_courses(course, tessa, tessa_client):
    few = cost(tessa_client, LIST)
    for number in range(9):
        take_course(make_course(f"c-{number}"), tessa)
        GroupRequirement.objects.create(group=tessa.groups.get(), course=Course.objects.get(slug=f"c-{number}"))
    many = cost(tessa_client, LIST)
    assert len(few) == len(many) == 11, "\n".join(many)


def test_a_course_costs_the_same_for_many_lessons(course, tessa, tessa_client):
    few = cost(tessa_client, COURSE)
    make_course("long", lessons=20, questions=20)
    many = cost(tessa_client, "/training/long/")
    assert len(few) == len(many) == 17, "\n".join(many)


def test_a_result_costs_the_same_for_many_questions(course, tessa, tessa_client):
    few = cost(tessa_client, f"{COURSE}result/{take_course(course, tessa).pk}/")
    long = make_course("long", questions=20)
    many = cost(tessa_client, f"/training/long/result/{take_course(long, tessa).pk}/")
    assert len(few) == len(many) == 11, "\n".join(many)
