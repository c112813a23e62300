"""Questions to a session: asked, wanted, taken back, merged, moved, answered."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from community.models import Activity, AuditEntry
from community.moderation.actions import decide_case, give_sanction, report_thing
from community.moderation.models import BlockedWord
from community.moderation.words import squeeze
from events.actions import cancel_event
from events.live import actions
from events.live.models import Question, QuestionVote
from tests.events.live_kit import at_once, fresh, make_live, make_question  # noqa: F401
from tests.factories import make_event, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(alice):
    return make_live(alice)


def block(words, action):
    BlockedWord.objects.create(words=words, squeezed=squeeze(words), action=action)


def refused(verb, *args, **options):
    with pytest.raises(ValidationError) as error:
        verb(*args, **options)
    return error.value.code


# --- asking ---------------------------------------------------------------------------------------------------


def test_a_question_is_seen_at_once_and_counted(event, bob):
    question = make_question(event, bob)
    assert (question.state, question.author, question.vote_count) == ("approved", bob, 0)
    assert fresh(event).question_count == 1
    assert fresh(event).live_version == event.live_version + 1
    assert Activity.objects.filter(member=bob, kind="session_question").count() == 1


def test_where_questions_wait_others_see_it_once_it_is_approved(event, alice, bob, visitor):
    actions.set_switch(event, "questions_wait", True, actor=alice)
    question = make_question(fresh(event), bob, "Why is the door locked?")
    assert question.state == "submitted"
    assert fresh(event).question_count == 0
    page = f"/events/{event.pk}/live/"
    assert "Why is the door locked?" not in visitor.get(page).content.decode()
    actions.move_question(question, "approved", actor=alice)
    assert "Why is the door locked?" in visitor.get(page).content.decode()
    assert fresh(event).question_count == 1


def test_what_those_who_run_it_ask_does_not_wait(event, alice):
    actions.set_switch(event, "questions_wait", True, actor=alice)
    assert make_question(fresh(event), alice).state == "approved"


@pytest.mark.parametrize("nameless", [False, True])
def test_the_checks_of_words_hold_and_refuse_it(nameless, event, bob):
    block("lottery", BlockedWord.Action.HOLD)
    block("swindle", BlockedWord.Action.REFUSE)
    assert make_question(event, bob, "Is there a lottery?", nameless=nameless).state == "submitted"
    assert refused(make_question, event, bob, "Is it a swindle?", nameless=nameless) == "blocked_word"


@pytest.mark.parametrize("nameless", [False, True])
def test_who_is_paused_asks_nothing_new(nameless, event, bob, tessa):
    give_sanction(bob, actor=tessa, kind="pause", reason="spam", words="A week.", days=7)
    assert refused(make_question, event, bob, nameless=nameless) == "paused"


def test_only_a_session_that_comes_or_runs_takes_questions(alice, bob):
    assert make_question(make_event(alice), bob).state == "approved"
    for broken in (make_event(alice, publish=False), make_event(alice), make_live(alice)):
        if broken.state == "published":
            cancel_event(broken, actor=alice, reason="Ill.")
        if broken.state == "live":
            actions.end_session(broken, actor=alice)
        assert refused(make_question, fresh(broken), bob) == "closed"


def test_the_same_send_is_one_question_and_other_words_another(event, bob):
    first = make_question(event, bob, "Why?", submit_key="k" * 32)
    assert make_question(event, bob, " Why? ", submit_key="k" * 32) == first
    assert make_question(event, bob, "How?", submit_key="k" * 32) != first
    assert make_question(make_live(event.host), bob, "Why?", submit_key="k" * 32) != first


def test_the_form_says_what_is_wrong_and_keeps_the_words(event, bob_client):
    address = f"/events/{event.pk}/ask/"
    assert bob_client.post(address, {"text": " "}).status_code == 422
    answer = bob_client.post(address, {"text": "x" * 301})
    assert answer.status_code == 422
    assert "x" * 301 in answer.content.decode()
    block("swindle", BlockedWord.Action.REFUSE)
    answer = bob_client.post(address, {"text": "Is it a swindle?"}, headers={"HX-Request": "true"})
    assert "Is it a swindle?" in answer.content.decode()
    assert "cannot be said here" in answer.content.decode()
    assert not Question.objects.exists()


def test_twenty_questions_in_ten_minutes_are_enough(event, bob_client):
    address = f"/events/{event.pk}/ask/"
    statuses = [bob_client.post(address, {"text": f"Question {n}?"}).status_code for n in range(21)]
    assert statuses == [302] * 20 + [429]
    assert bob_client.post(address, {"text": "Q"}, headers={"HX-Request": "true"}).status_code == 429


# --- taking back ----------------------------------------------------------------------------------------------


def test_a_question_is_taken_back_with_its_words_and_votes(event, bob, bob_client, carol):
    question = make_question(event, bob, "Why is Mr Smith so late?")
    actions.cast_question_vote(question, actor=carol)
    bob_client.post(f"/events/{event.pk}/questions/{question.pk}/withdraw/")
    question = fresh(question)
    assert (question.state, question.text, question.vote_count) == ("withdrawn", "", 0)
    assert not QuestionVote.objects.exists()
    assert fresh(event).question_count == 0
    kept = repr(list(AuditEntry.objects.values_list()))
    assert "Smith" not in kept


def test_nobody_elses_is_taken_back_nor_one_that_is_answered(event, alice, bob, carol_client):
    question = make_question(event, bob)
    assert carol_client.post(f"/events/{event.pk}/questions/{question.pk}/withdraw/").status_code == 404
    actions.move_question(question, "now", actor=alice)
    assert refused(actions.withdraw_question, question, actor=bob) == "answered"
    actions.answer_question(question, actor=alice)
    assert refused(actions.withdraw_question, question, actor=bob) == "answered"


# --- votes ----------------------------------------------------------------------------------------------------


def test_one_vote_each_and_none_for_ones_own(event, bob, carol):
    question = make_question(event, bob)
    assert refused(actions.cast_question_vote, question, actor=bob) == "own"
    assert actions.cast_question_vote(question, actor=carol)
    assert not actions.cast_question_vote(question, actor=carol)
    assert fresh(question).vote_count == QuestionVote.objects.count() == 1
    assert actions.withdraw_question_vote(question, actor=carol)
    assert not actions.withdraw_question_vote(question, actor=carol)
    assert fresh(question).vote_count == QuestionVote.objects.count() == 0


def test_no_votes_for_what_is_answered_or_declined_or_over(event, alice, bob, carol):
    answered, declined, left = (make_question(event, bob) for _n in range(3))
    actions.answer_question(answered, actor=alice)
    actions.move_question(declined, "declined", actor=alice)
    actions.end_session(event, actor=alice)
    for question in (answered, declined, left):
        assert refused(actions.cast_question_vote, question, actor=carol) == "ended"


def test_a_press_on_a_merged_question_goes_to_the_one_that_stands_for_it(event, alice, bob, carol, carol_client):
    one, other = make_question(event, bob), make_question(event, bob)
    actions.merge_question(one, into=other, actor=alice)
    carol_client.post(f"/events/{event.pk}/questions/{one.pk}/vote/", {"want": "1"})
    assert QuestionVote.objects.get().question == other


# --- merging --------------------------------------------------------------------------------------------------


def test_merged_ones_count_distinct_people_and_part_again(event, alice, bob, carol, tessa):
    one, other = make_question(event, bob), make_question(event, carol)
    both, first = make_member(), make_member()
    for question, member in ((one, both), (other, both), (one, first), (one, carol), (other, bob)):
        actions.cast_question_vote(question, actor=member)
    assert actions.merge_question(one, into=other, actor=alice)
    assert not actions.merge_question(one, into=other, actor=alice)
    # `both` once, `first`, and Bob, who asked the one and voted for the other; Carol asked the other herself.
    assert fresh(other).vote_count == 3
    assert fresh(event).question_count == 1
    assert not actions.cast_question_vote(other, actor=first)
    assert refused(actions.cast_question_vote, other, actor=bob) == "own"
    assert actions.part_question(one, actor=alice)
    assert not actions.part_question(one, actor=alice)
    assert (fresh(one).vote_count, fresh(other).vote_count) == (3, 2)
    assert fresh(event).question_count == 2


def test_there_are_no_chains_nor_circles(event, alice, bob):
    a, b, c = (make_question(event, bob) for _n in range(3))
    actions.merge_question(a, into=b, actor=alice)
    actions.merge_question(b, into=c, actor=alice)
    assert {fresh(a).merged_into, fresh(b).merged_into} == {c}
    assert refused(actions.merge_question, c, into=a, actor=alice) == "not_open"
    assert refused(actions.merge_question, c, into=c, actor=alice) == "itself"
    elsewhere = make_question(make_live(alice), bob)
    assert refused(actions.merge_question, c, into=elsewhere, actor=alice) == "other_session"


@pytest.mark.parametrize("goes", ["declined", "withdrawn", "hidden"])
def test_what_was_merged_into_one_that_goes_stands_on_its_own_again(goes, event, alice, bob, carol):
    one, other = make_question(event, carol), make_question(event, bob)
    actions.cast_question_vote(one, actor=make_member())
    actions.merge_question(one, into=other, actor=alice)
    if goes == "declined":
        actions.move_question(other, "declined", actor=alice)
    elif goes == "withdrawn":
        actions.withdraw_question(other, actor=bob)
    else:
        actions.hide_question(other, actor=alice)
    assert (fresh(one).merged_into, fresh(one).vote_count) == (None, 1)
    assert fresh(event).question_count == 1


# --- moving ---------------------------------------------------------------------------------------------------


def test_of_those_being_answered_there_is_one(event, alice, bob):
    one, other = make_question(event, bob), make_question(event, bob)
    assert actions.move_question(one, "now", actor=alice)
    assert not actions.move_question(one, "now", actor=alice)
    assert actions.move_question(other, "now", actor=alice)
    assert (fresh(one).state, fresh(other).state) == ("approved", "now")


def test_nothing_is_answered_before_it_begins(alice, bob):
    event = make_event(alice)
    question = make_question(event, bob)
    assert refused(actions.move_question, question, "now", actor=alice) == "not_live"
    assert actions.answer_question(question, actor=alice, answer="Already **now**.")
    assert fresh(question).answer_rendered == "<p>Already <strong>now</strong>.</p>\n"


def test_an_answer_is_written_mended_and_taken_back(event, alice, bob):
    question = make_question(event, bob)
    assert actions.answer_question(question, actor=alice)
    at = fresh(question).answered_at
    assert not actions.answer_question(question, actor=alice)
    assert actions.answer_question(question, actor=alice, answer="On Sunday.")
    assert not actions.answer_question(question, actor=alice, answer="On Sunday.")
    assert not actions.answer_question(question, actor=alice)
    assert (fresh(question).answer, fresh(question).answered_at) == ("On Sunday.", at)
    assert actions.move_question(question, "approved", actor=alice)
    assert (fresh(question).answer, fresh(question).answered_at, fresh(question).state) == ("", None, "approved")


def test_moves_that_make_no_sense_are_refused(event, alice, bob):
    answered, merged, into = (make_question(event, bob) for _n in range(3))
    actions.answer_question(answered, actor=alice)
    actions.merge_question(merged, into=into, actor=alice)
    assert refused(actions.move_question, answered, "now", actor=alice) == "moved"
    assert refused(actions.move_question, merged, "later", actor=alice) == "merged"
    assert refused(actions.answer_question, merged, actor=alice) == "merged"


def test_an_end_leaves_nothing_being_answered(event, alice, bob):
    question = make_question(event, bob)
    actions.move_question(question, "now", actor=alice)
    assert actions.end_session(event, actor=alice)
    assert not actions.end_session(event, actor=alice)
    assert fresh(question).state == "approved"
    assert list(Question.objects.unanswered()) == [question]


# --- care -----------------------------------------------------------------------------------------------------


def test_a_reported_question_is_hidden_and_shown_again(event, alice, bob, carol, tessa, visitor):
    question = make_question(event, bob, "You thieves!")
    case = report_thing("session-question", question, actor=carol, reason="harassment")[0].case
    decide_case(case, actor=tessa, outcome="hide", reason="harassment")
    page, part = f"/events/{event.pk}/", f"/events/{event.pk}/live/now/"
    assert "thieves" not in visitor.get(page).content.decode() + visitor.get(part).content.decode()
    assert fresh(event).question_count == 0
    # Those who run the session cannot bring back what the team hid.
    assert refused(actions.move_question, fresh(question), "now", actor=alice) == "moved"
    actions.show_question(question, actor=tessa)
    assert "thieves" in visitor.get(page).content.decode()
    assert "thieves" in visitor.get(part).content.decode()


def test_reporting_works_from_the_page(event, bob, carol_client):
    question = make_question(event, bob)
    address = f"/report/session-question/{question.pk}/"
    assert carol_client.get(address).status_code == 200
    assert carol_client.post(address, {"reason": "spam", "words": ""}).status_code == 302


def test_the_count_of_a_session_is_what_all_see(event, alice, bob):
    questions = [make_question(event, bob) for _n in range(5)]
    actions.answer_question(questions[0], actor=alice)
    actions.move_question(questions[1], "later", actor=alice)
    actions.move_question(questions[2], "declined", actor=alice)
    actions.merge_question(questions[3], into=questions[4], actor=alice)
    assert fresh(event).question_count == Question.objects.shown().count() == 3


def test_a_question_is_asked_before_the_session_from_its_page(alice, bob, bob_client):
    event = make_event(alice, starts_in=timedelta(days=1))
    referer = {"Referer": f"http://testserver/events/{event.pk}/"}
    answer = bob_client.post(f"/events/{event.pk}/ask/", {"text": "Will it rain?"}, headers=referer, follow=True)
    assert answer.redirect_chain == [(f"/events/{event.pk}/#questions", 302)]
    assert "Will it rain?" in answer.content.decode()
    assert "You can take it back until it is answered" in answer.content.decode()
