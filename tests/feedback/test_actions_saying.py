"""Saying something, mending it and taking it back."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from community.models import Activity, AuditEntry, SearchDoc
from community.search import find_ids
from community.text import guess_language
from feedback import actions
from feedback.actions.pictures import forget_old_drafts
from feedback.actions.saying import hash_receipt_code, title_from
from feedback.models import Attachment, Feedback, Follow, SlaPolicy, Status
from tests.factories import image_upload, make_comment, make_feedback, make_group, make_receipt

pytestmark = pytest.mark.django_db
KEY = "k" * 32


def test_a_member_says_something(alice):
    group = make_group()
    receipt = actions.submit_feedback(
        "  The app crashes when I pay.\nEvery time.  ", actor=alice, channel="board", group=group
    )
    feedback = receipt.feedback
    assert receipt.created
    assert receipt.code == ""
    assert (feedback.title, feedback.excerpt) == (
        "The app crashes when I pay",
        "The app crashes when I pay. Every time.",
    )
    assert (feedback.author, feedback.status, feedback.language) == (alice, Status.NEW, "en")
    assert feedback.answer_due_at - feedback.created_at == timedelta(hours=24)
    assert Follow.objects.get(feedback=feedback).level == Follow.Level.ALL
    assert feedback.entries.get().kind == "received"
    assert Activity.objects.get(kind="feedback").member == alice
    assert AuditEntry.objects.get(action="feedback.feedback.submitted").actor == alice
    group.refresh_from_db()
    assert group.feedback_count == 1
    assert find_ids("feedback", "crashes") == [feedback.pk]


def test_the_promise_is_the_one_of_that_day(alice):
    SlaPolicy.objects.filter(severity=None).update(answer_hours=4)
    feedback = make_feedback(alice)
    SlaPolicy.objects.filter(severity=None).update(answer_hours=48)
    feedback.refresh_from_db()
    assert feedback.answer_due_at - feedback.created_at == timedelta(hours=4)


def test_the_same_form_sent_twice_makes_one_item(alice):
    first = actions.submit_feedback("It crashes.", actor=alice, channel="board", submit_key=KEY)
    again = actions.submit_feedback("It crashes.", actor=alice, channel="board", submit_key=KEY)
    assert (first.created, again.created) == (True, False)
    assert first.feedback == again.feedback
    assert Feedback.objects.count() == Activity.objects.count() == 1


def test_the_same_form_sent_twice_without_a_name_shows_the_same_code():
    first = actions.submit_feedback("It crashes.", actor=None, channel="anonymous", submit_key=KEY)
    again = actions.submit_feedback("It crashes.", actor=None, channel="anonymous", submit_key=KEY)
    assert first.feedback == again.feedback
    assert first.code == again.code
    assert hash_receipt_code(first.code) == first.feedback.receipt_hash


@pytest.mark.parametrize("anonymous", [True, False])
def test_other_words_in_a_form_used_again_are_another_item(alice, anonymous):
    """Back in the browser, other words, sent: nothing typed may be lost."""
    options = {"actor": alice, "channel": "board", "anonymous": anonymous, "submit_key": KEY}
    first = actions.submit_feedback("It crashes.", **options)
    second = actions.submit_feedback("And it is slow.", **options)
    assert second.created
    assert second.feedback != first.feedback
    if anonymous:
        assert first.code != second.code


def test_going_back_to_say_it_without_a_name_is_another_item(alice):
    named = actions.submit_feedback("It crashes.", actor=alice, channel="board", submit_key=KEY)
    hidden = actions.submit_feedback("It crashes.", actor=alice, channel="anonymous", anonymous=True, submit_key=KEY)
    assert hidden.created
    assert hidden.feedback != named.feedback
    assert hash_receipt_code(hidden.code) == hidden.feedback.receipt_hash


def test_an_anonymous_item_names_nobody(alice):
    feedback = actions.submit_feedback("My host was rude.", actor=alice, channel="anonymous", anonymous=True).feedback
    assert feedback.author is None
    assert feedback.is_anonymous
    assert not Follow.objects.exists()
    assert not Activity.objects.exists()
    assert AuditEntry.objects.get().actor is None
    assert feedback.entries.get().actor is None


def test_pictures_sent_under_a_name_lose_it_when_the_words_come_without_one(alice):
    """First try under the name fails on a field, then "anonymous" is chosen: the pictures were already here."""
    actions.keep_draft_images([image_upload()], actor=alice, draft_key=KEY)
    actions.submit_feedback("Look.", actor=alice, channel="anonymous", anonymous=True, draft_key=KEY)
    picture = Attachment.objects.get()
    assert picture.feedback
    assert picture.owner is None


def test_receipt_codes_are_long_and_read_easily():
    codes = {make_receipt(f"Number {n}.")[1] for n in range(20)}
    assert len(codes) == 20
    for code in codes:
        assert len(code.replace("-", "")) == 16
        assert not set(code) & set("01OIL")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("支付失败。我试了三次。", "支付失败"),
        ("Pay fails! Why?", "Pay fails!"),
        ("v2.1 crashes\nsecond line", "v2.1 crashes"),
        ("字" * 60, "字" * 39 + "…"),
        ("Is the cold box broken? It came warm.", "Is the cold box broken?"),
        (
            "The yoghurt came warm last night; is the cold box broken",
            "The yoghurt came warm last night; is the cold box broken",
        ),
        ("word " * 40, "word " * 15 + "word…"),
        ("w" * 100, "w" * 79 + "…"),
    ],
)
def test_the_title_of_those_who_gave_none(text, title):
    assert title_from(text) == title


@pytest.mark.parametrize(
    ("text", "language"),
    [("支付失败", "zh-hans"), ("It fails", "en"), ("App 打不开", "zh-hans"), ("123 !", "en")],
)
def test_the_language_is_guessed_from_the_words(text, language):
    assert guess_language(text) == language


# --- pictures -----------------------------------------------------------------------------------------------


def test_five_pictures_and_no_more(alice):
    actions.keep_draft_images([image_upload() for _n in range(3)], actor=alice, draft_key=KEY)
    with pytest.raises(ValidationError) as refused:
        actions.keep_draft_images([image_upload() for _n in range(3)], actor=alice, draft_key=KEY)
    assert refused.value.code == "too_many_images"
    assert Attachment.objects.count() == 3


def test_the_daily_quota_of_pictures(alice, bob, settings):
    settings.IMAGES_PER_DAY = 2
    actions.keep_draft_images([image_upload(), image_upload()], actor=alice, draft_key=KEY)
    with pytest.raises(ValidationError) as refused:
        actions.keep_draft_images([image_upload()], actor=alice, draft_key="other" * 5)
    assert refused.value.code == "image_quota"
    actions.keep_draft_images([image_upload()], actor=bob, draft_key="bob" * 8)
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        actions.keep_draft_images([image_upload()], actor=alice, draft_key="later" * 5)


def test_pictures_of_lost_drafts_are_forgotten_after_a_day(alice, media):
    [lost] = actions.keep_draft_images([image_upload()], actor=alice, draft_key=KEY)
    [used] = actions.keep_draft_images([image_upload()], actor=alice, draft_key="other" * 5)
    actions.submit_feedback("Look.", actor=alice, channel="board", draft_key="other" * 5)
    forget_old_drafts(timezone.now() - timedelta(days=1))
    assert Attachment.objects.count() == 2
    forget_old_drafts(timezone.now() + timedelta(seconds=1))
    assert Attachment.objects.get() == used
    assert not (media / lost.file.name).exists()
    assert (media / used.file.name).exists()


# --- mending and taking back --------------------------------------------------------------------------------


def edit(feedback, actor, **changes):
    words = {"title": feedback.title, "text": feedback.text, "category": feedback.category} | changes
    return actions.edit_feedback(feedback, actor=actor, **words)


def test_words_can_be_mended(alice):
    feedback = edit(make_feedback(alice, "It crashs."), alice, title="", text="It crashes always.")
    feedback.refresh_from_db()
    assert (feedback.title, feedback.excerpt) == ("It crashes always", "It crashes always.")
    assert feedback.edited_at
    assert find_ids("feedback", "crashs") == []
    assert find_ids("feedback", "always") == [feedback.pk]
    assert feedback.entries.newest_first()[0].kind == "edited"


def test_unchanged_words_write_nothing(alice):
    feedback = edit(make_feedback(alice), alice)
    assert feedback.edited_at is None
    assert feedback.entries.count() == 1


def test_words_stand_after_an_hour(alice):
    feedback = make_feedback(alice)
    late = time_machine.travel(timezone.now() + timedelta(hours=1, seconds=1))
    with late, pytest.raises(ValidationError) as refused:
        edit(feedback, alice, text="Something quite different.")
    assert refused.value.code == "too_late"


def test_words_stand_once_they_are_answered(alice, tessa):
    feedback = make_feedback(alice)
    actions.triage_feedback(feedback, actor=tessa, answer="We look at it.")
    with pytest.raises(ValidationError) as refused:
        edit(feedback, alice, text="Something quite different.")
    assert refused.value.code == "too_late"


def test_taking_back_leaves_the_number_alone(alice, bob, media):
    actions.keep_draft_images([image_upload()], actor=alice, draft_key=KEY)
    group = make_group()
    feedback = make_feedback(alice, "Secret words.", group=group, draft_key=KEY)
    make_comment(feedback, bob)
    path = media / Attachment.objects.get().file.name
    assert path.exists()
    actions.remove_feedback(feedback, actor=alice)
    actions.remove_feedback(feedback, actor=alice)
    feedback.refresh_from_db()
    group.refresh_from_db()
    assert (feedback.text, feedback.excerpt, feedback.title) == ("", "", "—")
    assert not path.exists()
    assert not Attachment.objects.exists()
    assert not SearchDoc.objects.exists()
    assert group.feedback_count == 0
    assert AuditEntry.objects.filter(action="feedback.feedback.removed").count() == 1
    assert feedback not in Feedback.objects.public()


# --- speaking again through the receipt ---------------------------------------------------------------------


def test_the_anonymous_author_adds_a_word_once():
    feedback, _code = make_receipt()
    first = actions.follow_up(feedback, text=" It was on Monday. ", submit_key=KEY)
    again = actions.follow_up(feedback, text=" It was on Monday. ", submit_key=KEY)
    assert first == again
    assert (first.text, first.author, first.by_author) == ("It was on Monday.", None, True)
    feedback.refresh_from_db()
    assert feedback.comment_count == 1


@pytest.mark.parametrize("anonymous", [True, False])
def test_the_authors_word_on_a_question_brings_it_back_under_review(anonymous, alice, bob, tessa):
    feedback = make_feedback(None if anonymous else alice, status=Status.NEEDS_INFO, by=tessa)
    make_comment(feedback, bob)
    feedback.refresh_from_db()
    assert feedback.status == Status.NEEDS_INFO
    if anonymous:
        actions.follow_up(feedback, text="An old Android.")
    else:
        make_comment(feedback, alice, "An old Android.")
    feedback.refresh_from_db()
    assert feedback.status == Status.UNDER_REVIEW
    entry = feedback.entries.newest_first()[0]
    assert (entry.old_status, entry.new_status) == ("needs_info", "under_review")
    assert entry.actor == (None if anonymous else alice)
