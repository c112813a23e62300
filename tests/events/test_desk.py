"""The host's desk: who has one, and what each button does."""

import pytest
from django.contrib.auth.models import Group, Permission

from community.models import AuditEntry
from events.live.models import SessionPoll
from tests.events.live_kit import fresh, make_item, make_live, make_poll, make_private, make_question
from tests.factories import join, make_event, make_group, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(alice):
    return make_live(alice)


def press(browser, event, place, **form):
    return browser.post(f"/events/{event.pk}/desk/{place}", form, follow=True).content.decode()


def test_a_desk_has_who_runs_it(alice, bob, carol, tessa, sign_in, visitor):
    group = make_group()
    join(group, bob, host=True)
    event = make_event(alice, audience="group", group=group, responsible=carol)
    stranger, moderator = make_member(), make_member(is_staff=True)
    moderator.groups.add(Group.objects.get(name="moderators"))
    address = f"/events/{event.pk}/desk/"
    for member, status in ((alice, 200), (bob, 200), (carol, 200), (moderator, 200), (stranger, 404)):
        assert sign_in(member).get(address).status_code == status
    assert visitor.get(address).headers["Location"] == f"/accounts/login/?next={address}"


def test_beginning_and_ending(alice, alice_client):
    event = make_event(alice)
    assert "The session has begun." in press(alice_client, event, "begin/")
    assert fresh(event).is_live
    press(alice_client, event, "end/")
    assert fresh(event).is_over
    assert "Only a published session can begin." in press(alice_client, event, "begin/")
    audit = AuditEntry.objects.filter(object_type="events.event", object_id=str(event.pk))
    assert set(audit.values_list("action", flat=True)) >= {"events.event.begun", "events.event.finished"}


def test_going_through_the_agenda(event, alice_client):
    first, second = make_item(event), make_item(event)
    press(alice_client, event, f"agenda/{first.pk}/", want="begin")
    press(alice_client, event, f"agenda/{second.pk}/", want="begin")
    # The button of an old page does not skip one.
    press(alice_client, event, f"agenda/{second.pk}/", want="begin")
    event, first = fresh(event), fresh(first)
    assert event.current_item == second
    assert first.ended_at == event.current_since
    press(alice_client, event, f"agenda/{second.pk}/", want="end")
    assert fresh(event).current_item is None
    assert fresh(second).ended_at
    elsewhere = make_item(make_live(event.host))
    assert alice_client.post(f"/events/{event.pk}/desk/agenda/{elsewhere.pk}/", {"want": "begin"}).status_code == 404


def test_an_item_that_is_turned_to_again_is_not_over(event, alice_client):
    first, second = make_item(event), make_item(event)
    for item in (first, second, first):
        press(alice_client, event, f"agenda/{item.pk}/", want="begin")
    assert fresh(first).ended_at is None
    assert fresh(second).ended_at


def test_moving_questions(event, bob, alice_client):
    question = make_question(event, bob)
    place = f"questions/{question.pk}/"
    for want, state in (
        *(
            ("later", "later"),
            ("now", "now"),
            ("approve", "approved"),
            ("decline", "declined"),
            ("approve", "approved"),
        ),
        *(("answered", "answered"), ("approve", "approved")),
    ):
        press(alice_client, event, f"{place}move/", want=want)
        assert fresh(question).state == state
    assert "It is answered." in press(alice_client, event, place, answer="On **Sunday**.")
    assert fresh(question).answer == "On **Sunday**."
    press(alice_client, event, f"{place}move/", want="now")
    assert fresh(question).state == "answered"


def test_merging_and_taking_apart(event, bob, alice_client):
    one, other = make_question(event, bob), make_question(event, bob)
    press(alice_client, event, f"questions/{one.pk}/merge/", into=other.pk)
    assert fresh(one).merged_into == other
    press(alice_client, event, f"questions/{one.pk}/move/", want="part")
    assert fresh(one).merged_into is None
    for into in ("", "x", "9" * 30, one.pk, make_question(make_live(event.host), bob).pk):
        press(alice_client, event, f"questions/{one.pk}/merge/", into=into)
        assert fresh(one).merged_into is None


@pytest.mark.parametrize("form", [{}, {"want": ""}, {"want": "x"}, {"turn": "x 1"}, {"turn": "state 1"}, {"turn": "y"}])
def test_without_a_button_that_we_know_nothing_happens(form, event, alice, bob, alice_client):
    question, item, poll = make_question(event, bob), make_item(event), make_poll(event, alice)
    version = fresh(event).live_version
    for place in (f"questions/{question.pk}/move/", f"agenda/{item.pk}/", f"polls/{poll.pk}/", "switch/"):
        assert "Nothing was done yet" in press(alice_client, event, place, **form)
    assert fresh(event).live_version == version


def test_switches(event, alice_client):
    press(alice_client, event, "switch/", turn="questions_wait 1")
    assert fresh(event).questions_wait
    press(alice_client, event, "switch/", turn="questions_wait 0")
    assert not fresh(event).questions_wait
    trail = AuditEntry.objects.filter(action="live.event.switched").order_by("pk")
    assert [entry.changes for entry in trail] == [
        {"questions wait": ["False", "True"]},
        {"questions wait": ["True", "False"]},
    ]


def test_what_is_pressed_by_script_is_answered_in_a_line(event, bob, alice_client):
    question = make_question(event, bob)
    address = f"/events/{event.pk}/desk/questions/{question.pk}/move/"
    answer = alice_client.post(address, {"want": "approve"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content.strip()) == (200, b"")
    answer = alice_client.post(address, {"want": "x"}, headers={"HX-Request": "true"})
    assert b"Nothing was done yet" in answer.content


def test_the_desk_asks_for_news_like_the_others(event, bob, alice_client, django_assert_max_num_queries):
    for _n in range(20):
        make_question(event, bob)
    version = fresh(event).live_version
    with django_assert_max_num_queries(5):
        assert alice_client.get(f"/events/{event.pk}/desk/now/?v={version}").status_code == 204
    with django_assert_max_num_queries(12):
        assert alice_client.get(f"/events/{event.pk}/desk/now/?v=0").status_code == 200


def test_a_poll_is_written_opened_shown_and_closed(event, alice_client):
    form = {"question": "Where?", "options": ["Here", "There", ""], "shows_figures": "on", "submit_key": "s" * 32}
    for _twice in range(2):
        assert "The poll is written." in press(alice_client, event, "polls/", **form)
    poll = SessionPoll.objects.get()
    assert (poll.opened_at, poll.is_on_screen, poll.poll.options.count()) == (None, False, 2)
    place = f"polls/{poll.pk}/"
    press(alice_client, event, place, want="show")
    assert not fresh(poll).is_on_screen
    press(alice_client, event, place, want="open")
    assert fresh(poll).is_on_screen
    press(alice_client, event, place, want="hide")
    assert not fresh(poll).is_on_screen
    press(alice_client, event, place, want="close")
    assert not fresh(poll).poll.is_open
    assert "Some may have voted" in press(alice_client, event, place, want="remove")


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"question": "", "options": ["Here", "There"]}, "Write what you ask."),
        ({"question": "Where?", "options": ["Here"]}, "A poll needs two options at least."),
        ({"question": "Where?", "options": ["Here", "here"]}, "Two options say the same."),
        ({"question": "Where?", "options": [str(n) for n in range(7)]}, "6 options at most."),
        ({"question": "Where?", "options": ["x" * 81, "There"]}, "An option has at most 80 characters."),
    ],
)
def test_a_poll_that_cannot_be_held_is_refused_with_its_words(form, words, event, alice_client):
    answer = alice_client.post(f"/events/{event.pk}/desk/polls/", form)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert form["options"][0] in answer.content.decode()
    assert not SessionPoll.objects.exists()


def test_the_tables_of_staff_show_private_sessions_to_those_who_know_of_them(alice, bob, sign_in):
    private = make_private(alice, bob)
    make_question(private, bob, "Hidden words?")
    make_poll(private, alice, question="Hidden poll?")
    make_question(make_live(alice), bob, "Open words?")
    moderator = make_member(is_staff=True)
    moderator.groups.add(Group.objects.get(name="moderators"))
    moderator.user_permissions.add(Permission.objects.get(codename="view_sessionpoll"))
    page = sign_in(moderator).get("/admin/live/question/").content.decode()
    assert "Open words?" in page
    assert "Hidden words?" not in page
    assert "Hidden poll?" not in sign_in(moderator).get("/admin/live/sessionpoll/").content.decode()
