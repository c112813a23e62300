"""Muting and blocking: whom one does not read, and who may not answer whom; nobody is told."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community import actions
from community.blocks import check_not_blocked, muted_by, muters_of
from community.models import AuditEntry, Block, Member, Notification
from feedback.actions import add_comment, follow_up, set_follow, triage_feedback
from feedback.models import Comment
from tests.factories import make_comment, make_feedback, make_member, make_receipt
from tests.pages import HTMX, asks_to_sign_in, next_address, words_of

pytestmark = pytest.mark.django_db

LIST = "/me/blocks/"


def block(member):
    return f"/members/{member.pk}/block/"


def level_of(member, other):
    return Block.objects.filter(member=member, other=other).values_list("level", flat=True).first()


def fresh(member):
    return Member.objects.get(pk=member.pk)


# --- the verb -----------------------------------------------------------------------------------------------


def test_muting_blocking_and_undoing_may_run_twice(alice, bob):
    for level, wanted in (("mute", "mute"), ("mute", "mute"), ("block", "block"), ("block", "block"), ("", None)):
        actions.set_block(bob, actor=alice, level=level)
        assert level_of(alice, bob) == wanted
    actions.set_block(bob, actor=alice, level="")
    assert not Block.objects.exists()
    assert not AuditEntry.objects.filter(object_type="community.block").exists()


def test_nobody_blocks_himself_or_the_team(alice, tessa):
    with pytest.raises(ValidationError) as refused:
        actions.set_block(alice, actor=alice, level="mute")
    assert refused.value.code == "oneself"
    with pytest.raises(ValidationError) as refused:
        actions.set_block(tessa, actor=alice, level="block")
    assert refused.value.code == "team"
    actions.set_block(tessa, actor=alice, level="mute")
    assert level_of(alice, tessa) == "mute"


def test_what_others_ask(alice, bob, carol, tessa):
    actions.set_block(bob, actor=alice, level="block")
    actions.set_block(carol, actor=alice, level="mute")
    assert muted_by(alice) == {bob.pk, carol.pk}
    assert muters_of(bob.pk) == {alice.pk}
    assert muters_of(None) == set()
    with pytest.raises(ValidationError) as refused:
        check_not_blocked(bob, alice)
    assert refused.value.code == "blocked"
    for actor, other in ((carol, alice), (alice, bob), (bob, None), (bob, bob), (tessa, alice)):
        check_not_blocked(actor, other)


def test_one_query_for_a_reader_however_many_ask(alice, bob):
    actions.set_block(bob, actor=alice, level="mute")
    reader = fresh(alice)
    with CaptureQueriesContext(connection) as queries:
        assert muted_by(reader) == muted_by(reader) == {bob.pk}
    assert len(queries) == 1


def test_who_was_blocked_and_joins_the_team_answers_everybody(alice, bob):
    actions.set_block(bob, actor=alice, level="block")
    Member.objects.filter(pk=bob.pk).update(is_staff=True)
    check_not_blocked(fresh(bob), alice)


# --- the button ---------------------------------------------------------------------------------------------


def test_the_button_mutes_and_blocks_and_may_be_pressed_twice(alice, bob, alice_client):
    for level in ("mute", "mute", "block", "block", ""):
        answer = alice_client.post(block(bob), {"level": level})
        assert answer.headers["Location"] == f"/members/{bob.pk}/"
        assert (level_of(alice, bob) or "") == level


def test_with_htmx_the_part_that_changed_is_answered(alice, bob, alice_client):
    page = alice_client.post(block(bob), {"level": "block"}, **HTMX)
    assert "<html" not in page.content.decode()
    assert "Blocked" in words_of(page)


def test_the_team_is_not_blocked_by_the_button(alice, tessa, alice_client):
    assert "cannot be blocked" in words_of(alice_client.post(block(tessa), {"level": "block"}, follow=True))
    assert "cannot be blocked" in words_of(alice_client.post(block(tessa), {"level": "block"}, **HTMX))
    assert not Block.objects.exists()


def test_the_button_refuses_what_it_does_not_know(alice, bob, alice_client, visitor):
    assert alice_client.get(block(bob)).status_code == 405
    assert alice_client.post(block(bob), {"level": "hate"}).status_code == 404
    assert alice_client.post("/members/999999/block/", {"level": "mute"}).status_code == 404
    gone = make_member(is_active=False)
    assert alice_client.post(block(gone), {"level": "mute"}).status_code == 404
    answer = visitor.post(block(bob), {"level": "mute"}, HTTP_REFERER=f"http://testserver/members/{bob.pk}/")
    assert asks_to_sign_in(answer)
    assert next_address(answer) == f"/members/{bob.pk}/"
    assert not Block.objects.exists()


def test_the_list_is_ones_own_and_goes_by_key(alice, bob, alice_client, bob_client, visitor):
    for _n in range(51):
        actions.set_block(make_member(), actor=alice, level="mute")
    actions.set_block(bob, actor=alice, level="block")
    first = alice_client.get(LIST)
    assert first.context["blocks"][0].other == bob
    assert len(first.context["blocks"]) == 50
    second = alice_client.get(LIST + first.context["next_url"])
    assert len(second.context["blocks"]) == 2
    assert bob_client.get(LIST).context["blocks"] == []
    assert asks_to_sign_in(visitor.get(LIST))
    assert alice_client.post(LIST).status_code == 405


# --- comments -----------------------------------------------------------------------------------------------


def test_who_is_blocked_cannot_comment_and_does_not_learn_why(alice, bob, bob_client):
    feedback = make_feedback(alice)
    actions.set_block(bob, actor=alice, level="block")
    page = bob_client.post(f"/feedback/{feedback.pk}/comments/", {"text": "Listen to me."})
    assert page.status_code == 422
    assert "This could not be posted here." in words_of(page)
    assert "Listen to me." in page.content.decode()
    assert "block" not in words_of(page).lower()
    assert not Comment.objects.exists()


def test_who_is_muted_may_comment_and_so_may_the_team(alice, bob, tessa):
    feedback = make_feedback(alice)
    actions.set_block(bob, actor=alice, level="mute")
    Block.objects.create(member=alice, other=tessa, level="block")
    add_comment(feedback, actor=bob, text="Same here.")
    add_comment(feedback, actor=tessa, text="We look at it.")
    assert Comment.objects.count() == 2


def test_blocking_holds_for_ones_own_items_alone(alice, bob, carol):
    actions.set_block(bob, actor=alice, level="block")
    add_comment(make_feedback(carol), actor=bob, text="Same here.")
    receipt, _code = make_receipt()
    add_comment(receipt, actor=bob, text="Here too.")
    follow_up(receipt, text="Thank you.")
    assert Comment.objects.count() == 3


def test_comments_of_the_muted_are_folded_for_whoever_muted_alone(
    alice, bob, carol, alice_client, carol_client, visitor
):
    feedback = make_feedback(carol)
    make_comment(feedback, bob, "I repeat myself.")
    actions.set_block(bob, actor=alice, level="mute")
    page = alice_client.get(feedback.get_absolute_url()).content.decode()
    assert "Somebody you muted" in page
    assert "I repeat myself." in page
    for browser in (carol_client, visitor):
        assert "Somebody you muted" not in browser.get(feedback.get_absolute_url()).content.decode()


def test_whoever_muted_is_not_told_of_their_comments(alice, bob, carol):
    feedback = make_feedback(alice)
    set_follow(feedback, actor=carol, level="all")
    actions.set_block(bob, actor=alice, level="mute")
    make_comment(feedback, bob)
    told = Notification.objects.filter(kind="feedback.commented").values_list("member", flat=True)
    assert list(told) == [carol.pk]


def test_official_answers_of_the_muted_are_read_and_told(alice, tessa, alice_client):
    feedback = make_feedback(alice)
    actions.set_block(tessa, actor=alice, level="mute")
    triage_feedback(feedback, actor=tessa, answer="We mend it on Monday.")
    assert "We mend it on Monday." in words_of(alice_client.get(feedback.get_absolute_url()))
    assert Notification.objects.filter(member=alice, kind="feedback.answered").exists()
