"""An accepted answer is thanked for, as long as it is one."""

import pytest

from community.posts import actions as talk
from rewards import tasks
from rewards.models import Account, Entry
from tests.factories import make_post, make_reply, set_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(alice):
    set_rule("answer_accepted", points=5)
    return make_post(alice, kind="question")


def balance_of(member):
    return Account.objects.of(member).balance


def test_accepting_pays_and_withdrawing_takes_it_back(question, alice, bob):
    reply = make_reply(question, bob)
    for _twice in range(2):
        talk.accept_reply(reply, actor=alice)
    assert balance_of(bob) == 5
    talk.withdraw_acceptance(reply, actor=alice)
    assert balance_of(bob) == 0
    talk.accept_reply(reply, actor=alice)
    assert balance_of(bob) == 5


def test_another_answer_is_paid_in_its_place(question, alice, bob, carol):
    first, second = make_reply(question, bob), make_reply(question, carol)
    talk.accept_reply(first, actor=alice)
    talk.accept_reply(second, actor=alice)
    assert (balance_of(bob), balance_of(carol)) == (0, 5)


def test_ones_own_answer_earns_nothing(question, alice):
    talk.accept_reply(make_reply(question, alice), actor=alice)
    assert not Entry.objects.exists()


def test_a_hidden_answer_gives_its_points_back(question, alice, bob, tessa):
    reply = make_reply(question, bob)
    talk.accept_reply(reply, actor=alice)
    talk.hide_reply(reply, actor=tessa, reason="spam")
    assert balance_of(bob) == 0


def test_an_accepted_answer_that_is_shown_again_is_one_again_and_paid(question, alice, bob, tessa):
    reply = make_reply(question, bob)
    talk.accept_reply(reply, actor=alice)
    talk.hide_reply(reply, actor=tessa, reason="spam")
    for _twice in range(2):
        talk.show_reply(reply, actor=tessa)
    question.refresh_from_db()
    assert question.accepted_reply_id == reply.pk
    assert balance_of(bob) == 5


def test_what_was_accepted_in_its_place_meanwhile_stays(question, alice, bob, carol, tessa):
    first, second = make_reply(question, bob), make_reply(question, carol)
    talk.accept_reply(first, actor=alice)
    talk.hide_reply(first, actor=tessa, reason="spam")
    talk.accept_reply(second, actor=alice)
    talk.show_reply(first, actor=tessa)
    assert (balance_of(bob), balance_of(carol)) == (0, 5)
    # It does not come back by a second turn either.
    talk.withdraw_acceptance(second, actor=alice)
    talk.hide_reply(first, actor=tessa, reason="spam")
    talk.show_reply(first, actor=tessa)
    assert (balance_of(bob), balance_of(carol)) == (0, 0)


def test_a_lost_job_is_made_up_for(question, alice, bob, queue):
    reply = make_reply(question, bob)
    talk.accept_reply(reply, actor=alice)
    queue.lose()
    assert balance_of(bob) == 0
    tasks.sweep_answers()
    tasks.sweep_answers()
    assert balance_of(bob) == 5
    talk.withdraw_acceptance(reply, actor=alice)
    queue.lose()
    tasks.sweep_answers()
    assert balance_of(bob) == 0
