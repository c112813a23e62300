"""Replies, accepted answers and reactions."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from community.models import Activity, AuditEntry
from community.moderation.actions import give_sanction
from community.posts import actions
from community.posts.models import Post, Reaction, Reply
from tests.factories import make_member, make_post, make_reply
from tests.pages import HTMX, asks_to_sign_in, words_of

pytestmark = pytest.mark.django_db

FORM = {"text": "So it is.", "submit_key": "s" * 32}


@pytest.fixture
def post(alice):
    return make_post(alice)


@pytest.fixture
def question(alice):
    return make_post(alice, kind="question", title="Which flour?")


@pytest.fixture
def paused(alice, tessa):
    """Alice may say nothing new."""
    give_sanction(alice, actor=tessa, kind="pause", reason="spam", words="Enough.", days=3)
    return alice


def count_of(post):
    return Post.objects.get(pk=post.pk).reply_count


def test_a_reply_sent_twice_stands_once(post, bob_client):
    address = f"/talk/{post.pk}/replies/"
    first, second = bob_client.post(address, FORM), bob_client.post(address, FORM)
    reply = Reply.objects.get()
    assert first.headers["Location"] == second.headers["Location"] == reply.get_absolute_url()
    assert count_of(post) == 1
    assert Activity.objects.filter(kind="reply").count() == 1


def test_visitors_sign_in_and_nobody_opens_it(post, visitor, bob_client):
    address = f"/talk/{post.pk}/replies/"
    assert asks_to_sign_in(visitor.post(address, FORM))
    assert bob_client.get(address).status_code == 405
    assert bob_client.post("/talk/404/replies/", FORM).status_code == 404
    assert not Reply.objects.exists()


def test_an_empty_or_endless_one_keeps_what_was_typed(post, bob_client):
    for text in (" ", "x" * 2001):
        answer = bob_client.post(f"/talk/{post.pk}/replies/", {"text": text})
        assert answer.status_code == 422
        assert answer.context["reply_form"].errors["text"]
        assert text.strip()[:100] in answer.content.decode()


def test_only_members_of_a_group_answer_there(group, alice, carol_client, bob_client):
    post = make_post(alice, group=group)
    assert carol_client.post(f"/talk/{post.pk}/replies/", FORM).status_code == 422
    assert bob_client.post(f"/talk/{post.pk}/replies/", FORM).status_code == 302


def test_answers_stand_one_level_deep_below_what_they_answer(post, alice, bob, carol, bob_client, visitor):
    first, second = make_reply(post, bob, "First"), make_reply(post, carol, "Second")
    answer = make_reply(post, alice, "To the first", parent=first)
    bob_client.post(f"/talk/{post.pk}/replies/", {"text": "To the answer", "parent": answer.pk})
    assert Reply.objects.get(text="To the answer").parent == first
    shown = [reply.text for reply in visitor.get(post.get_absolute_url()).context["replies"]]
    assert shown == ["First", "To the first", "To the answer", "Second"]
    assert second.parent is None


def test_a_reply_under_another_post_is_no_parent(post, alice, bob, bob_client):
    elsewhere = make_reply(make_post(alice), bob)
    bob_client.post(f"/talk/{post.pk}/replies/", {"text": "Here", "parent": elsewhere.pk})
    assert Reply.objects.get(text="Here").parent is None


def test_pages_of_replies_by_key(post, bob, visitor):
    for n in range(60):
        make_reply(post, bob, f"Reply {n}")
    page = visitor.get(post.get_absolute_url())
    assert len(page.context["replies"]) == 50
    rest = visitor.get(f"{post.get_absolute_url()}{page.context['later_url'].split('#')[0]}")
    assert [reply.text for reply in rest.context["replies"]] == [f"Reply {n}" for n in range(50, 60)]
    last = Reply.objects.last()
    assert "Reply 59" in words_of(visitor.get(last.get_absolute_url()))
    assert visitor.get(f"{post.get_absolute_url()}?after=x~y&from=z").status_code == 200


def test_mended_for_an_hour(post, bob, bob_client, carol_client):
    reply = make_reply(post, bob)
    address = f"/talk/replies/{reply.pk}/edit/"
    assert carol_client.post(address, {"text": "x"}).status_code == 404
    assert bob_client.post(address, {"text": "Mended"}).status_code == 302
    Reply.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert bob_client.post(address, {"text": "Too late"}).status_code == 422
    assert Reply.objects.get().text == "Mended"


def test_whoever_is_paused_answers_under_his_own_question_alone(question, bob, paused):
    make_reply(question, paused, "Which one exactly?")
    with pytest.raises(ValidationError) as refused:
        make_reply(make_post(bob), paused, "Something new.")
    assert refused.value.code == "paused"


def test_taken_back_it_is_gone_and_counted_off_once(post, bob, bob_client, carol_client, visitor):
    reply = make_reply(post, bob, "Regret")
    address = f"/talk/replies/{reply.pk}/delete/"
    assert carol_client.post(address).status_code == 404
    assert bob_client.get(address).status_code == 405
    assert bob_client.post(address).status_code == 302
    assert bob_client.post(address).status_code == 302
    actions.remove_reply(reply, actor=bob)
    assert count_of(post) == 0
    assert "Regret" not in visitor.get(post.get_absolute_url()).content.decode()
    assert Reply.objects.get().text == ""
    assert "Regret" not in str(AuditEntry.objects.filter(action="posts.reply.removed").values())


def test_what_was_answered_leaves_a_place(post, bob, carol, visitor):
    reply = make_reply(post, bob, "Regret")
    make_reply(post, carol, "An answer", parent=reply)
    actions.remove_reply(reply, actor=bob)
    page = words_of(visitor.get(post.get_absolute_url()))
    assert "已收回" in page
    assert "An answer" in page
    assert "Regret" not in page


# --- accepted answers -------------------------------------------------------------------------------------------


def test_who_asked_accepts_an_answer_and_it_stands_first(question, alice, bob, carol, alice_client, visitor):
    make_reply(question, bob, "Wheat")
    best = make_reply(question, carol, "Rye")
    address = f"/talk/replies/{best.pk}/accept/"
    for _twice in range(2):
        assert alice_client.post(address, {"want": "1"}).status_code == 302
    page = visitor.get(question.get_absolute_url())
    assert page.context["answer"] == best
    assert AuditEntry.objects.filter(action="posts.reply.accepted").count() == 1
    alice_client.post(address, {"want": "0"})
    assert Post.objects.get(pk=question.pk).accepted_reply is None


def test_others_do_not_accept(question, bob, bob_client, carol_client, visitor, group, alice_client):
    reply = make_reply(question, bob)
    address = f"/talk/replies/{reply.pk}/accept/"
    for client in (bob_client, carol_client):
        assert client.post(address).status_code == 404
    assert asks_to_sign_in(visitor.post(address))
    assert alice_client.get(address).status_code == 405
    asked_there = make_post(bob, kind="question", title="Where?", group=group)
    answer = make_reply(asked_there, bob)
    assert alice_client.post(f"/talk/replies/{answer.pk}/accept/").status_code == 302  # she runs the group


def test_an_accepted_answer_that_goes_leaves_the_question_open(question, alice, bob):
    reply = make_reply(question, bob)
    actions.accept_reply(reply, actor=alice)
    actions.remove_reply(reply, actor=bob)
    assert Post.objects.get().accepted_reply is None
    with pytest.raises(ValidationError) as refused:
        actions.accept_reply(reply, actor=alice)
    assert refused.value.code == "reply_gone"


def test_only_questions_have_an_answer(post, alice, bob, alice_client):
    reply = make_reply(post, bob)
    assert alice_client.post(f"/talk/replies/{reply.pk}/accept/").status_code == 404
    with pytest.raises(ValidationError):
        actions.accept_reply(reply, actor=alice)


# --- reactions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("on_reply", [False, True])
def test_reacting_and_taking_it_back(on_reply, post, alice, bob_client, visitor):
    target = make_reply(post, alice) if on_reply else post
    address = f"/talk/{'replies/' if on_reply else ''}{target.pk}/react/"
    for _twice in range(2):
        assert bob_client.post(address, {"give": "thanks"}).status_code == 302
    bob_client.post(address, {"give": "like"})
    target.refresh_from_db()
    assert Reaction.objects.count() == target.reaction_count == 2
    for _twice in range(2):
        bob_client.post(address, {"drop": "like"})
    target.refresh_from_db()
    assert Reaction.objects.count() == target.reaction_count == 1
    page = visitor.get(post.get_absolute_url())
    shown = (page.context["replies"][0] if on_reply else page.context["post"]).shown_reactions
    assert {row.kind: row.count for row in shown if row.count} == {"thanks": 1}


def test_reactions_with_htmx_bring_the_row_alone(post, bob_client):
    page = bob_client.post(f"/talk/{post.pk}/react/", {"give": "smile"}, **HTMX).content.decode()
    assert 'aria-pressed="true"' in page
    assert "<html" not in page


def test_unknown_reactions_own_posts_and_strangers(post, alice, alice_client, bob_client, visitor, group, carol_client):
    address = f"/talk/{post.pk}/react/"
    assert bob_client.post(address, {"give": "hate"}).status_code == 302
    alice_client.post(address, {"give": "like"})
    assert asks_to_sign_in(visitor.post(address, {"give": "like"}))
    assert bob_client.get(address).status_code == 405
    there = make_post(alice, group=group)
    carol_client.post(f"/talk/{there.pk}/react/", {"give": "like"})
    assert bob_client.post("/talk/404/react/", {"give": "like"}).status_code == 404
    assert not Reaction.objects.exists()


def test_who_is_blocked_neither_answers_nor_reacts(post, bob, monkeypatch):
    def refuse(actor, other):
        raise ValidationError("no", code="blocked")

    for module in ("replying", "reacting"):
        monkeypatch.setattr(f"community.posts.actions.{module}.check_not_blocked", refuse)
    for press in (lambda: make_reply(post, bob), lambda: actions.react(post, actor=bob, kind="like")):
        with pytest.raises(ValidationError) as refused:
            press()
        assert refused.value.code == "blocked"
    assert not Reply.objects.exists()
    assert not Reaction.objects.exists()


def test_every_contribution_is_asked_about_first(post, alice, bob, monkeypatch):
    """Each verb by which somebody says something asks the one check, with the words."""
    asked = []

    def check(member, *words, **_how):
        asked.append(words)
        raise ValidationError("no", code="sanctioned")

    poll = make_post(make_member(), kind="poll").poll
    reply = make_reply(post, bob)
    for module in ("writing", "replying", "reacting", "polling"):
        monkeypatch.setattr(f"community.posts.actions.{module}.check_may_contribute", check)
    presses = [
        lambda: make_post(bob, "Words"),
        lambda: actions.edit_post(post, actor=alice, title="", text="Words"),
        lambda: make_reply(post, bob, "Words"),
        lambda: actions.edit_reply(reply, actor=bob, text="Words"),
        lambda: actions.react(post, actor=bob, kind="like"),
        lambda: actions.cast_ballot(poll, [poll.options.first().pk], actor=bob),
    ]
    for press in presses:
        with pytest.raises(ValidationError) as refused:
            press()
        assert refused.value.code == "sanctioned"
    assert [("Words" in words) for words in asked] == [True, True, True, True, False, False]


def test_an_edit_that_was_overtaken_brings_nothing_back(alice, bob):
    reply = make_reply(make_post(alice), bob, "First words")
    in_a_window, in_another = (Reply.objects.select_related("post").get() for _n in range(2))
    actions.edit_reply(in_another, actor=bob, text="Second words")
    with pytest.raises(ValidationError) as refused:
        actions.edit_reply(in_a_window, actor=bob, text="Third words")
    assert refused.value.code == "changed_meanwhile"
    actions.remove_reply(reply, actor=bob)
    with pytest.raises(ValidationError):
        actions.edit_reply(in_another, actor=bob, text="Fourth words")
    reply.refresh_from_db()
    assert (reply.state, reply.text, reply.rendered) == ("removed", "", "")
