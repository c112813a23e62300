"""The talk under many hands at once: one row each, and every shown count is the number of rows."""

from time import sleep

import pytest

from community.actions import edit_group, refresh_marks
from community.posts import actions
from community.posts.models import Participation, Poll, PollOption, PollVote, Post, Reaction, Reply
from community.posts.tasks import close_due_polls, publish_due_posts
from tests.factories import join, make_group, make_member, make_post, make_reply
from tests.races.conftest import errors_in, run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def options_of(poll):
    return list(poll.options.order_by("position").values_list("pk", flat=True))


def counts(poll):
    return list(poll.options.order_by("position").values_list("vote_count", flat=True))


@pytest.fixture
def poll(alice):
    return make_post(alice, kind="poll", options=["a", "b"]).poll


@pytest.fixture
def open_poll(alice):
    return make_post(alice, kind="poll", options=["a", "b"], held={"is_anonymous": False}).poll


def test_one_member_votes_twenty_times_at_once(poll, bob):
    options = options_of(poll)
    results = run_together(20, lambda turn: actions.cast_ballot(poll, [options[turn % 2]], actor=bob))
    assert [error.code for error in errors_in(results)] == ["voted_already"] * 19
    assert sum(counts(poll)) == Participation.objects.count() == Poll.objects.get().voter_count == 1


def test_thirty_members_vote_at_once(poll):
    members, options = [make_member() for _n in range(30)], options_of(poll)
    results = run_together(30, lambda turn: actions.cast_ballot(poll, [options[turn % 2]], actor=members[turn]))
    assert errors_in(results) == []
    assert counts(poll) == [15, 15]
    assert Poll.objects.get().voter_count == Participation.objects.count() == 30


def test_control_a_figure_that_was_read_before_is_wrong(poll, monkeypatch):
    """With the guard off – each adds to what he had read – ballots are lost."""

    def add_to_what_was_read(poll, up, down):
        for option in PollOption.objects.filter(pk__in=up):
            PollOption.objects.filter(pk=option.pk).update(vote_count=1)

    monkeypatch.setattr("community.posts.actions.polling.count_ballot", add_to_what_was_read)
    members, options = [make_member() for _n in range(10)], options_of(poll)
    run_together(10, lambda turn: actions.cast_ballot(poll, [options[0]], actor=members[turn]))
    assert Participation.objects.count() == 10
    assert counts(poll) == [1, 0]


def test_control_without_the_participation_one_member_counts_often(poll, bob, monkeypatch):
    monkeypatch.setattr("community.posts.actions.polling.take_part", lambda poll, actor: True)
    run_together(5, lambda turn: actions.cast_ballot(poll, [options_of(poll)[0]], actor=bob))
    assert counts(poll) == [5, 0]


def test_changing_an_open_vote_in_any_order(open_poll):
    members, options = [make_member() for _n in range(5)], options_of(open_poll)
    presses = [(member, options[turn % 2]) for turn in range(6) for member in members]
    results = run_together(
        len(presses), lambda turn: actions.cast_ballot(open_poll, [presses[turn][1]], actor=presses[turn][0])
    )
    assert errors_in(results) == []
    rows = [PollVote.objects.filter(option=option).count() for option in options]
    assert counts(open_poll) == rows
    assert sum(rows) == Poll.objects.get().voter_count == 5


def test_closing_while_others_vote(poll):
    members, options = [make_member() for _n in range(10)], options_of(poll)

    def press(turn):
        if turn == 5:
            return actions.close_poll(Poll.objects.get(), at_once=True)
        return actions.cast_ballot(poll, [options[0]], actor=members[turn])

    results = run_together(10, press)
    assert {error.code for error in errors_in(results)} <= {"poll_closed"}
    assert counts(poll)[0] == Participation.objects.count() == 9 - len(errors_in(results))
    assert close_due_polls() is None


def test_reactions(alice):
    post, members = make_post(alice), [make_member() for _n in range(10)]

    def press(turn):
        verb = actions.take_reaction_back if turn % 3 == 2 else actions.react
        verb(post, actor=members[turn % 10], kind="like")

    assert errors_in(run_together(30, press)) == []
    assert Post.objects.get().reaction_count == Reaction.objects.count()


def test_replies_coming_and_going(alice, bob):
    post = make_post(alice)
    old = [make_reply(post, bob, f"Old {n}") for n in range(10)]

    def press(turn):
        if turn % 2:
            return actions.remove_reply(old[turn // 2], actor=bob)
        return make_reply(post, bob, f"New {turn}")

    assert errors_in(run_together(20, press)) == []
    assert Post.objects.get().reply_count == Reply.objects.shown().count() == 10


def test_control_looking_first_takes_one_reply_off_twice(alice, bob, monkeypatch):
    """With the guard off – no claim by UPDATE – two presses count one reply off twice."""
    post = make_post(alice)
    reply, _other = make_reply(post, bob, "One"), make_reply(post, bob, "Two")

    def look_and_write(reply, state, **fields):
        Post.count(reply.post_id, reply_count=-1)
        return True

    monkeypatch.setattr("community.posts.actions.replying.take_off", look_and_write)
    run_together(2, lambda _turn: actions.remove_reply(reply, actor=bob))
    assert Post.objects.get().reply_count == 0


def test_one_form_sent_ten_times_at_once(alice):
    results = run_together(10, lambda _turn: actions.write_post("share", actor=alice, text="Rye", submit_key="k" * 32))
    assert errors_in(results) == []
    assert Post.objects.count() == 1
    assert sum(created for _post, created in results) == 1


def test_control_without_the_key_it_is_said_ten_times(alice, monkeypatch):
    monkeypatch.setattr("community.posts.actions.writing.hash_submit_key", lambda key, *words: None)
    run_together(10, lambda _turn: actions.write_post("share", actor=alice, text="Rye", submit_key="k" * 32))
    assert Post.objects.count() == 10


def test_a_planned_post_that_two_workers_find(alice, queue):
    post = make_post(alice, state="draft", fields={"state": "planned", "publish_at": "2026-01-01T00:00Z"})
    run_together(4, lambda _turn: publish_due_posts())
    post.refresh_from_db()
    assert post.is_published
    assert queue.names() == ["community.posts.tasks.tell_of_post"]


def test_never_four_pins(alice):
    group = make_group()
    join(group, alice, host=True)
    posts = [make_post(alice, group=group) for _n in range(8)]
    results = run_together(8, lambda turn: actions.pin_post(posts[turn], actor=alice))
    assert {error.code for error in errors_in(results)} == {"too_many_pins"}
    assert Post.objects.filter(is_pinned=True).count() == 3


def test_accepting_and_reacting_at_once_wait_for_nobody_in_a_circle(alice, bob, carol, monkeypatch):
    """Who accepts changes the post at which the other's row points, and both make pages stale."""
    post = make_post(alice, kind="question")
    first, second = (make_reply(post, bob, f"Answer {n}.") for n in range(2))
    # Long enough for the reaction to come as far as it can.
    monkeypatch.setattr("community.posts.actions.replying.async_task", lambda *_args: sleep(0.8))

    def work(turn):
        if turn:
            sleep(0.2)
            return actions.react(post, actor=carol, kind="like", reply=second)
        return actions.accept_reply(first, actor=alice)

    assert errors_in(run_together(2, work)) == []
    assert Post.objects.get().accepted_reply == first
    assert Reaction.objects.count() == 1


def test_a_group_becomes_private_while_its_members_talk(alice, bob):
    groups = [make_group() for _n in range(6)]
    for group in groups:
        join(group, alice, host=True)
        join(group, bob)
    refresh_marks([alice.pk])
    posts = [make_post(alice, group=group) for group in groups]

    def work(turn):
        post = Post.objects.select_related("group", "author").get(pk=posts[turn // 3].pk)
        if turn % 3 == 0:
            return edit_group(post.group, actor=alice, is_private=True, policy="invitation")
        if turn % 3 == 1:
            return actions.add_reply(post, actor=bob, text=f"Words {turn}.")
        return actions.react(post, actor=bob, kind="like")

    assert errors_in(run_together(18, work)) == []
    assert set(Post.objects.values_list("visibility", flat=True)) == {"group"}
