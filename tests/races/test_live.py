"""A session with many at once: one vote each, one question being answered, one question for a double tap."""

import random
import time
from contextlib import nullcontext

import pytest
from django.db import connection

from events.live import actions
from events.live.actions.counting import count_people
from events.live.models import Question, QuestionVote, SessionPoll
from events.live.shared import render_part, shared_part
from tests.events.live_kit import fresh, make_item, make_live, make_poll, make_question
from tests.factories import make_member
from tests.races.conftest import errors_in, run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def event(alice):
    return make_live(alice)


def drawn(event, monkeypatch):
    """How often the shared part is drawn when twelve ask for it at the same moment."""
    times = []

    def draw(*named):
        times.append(named)
        time.sleep(0.3)
        return render_part(*named)

    monkeypatch.setattr("events.live.shared.render_part", draw)
    answers = run_together(12, lambda _turn: shared_part(event.pk, fresh(event).live_version, "en", "live").html)
    assert errors_in(answers) == []
    assert len(set(answers)) == 1
    return len(times)


def test_of_many_who_ask_at_once_one_draws(event, monkeypatch):
    assert drawn(event, monkeypatch) == 1


def test_control_without_waiting_all_draw(event, monkeypatch):
    monkeypatch.setattr("events.live.shared.DRAWING", [nullcontext()])
    assert drawn(event, monkeypatch) > 1


def test_one_member_thirty_times(event, bob, carol):
    question = make_question(event, bob)
    results = run_together(30, lambda _turn: actions.cast_question_vote(fresh(question), actor=carol))
    assert errors_in(results) == []
    assert results.count(True) == 1
    assert QuestionVote.objects.count() == fresh(question).vote_count == 1


def test_forty_members_at_once(event, bob):
    question, members = make_question(event, bob), [make_member() for _n in range(40)]
    version = fresh(event).live_version
    results = run_together(40, lambda turn: actions.cast_question_vote(fresh(question), actor=members[turn]))
    assert errors_in(results) == []
    assert QuestionVote.objects.count() == fresh(question).vote_count == 40
    assert fresh(event).live_version == version + 40


def without_holding(monkeypatch):
    """Nobody waits for anybody: each goes by what he has read."""

    def look(question):
        row = Question.objects.select_related("event").get(pk=question.pk)
        return row.event, row

    for place in ("voting", "moving", "merging", "asking"):
        monkeypatch.setattr(f"events.live.actions.{place}.hold_question", look)


def test_control_a_count_that_was_read_before_is_wrong(event, bob, monkeypatch):
    """With both guards off – nobody holds the session, and the count is what each had read – votes are lost."""
    question, members = make_question(event, bob), [make_member() for _n in range(10)]
    without_holding(monkeypatch)
    monkeypatch.setattr("events.live.actions.voting.F", lambda name: 0)
    run_together(10, lambda turn: actions.cast_question_vote(fresh(question), actor=members[turn]))
    assert QuestionVote.objects.count() == 10
    assert fresh(question).vote_count == 1


@pytest.fixture
def without_constraints():
    """A function that takes constraints of questions and votes away, until the test is over."""
    taken = []

    def take(model, name):
        meta = model._meta
        [rule] = [rule for rule in meta.constraints if rule.name == name]
        taken.append((meta, meta.constraints, model, rule))
        meta.constraints = [one for one in meta.constraints if one is not rule]
        with connection.schema_editor() as editor:
            editor.remove_constraint(model, rule)

    yield take
    for meta, kept, model, rule in reversed(taken):
        QuestionVote.objects.all().delete()
        Question.objects.all().delete()
        meta.constraints = kept
        with connection.schema_editor() as editor:
            editor.add_constraint(model, rule)


def test_control_looking_first_is_not_enough(event, bob, carol, monkeypatch, without_constraints):
    """With the guards off – no constraint, and everybody looked before anybody wrote – one member counts often."""
    question = make_question(event, bob)
    without_constraints(QuestionVote, "question_vote_once")
    without_holding(monkeypatch)
    monkeypatch.setattr("events.live.actions.voting.voice_of", lambda member, question: "")

    def look_and_write(question, actor):
        return QuestionVote.objects.create(question=question, member=actor)

    monkeypatch.setattr("events.live.actions.voting.take_voice", look_and_write)
    assert errors_in(run_together(10, lambda _t: actions.cast_question_vote(fresh(question), actor=carol))) == []
    assert QuestionVote.objects.count() == 10


def test_several_hosts_take_up_different_questions(event, alice, bob):
    questions, hosts = [make_question(event, bob) for _n in range(8)], [alice] * 8
    results = run_together(8, lambda turn: actions.move_question(fresh(questions[turn]), "now", actor=hosts[turn]))
    assert errors_in(results) == []
    states = [fresh(question).state for question in questions]
    assert states.count("now") == 1
    assert states.count("approved") == 7


def test_control_without_guards_several_are_answered_at_once(event, alice, bob, monkeypatch, without_constraints):
    """With the constraint away and the one before left where it is, there are as many as were pressed."""
    questions = [make_question(event, bob) for _n in range(4)]
    without_constraints(Question, "question_one_now")

    def look(question):
        row = Question.objects.select_related("event").get(pk=question.pk)
        return row.event, row

    monkeypatch.setattr("events.live.actions.moving.hold_question", look)
    # What each read: nothing is being answered yet.
    unseen = Question.objects.none()
    real = Question.objects.filter
    monkeypatch.setattr(
        "events.live.actions.moving.Question.objects.filter",
        lambda *args, **named: unseen if named.get("state") == "now" else real(*args, **named),
    )
    run_together(4, lambda turn: actions.move_question(fresh(questions[turn]), "now", actor=alice))
    monkeypatch.undo()
    assert Question.objects.filter(state="now").count() == 4


@pytest.mark.parametrize("nameless", [False, True])
def test_one_form_ten_times(nameless, event, bob):
    def ask(_turn):
        return actions.ask_question(event, actor=bob, text="Why?", nameless=nameless, submit_key="k" * 32)

    results = run_together(10, ask)
    assert errors_in(results) == []
    assert [created for _question, created in results].count(True) == 1
    assert {question.pk for question, _created in results} == {Question.objects.get().pk}
    assert fresh(event).question_count == 1


def test_control_without_the_key_each_send_is_a_question(event, bob, monkeypatch):
    monkeypatch.setattr("events.live.actions.asking.hash_submit_key", lambda key, *words: None)
    run_together(10, lambda _t: actions.ask_question(event, actor=bob, text="Why?", submit_key="k" * 32))
    assert Question.objects.count() == fresh(event).question_count == 10


def test_double_tap_through_the_door(event, bob, sign_in):
    browsers = [sign_in(bob) for _n in range(8)]
    form = {"text": "Why?", "submit_key": "k" * 32}
    results = run_together(8, lambda turn: browsers[turn].post(f"/events/{event.pk}/ask/", form).status_code)
    assert results == [302] * 8
    assert Question.objects.count() == 1


def test_merging_and_parting_while_people_vote(event, alice, bob, carol):
    one, other = make_question(event, bob), make_question(event, carol)
    members = [make_member() for _n in range(6)]

    def press(turn):
        if turn % 4 == 3:
            verb = actions.merge_question if turn % 8 == 3 else actions.part_question
            return verb(fresh(one), **({"into": fresh(other)} if turn % 8 == 3 else {}), actor=alice)
        verb = actions.cast_question_vote if turn % 3 else actions.withdraw_question_vote
        return verb(fresh((one, other)[turn % 2]), actor=members[turn % 6])

    turns = list(range(40))
    random.Random(11).shuffle(turns)
    errors = errors_in(run_together(40, lambda place: press(turns[place])))
    assert {error.code for error in errors} <= {"merged"}
    for question in (fresh(one), fresh(other)):
        assert question.vote_count == count_people(question)
    assert fresh(event).question_count == Question.objects.shown().count()


def test_control_without_holding_the_counts_of_merged_ones_go_wrong(event, alice, bob, carol, monkeypatch):
    """Everybody goes by what he read: a vote that was cast while the two were merged is lost or counted twice."""
    wrong = 0
    without_holding(monkeypatch)
    for _try in range(8):
        one, other = make_question(event, bob), make_question(event, carol)
        members = [make_member() for _n in range(8)]

        def press(turn, one=one, other=other, members=members):
            if turn == 0:
                return actions.merge_question(fresh(one), into=fresh(other), actor=alice)
            return actions.cast_question_vote(fresh((one, other)[turn % 2]), actor=members[turn - 1])

        run_together(9, press)
        wrong += fresh(other).vote_count != count_people(fresh(other))
    if connection.vendor == "postgresql":
        assert wrong


def test_two_hosts_and_the_agenda(event, alice):
    items = [make_item(event) for _n in range(6)]
    results = run_together(12, lambda turn: actions.begin_item(event, items[turn % 6], actor=alice))
    assert errors_in(results) == []
    current = fresh(event).current_item
    assert [item for item in items if fresh(item).ended_at is None] == [current]


def test_polls_opened_at_once_share_one_screen(event, alice):
    polls = [make_poll(event, alice, opened=False) for _n in range(5)]
    assert errors_in(run_together(5, lambda turn: actions.open_session_poll(polls[turn], actor=alice))) == []
    assert SessionPoll.objects.filter(is_on_screen=True).count() == 1


def test_ballots_while_the_poll_closes(event, alice):
    poll, members = make_poll(event, alice), [make_member() for _n in range(12)]
    option = poll.poll.options.first().pk

    def press(turn):
        if turn == 6:
            return actions.close_session_poll(poll, actor=alice)
        return actions.cast_session_ballot(poll, [option], actor=members[turn - (turn > 6)])

    errors = errors_in(run_together(13, press))
    assert {error.code for error in errors} <= {"poll_closed"}
    counted = fresh(poll).poll
    assert counted.voter_count == 12 - len(errors) == counted.options.get(pk=option).vote_count


def test_asking_while_it_ends(event, alice):
    members = [make_member() for _n in range(8)]

    def press(turn):
        if turn == 4:
            return actions.end_session(event, actor=alice)
        return actions.ask_question(event, actor=members[turn - (turn > 4)], text=f"Question {turn}?")

    errors = errors_in(run_together(9, press))
    assert {error.code for error in errors} <= {"closed"}
    assert fresh(event).question_count == Question.objects.count() == 8 - len(errors)
