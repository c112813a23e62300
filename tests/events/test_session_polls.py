"""Ballots in the polls of a session."""

import pytest
from django.core.exceptions import ValidationError

from community.posts.models import Participation, PollVote
from events.actions import cancel_event, finish_event
from events.live import actions
from events.live.tasks import sweep_ended
from tests.events.live_kit import at_once, fresh, make_live, make_poll, make_question  # noqa: F401
from tests.factories import make_event, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(alice):
    return make_live(alice)


def option_of(poll, place=1):
    return poll.poll.options.get(position=place).pk


def vote(browser, event, poll, *options):
    return browser.post(f"/events/{event.pk}/live/polls/{poll.pk}/", {f"option-{poll.pk}": options}, follow=True)


def test_one_ballot_each_and_nobody_can_tell_whose(event, alice, bob, bob_client):
    poll = make_poll(event, alice)
    assert b"Your vote counts." in vote(bob_client, event, poll, option_of(poll)).content
    assert b"You have voted already." in vote(bob_client, event, poll, option_of(poll, 2)).content
    poll.poll.refresh_from_db()
    assert poll.poll.voter_count == Participation.objects.filter(member=bob).count() == 1
    assert list(poll.poll.options.order_by("position").values_list("vote_count", flat=True)) == [1, 0]
    assert not PollVote.objects.exists()


@pytest.mark.parametrize("options", [(), ("x",), ("9" * 30,), ("1", "2")])
def test_ballots_that_say_nothing_are_not_counted(options, event, alice, bob_client):
    poll = make_poll(event, alice)
    assert vote(bob_client, event, poll, *options).status_code == 200
    assert fresh(poll).poll.voter_count == 0


def test_before_it_is_opened_a_poll_is_not_there_and_afterwards_it_is_closed(event, alice, bob, bob_client):
    poll = make_poll(event, alice, opened=False, question="A surprise?")
    page = f"/events/{event.pk}/live/"
    assert b"A surprise?" not in bob_client.get(page).content
    assert vote(bob_client, event, poll, option_of(poll)).status_code == 404
    actions.open_session_poll(poll, actor=alice)
    assert b"A surprise?" in bob_client.get(page).content
    actions.close_session_poll(poll, actor=alice)
    with pytest.raises(ValidationError) as error:
        actions.cast_session_ballot(poll, [option_of(poll)], actor=bob)
    assert error.value.code == "poll_closed"


def test_polls_end_with_the_session(event, alice, bob):
    poll = make_poll(event, alice)
    actions.end_session(event, actor=alice)
    assert not fresh(poll).poll.is_open
    with pytest.raises(ValidationError):
        actions.cast_session_ballot(poll, [option_of(poll)], actor=bob)


@pytest.mark.parametrize("end", [finish_event, lambda event, actor: cancel_event(event, actor=actor, reason="Fire.")])
def test_what_was_on_when_it_ended_by_itself_is_put_away(end, event, alice, bob):
    poll, question = make_poll(event, alice), make_question(event, bob)
    actions.move_question(question, "now", actor=alice)
    sweep_ended()
    assert (fresh(question).state, fresh(poll).poll.is_open) == ("now", True)
    end(event, actor=alice)
    sweep_ended()
    assert (fresh(question).state, fresh(poll).poll.is_open) == ("approved", False)
    version = fresh(event).live_version
    sweep_ended()
    assert fresh(event).live_version == version


def test_a_poll_opens_only_while_the_session_runs(alice):
    poll = make_poll(make_event(alice), alice, opened=False)
    with pytest.raises(ValidationError) as error:
        actions.open_session_poll(poll, actor=alice)
    assert error.value.code == "not_live"
    assert actions.remove_session_poll(poll, actor=alice)
    assert not actions.remove_session_poll(poll, actor=alice)


@pytest.mark.parametrize(("shows", "running", "closed"), [(True, True, True), (False, False, True)])
def test_figures_are_shown_from_three_ballots_on_and_as_the_host_chose(shows, running, closed, event, alice, visitor):
    poll = make_poll(event, alice, shows_figures=shows)

    def seen():
        return [b'class="fig"' in visitor.get(f"/events/{event.pk}/{part}/now/").content for part in ("live", "screen")]

    for _n in range(2):
        actions.cast_session_ballot(poll, [option_of(poll)], actor=make_member())
        assert seen() == [False, False]
    actions.cast_session_ballot(poll, [option_of(poll, 2)], actor=make_member())
    assert seen() == [running, running]
    actions.close_session_poll(poll, actor=alice)
    assert seen() == [closed, closed]


def test_one_poll_at_a_time_is_on_the_screen(event, alice, visitor):
    one, other = make_poll(event, alice, question="One?"), make_poll(event, alice, question="Other?")
    assert (fresh(one).is_on_screen, fresh(other).is_on_screen) == (False, True)
    screen = visitor.get(f"/events/{event.pk}/screen/now/").content
    assert b"Other?" in screen
    assert b"One?" not in screen


def test_who_voted_is_not_asked_again(event, alice, bob, bob_client):
    poll = make_poll(event, alice)
    own = f"/events/{event.pk}/live/own/"
    assert b'form="act" name="option-' in bob_client.get(own).content
    actions.cast_session_ballot(poll, [option_of(poll)], actor=bob)
    page = bob_client.get(own).content
    assert b"option-" not in page
    assert b"You took part." in page
