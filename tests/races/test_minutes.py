"""After a session, pressed by many at once: a promise is kept once, a question becomes one item, minutes come out once.

RACE_ROUNDS says how often each race is run; what is told of it in a release is 20.
"""

import os
from copy import copy
from types import SimpleNamespace

import pytest
from django.db import IntegrityError
from django.db.models import F, Value

from community.models import AuditEntry
from events.live.models import Question
from events.minutes import actions
from events.minutes.actions import asking, promising
from events.minutes.models import ActionItem, Minutes, SurveyAnswer
from events.minutes.questions import unanswered
from events.models import Event, Telling
from feedback.models import Feedback, ProgressEntry
from rewards.models import Entry
from tests.events.minutes_kit import ask, over, promise, promise_counts, publish, put_on_agenda
from tests.factories import make_event, make_feedback, make_member, set_rule
from tests.races.conftest import errors_in, run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ROUNDS = int(os.environ.get("RACE_ROUNDS", "2"))
CROWD = 12
rounds = pytest.mark.parametrize("race_round", range(ROUNDS))


@pytest.fixture
def hosts(adam):
    """As many as run the session at once; all may."""
    return [adam, *(make_member(is_staff=True, is_superuser=True) for _n in range(CROWD - 1))]


@pytest.fixture
def past(alice, bob):
    return over(make_event(alice), bob)


@pytest.fixture
def item(bob):
    return make_feedback(bob)


@rounds
def test_a_promise_is_kept_once(race_round, past, item, alice, hosts):
    publish(past, actor=alice)
    made = promise(past, actor=alice, feedback=item)
    results = run_together(CROWD, lambda turn: actions.keep_promise(made, actor=hosts[turn], note=f"{turn}"))
    assert errors_in(results) == []
    assert results.count(True) == 1
    assert promise_counts(past) == (1, 1)
    assert ProgressEntry.objects.filter(feedback=item, kind="session").count() == 2
    assert AuditEntry.objects.filter(action="minutes.promise.kept").count() == 1


@rounds
def test_kept_and_dropped_at_once_it_is_one_of_both(race_round, past, alice, hosts):
    made = promise(past, actor=alice)

    def settle(turn):
        if turn % 2:
            return actions.keep_promise(made, actor=hosts[turn])
        return actions.drop_promise(made, actor=hosts[turn], reason="No.")

    results = run_together(CROWD, settle)
    assert errors_in(results) == []
    assert results.count(True) == 1
    promise_counts(past)


@rounds
def test_opened_again_by_many_the_count_is_right(race_round, past, alice, hosts):
    made = promise(past, actor=alice)
    promise(past, actor=alice)
    actions.keep_promise(made, actor=alice)
    results = run_together(CROWD, lambda turn: actions.reopen_promise(made, actor=hosts[turn]))
    assert errors_in(results) == []
    assert results.count(True) == 1
    assert promise_counts(past) == (2, 0)


@rounds
def test_one_form_pressed_often_is_one_promise(race_round, past, alice):
    results = run_together(CROWD, lambda _turn: promise(past, actor=alice, text="Signs", submit_key="s" * 32))
    assert errors_in(results) == []
    assert len({made.pk for made in results}) == 1
    assert promise_counts(past) == (1, 0)


@rounds
def test_different_promises_at_once_are_all_counted(race_round, past, hosts):
    results = run_together(CROWD, lambda turn: promise(past, actor=hosts[turn], text=f"Sign {turn}"))
    assert errors_in(results) == []
    assert promise_counts(past) == (CROWD, 0)


@rounds
@pytest.mark.parametrize("named", [True, False])
def test_a_question_becomes_one_item(race_round, named, past, bob, hosts):
    question = ask(past, bob if named else None)
    results = run_together(CROWD, lambda turn: actions.make_feedback_of(question, actor=hosts[turn]))
    assert errors_in(results) == []
    assert len({feedback.pk for feedback in results}) == Feedback.objects.count() == 1
    assert ProgressEntry.objects.filter(kind="session").count() == 1


@rounds
def test_the_rest_pressed_by_several_makes_each_once(race_round, past, bob, hosts):
    for turn in range(6):
        ask(past, bob if turn % 2 else None)
    results = run_together(3, lambda turn: actions.make_feedback_of_rest(past, actor=hosts[turn]))
    assert errors_in(results) == []
    assert Feedback.objects.count() == 6
    assert not unanswered(past).exists()


@rounds
def test_minutes_come_out_once(race_round, past, item, alice, hosts):
    promise(past, actor=alice, feedback=item)
    results = run_together(CROWD, lambda turn: actions.publish_minutes(past, actor=hosts[turn]))
    assert errors_in(results) == []
    assert results.count(True) == 1
    assert Telling.objects.filter(event=past).count() == 2
    assert ProgressEntry.objects.filter(feedback=item, kind="session").count() == 1


@rounds
def test_of_two_who_write_the_same_one_is_told(race_round, past, hosts):
    shown = {"summary": actions.digest("")}

    def write(turn):
        return actions.save_minutes(past, actor=hosts[turn], texts={"summary": f"By {turn}."}, shown=shown)

    results = run_together(CROWD, write)
    told = errors_in(results)
    assert len(told) == CROWD - 1
    assert {type(error) for error in told} == {actions.Changed}
    [kept] = [turn for turn, result in enumerate(results) if isinstance(result, Minutes)]
    assert Minutes.objects.get().summary == f"By {kept}."


@rounds
def test_different_texts_at_once_are_all_kept(race_round, past, hosts):
    items = [put_on_agenda(past) for _n in range(CROWD)]

    def write(turn):
        return actions.save_minutes(past, actor=hosts[turn], texts={f"item-{items[turn].pk}": f"By {turn}."}, shown={})

    assert errors_in(run_together(CROWD, write)) == []
    for turn, point in enumerate(items):
        point.refresh_from_db()
        assert point.answer == f"By {turn}."
    assert Minutes.objects.get().version == CROWD


@rounds
def test_one_guest_answers_once_and_is_thanked_once(race_round, past, bob):
    set_rule("session_survey_answered", points=2)
    results = run_together(CROWD, lambda turn: actions.answer_survey(past, actor=bob, score=1 + turn % 5))
    assert errors_in(results) == []
    assert SurveyAnswer.objects.count() == 1
    assert Entry.objects.filter(reason="session_survey_answered").count() == 1


@rounds
def test_all_of_it_at_once_waits_in_no_circle(race_round, past, item, bob, alice, hosts):
    """Promises, questions, texts and publishing, crosswise, on the same session."""
    questions = [ask(past, bob) for _n in range(3)]
    made = [promise(past, bob, actor=alice, feedback=item, about=question) for question in questions]

    def work(turn):
        what, which = turn % 4, turn % 3
        if what == 0:
            return actions.keep_promise(made[which], actor=hosts[turn])
        if what == 1:
            return actions.make_feedback_of(questions[which], actor=hosts[turn])
        if what == 2:
            return actions.publish_minutes(past, actor=hosts[turn], leaves=True)
        return actions.save_minutes(past, actor=hosts[turn], texts={"summary": f"{turn}"}, shown={})

    results = run_together(CROWD, work)
    assert {type(error) for error in errors_in(results)} <= {actions.Changed}
    promise_counts(past)


# --- controls: with the guard off, the race is lost -------------------------------------------------------------


def test_control_without_the_claim_a_promise_is_kept_often(past, alice, hosts, monkeypatch):
    """Nobody holds the session, and whoever saw it open writes."""
    made = promise(past, actor=alice)
    for _n in range(CROWD):
        promise(past, actor=alice)
    seen = ActionItem.objects.select_related("owner", "feedback").get(pk=made.pk)
    monkeypatch.setattr(promising, "hold_promise", lambda _promise: (past, copy(seen)))
    monkeypatch.setattr(promising, "State", SimpleNamespace(OPEN=Anything(), DONE="done"))
    results = run_together(CROWD, lambda turn: actions.keep_promise(made, actor=hosts[turn]))
    past.refresh_from_db()
    assert results.count(True) > 1
    assert past.kept_count > ActionItem.objects.kept().count()


class Anything(Value):
    """Equal to whatever stands in the column."""

    def __init__(self):
        super().__init__(None)

    def resolve_expression(self, *args, **options):
        return F("state").resolve_expression(*args, **options)


@pytest.fixture
def stale(past, bob, monkeypatch):
    """A question that everybody saw before anything became of it."""
    question = ask(past, bob)
    seen = Question.objects.select_related("author", "feedback").get(pk=question.pk)
    monkeypatch.setattr(asking, "hold_question", lambda _question: copy(seen))
    return question


def test_control_looking_before_makes_many_items(stale, hosts, monkeypatch):
    submit = asking.submit_feedback
    monkeypatch.setattr(asking, "submit_feedback", lambda *args, submit_key, **options: submit(*args, **options))
    run_together(4, lambda turn: actions.make_feedback_of(stale, actor=hosts[turn]))
    assert Feedback.objects.count() == 4


def test_control_the_key_alone_makes_one_item(stale, hosts):
    run_together(4, lambda turn: actions.make_feedback_of(stale, actor=hosts[turn]))
    assert Feedback.objects.count() == 1


def test_control_a_count_that_is_passed_is_refused_by_the_database(past, alice):
    promise(past, actor=alice)
    with pytest.raises(IntegrityError, match="event_kept_of_promises"):
        Event.objects.filter(pk=past.pk).update(kept_count=2)
