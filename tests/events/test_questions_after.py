"""After a session every question has its answer, or has become feedback."""

import pytest
from django.core.exceptions import ValidationError

from community.models import Community, Notification
from events.live.models import Question
from events.minutes import actions
from events.minutes.questions import unanswered
from events.models import Event, Invitee
from feedback.actions import remove_feedback
from feedback.models import Approval, Feedback, ProgressEntry
from tests.events.minutes_kit import ask, over, promise, publish
from tests.events.test_minutes import address, edit
from tests.factories import join, make_event, make_group, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def past(event, alice):
    return over(event, alice)


def become(question, actor):
    feedback = actions.make_feedback_of(question, actor=actor)
    question.refresh_from_db()
    return feedback


def test_it_goes_under_the_name_of_who_asked(past, hanna, bob, queue):
    question = ask(past, bob, "When will the bridge be open again?")
    feedback = become(question, hanna)
    assert (feedback.author, feedback.text, feedback.channel.slug) == (bob, question.text, "session")
    assert feedback.visibility == Feedback.Visibility.PUBLIC
    assert (question.feedback, question.state) == (feedback, "later")
    queue.run()
    [told] = Notification.objects.filter(kind="feedback.in_session")
    assert told.member == bob


def test_its_course_says_where_it_was_asked(past, hanna, bob, bob_client, alice_client):
    Event.objects.filter(pk=past.pk).update(title="九月反馈会", title_en="The September session")
    feedback = become(ask(past, bob), hanna)
    page = alice_client.get(feedback.get_absolute_url()).text
    assert "Asked in the session “The September session”." in page
    assert f"/events/{past.pk}/#question-" in page
    alice_client.post("/language/", {"language": "zh-hans", "next": "/"})
    assert "九月反馈会" in alice_client.get(feedback.get_absolute_url()).text


def test_without_a_name_it_is_anonymous_and_nobody_has_its_code(past, hanna):
    feedback = become(ask(past, None), hanna)
    assert (feedback.author, feedback.is_anonymous) == (None, True)
    assert feedback.receipt_hash


def test_twice_is_once(past, hanna, bob):
    question = ask(past, bob)
    first = become(question, hanna)
    assert become(question, hanna) == first
    assert become(Question(pk=question.pk, event=past), hanna) == first
    assert Feedback.objects.count() == 1
    assert ProgressEntry.objects.filter(kind="session").count() == 1


def test_two_who_asked_the_same_words_are_two_items(past, hanna, alice, bob):
    items = {become(ask(past, who, "The same question?"), hanna).pk for who in (alice, bob, None, None)}
    assert len(items) == 4


def test_it_goes_into_the_group_of_the_session(hanna, alice, bob, queue):
    group = make_group()
    join(group, hanna, alice, bob)
    event = over(make_event(hanna, group=group), alice)
    feedback = become(ask(event, bob), hanna)
    assert (feedback.group, feedback.visibility) == (group, Feedback.Visibility.PUBLIC)


def test_in_a_private_group_it_stays_there(hanna, alice, bob, queue, sign_in, carol_client):
    group = make_group(is_private=True, policy="invitation")
    join(group, hanna, alice, bob)
    event = over(make_event(hanna, group=group), alice)
    feedback = become(ask(event, bob), hanna)
    assert (feedback.group, feedback.visibility) == (group, Feedback.Visibility.GROUP)
    assert carol_client.get(feedback.get_absolute_url()).status_code == 404
    assert event.title in sign_in(alice).get(feedback.get_absolute_url()).text
    queue.run()
    assert not Notification.objects.filter(kind="feedback.in_session").exclude(member=bob).exists()


def test_of_a_session_for_chosen_members_the_team_alone_sees_it(hanna, alice, bob, queue, carol_client, tessa_client):
    event = make_event(hanna, audience="segment", segment="new", title="Only for some")
    Invitee.objects.create(event=event, member=bob)
    over(event, alice)
    feedback = become(ask(event, bob), hanna)
    assert feedback.visibility == Feedback.Visibility.HIDDEN
    assert carol_client.get(feedback.get_absolute_url()).status_code == 404
    assert tessa_client.get(feedback.get_absolute_url()).status_code == 200
    assert not ProgressEntry.objects.filter(kind="session").exists()


def test_a_promise_made_for_it_goes_along(past, hanna, bob):
    question = ask(past, bob)
    made = promise(past, bob, actor=hanna, about=question)
    feedback = become(question, hanna)
    made.refresh_from_db()
    assert made.feedback == feedback


def test_of_a_newcomer_it_waits_as_everything_of_his(past, hanna, bob, visitor):
    Community.objects.update(new_until_items=5)
    feedback = become(ask(past, bob, "See https://pills.example for that?"), hanna)
    assert Approval.objects.get(feedback=feedback).why == "link"
    publish(past, actor=hanna)
    page = visitor.get(address(past)).text
    assert "Went on as feedback." in page
    assert feedback.get_absolute_url() not in page


def test_taken_back_its_item_is_not_led_to(past, hanna, bob, visitor):
    feedback = become(ask(past, bob), hanna)
    publish(past, actor=hanna)
    assert feedback.get_absolute_url() in visitor.get(address(past)).text
    remove_feedback(feedback, actor=bob)
    assert feedback.get_absolute_url() not in visitor.get(address(past)).text


# --- the rest ---------------------------------------------------------------------------------------------------


def test_what_counts_as_unanswered(past, bob):
    owed = [ask(past, bob, state=state) for state in ("approved", "later", "submitted", "now")]
    ask(past, bob, state="declined")
    ask(past, bob, state="answered", answered_at=past.finished_at)
    ask(past, bob, merged_into=owed[0])
    assert set(unanswered(past)) == set(owed)


def test_the_rest_with_one_press(past, hanna, bob, hanna_client):
    for author in (bob, None, make_member()):
        ask(past, author)
    answer = edit(hanna_client, past, summary="Kept first.", want="rest")
    assert answer.status_code == 302
    page = hanna_client.get(answer.headers["Location"]).text
    assert "3 questions are feedback now." in page
    assert "Kept first." in page
    assert Feedback.objects.count() == 3
    assert not unanswered(past).exists()


def test_what_cannot_be_taken_in_is_said_and_the_others_are(past, hanna, bob, hanna_client):
    gone = make_member("Paul")
    refused, taken = ask(past, gone), ask(past, bob)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("feedback.actions.saying.check_may_contribute", refuse_one(gone))
        made, refusals = actions.make_feedback_of_rest(past, actor=hanna)
        answer = edit(hanna_client, past, want=f"feedback-{refused.pk}")
    taken.refresh_from_db()
    assert made == [taken.feedback]
    assert [question for question, _error in refusals] == [refused]
    page = hanna_client.get(answer.headers["Location"]).text
    assert "It cannot be taken in under the name of who asked it." in page
    assert "is paused" not in page


def refuse_one(member):
    """In the place of check_may_contribute, for one member who may say nothing now."""

    def check(author, *_words, **_options):
        if author == member:
            raise ValidationError("Paul is paused until May.", code="paused")
        return ""

    return check


def test_with_no_time_left_the_next_press_goes_on(past, hanna, bob):
    for _turn in range(3):
        ask(past, bob)
    made, _refused = actions.make_feedback_of_rest(past, actor=hanna, seconds=0)
    assert len(made) == 1
    assert len(actions.make_feedback_of_rest(past, actor=hanna)[0]) == 2


def test_one_is_made_feedback_of_and_one_is_left_out(past, hanna_client, bob):
    one, other = ask(past, bob), ask(past, bob, "Buy my pills?", state="submitted")
    edit(hanna_client, past, want=f"feedback-{one.pk}")
    edit(hanna_client, past, want=f"out-{other.pk}")
    one.refresh_from_db()
    other.refresh_from_db()
    assert one.feedback is not None
    assert (other.state, other.feedback) == ("declined", None)
    assert "pills" not in hanna_client.get(address(past, "edit/")).text


def test_what_was_answered_is_not_left_out(past, hanna, bob):
    question = ask(past, bob, state="answered", answered_at=past.finished_at)
    assert not actions.leave_question_out(question, actor=hanna)
    question.refresh_from_db()
    assert question.state == "answered"


def test_a_question_of_another_session_is_not_touched(past, hanna, hanna_client, adam, bob):
    foreign = ask(over(make_event(adam), bob), bob)
    assert edit(hanna_client, past, want=f"feedback-{foreign.pk}").status_code == 422
    assert edit(hanna_client, past, **{f"question-{foreign.pk}": "Mine."}).status_code == 422
    foreign.refresh_from_db()
    assert (foreign.feedback, foreign.answer) == (None, "")
