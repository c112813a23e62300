"""The live page, the big screen and what they ask every few seconds."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from events.actions import begin_event, cancel_event
from events.live import actions
from events.live.shared import pulse_of
from events.models import Event
from tests.events.live_kit import at_once, fresh, make_item, make_live, make_poll, make_private, make_question  # noqa: F401
from tests.factories import join, make_event, make_group

pytestmark = pytest.mark.django_db

PRIVATE = {"is_private": True, "policy": "invitation"}


@pytest.fixture
def event(alice):
    return make_live(alice)


@pytest.fixture
def visitor():
    """A browser without a session that speaks English."""
    return Client(headers={"Accept-Language": "en"})


def now(browser, event, part="live", **query):
    return browser.get(f"/events/{event.pk}/{part}/now/", query)


def words(answer):
    return answer.content.decode()


# --- the shared part --------------------------------------------------------------------------------------------


def test_whoever_has_the_version_that_stands_gets_nothing_anew(event, alice, bob, visitor):
    first = now(visitor, event)
    version = fresh(event).live_version
    assert first.status_code == 200
    assert f'data-version="{version}"' in words(first)
    assert now(visitor, event, v=version).status_code == 204
    tag = {"If-None-Match": first.headers["ETag"]}
    address = f"/events/{event.pk}/live/now/"
    assert visitor.get(address, headers=tag).status_code == 304
    make_question(event, bob, "What is new?")
    assert now(visitor, event, v=version).status_code == 200
    assert "What is new?" in words(visitor.get(address, headers=tag))


def test_it_is_the_same_for_everybody(event, alice, bob, alice_client, bob_client, carol_client, visitor):
    question = make_question(event, bob)
    actions.cast_question_vote(question, actor=alice)
    poll = make_poll(event, alice)
    actions.cast_session_ballot(poll, [poll.poll.options.first().pk], actor=bob)
    english = {"language": "en"}
    seen = {words(now(browser, event, **english)) for browser in (alice_client, bob_client, carol_client, visitor)}
    assert len(seen) == 1
    assert "csrf" not in seen.pop()


def test_it_speaks_the_language_that_is_asked_for(event, visitor):
    english, chinese = now(visitor, event, language="en"), now(visitor, event, language="zh-hans")
    assert (english.headers["Content-Language"], chinese.headers["Content-Language"]) == ("en", "zh-hans")
    assert english.headers["ETag"] != chinese.headers["ETag"]
    assert now(visitor, event, language="xx").status_code == 200


def test_an_ask_for_news_costs_one_tiny_query(event, bob, bob_client, visitor, django_assert_num_queries):
    make_question(event, bob)
    version = fresh(event).live_version
    now(visitor, event)
    with django_assert_num_queries(1):
        now(visitor, event)
    with django_assert_num_queries(1):
        now(visitor, event, v=version)
    with django_assert_num_queries(1):
        now(visitor, event, v=version - 1)
    # Whoever sends a session all the same is not read either, while nothing is new.
    with django_assert_num_queries(1):
        assert now(bob_client, event, v=version).status_code == 204


def test_an_ask_of_a_private_session_reads_who_asks(
    alice, bob, bob_client, carol_client, django_assert_max_num_queries
):
    event = make_private(alice, bob)
    version = fresh(event).live_version
    with django_assert_max_num_queries(4):
        assert now(bob_client, event, v=version).status_code == 204
    assert now(bob_client, event).status_code == 200
    for query in ({}, {"v": version}, {"v": "x"}):
        assert now(carol_client, event, **query).status_code == 404


def test_making_it_anew_costs_the_same_with_more_questions(event, alice, bob, visitor, django_assert_max_num_queries):
    for _n in range(30):
        make_question(event, bob)
    make_item(event)
    make_poll(event, alice)
    with django_assert_max_num_queries(11):
        now(visitor, event)


def test_of_many_changes_within_a_second_one_is_drawn(event, bob, visitor, monkeypatch):
    monkeypatch.setattr("events.live.shared.STANDS", 60)
    make_question(event, bob, "The first?")
    version = fresh(event).live_version
    assert "The first?" in words(now(visitor, event))
    make_question(event, bob, "The second?")
    make_question(event, bob, "The third?")
    assert now(visitor, event, v=version).status_code == 204
    held_back = now(visitor, event)
    assert "The second?" not in words(held_back)
    assert f"-{version}-" in held_back.headers["ETag"]
    # Whoever has seen newer from another process does not go back.
    assert "The third?" in words(now(visitor, event, v=version + 1))
    # What is no version, or none yet, asks for nothing more than others do.
    make_question(event, bob, "The fourth?")
    for odd in ("x", "-1", "9" * 30, ""):
        assert "The fourth?" not in words(now(visitor, event, v=odd))
    monkeypatch.setattr("events.live.shared.STANDS", 0)
    assert "The fourth?" in words(now(visitor, event, v=version))


def test_a_kept_answer_is_the_one_that_was_given(event, bob, bob_client, visitor, django_assert_num_queries):
    make_question(event, bob, "Kept?")
    first = now(visitor, event, language="en")
    with django_assert_num_queries(1):
        second = now(visitor, event, language="en")
    assert (second.content, dict(second.items())) == (first.content, dict(first.items()))
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Vary", "ETag"):
        assert second.headers[name]
    # Whoever sends a session gets the same part, and what was kept is not for him.
    assert words(now(bob_client, event, language="en")) == words(first)
    make_question(event, bob, "And anew?")
    assert "And anew?" in words(now(visitor, event, language="en"))
    assert "And anew?" in words(now(visitor, event, "screen", language="en"))


def test_nothing_kept_is_given_once_a_session_is_private(event, alice, bob, visitor):
    make_question(event, bob, "Secret from now on?")
    assert now(visitor, event, language="en").status_code == 200
    group = make_group(**PRIVATE)
    join(group, alice)
    Event.objects.filter(pk=event.pk).update(audience=Event.Audience.GROUP, group=group)
    for query in ({}, {"language": "en"}, {"language": "en", "v": fresh(event).live_version}):
        assert now(visitor, event, **query).status_code == 404


@pytest.mark.parametrize("audience", ["all", "open group", "private group", "closed group", "chosen"])
@pytest.mark.parametrize("state", Event.State.values)
def test_whether_all_may_know_is_judged_as_everywhere_else(audience, state, alice, bob):
    fields = {}
    if "group" in audience:
        group = make_group(**PRIVATE if audience == "private group" else {})
        join(group, alice)
        fields = {"audience": Event.Audience.GROUP, "group": group}
    elif audience == "chosen":
        fields = {"audience": Event.Audience.SEGMENT, "segment": "newcomer"}
    event = make_event(alice, publish=state != "draft", **fields)
    if state in ("live", "finished"):
        begin_event(event, actor=alice)
    if state == "finished":
        actions.end_session(event, actor=alice)
    if state == "cancelled":
        cancel_event(event, actor=alice, reason="Ill.")
    if audience == "closed group":
        event.group.is_active = False
        event.group.save()
    assert pulse_of(event.pk).is_public == Event.objects.public().filter(pk=event.pk).exists()
    assert pulse_of(event.pk).is_public == Event.objects.visible_to(AnonymousUser()).filter(pk=event.pk).exists()


def test_there_is_no_news_of_nothing(visitor):
    assert visitor.get("/events/999999/live/now/").status_code == 404
    assert visitor.get("/events/999999/screen/now/").status_code == 404


def every_change(event, alice, bob, carol):
    """Each verb that changes what the live page shows, one after the other."""
    item = make_item(event)
    question, other = make_question(event, bob), make_question(event, carol)
    poll = make_poll(event, alice, opened=False)
    option = poll.poll.options.first().pk
    return {
        "asked": lambda: make_question(event, bob),
        "voted": lambda: actions.cast_question_vote(question, actor=alice),
        "unvoted": lambda: actions.withdraw_question_vote(question, actor=alice),
        "later": lambda: actions.move_question(question, "later", actor=alice),
        "now": lambda: actions.move_question(question, "now", actor=alice),
        "answered": lambda: actions.answer_question(question, actor=alice),
        "mended": lambda: actions.answer_question(question, actor=alice, answer="Yes."),
        "reopened": lambda: actions.move_question(question, "approved", actor=alice),
        "merged": lambda: actions.merge_question(question, into=other, actor=alice),
        "parted": lambda: actions.part_question(question, actor=alice),
        "declined": lambda: actions.move_question(question, "declined", actor=alice),
        "hidden": lambda: actions.hide_question(other, actor=alice),
        "shown": lambda: actions.show_question(other, actor=alice),
        "withdrawn": lambda: actions.withdraw_question(other, actor=carol),
        "item begun": lambda: actions.begin_item(event, item, actor=alice),
        "item ended": lambda: actions.end_item(event, item, actor=alice),
        "poll opened": lambda: actions.open_session_poll(poll, actor=alice),
        "ballot cast": lambda: actions.cast_session_ballot(poll, [option], actor=bob),
        "poll off the screen": lambda: actions.show_session_poll(poll, False, actor=alice),
        "poll closed": lambda: actions.close_session_poll(poll, actor=alice),
        "poll on the screen": lambda: actions.show_session_poll(poll, True, actor=alice),
        "code word": lambda: actions.set_switch(event, "shows_code_word", True, actor=alice),
        "ended": lambda: actions.end_session(event, actor=alice),
    }


def test_every_verb_lets_the_pages_know_and_twice_does_not(event, alice, bob, carol):
    for name, change in every_change(event, alice, bob, carol).items():
        before = fresh(event).live_version
        change()
        after = fresh(event).live_version
        assert after > before, name
        if name not in ("asked", "ballot cast"):
            change()
            assert fresh(event).live_version == after, name


def test_visitors_kept_pages_are_fresh_at_once(event, alice, bob, visitor):
    page = f"/events/{event.pk}/"
    assert "No questions yet" in words(visitor.get(page))
    question = make_question(event, bob, "Why so late?")
    assert "Why so late?" in words(visitor.get(page))
    actions.cast_question_vote(question, actor=alice)
    assert "<b>1</b>" in words(visitor.get(page))


# --- the pages ----------------------------------------------------------------------------------------------------


def test_the_page_shows_a_member_his_own_without_script(event, alice, bob, bob_client, carol):
    mine, wanted = make_question(event, bob, "My own?"), make_question(event, carol, "Hers?")
    actions.cast_question_vote(wanted, actor=bob)
    waits = make_question(event, bob, "Still waiting?")
    actions.move_question(waits, "declined", actor=alice)
    page = words(bob_client.get(f"/events/{event.pk}/live/"))
    assert 'aria-pressed="true"' in page
    assert f'data-pressed="{wanted.pk}"' in page
    assert f'data-question="{mine.pk}"' not in page
    assert "Still waiting?" in page
    assert "Not taken up" in page


def test_a_press_without_script_comes_back_to_where_it_was_made(event, bob, carol_client):
    question = make_question(event, bob)
    address = f"/events/{event.pk}/questions/{question.pk}/vote/"
    for page in (f"/events/{event.pk}/", f"/events/{event.pk}/live/"):
        answer = carol_client.post(address, {"want": "1"}, headers={"Referer": f"http://testserver{page}"})
        assert answer.headers["Location"].partition("#")[0] == page
    answer = carol_client.post(address, {"want": "1"}, headers={"Referer": "http://elsewhere.example/"})
    assert answer.headers["Location"] == f"/events/{event.pk}/live/"


def test_a_visitor_is_asked_to_sign_in(event, bob, visitor):
    question = make_question(event, bob)
    page = words(visitor.get(f"/events/{event.pk}/live/"))
    assert "Sign in to ask and vote" in page
    answer = visitor.post(f"/events/{event.pk}/questions/{question.pk}/vote/", {"want": "1"})
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_a_cancelled_session_has_no_live_page(alice, visitor):
    event = make_event(alice)
    cancel_event(event, actor=alice, reason="Ill.")
    for page in ("live", "screen"):
        assert visitor.get(f"/events/{event.pk}/{page}/").headers["Location"] == f"/events/{event.pk}/"
    assert visitor.get(f"/events/{event.pk}/live/own/").status_code == 404


def test_the_clock_and_the_agenda_stand_there_without_script(event, alice, visitor):
    first, second = make_item(event, "Opening", 10), make_item(event, "The new depot", 25)
    actions.begin_item(event, first, actor=alice)
    page = words(visitor.get(f"/events/{event.pk}/live/"))
    assert "Opening" in page
    assert "Next: The new depot" in page
    actions.begin_item(event, second, actor=alice)
    first.refresh_from_db()
    assert first.ended_at
    page = words(visitor.get(f"/events/{event.pk}/screen/"))
    assert "The new depot" in page
    assert 'class="clock"' in page


def test_the_code_leads_to_the_live_page(event, visitor):
    answer = visitor.get(f"/events/{event.pk}/live/code.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert b"<svg" in answer.content


def test_the_code_word_stands_on_the_hosts_screen_alone(alice, alice_client, bob_client, visitor):
    event = make_live(alice, code_word="bamboo gate")
    places = ("screen/", "screen/own/", "screen/now/", "live/", "live/now/", "live/own/", "")

    def seen(browser):
        return {place for place in places if "bamboo gate" in words(browser.get(f"/events/{event.pk}/{place}"))}

    assert seen(alice_client) == set()
    actions.set_switch(event, "shows_code_word", True, actor=alice)
    assert seen(alice_client) == {"screen/", "screen/own/"}
    assert seen(bob_client) == seen(visitor) == set()


def test_the_event_page_shows_the_questions_with_few_queries(
    event, alice, bob, bob_client, visitor, django_assert_max_num_queries
):
    for _n in range(30):
        make_question(event, bob)
    bob_client.get(f"/events/{event.pk}/")
    with django_assert_max_num_queries(14):
        page = words(bob_client.get(f"/events/{event.pk}/"))
    assert "10 more" in page
    with django_assert_max_num_queries(8):
        page = words(visitor.get(f"/events/{event.pk}/"))
    assert "csrf" not in page
