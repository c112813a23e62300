"""The pages of a session that goes on, in each theme and language: nothing for axe to find, nothing too wide."""

import pytest

from events.live import actions
from tests.browser.test_looks import LOOKS, faults_everywhere
from tests.events.live_kit import make_item, make_live, make_poll, make_question
from tests.factories import make_event, make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOR_ALL = ["{live}", "{live}live/", "{live}screen/", "{soon}", "{soon}live/", "{soon}screen/", "{over}live/"]
FOR_HOSTS = ["{live}ask/", "{live}desk/", "{live}desk/questions/{question}/", "{soon}desk/", "{over}desk/"]


@pytest.fixture
def addresses(alice, bob, carol):
    """A session with all that its pages can show, one to come, and one that is over; Alice runs them."""
    event = make_live(
        alice, code_word="bamboo gate", title="A session with a long name about pick-up points and depots"
    )
    first, second = make_item(event, "Opening"), make_item(event, "The pick-up point stays open until ten")
    make_item(event, "From the room")
    for item in (first, second):
        actions.begin_item(event, item, actor=alice)
    asked = [make_question(event, author, nameless=author == carol) for author in (alice, bob, carol) * 3]
    actions.cast_question_vote(asked[1], actor=alice)
    actions.move_question(asked[2], "now", actor=alice)
    actions.answer_question(asked[4], actor=alice, answer="### Yes\n\nOn **Sunday**.")
    actions.answer_question(asked[3], actor=alice)
    actions.move_question(asked[5], "later", actor=alice)
    actions.move_question(asked[6], "declined", actor=alice)
    actions.merge_question(asked[7], into=asked[1], actor=alice)
    actions.set_switch(event, "shows_code_word", True, actor=alice)
    poll = make_poll(event, alice)
    for _n in range(3):
        actions.cast_session_ballot(poll, [poll.poll.options.first().pk], actor=make_member())
    make_poll(event, alice, question="And then?")
    make_poll(event, alice, opened=False, question="And at last?")
    actions.set_switch(event, "questions_wait", True, actor=alice)
    event.refresh_from_db()
    make_question(event, bob, "Does it wait?")
    over = make_live(alice)
    actions.answer_question(make_question(over, bob), actor=alice, answer="Yes.")
    make_question(over, bob)
    actions.end_session(over, actor=alice)
    return {
        "live": event.get_absolute_url(),
        "question": asked[1].pk,
        "soon": make_event(alice).get_absolute_url(),
        "over": over.get_absolute_url(),
    }


@pytest.mark.parametrize(("look", "signed_in"), LOOKS.values(), ids=LOOKS)
def test_every_page_is_sound(look, signed_in, addresses, browser, live_server, sign_in, alice):
    places = [place.format(**addresses) for place in FOR_ALL + (FOR_HOSTS if signed_in else [])]
    faults = faults_everywhere(places, look, alice if signed_in else None, browser, live_server, sign_in)
    assert not faults, "\n".join(faults)
