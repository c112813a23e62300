"""A form sent several times at once makes one thing, and everybody who sent it is shown that one."""

import pytest

from feedback import actions
from feedback.models import Comment, Feedback, Rating, Status
from tests.factories import make_feedback, make_fix_note, make_member, make_receipt
from tests.races.conftest import errors_in, run_together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
KEY = "k" * 32
TEXT = "The search forgets my filter."


@pytest.mark.parametrize("anonymous", [True, False])
def test_one_form_ten_times(anonymous, alice):
    def submit(_turn):
        return actions.submit_feedback(TEXT, actor=alice, channel="board", anonymous=anonymous, submit_key=KEY)

    results = run_together(10, submit)
    assert errors_in(results) == []
    assert Feedback.objects.count() == 1
    assert {result.feedback.pk for result in results} == {Feedback.objects.get().pk}
    assert [result.created for result in results].count(True) == 1
    assert len({result.code for result in results}) == 1
    assert Feedback.objects.get().entries.count() == 1


def test_control_without_the_key_each_send_is_an_item(alice, monkeypatch):
    monkeypatch.setattr("feedback.actions.saying.hash_submit_key", lambda key, *words: None)
    run_together(10, lambda _turn: actions.submit_feedback(TEXT, actor=alice, channel="board", submit_key=KEY))
    assert Feedback.objects.count() == 10


def test_one_form_ten_times_through_the_door(alice, sign_in):
    browsers = [sign_in(alice) for _n in range(10)]
    form = {"text": TEXT, "identity": "member", "submit_key": KEY, "draft_key": "d" * 32}
    results = run_together(10, lambda turn: browsers[turn].post("/feedback/new/", form).headers.get("Location"))
    assert Feedback.objects.count() == 1
    assert set(results) == {Feedback.objects.get().get_absolute_url()}


def test_one_comment_ten_times(alice, bob):
    feedback = make_feedback(alice)
    results = run_together(
        10, lambda _turn: actions.add_comment(feedback, actor=bob, text="Same here.", submit_key=KEY)
    )
    assert errors_in(results) == []
    assert Comment.objects.count() == Feedback.objects.get().comment_count == 1
    assert set(results) == {Comment.objects.get()}


def test_control_without_the_key_each_send_is_a_comment(alice, bob, monkeypatch):
    monkeypatch.setattr("feedback.actions.joining.hash_submit_key", lambda key, *words: None)
    feedback = make_feedback(alice)
    run_together(10, lambda _turn: actions.add_comment(feedback, actor=bob, text="Same here.", submit_key=KEY))
    assert Comment.objects.count() == Feedback.objects.get().comment_count == 10


def test_one_word_through_the_receipt_ten_times(tessa):
    feedback, _code = make_receipt()
    actions.triage_feedback(feedback, actor=tessa, status=Status.NEEDS_INFO, answer="Which day?")
    results = run_together(10, lambda _turn: actions.follow_up(feedback, text="Monday.", submit_key=KEY))
    assert errors_in(results) == []
    assert set(results) == {Comment.objects.get()}
    assert feedback.entries.filter(new_status="under_review").count() == 1


def test_a_comment_deleted_by_two_counts_once(alice, bob):
    feedback = make_feedback(alice)
    kept = actions.add_comment(feedback, actor=bob, text="One.")
    comment = actions.add_comment(feedback, actor=bob, text="Two.")
    results = run_together(6, lambda _turn: actions.delete_comment(comment, actor=bob))
    assert errors_in(results) == []
    assert Feedback.objects.get().comment_count == 1
    assert list(Comment.objects.shown()) == [kept]


@pytest.mark.parametrize("by_receipt", [True, False])
def test_one_rating_ten_times(by_receipt, alice, tessa):
    feedback = make_receipt()[0] if by_receipt else make_feedback(alice)
    note = make_fix_note([feedback], actor=tessa)
    feedback.refresh_from_db()

    def rate(turn):
        who = {"actor": None, "by_receipt": True} if by_receipt else {"actor": alice}
        return actions.rate_feedback(feedback, score=1 + turn % 5, **who)

    results = run_together(10, rate)
    assert errors_in(results) == []
    rating = Rating.objects.get()
    assert set(results) == {rating}
    feedback.refresh_from_db()
    note.refresh_from_db()
    assert (feedback.rating_sum, feedback.rating_count) == (note.rating_sum, note.rating_count) == (rating.score, 1)


def test_many_low_scores_at_once_reopen_once(alice, tessa):
    feedback = make_feedback(alice)
    members = [make_member() for _n in range(8)]
    for member in members:
        actions.cast_vote(feedback, actor=member)
    make_fix_note([feedback], actor=tessa)
    feedback.refresh_from_db()
    results = run_together(
        8, lambda turn: actions.rate_feedback(Feedback.objects.get(pk=feedback.pk), actor=members[turn], score=1)
    )
    # Who came after the reopening may be told that there is nothing to rate; nobody is lost otherwise.
    assert {getattr(error, "code", error) for error in errors_in(results)} <= {"not_fixed"}
    feedback.refresh_from_db()
    assert feedback.entries.filter(kind="reopened").count() == 1
    assert feedback.rating_count == Rating.objects.count()
