"""Forms with several buttons: sent without one that we know, they change nothing and say so."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from community import actions
from community.models import Membership
from community.posts.models import Picture, Post
from events.models import Event
from feedback.models import FixNote
from tests.announcing.conftest import make_announcement
from tests.factories import image_upload, join, make_feedback, make_fix_note, make_group, make_member

pytestmark = pytest.mark.django_db

# Enter in a field of a browser without the button, an old page with another name for it.
UNPRESSED = [{}, {"publis": "1"}, {"want": ""}, {"want": "yes"}]
TALK = {"kind": "poll", "title": "When?", "options": ["Nine", "Ten"], "submit_key": "s" * 32, "draft_key": "d" * 32}


@pytest.fixture
def lead_client(db, sign_in):
    lead = make_member("Lena", is_staff=True)
    lead.groups.set(Group.objects.filter(name__in=["moderators", "leads"]))
    return sign_in(lead)


def soon():
    return (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")


def explains(answer):
    return answer.status_code == 422 and "Nothing was done yet" in answer.content.decode()


@pytest.mark.parametrize("form", UNPRESSED)
def test_an_announcement_is_not_published(form, lead_client):
    announcement = make_announcement(publish=False)
    assert explains(
        lead_client.post(f"/admin/announcing/announcement/{announcement.pk}/plan/", form | {"when": soon()})
    )
    announcement.refresh_from_db()
    assert (announcement.state, announcement.publish_at) == ("draft", None)


@pytest.mark.parametrize("form", UNPRESSED)
def test_a_fix_note_is_not_published(form, lead_client, alice):
    note = make_fix_note([make_feedback(alice)], publish=False)
    assert explains(lead_client.post(f"/admin/feedback/fixnote/{note.pk}/publish/", form | {"when": soon()}))
    note.refresh_from_db()
    assert (note.state, note.publish_at) == (FixNote.State.DRAFT, None)


@pytest.mark.parametrize("form", UNPRESSED)
def test_who_asks_to_join_still_waits(form, alice, alice_client, carol):
    group = make_group(policy="request")
    join(group, alice, host=True)
    asked = actions.ask_to_join(group, actor=carol)
    answer = alice_client.post(f"/groups/{group.slug}/host/requests/{asked.pk}/", form | {"answer": "We are full."})
    assert explains(answer)
    asked.refresh_from_db()
    assert asked.state == "open"
    assert not Membership.objects.filter(group=group, member=carol).exists()


@pytest.mark.parametrize("form", UNPRESSED)
def test_a_host_stays_one(form, alice, alice_client, bob):
    group = make_group()
    join(group, alice, bob, host=True)
    page = alice_client.post(f"/groups/{group.slug}/host/members/{bob.pk}/role/", form, follow=True)
    assert "Nothing was done yet" in page.content.decode()
    assert Membership.objects.get(group=group, member=bob).is_host


@pytest.mark.parametrize("form", UNPRESSED)
def test_a_post_is_neither_published_nor_kept(form, alice_client):
    answer = alice_client.post("/talk/new/", TALK | form | {"images": [image_upload()]})
    assert explains(answer)
    assert "Nine" in answer.content.decode()
    assert not Post.objects.exists()
    assert not Picture.objects.exists()


@pytest.mark.parametrize("form", UNPRESSED)
def test_a_draft_stays_as_it_was(form, alice_client):
    alice_client.post("/talk/new/", TALK | {"draft": "1"})
    post = Post.objects.get()
    assert explains(alice_client.post(f"/talk/{post.pk}/edit/", TALK | form | {"title": "Where?"}))
    post.refresh_from_db()
    assert (post.state, post.title) == ("draft", "When?")


@pytest.mark.parametrize("form", UNPRESSED)
def test_a_session_is_neither_published_nor_kept(form, lead_client):
    soon_enough = {"day": (timezone.localdate() + timedelta(days=9)).isoformat(), "begins": "19:00", "minutes": "60"}
    words = {"title": "Bread", "kind": "theme", "whom": "all", "zone": "Asia/Shanghai", "language": "en"}
    answer = lead_client.post("/events/new/", words | soon_enough | form)
    assert explains(answer)
    assert "Bread" in answer.content.decode()
    assert not Event.objects.exists()
