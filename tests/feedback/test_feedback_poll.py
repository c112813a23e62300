"""Polls on items of the roadmap: attached at the desk, voted on the item's page, their result in the log once."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from community.posts.actions import Ballot, cast_ballot
from community.posts.models import Participation, Poll
from feedback import actions
from feedback.models import FeedbackPoll, ProgressEntry
from feedback.tasks import announce_entry, write_poll_results
from tests.factories import make_feedback, make_member
from tests.pages import HTMX, asks_to_sign_in, words_of

pytestmark = pytest.mark.django_db


def in_a_day():
    return timezone.now() + timedelta(days=1)


def local(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def item(alice, tessa):
    return make_feedback(alice, title="Queue at the desk", status="planned", by=tessa)


@pytest.fixture
def attached(item, tessa):
    ballot = Ballot(["Numbers", "Slots"], closes_at=in_a_day())
    return actions.attach_poll(item, actor=tessa, question="Which *way*?", ballot=ballot)


def option(attached, position):
    return attached.poll.options.get(position=position).pk


def desk(item):
    return f"/admin/feedback/feedback/{item.pk}/poll/"


def test_attached_at_the_desk_it_shows_on_the_item_and_the_roadmap(item, tessa_client, visitor):
    form = {"question": "Which way?", "options": ["Numbers", "Slots", ""], "closes_at": local(in_a_day())}
    assert tessa_client.get(desk(item)).status_code == 200
    assert tessa_client.post(desk(item), form).status_code == 302
    assert tessa_client.post(desk(item), form).status_code == 422
    assert FeedbackPoll.objects.count() == Poll.objects.count() == 1
    assert "Which way?" in words_of(visitor.get(item.get_absolute_url()))
    assert "Which way?" in words_of(visitor.get("/roadmap/"))
    assert "Numbers" in words_of(tessa_client.get(desk(item)))


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"options": ["a", "b"], "closes_at": "{soon}"}, "question"),
        ({"question": "Q?", "options": ["a"], "closes_at": "{soon}"}, "options"),
        ({"question": "Q?", "options": ["a", "b"]}, "closes_at"),
        ({"question": "Q?", "options": ["a", "b"], "closes_at": "2001-01-01T10:00"}, "closes_at"),
        ({"question": "Q" * 81, "options": ["a", "b"], "closes_at": "{soon}"}, "question"),
    ],
)
def test_what_is_missing_is_said_by_its_field(form, field, item, tessa_client):
    form = {name: local(in_a_day()) if value == "{soon}" else value for name, value in form.items()}
    answer = tessa_client.post(desk(item), form)
    assert answer.status_code == 422
    assert field in answer.context_data["form"].errors
    assert not Poll.objects.exists()


def test_members_and_visitors_do_not_attach(item, alice_client, visitor):
    for client in (alice_client, visitor):
        assert client.post(desk(item), {"question": "Q?"}).status_code in (302, 403)
    assert not Poll.objects.exists()


def test_only_what_is_on_the_roadmap(alice, tessa):
    with pytest.raises(ValidationError) as refused:
        actions.attach_poll(make_feedback(alice), actor=tessa, question="Q?", ballot=Ballot(["a", "b"]))
    assert refused.value.code == "not_on_roadmap"


def test_members_vote_on_its_page(attached, item, bob, bob_client, visitor):
    address = f"/feedback/{item.pk}/poll/"
    ballot = {"option": option(attached, 1)}
    assert asks_to_sign_in(visitor.post(address, ballot))
    assert bob_client.get(address).status_code == 405
    for _twice in range(2):
        assert bob_client.post(address, ballot).status_code == 302
    assert Participation.objects.get().member == bob
    assert attached.poll.options.get(position=1).vote_count == 1


def test_with_htmx_the_poll_alone_comes_back(attached, item, bob_client):
    answer = bob_client.post(f"/feedback/{item.pk}/poll/", {"option": option(attached, 1)}, **HTMX)
    assert "Your vote counts" in words_of(answer)
    assert "Which *way*?" in words_of(answer)
    assert "<html" not in answer.content.decode()


def test_no_poll_no_vote(item, alice, bob_client, attached, tessa):
    other = make_feedback(alice)
    assert bob_client.post(f"/feedback/{other.pk}/poll/", {"option": "1"}).status_code == 404
    actions.hide_feedback(item, actor=tessa)
    assert bob_client.post(f"/feedback/{item.pk}/poll/", {"option": option(attached, 1)}).status_code == 404


# --- the result ---------------------------------------------------------------------------------------------------


def results():
    return ProgressEntry.objects.filter(kind="poll")


def test_the_result_is_written_once_when_its_time_is_over(attached, item, visitor, alice, queue):
    for place in (1, 1, 1, 2):
        cast_ballot(attached.poll, [option(attached, place)], actor=make_member())
    write_poll_results()
    assert not results().exists()
    Poll.objects.update(closes_at=timezone.now())
    for _twice in range(2):
        write_poll_results()
    entry = results().get()
    assert entry.changes == {"voters": [None, 4]}
    page = words_of(visitor.get(item.get_absolute_url()))
    assert "Which *way*?" in page
    assert "Numbers: 75 % (3)" in page
    for _twice in range(2):
        announce_entry(entry.pk)
    assert [notice.kind for notice in alice.notifications.filter(cause_key=f"progress:{entry.pk}")] == [
        "feedback.polled"
    ]


def test_closed_by_another_job_it_is_written_all_the_same(attached):
    Poll.objects.update(closes_at=timezone.now(), closed_at=timezone.now())
    write_poll_results()
    assert results().count() == 1
    assert "%" not in results().get().text  # nobody took part: there are no figures to betray


def test_closed_at_the_desk(attached, item, tessa_client, alice_client):
    address = f"/admin/feedback/feedback/{item.pk}/poll/close/"
    assert alice_client.post(address).status_code in (302, 403)
    assert not results().exists()
    assert tessa_client.get(address).status_code == 405
    for _twice in range(2):
        assert tessa_client.post(address).status_code == 302
    assert results().count() == 1


def test_a_kill_between_closing_and_writing_is_made_up_for(attached, monkeypatch):
    Poll.objects.update(closes_at=timezone.now())

    def killed(*args, **kwargs):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("feedback.actions.polling.write_step", killed)
        with pytest.raises(SystemExit):
            write_poll_results()
    assert not results().exists()
    write_poll_results()
    assert results().count() == 1
