"""Votes, follows and comments."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.models import Activity, AuditEntry
from community.moderation.actions import give_sanction
from feedback import actions
from feedback.models import Attachment, Comment, Feedback, Follow, Status, Vote
from tests.factories import image_upload, make_comment, make_feedback, make_member

pytestmark = pytest.mark.django_db
KEY = "k" * 32


def test_a_vote_counts_once(alice, bob):
    feedback = make_feedback(alice)
    assert actions.cast_vote(feedback, actor=bob) == 1
    assert actions.cast_vote(feedback, actor=bob) == 1
    assert Vote.objects.count() == Activity.objects.filter(kind="vote").count() == 1
    assert Follow.objects.get(member=bob).level == Follow.Level.STATUS


def test_taking_a_vote_back(alice, bob):
    feedback = make_feedback(alice)
    actions.cast_vote(feedback, actor=bob)
    assert actions.withdraw_vote(feedback, actor=bob) == 0
    assert actions.withdraw_vote(feedback, actor=bob) == 0
    assert not Vote.objects.exists()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(presses=st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=25))
def test_the_count_is_always_the_number_of_rows(presses, alice, bob, carol, tessa):
    feedback = make_feedback(alice)
    wanted = {}
    for who, want in presses:
        member = (bob, carol, tessa)[who]
        (actions.cast_vote if want else actions.withdraw_vote)(feedback, actor=member)
        wanted[who] = want
        assert feedback.vote_count == Vote.objects.filter(feedback=feedback).count() == sum(wanted.values())


def test_votes_and_comments_warm_an_item_up(alice, bob):
    feedback = make_feedback(alice)
    heats = [feedback.hot]
    voters = [make_member() for _n in range(3)]
    for voter in voters:
        actions.cast_vote(feedback, actor=voter)
    feedback.refresh_from_db()
    heats.append(feedback.hot)
    for _n in range(4):
        make_comment(feedback, bob)
    feedback.refresh_from_db()
    heats.append(feedback.hot)
    assert heats == sorted(set(heats))
    for voter in voters:
        actions.withdraw_vote(feedback, actor=voter)
    feedback.refresh_from_db()
    assert feedback.hot == Feedback.heat(0, 4, feedback.created_at)


def test_ones_own_item_needs_no_vote(alice):
    with pytest.raises(ValidationError) as refused:
        actions.cast_vote(make_feedback(alice), actor=alice)
    assert refused.value.code == "own"
    assert not Vote.objects.exists()


@pytest.mark.parametrize("status", [Status.FIXED, Status.CLOSED, Status.DECLINED])
def test_what_is_settled_takes_no_votes(status, alice, bob, tessa):
    feedback = make_feedback(alice, status=status, by=tessa)
    with pytest.raises(ValidationError) as refused:
        actions.cast_vote(feedback, actor=bob)
    assert refused.value.code == "closed"


def test_a_chosen_follow_is_not_changed_by_a_vote_or_comment(alice, bob):
    feedback = make_feedback(alice)
    actions.set_follow(feedback, actor=bob, level=Follow.Level.NONE)
    actions.cast_vote(feedback, actor=bob)
    make_comment(feedback, bob)
    assert Follow.objects.get(member=bob).level == Follow.Level.NONE


def test_a_comment(alice, bob):
    feedback = make_feedback(alice)
    comment = make_comment(feedback, bob, "  **Same** here.  ", submit_key=KEY)
    assert make_comment(feedback, bob, "  **Same** here.  ", submit_key=KEY) == comment
    assert comment.text == "**Same** here."
    assert "<strong>Same</strong>" in comment.rendered
    feedback.refresh_from_db()
    assert feedback.comment_count == 1
    assert Follow.objects.get(member=bob).level == Follow.Level.ALL
    assert Activity.objects.filter(member=bob, kind="comment").count() == 1


def test_other_words_under_the_same_key_are_another_comment(alice, bob):
    feedback = make_feedback(alice)
    first = make_comment(feedback, bob, "One.", submit_key=KEY)
    assert make_comment(feedback, bob, "Two.", submit_key=KEY) != first


def test_whoever_is_paused_mends_a_comment_under_his_own_words_alone(alice, bob, tessa):
    own, elsewhere = make_comment(make_feedback(bob), bob), make_comment(make_feedback(alice), bob)
    give_sanction(bob, actor=tessa, kind="pause", reason="spam", words="Enough.", days=3)
    actions.edit_comment(own, actor=bob, text="Better words.")
    own.refresh_from_db()
    assert own.text == "Better words."
    with pytest.raises(ValidationError) as refused:
        actions.edit_comment(elsewhere, actor=bob, text="Buy here.")
    assert refused.value.code == "paused"


def test_a_comment_can_be_mended_for_an_hour(alice, bob):
    comment = make_comment(make_feedback(alice), bob)
    actions.edit_comment(comment, actor=bob, text=comment.text)
    assert comment.edited_at is None
    actions.edit_comment(comment, actor=bob, text="*Better* words.")
    comment.refresh_from_db()
    assert comment.edited_at
    assert "<em>Better</em>" in comment.rendered
    assert AuditEntry.objects.get(action="feedback.comment.edited").changes["text"][1] == "*Better* words."
    late = time_machine.travel(timezone.now() + timedelta(hours=1, seconds=1))
    with late, pytest.raises(ValidationError) as refused:
        actions.edit_comment(comment, actor=bob, text="Too late.")
    assert refused.value.code == "too_late"


def test_a_deleted_comment_leaves_no_words_and_no_pictures(alice, bob, media):
    feedback = make_feedback(alice)
    actions.keep_draft_images([image_upload()], actor=bob, draft_key=KEY)
    comment = make_comment(feedback, bob, draft_key=KEY)
    path = media / comment.attachments.get().file.name
    assert path.exists()
    actions.delete_comment(comment, actor=bob)
    actions.delete_comment(comment, actor=bob)
    comment.refresh_from_db()
    feedback.refresh_from_db()
    assert (comment.text, comment.rendered) == ("", "")
    assert not Comment.objects.shown().exists()
    assert not Attachment.objects.exists()
    assert not path.exists()
    assert feedback.comment_count == 0
    assert AuditEntry.objects.filter(action="feedback.comment.removed").count() == 1
