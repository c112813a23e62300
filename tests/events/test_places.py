"""Where sessions are shown besides their own pages: in a group, and the next one on the home page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events import actions
from tests.factories import join, make_event, make_group, make_member, move_event
from tests.pages import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]


# --- in a group ---------------------------------------------------------------------------------------------


def test_what_comes_and_what_was_in_a_group(hanna, visitor):
    group = make_group()
    coming = make_event(hanna, group=group, title="Bread")
    past = make_event(hanna, group=group, title="Milk")
    move_event(past, starts_in=-timedelta(days=9), state="finished", finished_at=timezone.now())
    make_event(hanna, title="Of all")
    page = visitor.get(f"/groups/{group.slug}/events/")
    assert list(page.context["coming"]) == [coming]
    assert list(page.context["past"]) == [past]
    assert "Of all" not in words_of(page)
    assert f"/groups/{group.slug}/events/" in visitor.get(group.get_absolute_url()).content.decode()


def test_drafts_are_for_hosts(hanna, hanna_client, bob, bob_client, visitor):
    group = make_group()
    join(group, hanna, host=True)
    join(group, bob)
    make_event(hanna, group=group, title="Not yet", publish=False)
    address = f"/groups/{group.slug}/events/"
    page = hanna_client.get(address)
    assert "Not yet" in words_of(page)
    assert f"/events/new/?group={group.slug}" in page.content.decode()
    for browser in (bob_client, visitor):
        page = browser.get(address)
        assert "Not yet" not in words_of(page)
        assert "/events/new/" not in page.content.decode()


def test_a_private_groups_sessions_are_for_its_members(hanna, bob, hanna_client, bob_client, visitor):
    group = make_group(is_private=True, policy="invitation")
    join(group, hanna)
    make_event(hanna, group=group, title="Secret circle")
    address = f"/groups/{group.slug}/events/"
    assert "Secret circle" in words_of(hanna_client.get(address))
    assert bob_client.get(address).status_code == visitor.get(address).status_code == 404
    for browser in (hanna_client, bob_client, visitor):
        assert "Secret circle" not in words_of(browser.get("/"))


# --- on the home page ---------------------------------------------------------------------------------------


def test_the_next_session_of_all(hanna, visitor, bob_client):
    assert visitor.get("/").context["next_event"] is None
    later = make_event(hanna, starts_in=timedelta(days=5), title="Milk", capacity=9)
    soon = make_event(hanna, title="Bread", capacity=9)
    make_event(hanna, starts_in=timedelta(days=1), title="Of some", group=make_group())
    make_event(hanna, starts_in=timedelta(days=1), title="Of the chosen", audience="segment", segment="core")
    make_event(hanna, starts_in=timedelta(days=1), title="Not yet", publish=False)
    for browser in (visitor, bob_client):
        page = browser.get("/")
        assert page.context["next_event"] == soon
        assert "0 of 9 seats taken" in words_of(page)
    actions.register_for(soon, actor=make_member())
    # Kept for visitors, and fresh all the same.
    visitor.get("/")
    assert "1 of 9 seats taken" in words_of(visitor.get("/"))
    actions.cancel_event(soon, actor=hanna, reason="Rain.")
    assert later.title in words_of(visitor.get("/"))


def test_neither_the_link_nor_the_agenda_of_a_draft_is_there(hanna, visitor):
    make_event(hanna, online_link="https://meet.example/secret")
    assert "meet.example" not in visitor.get("/").content.decode()
