"""Trying a course's test: scored on the server, finished once, after a failure with a pause."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.models import AuditEntry
from community.training import actions
from community.training.models import Attempt, Certificate, Option, Question
from tests.training.conftest import answer_all, make_course, places, take_course

pytestmark = pytest.mark.django_db


def refusal(verb, *arguments, **options):
    with pytest.raises(ValidationError) as refused:
        verb(*arguments, **options)
    return refused.value.code


# --- scoring --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("wrong", "score", "passed"), [(0, 100, True), (1, 75, False), (4, 0, False)])
def test_each_question_counts_wholly_or_not(course, tessa, wrong, score, passed):
    attempt = take_course(course, tessa, wrong=wrong)
    assert (attempt.score, attempt.passed) == (score, passed)
    assert Certificate.objects.count() == passed


def test_the_pass_mark_itself_passes(tessa):
    assert take_course(make_course(pass_percent=75), tessa, wrong=1).passed


def test_percent_is_rounded_down(tessa):
    course = make_course(questions=3, pass_percent=67)
    attempt = take_course(course, tessa, wrong=1)
    assert (attempt.score, attempt.passed) == (66, False)


def test_of_several_right_options_all_must_be_chosen(tessa):
    course = make_course(questions=1)
    Question.objects.update(is_multiple=True)
    Option.objects.filter(text_en="Odd").update(is_right=True)
    for chosen, score in ((("Right",), 0), (("Right", "Odd", "Wrong"), 0), (("Right", "Odd"), 100)):
        Attempt.objects.all().delete()
        attempt = actions.start_attempt(course, actor=tessa)
        actions.answer_question(attempt, 1, places(attempt, 1, *chosen), actor=tessa)
        assert actions.finish_attempt(attempt, actor=tessa).score == score


def test_a_change_of_the_course_changes_nothing_in_an_open_try(course, tessa):
    attempt = actions.start_attempt(course, actor=tessa)
    Option.objects.filter(text_en="Right").update(is_right=False)
    Option.objects.filter(text_en="Wrong").update(is_right=True)
    actions.mark_edited(course)
    answer_all(attempt, tessa)
    done = actions.finish_attempt(attempt, actor=tessa)
    assert (done.score, done.course_version) == (100, 1)
    assert Certificate.objects.get().course_version == 1


def test_the_order_is_shuffled_for_each_try(tessa):
    course = make_course(questions=12)
    orders = set()
    for _turn in range(4):
        attempt = actions.start_attempt(course, actor=tessa)
        orders.add(tuple(question["scenario"] for question in attempt.sheet))
        attempt.delete()
    assert len(orders) > 1


# --- answering ------------------------------------------------------------------------------------------------


def test_what_cannot_be_an_answer_is_refused(course, tessa):
    attempt = actions.start_attempt(course, actor=tessa)
    for number, chosen, code in (
        (0, [0], "no_such_question"),
        (5, [0], "no_such_question"),
        (1, [], "nothing_chosen"),
        (1, [3], "no_such_option"),
        (1, [-1], "no_such_option"),
        (1, [10**17], "no_such_option"),
        (1, [0, 1], "too_many_options"),
    ):
        assert refusal(actions.answer_question, attempt, number, chosen, actor=tessa) == code
    assert Attempt.objects.get().answers == [[]] * 4


def test_the_last_answer_counts(course, tessa):
    attempt = actions.start_attempt(course, actor=tessa)
    answer_all(attempt, tessa, wrong=4)
    answer_all(attempt, tessa)
    assert actions.finish_attempt(attempt, actor=tessa).score == 100


def test_nobody_answers_for_another(course, tessa, adam):
    attempt = actions.start_attempt(course, actor=tessa)
    with pytest.raises(Attempt.DoesNotExist):
        actions.answer_question(attempt, 1, [0], actor=adam)
    with pytest.raises(Attempt.DoesNotExist):
        actions.finish_attempt(attempt, actor=adam)


def test_only_a_whole_test_is_handed_in(course, tessa):
    attempt = actions.start_attempt(course, actor=tessa)
    actions.answer_question(attempt, 1, [0], actor=tessa)
    assert refusal(actions.finish_attempt, attempt, actor=tessa) == "unanswered"


def test_handed_in_twice_it_is_handed_in_once(course, tessa):
    attempt = take_course(course, tessa)
    again = actions.finish_attempt(attempt, actor=tessa)
    assert again.finished_at == attempt.finished_at
    assert refusal(actions.answer_question, attempt, 1, [0], actor=tessa) == "already_finished"
    assert Certificate.objects.count() == 1
    assert AuditEntry.objects.filter(action="training.certificate.issued").count() == 1


# --- beginning ------------------------------------------------------------------------------------------------


def test_one_try_is_open_at_a_time(course, tessa):
    first = actions.start_attempt(course, actor=tessa)
    assert actions.start_attempt(course, actor=tessa) == first
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(
            member=tessa, course=course, course_version=1, pass_percent=80, sheet=first.sheet, answers=first.answers
        )


def test_an_hour_of_pause_after_a_failure_and_none_after_passing(course, tessa):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        take_course(course, tessa, wrong=3)
        clock.shift(timedelta(minutes=59, seconds=59))
        assert refusal(actions.start_attempt, course, actor=tessa) == "pause"
        clock.shift(timedelta(seconds=1))
        take_course(course, tessa)
        assert actions.start_attempt(course, actor=tessa).finished_at is None


def test_a_try_lasts_a_day(course, tessa):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        attempt = actions.start_attempt(course, actor=tessa)
        answer_all(attempt, tessa)
        clock.shift(timedelta(days=1))
        assert refusal(actions.finish_attempt, attempt, actor=tessa) == "lapsed"
        assert refusal(actions.answer_question, attempt, 1, [0], actor=tessa) == "lapsed"
        again = actions.start_attempt(course, actor=tessa)
    assert again.pk != attempt.pk
    assert again.answers == [[]] * 4
    assert Attempt.objects.count() == 1


def test_a_course_without_answerable_questions_has_no_test(tessa):
    empty = make_course(questions=0)
    assert refusal(actions.start_attempt, empty, actor=tessa) == "no_questions"
    hopeless = make_course("hopeless")
    Option.objects.update(is_right=False)
    assert refusal(actions.start_attempt, hopeless, actor=tessa) == "no_questions"


# --- the database ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "half", [{"score": None}, {"finished_at": None}, {"score": 101}, {"score": 79, "passed": True}]
)
def test_the_database_keeps_no_half_result(half, course, tessa):
    take_course(course, tessa)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.update(**half)


# --- the certificate ------------------------------------------------------------------------------------------


def test_a_certificate_lasts_as_long_as_the_course_says(tessa):
    with time_machine.travel("2026-01-31 10:00+08:00", tick=False):
        take_course(make_course(valid_months=13), tessa)
    expires = timezone.localtime(Certificate.objects.get().expires_at)
    assert f"{expires:%Y-%m-%d %H:%M}" == "2027-02-28 10:00"


def test_passing_again_takes_the_place_of_the_older_one(course, tessa):
    take_course(course, tessa)
    take_course(course, tessa)
    old, new = Certificate.objects.order_by("pk")
    assert old.renewed_at
    assert new.renewed_at is None
    assert old.number != new.number
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=old.pk).update(renewed_at=None)


def test_what_was_passed_stays_when_the_course_moves_on(course, tessa):
    take_course(course, tessa)
    actions.mark_edited(course)
    course.refresh_from_db()
    assert course.version == 2
    assert Certificate.objects.valid().filter(member=tessa, course=course).exists()


def test_it_counts_until_the_very_moment(course, tessa):
    take_course(course, tessa)
    end = Certificate.objects.get().expires_at
    with time_machine.travel(end - timedelta(microseconds=1), tick=False):
        assert Certificate.objects.valid().exists()
        assert Certificate.objects.get().days_left == 1
    with time_machine.travel(end, tick=False):
        assert not Certificate.objects.valid().exists()
        assert not Certificate.objects.get().is_valid
        assert Certificate.objects.get().days_left == 0
