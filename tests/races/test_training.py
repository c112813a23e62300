"""A test is handed in once, however many press: one result, one certificate, one open try."""

import pytest
from django.db import IntegrityError

from community.models import AuditEntry, Notification
from community.training import actions
from community.training.models import Attempt, Certificate
from community.training.tasks import remind
from tests.races.conftest import errors_in, run_together
from tests.training.conftest import answer_all, make_course, places, take_course

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

MANY = 12


@pytest.fixture
def attempt(tessa):
    attempt = actions.start_attempt(make_course(), actor=tessa)
    answer_all(attempt, tessa)
    return attempt


def test_handed_in_many_times_at_once(attempt, tessa):
    results = run_together(MANY, lambda _turn: actions.finish_attempt(attempt, actor=tessa).score)
    assert results == [100] * MANY
    assert Certificate.objects.count() == 1
    assert AuditEntry.objects.filter(action="training.certificate.issued").count() == 1


def test_control_looking_first_is_not_enough(attempt, tessa, monkeypatch):
    """With the claim off – everybody finishes what he saw open – the database's constraint alone keeps the second
    certificate away, and whoever was slower gets an error."""
    seen = [Attempt.objects.get(pk=attempt.pk) for _n in range(MANY)]
    monkeypatch.setattr(actions, "lock_open", lambda _attempt, _actor: seen.pop())
    monkeypatch.setattr(actions, "claim", lambda one, **result: Attempt.objects.filter(pk=one.pk).update(**result))
    results = run_together(MANY, lambda _turn: actions.finish_attempt(attempt, actor=tessa).score)
    assert len(errors_in(results)) == MANY - 1
    assert all(isinstance(error, IntegrityError) for error in errors_in(results))
    assert Certificate.objects.count() == 1


def test_through_the_door(attempt, tessa, sign_in):
    browsers = [sign_in(tessa) for _n in range(MANY)]
    address = f"/training/{attempt.course.slug}/test/finish/"
    results = run_together(MANY, lambda turn: browsers[turn].post(address).status_code)
    assert results == [302] * MANY
    assert Certificate.objects.count() == 1


def test_begun_many_times_at_once(tessa):
    course = make_course()
    results = run_together(MANY, lambda _turn: actions.start_attempt(course, actor=tessa).pk)
    assert errors_in(results) == []
    assert len(set(results)) == Attempt.objects.count() == 1


def test_answers_given_at_once_are_all_kept(tessa):
    attempt = actions.start_attempt(make_course(questions=MANY), actor=tessa)

    def answer(turn):
        actions.answer_question(attempt, turn + 1, places(attempt, turn + 1, "Right"), actor=tessa)

    assert errors_in(run_together(MANY, answer)) == []
    assert Attempt.objects.get().first_open is None


def test_control_answers_written_over_what_was_read_before_are_lost(tessa, monkeypatch):
    """With the guard off – each writes into what all had read before – only the last one's answer is kept."""
    attempt = actions.start_attempt(make_course(questions=MANY), actor=tessa)
    read_before = [Attempt.objects.get(pk=attempt.pk) for _n in range(MANY)]
    monkeypatch.setattr(actions, "lock_open", lambda _attempt, _actor: read_before.pop())

    def answer(turn):
        actions.answer_question(attempt, turn + 1, places(attempt, turn + 1, "Right"), actor=tessa)

    assert errors_in(run_together(MANY, answer)) == []
    assert sum(bool(chosen) for chosen in Attempt.objects.get().answers) == 1


def test_told_once_by_many_workers(tessa, monkeypatch):
    take_course(make_course(), tessa)
    certificate = Certificate.objects.get()
    monkeypatch.setattr(Certificate, "reminder_due", lambda _certificate, _at: 7)
    results = run_together(MANY, lambda _turn: remind(certificate.pk))
    assert errors_in(results) == []
    assert Notification.objects.count() == 1
