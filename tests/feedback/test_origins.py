"""From the talk to the board: once, by its author, with links both ways."""

import pytest
from django.core.exceptions import ValidationError

from community.posts import actions as talk
from feedback import actions
from feedback.models import Feedback, Origin
from tests.factories import join, make_group, make_post
from tests.pages import asks_to_sign_in, words_of

pytestmark = pytest.mark.django_db

FORM = {"title": "Step at the door", "text": "The step at the door is eleven centimetres high.", "category": ""}


@pytest.fixture
def post(alice):
    return make_post(alice, "The step at the door is high.", kind="question", title="Step at the door")


def test_its_author_says_it_as_feedback_with_links_both_ways(post, alice, alice_client, visitor):
    address = f"/feedback/from-talk/{post.pk}/"
    page = alice_client.get(address)
    assert page.context["form"]["text"].value() == "The step at the door is high."
    answer = alice_client.post(address, FORM)
    item = Feedback.objects.get()
    assert answer.headers["Location"] == item.get_absolute_url()
    assert (item.author, item.channel.slug) == (alice, "board")
    assert f'href="{post.get_absolute_url()}"' in visitor.get(item.get_absolute_url()).content.decode()
    assert f'href="{item.get_absolute_url()}"' in visitor.get(post.get_absolute_url()).content.decode()


def test_pressed_twice_it_is_said_once(post, alice, alice_client):
    address = f"/feedback/from-talk/{post.pk}/"
    places = {alice_client.post(address, FORM | {"text": text}).headers["Location"] for text in ("First.", "Second.")}
    assert len(places) == Feedback.objects.count() == Origin.objects.count() == 1
    assert alice_client.get(address).status_code == 302
    again = actions.say_post_as_feedback(post, actor=alice, text="Third.")
    assert again == Feedback.objects.get()


def test_others_cannot_say_it_for_her(post, bob, bob_client, tessa_client, visitor):
    address = f"/feedback/from-talk/{post.pk}/"
    for client in (bob_client, tessa_client):
        assert client.get(address).status_code == client.post(address, FORM).status_code == 404
    assert asks_to_sign_in(visitor.post(address, FORM))
    with pytest.raises(ValidationError) as refused:
        actions.say_post_as_feedback(post, actor=bob, text="Mine.")
    assert refused.value.code == "not_yours"
    assert not Feedback.objects.exists()


def test_too_little_is_said_by_its_field(post, alice_client):
    answer = alice_client.post(f"/feedback/from-talk/{post.pk}/", {"text": "x"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["text"]


def test_what_is_hidden_or_a_draft_does_not_become_feedback(post, alice, adam, alice_client):
    draft = make_post(alice, state="draft")
    talk.hide_post(post, actor=adam)
    for pk in (draft.pk, post.pk):
        assert alice_client.post(f"/feedback/from-talk/{pk}/", FORM).status_code == 404


def test_from_a_private_group_nothing_goes_along_but_the_words(alice, bob, alice_client, bob_client, visitor):
    group = make_group("Night shift", is_private=True, policy="invitation")
    join(group, alice, bob)
    post = make_post(alice, "Secret supper", group=group)
    alice_client.post(f"/feedback/from-talk/{post.pk}/", FORM)
    item = Feedback.objects.get()
    assert item.group is None
    page = visitor.get(item.get_absolute_url()).content.decode()
    assert "Secret supper" not in page
    assert f"/talk/{post.pk}/" not in page
    assert f"/talk/{post.pk}/" in bob_client.get(item.get_absolute_url()).content.decode()


def test_an_item_that_nobody_may_see_is_not_linked(post, alice, tessa, visitor):
    item = actions.say_post_as_feedback(post, actor=alice, text="The step is high.")
    actions.hide_feedback(item, actor=tessa)
    assert "The step is high" not in visitor.get(post.get_absolute_url()).content.decode()


def test_what_was_taken_back_is_said_anew(post, alice, alice_client, visitor):
    address = f"/feedback/from-talk/{post.pk}/"
    alice_client.post(address, FORM)
    first = Feedback.objects.get()
    actions.remove_feedback(first, actor=alice)
    assert address in alice_client.get(post.get_absolute_url()).content.decode()
    assert alice_client.get(address).status_code == 200
    for _twice in range(2):
        answer = alice_client.post(address, FORM)
        second = Feedback.objects.exclude(pk=first.pk).get()
        assert answer.headers["Location"] == second.get_absolute_url()
    assert Origin.objects.get().feedback == second
    assert f'href="{second.get_absolute_url()}"' in visitor.get(post.get_absolute_url()).content.decode()


# --- asking its author --------------------------------------------------------------------------------------------


def test_the_team_asks_its_author_once(post, alice, tessa_client, bob_client, visitor):
    address = f"/feedback/from-talk/{post.pk}/offer/"
    assert bob_client.post(address).status_code == 404
    assert asks_to_sign_in(visitor.post(address))
    assert tessa_client.get(address).status_code == 405
    for _twice in range(2):
        assert tessa_client.post(address).status_code == 302
    notice = alice.notifications.get()
    assert notice.kind == "feedback.offered"
    assert notice.url == f"/feedback/from-talk/{post.pk}/"


def test_a_host_asks_in_her_group_alone(bob, carol, carol_client):
    group = make_group()
    join(group, carol, host=True)
    join(group, bob)
    there, elsewhere = make_post(bob, group=group), make_post(bob)
    assert carol_client.post(f"/feedback/from-talk/{elsewhere.pk}/offer/").status_code == 404
    page = words_of(carol_client.get(there.get_absolute_url()))
    assert "ask its author" in page
    assert carol_client.post(f"/feedback/from-talk/{there.pk}/offer/").status_code == 302
    assert bob.notifications.count() == 1


def test_what_is_feedback_already_is_not_asked_for(post, alice, tessa):
    actions.say_post_as_feedback(post, actor=alice, text="The step is high.")
    assert not actions.offer_as_feedback(post, actor=tessa)
