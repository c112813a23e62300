"""Who is told of a step or a comment: followers at their level, once, never the one who did it."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from community.models import AuditEntry, Notification
from community.notices import render_notice
from feedback import actions
from feedback.models import Comment, Follow, ProgressEntry, Status
from feedback.tasks import announce_comment, announce_entry, sweep_announcements
from tests.factories import make_comment, make_feedback, make_fix_note, make_receipt

pytestmark = pytest.mark.django_db


def told(member):
    return [n.kind.split(".")[1] for n in Notification.objects.filter(member=member).order_by("pk")]


def test_the_author_hears_of_answer_and_move_and_the_actor_does_not(alice, tessa):
    feedback = make_feedback(alice)
    actions.set_follow(feedback, actor=tessa, level=Follow.Level.ALL)
    actions.triage_feedback(feedback, actor=tessa, answer="We look at it.")
    actions.triage_feedback(feedback, actor=tessa, status=Status.PLANNED)
    assert told(alice) == ["answered", "status_changed"]
    assert told(tessa) == []
    notice = Notification.objects.filter(member=alice).first()
    assert notice.url == f"/feedback/{feedback.pk}/"
    assert notice.params["text"] == "We look at it."


@pytest.mark.parametrize(
    ("level", "heard"),
    [
        (Follow.Level.ALL, ["answered", "answered", "status_changed", "commented", "fixed"]),
        # The first answer also takes the item under review.
        (Follow.Level.STATUS, ["answered", "status_changed", "fixed"]),
        (Follow.Level.NONE, []),
    ],
)
def test_each_level_hears_what_it_says(level, heard, alice, bob, carol, tessa):
    feedback = make_feedback(alice)
    actions.set_follow(feedback, actor=bob, level=level)
    actions.triage_feedback(feedback, actor=tessa, answer="We look at it.")
    actions.triage_feedback(feedback, actor=tessa, answer="Still looking.")
    actions.triage_feedback(feedback, actor=tessa, status=Status.PLANNED)
    actions.triage_feedback(feedback, actor=tessa, owner=tessa)
    actions.add_note(feedback, actor=tessa, text="For us alone.")
    make_comment(feedback, carol)
    make_fix_note([feedback], actor=tessa)
    assert told(bob) == heard


def test_a_stranger_hears_nothing(alice, carol, tessa):
    feedback = make_feedback(alice)
    actions.triage_feedback(feedback, actor=tessa, answer="We look at it.")
    assert told(carol) == []


def test_a_fix_asks_for_a_rating(alice, tessa):
    feedback = make_feedback(alice)
    note = make_fix_note([feedback], actor=tessa)
    notice = Notification.objects.get(member=alice)
    assert notice.url == f"/feedback/{feedback.pk}/rate/"
    assert notice.params["fix_title"] == note.title


def test_a_comment_tells_the_others_but_not_its_writer(alice, bob):
    feedback = make_feedback(alice)
    comment = make_comment(feedback, bob)
    assert (told(alice), told(bob)) == (["commented"], [])
    assert Notification.objects.get().params["who"] == "Bob"
    assert Notification.objects.get().url.endswith(f"#comment-{comment.pk}")


def test_the_anonymous_authors_word_names_nobody(bob):
    feedback, _code = make_receipt()
    actions.set_follow(feedback, actor=bob, level=Follow.Level.ALL)
    actions.follow_up(feedback, text="It was on Monday.")
    assert told(bob) == ["commented"]
    assert Notification.objects.get().params["who"] == ""


@pytest.mark.parametrize("how", ["hidden", "removed"])
def test_what_is_no_longer_public_is_told_to_nobody(how, alice, bob, tessa, queue):
    feedback = make_feedback(alice)
    actions.cast_vote(feedback, actor=bob)
    actions.triage_feedback(feedback, actor=tessa, answer="We look at it.")
    make_comment(feedback, bob)
    if how == "hidden":
        actions.hide_feedback(feedback, actor=tessa)
    else:
        actions.remove_feedback(feedback, actor=alice)
    queue.run()
    assert told(alice) == told(bob) == []
    sweep_announcements()
    assert not ProgressEntry.objects.to_announce().exists()


def test_hiding_takes_the_words_out_of_every_inbox_and_showing_puts_them_back(alice, bob, tessa):
    feedback = make_feedback(alice, title="The scale is wrong")
    actions.triage_feedback(feedback, actor=tessa, answer="We look at it.")
    make_comment(feedback, bob)
    words = list(Notification.objects.order_by("pk").values_list("params", flat=True))
    assert {"The scale is wrong"} == {params["title"] for params in words}
    actions.hide_feedback(feedback, actor=tessa)
    hidden = Notification.objects.values_list("params", flat=True)
    assert {("—", "—")} == {(params["title"], params["text"]) for params in hidden}
    actions.show_feedback(feedback, actor=tessa)
    assert list(Notification.objects.order_by("pk").values_list("params", flat=True)) == words


def test_a_comment_taken_back_before_the_worker_came_is_told_to_nobody(alice, bob, queue):
    comment = make_comment(make_feedback(alice), bob)
    actions.delete_comment(comment, actor=bob)
    queue.run()
    assert told(alice) == []


def test_jobs_may_run_twice(alice, bob, tessa, mailoutbox):
    feedback = make_feedback(alice)
    entry = actions.triage_feedback(feedback, actor=tessa, answer="We look at it.")
    comment = make_comment(feedback, bob)
    for _n in range(2):
        announce_entry(entry.pk)
        announce_comment(comment.pk)
    # Even if the mark that they were told was lost.
    Comment.objects.update(announced_at=None)
    announce_comment(comment.pk)
    assert told(alice) == ["answered", "commented"]
    assert len(mailoutbox) == 2


def test_keys_of_nothing_are_fine(mailoutbox):
    announce_entry(4711)
    announce_comment(4711)
    assert not mailoutbox
    assert not Notification.objects.exists()


def test_lost_jobs_are_repaired_by_the_sweep_but_not_overtaken(alice, bob, tessa, queue, mailoutbox):
    feedback = make_feedback(alice)
    queue.lose()
    actions.triage_feedback(feedback, actor=tessa, answer="We look at it.")
    make_comment(feedback, bob)
    assert queue.names() == ["feedback.tasks.announce_entry", "feedback.tasks.announce_comment"]
    queue.lose()
    sweep_announcements()
    assert told(alice) == []  # the worker may still be at it
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        sweep_announcements()
        sweep_announcements()
        queue.run()
    assert told(alice) == ["answered", "commented"]
    assert [m.to for m in mailoutbox].count([alice.email]) == 2


def test_a_refused_move_leaves_no_job(alice, tessa, queue):
    feedback = make_feedback(alice)
    queue.lose()
    with pytest.raises(ValidationError):
        actions.triage_feedback(feedback, actor=tessa, status=Status.DECLINED)
    assert queue.names() == []


def test_whoever_follows_later_is_not_told_of_what_was_before(alice, bob, tessa, queue):
    feedback = make_feedback(alice)
    actions.triage_feedback(feedback, actor=tessa, answer="We look at it.")
    actions.set_follow(feedback, actor=bob, level=Follow.Level.ALL)
    queue.run()
    assert told(alice) == ["answered"]
    assert told(bob) == []


def test_fixed_at_the_desk_asks_as_a_note_does(alice, bob, tessa):
    feedback = make_feedback(alice)
    actions.cast_vote(feedback, actor=bob)
    actions.triage_feedback(feedback, actor=tessa, answer="Mended this morning.", status=Status.FIXED)
    for member in (alice, bob):
        assert told(member) == ["fixed"]
        assert Notification.objects.get(member=member).url == f"/feedback/{feedback.pk}/rate/"


def test_an_answer_that_moves_says_where_to(alice, tessa):
    feedback = make_feedback(alice)
    actions.triage_feedback(feedback, actor=tessa, answer="Not this year.", status="declined", decline_reason="unsafe")
    subject, body = render_notice(Notification.objects.get())
    assert "Not adopted" in subject
    assert "Not this year." in body


def test_words_taken_back_stand_in_no_inbox_and_no_trail(alice, bob, carol, tessa):
    feedback = make_feedback(alice, "A secret that slipped out.")
    actions.set_follow(feedback, actor=carol, level=Follow.Level.ALL)
    comment = make_comment(feedback, bob, "An unkind word.")
    actions.triage_feedback(feedback, actor=tessa, answer="We keep it for us.")
    actions.delete_comment(comment, actor=bob)
    told = str(list(Notification.objects.values_list("params", flat=True)))
    assert "unkind" not in told
    assert "secret" in told
    actions.remove_feedback(feedback, actor=alice)
    told = str(list(Notification.objects.values_list("params", flat=True)))
    assert not [word for word in ("secret", "unkind", "We keep it") if word in told]
    removed = AuditEntry.objects.filter(action__endswith=".removed")
    assert removed.count() == 2
    assert not [entry for entry in removed if "secret" in entry.object_label or "unkind" in entry.object_label]
