"""What a session tells to whom: nothing of a private one to strangers, nothing of who asked without a name."""

import pytest
from django.core import mail
from django.test import Client

from community.actions import publish_rules
from community.models import Activity, Rules
from events.live import actions
from events.live.care import questions as care
from events.live.models import Question
from tests.events.live_kit import at_once, make_live, make_poll, make_private, make_question  # noqa: F401
from tests.factories import PASSWORD, make_member
from tests.test_anonymity import assert_nothing_planted, changed, links_to, log, rows  # noqa: F401

NAME, EMAIL = "Zephyrine Quill", "zephyrine.quill@planted.example"
ADDRESS, AGENT = "203.0.113.77", "PlantedAgent/7.7 (planted-device)"
WORDS = "Why was the depot sold?"


@pytest.mark.django_db
def test_a_private_session_is_not_there_for_strangers(alice, bob, carol, carol_client, visitor, bob_client):
    event = make_private(alice, bob)
    question, poll = make_question(event, bob, "A secret question?"), make_poll(event, alice)
    # Kept in memory by those who may read it.
    for browser in (bob_client,):
        for place in ("live/", "live/now/", "screen/now/"):
            assert b"A secret question?" in browser.get(f"/events/{event.pk}/{place}").content
    gets = ("live/", "live/now/", "live/own/", "live/code.svg", "screen/", "screen/now/", "screen/own/", "ask/")
    posts = (
        *("ask/", f"questions/{question.pk}/vote/", f"questions/{question.pk}/withdraw/", f"live/polls/{poll.pk}/"),
        *("desk/begin/", "desk/end/", "desk/switch/", f"desk/questions/{question.pk}/move/", "desk/polls/"),
    )
    for place in (*gets, "desk/", "desk/now/", f"desk/questions/{question.pk}/"):
        assert carol_client.get(f"/events/{event.pk}/{place}").status_code == 404, place
        assert visitor.get(f"/events/{event.pk}/{place}").status_code in (302, 404), place
        assert b"secret" not in visitor.get(f"/events/{event.pk}/{place}").content
    for place in posts:
        form = {"text": "Let me in", "want": "1", "submit_key": "s" * 32}
        assert carol_client.post(f"/events/{event.pk}/{place}", form).status_code == 404, place
    assert Question.objects.count() == 1
    assert carol_client.get(f"/report/session-question/{question.pk}/").status_code == 404
    assert [one for _moment, one in care.newest(10)] == []


@pytest.mark.django_db
def test_a_member_of_the_group_who_does_not_run_it_has_no_desk(alice, bob, bob_client):
    event = make_private(alice, bob)
    question = make_question(event, alice)
    for place in ("desk/", "desk/now/", f"desk/questions/{question.pk}/"):
        assert bob_client.get(f"/events/{event.pk}/{place}").status_code == 404
    for place in ("desk/begin/", "desk/end/", f"desk/questions/{question.pk}/move/"):
        assert bob_client.post(f"/events/{event.pk}/{place}", {"want": "now"}).status_code == 404


@pytest.mark.django_db
def test_what_waits_and_what_is_declined_is_seen_by_the_asker_and_the_hosts_alone(
    alice, alice_client, bob, bob_client, carol_client, visitor
):
    event = make_live(alice)
    actions.set_switch(event, "questions_wait", True, actor=alice)
    event.refresh_from_db()
    waiting, declined = make_question(event, bob, "Waiting words?"), make_question(event, bob, "Declined words?")
    actions.move_question(declined, "declined", actor=alice)
    places = ("", "live/", "live/now/", "live/own/", "screen/", "screen/now/")
    for browser in (carol_client, visitor):
        seen = b"".join(browser.get(f"/events/{event.pk}/{place}").content for place in places)
        assert b"Waiting words?" not in seen
        assert b"Declined words?" not in seen
    own, desk = bob_client.get(f"/events/{event.pk}/live/own/"), alice_client.get(f"/events/{event.pk}/desk/")
    for words in (b"Waiting words?", b"Declined words?"):
        assert words in own.content
        assert words in desk.content
    assert carol_client.post(f"/events/{event.pk}/questions/{waiting.pk}/vote/", {"want": "1"}).status_code == 404
    assert carol_client.get(f"/report/session-question/{waiting.pk}/").status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("waits", [False, True])
def test_without_a_name_nothing_leads_back(waits, alice, alice_client, log):  # noqa: F811
    """The database, the log and the mail of a question asked without a name by a browser that is signed in."""
    asker = make_member(NAME, email=EMAIL)
    browser = Client(REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=AGENT, HTTP_X_FORWARDED_FOR=ADDRESS)
    assert browser.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD}).status_code == 302
    event = make_live(alice, questions_wait=waits)
    assert browser.get(f"/events/{event.pk}/live/").status_code == 200
    activities, before = Activity.objects.count(), rows()
    log.lines.clear()
    letters = len(mail.outbox)
    form = {"text": WORDS, "nameless": "on", "submit_key": "s" * 32}
    answer = browser.post(f"/events/{event.pk}/ask/", form)
    assert answer.status_code == 302
    question = Question.objects.get()
    assert (question.text, question.author, question.is_nameless) == (WORDS, None, True)
    written = changed(before)
    assert any(table == "live_question" for table, _key in written)
    for where, row in written.items():
        assert_nothing_planted(row, where)
    for line in log.lines:
        assert_nothing_planted(line, "the log")
    assert len(mail.outbox) == letters
    # Not even the time of the session tells that something was asked.
    assert not [table for table, _key in written if table in ("django_session", "community_member")]
    assert links_to(asker, before) == []
    assert Activity.objects.count() == activities
    for place in ("desk/", f"desk/questions/{question.pk}/", "live/now/", "live/"):
        assert_nothing_planted(alice_client.get(f"/events/{event.pk}/{place}").content.decode(), place)


@pytest.mark.django_db(transaction=True)
def test_the_search_for_traces_would_find_one(alice):
    """The control: the same question with the name."""
    asker = make_member(NAME, email=EMAIL)
    event, before = make_live(alice), rows()
    make_question(event, asker, WORDS)
    found = {label for label, _pk, _field in links_to(asker, before)}
    assert found == {"live.Question", "community.Activity", "community.AuditEntry"}


@pytest.mark.django_db
def test_the_rules_are_accepted_with_a_name_alone(alice, adam, bob, bob_client):
    """Accepting them is written down with the moment: in one press with a question it would tell who asked."""
    rules = Rules.objects.create(text="Be kind.", changed="All of it.")
    publish_rules(rules, actor=adam)
    event = make_live(alice)
    address = f"/events/{event.pk}/ask/"
    box = {"accept_rules": str(rules.version)}
    assert bob_client.post(address, {"text": "Named?"}).status_code == 422
    assert bob_client.post(address, {"text": "Nameless?", "nameless": "on"} | box).status_code == 302
    bob.refresh_from_db()
    assert bob.rules_version == 0
    assert bob_client.post(address, {"text": "Named?"} | box).status_code == 302
    bob.refresh_from_db()
    assert bob.rules_version == rules.version


@pytest.mark.django_db
def test_the_two_halves_of_a_double_tap_meet_without_knowing_who_pressed(alice, bob, carol):
    """The key that marks a send holds nothing of the person: another one's browser with it meets the same question."""
    event = make_live(alice)
    first = make_question(event, bob, WORDS, nameless=True, submit_key="k" * 32)
    assert make_question(event, carol, WORDS, nameless=True, submit_key="k" * 32) == first


@pytest.mark.django_db
def test_the_own_part_is_for_one_reader(alice, bob, bob_client, carol_client, visitor):
    event = make_live(alice)
    make_question(event, bob, "Mine alone?")
    answer = bob_client.get(f"/events/{event.pk}/live/own/")
    assert b"Mine alone?" in answer.content
    assert "no-store" in answer.headers["Cache-Control"]
    assert b"Mine alone?" not in carol_client.get(f"/events/{event.pk}/live/own/").content
    assert visitor.get(f"/events/{event.pk}/live/own/").status_code == 204
