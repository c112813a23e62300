"""Mending what one said: who may, until when, and what it looks like first."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from community.actions import remove_member
from community.models import Membership
from community.moderation.actions import give_sanction
from community.posts import actions
from community.posts.actions import Ballot
from community.posts.models import Post, Reply
from tests.factories import join, make_group, make_post, make_reply
from tests.pages import words_of

pytestmark = pytest.mark.django_db
NEW = "/talk/new/"
KEYS = {"submit_key": "s" * 32, "draft_key": "d" * 32}


@pytest.fixture
def paused(alice, tessa):
    """Alice may say nothing new."""
    give_sanction(alice, actor=tessa, kind="pause", reason="spam", words="Enough.", days=3)
    return alice


def refusal_of(verb, *args, **options):
    with pytest.raises(ValidationError) as refused:
        verb(*args, **options)
    return refused.value.code


# --- who may ------------------------------------------------------------------------------------------------


def test_whoever_was_taken_out_of_a_group_rewrites_nothing_there(group, alice, bob, bob_client):
    post = make_post(bob, "Bread at nine.", kind="question", group=group)
    reply = make_reply(post, bob, "Or at ten.")
    remove_member(Membership.objects.get(group=group, member=bob), actor=alice, reason="Rude.", days=30)
    for path, words in ((f"/talk/{post.pk}/edit/", "New words."), (f"/talk/replies/{reply.pk}/edit/", "New words.")):
        answer = bob_client.post(path, {"title": "New", "text": words})
        assert answer.status_code == 422
        assert "only its members speak there" in answer.content.decode()
        assert words in answer.content.decode()
    assert (Post.objects.get().text, Reply.objects.get().text) == ("Bread at nine.", "Or at ten.")
    # What he said stays his to take back.
    assert bob_client.post(f"/talk/replies/{reply.pk}/delete/").status_code == 302
    assert bob_client.post(f"/talk/{post.pk}/delete/").status_code == 302
    assert Post.objects.get().visibility == "removed"


def test_a_closed_group_is_not_written_in(group, bob):
    post = make_post(bob, group=group)
    reply = make_reply(post, bob)
    group.is_active = False
    group.save()
    post, reply = Post.objects.get(), Reply.objects.get()
    assert refusal_of(actions.edit_post, post, actor=bob, title="", text="New.") == "not_a_member"
    assert refusal_of(actions.edit_reply, reply, actor=bob, text="New.") == "not_a_member"


def test_whoever_is_paused_rewrites_nothing_and_answers_under_his_own_question(paused, bob, sign_in):
    question = make_post(bob, "Which?", kind="question")
    reply = make_reply(question, bob, "Which one?")
    Post.objects.update(author=paused)
    Reply.objects.update(author=paused)
    question.refresh_from_db()
    reply.refresh_from_db()
    assert refusal_of(actions.edit_post, question, actor=paused, title="New", text="New.") == "paused"
    assert refusal_of(actions.edit_reply, reply, actor=paused, text="New.") == "paused"
    page = sign_in(paused).post(f"/talk/{question.pk}/edit/", {"title": "New", "text": "Typed words."})
    assert page.status_code == 422
    assert "You can say something new again from" in page.content.decode()
    assert "Typed words." in page.content.decode()
    make_reply(question, paused, "This one.")


# --- until when -----------------------------------------------------------------------------------------------


def test_after_an_hour_a_reply_is_offered_for_editing_no_longer(group, bob, bob_client):
    post = make_post(bob, group=group)
    reply = make_reply(post, bob)
    address = f"/talk/replies/{reply.pk}/edit/"
    assert address in bob_client.get(post.get_absolute_url()).content.decode()
    assert bob_client.get(address).status_code == 200
    Reply.objects.update(created_at=timezone.now() - timedelta(hours=2))
    page = bob_client.get(post.get_absolute_url()).content.decode()
    assert address not in page
    assert f"/talk/replies/{reply.pk}/delete/" in page
    late = bob_client.get(address)
    assert late.status_code == 302
    assert late.headers["Location"] == reply.get_absolute_url()
    assert "can no longer be edited" in words_of(bob_client.get(post.get_absolute_url()))
    # What was typed meanwhile is not lost.
    late = bob_client.post(address, {"text": "Typed in time."})
    assert late.status_code == 422
    assert "Typed in time." in late.content.decode()


# --- sent once more with something else -----------------------------------------------------------------------


def test_the_same_words_in_another_place_are_another_post(group, bob, bob_client):
    other = make_group("Millers")
    join(other, bob)
    words = KEYS | {"kind": "share", "text": "The same words.", "publish": "1"}
    sent = [bob_client.post(NEW, words | {"group": slug}).headers["Location"] for slug in (group.slug, other.slug, "")]
    assert len(set(sent)) == 3
    assert bob_client.post(NEW, words | {"group": other.slug}).headers["Location"] == sent[1]
    assert {post.group for post in Post.objects.all()} == {group, other, None}


@pytest.mark.parametrize(
    "changed",
    [
        {"options": ["Nine", "Ten", "Eleven"]},
        {"options": ["Ten", "Nine"]},
        {"options": ["Nine Ten"]},
        {"ballots": "open"},
        {"max_choices": "2"},
        {"results": "always"},
        {"closes_at": (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")},
    ],
)
def test_the_same_question_with_another_ballot_is_another_poll(changed, alice_client):
    words = KEYS | {"kind": "poll", "title": "When?", "options": ["Nine", "Ten"], "ballots": "anonymous", "draft": "1"}
    first = alice_client.post(NEW, words)
    again = alice_client.post(NEW, words)
    other = alice_client.post(NEW, words | changed)
    assert first.headers["Location"] == again.headers["Location"] != other.headers["Location"]
    assert Post.objects.count() == 2


# --- a poll that is planned -----------------------------------------------------------------------------------


def test_a_planned_poll_closes_after_it_opens(group, alice, alice_client):
    opens, closes = timezone.now() + timedelta(days=7), timezone.now() + timedelta(days=1)
    ballot = Ballot(["Nine", "Ten"], closes_at=closes)
    post, _created = actions.write_post("poll", actor=alice, title="When?", group=group, ballot=ballot, state="draft")
    assert refusal_of(actions.plan_post, post, actor=alice, publish_at=opens) == "closes_too_soon"
    assert refusal_of(actions.plan_post, post, actor=alice, publish_at=closes) == "closes_too_soon"
    actions.plan_post(post, actor=alice, publish_at=closes - timedelta(hours=1))
    # Nor does it become so by a change of its words.
    words = {"kind": "poll", "title": "When?", "text": "", "group": group}
    sooner = Ballot(["Nine", "Ten"], closes_at=closes - timedelta(hours=2))
    assert refusal_of(actions.save_draft, post, actor=alice, ballot=sooner, **words) == "closes_too_soon"
    form = KEYS | {"kind": "poll", "title": "Where?", "options": ["Nine", "Ten"], "group": group.slug, "plan": "1"}
    times = {"publish_at": f"{timezone.localtime(opens):%Y-%m-%dT%H:%M}"}
    times["closes_at"] = f"{timezone.localtime(closes):%Y-%m-%dT%H:%M}"
    page = alice_client.post(NEW, form | times)
    assert page.status_code == 422
    assert page.context["form"].errors["closes_at"] == ["Choose a closing time after the hour at which it opens."]
    assert not Post.objects.filter(title="Where?").exists()


def test_a_planned_poll_may_move_with_its_closing_time(group, alice, alice_client):
    first, second = (timezone.localtime() + timedelta(days=days) for days in (1, 7))
    hour = "%Y-%m-%dT%H:%M"
    form = KEYS | {"kind": "poll", "title": "When?", "options": ["Nine", "Ten"], "group": group.slug, "plan": "1"}
    for opens in (first, second, first):
        times = {"publish_at": opens.strftime(hour), "closes_at": (opens + timedelta(hours=1)).strftime(hour)}
        answer = alice_client.post(
            f"/talk/{Post.objects.get().pk}/edit/" if Post.objects.exists() else NEW, form | times
        )
        assert answer.status_code == 302
    assert Post.objects.get().state == "planned"


# --- what it looks like first ---------------------------------------------------------------------------------


def test_published_words_are_looked_at_before_they_change(group, bob, bob_client):
    post = make_post(bob, "Bread.", group=group)
    address = f"/talk/{post.pk}/edit/"
    page = bob_client.post(address, {"title": "Rye", "text": "**Rye** @Alice", "preview": "1"})
    assert page.status_code == 200
    assert "<strong>Rye</strong>" in page.content.decode()
    assert page.context["form"]["text"].value() == "**Rye** @Alice"
    part = bob_client.post(address, {"text": "**Rye**", "preview": "1"}, headers={"HX-Request": "true"})
    assert "<strong>Rye</strong>" in part.content.decode()
    assert "<html" not in part.content.decode()
    assert Post.objects.get().text == "Bread."
    assert bob_client.post(address, {"title": "", "text": "**Rye**"}).status_code == 302
    assert Post.objects.get().text == "**Rye**"
