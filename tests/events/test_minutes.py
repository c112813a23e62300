"""Minutes: made from the agenda and the questions, written by several, published, mended."""

import pytest
from django.urls import reverse

from community.models import Community, Notification
from community.moderation.models import BlockedWord
from community.moderation.words import squeeze
from events.live.models import Question
from events.minutes import actions
from events.minutes.models import ActionItem, Minutes
from events.models import Event, Telling
from feedback.models import Feedback
from tests.events.minutes_kit import ask, form_of, over, promise, publish, put_on_agenda
from tests.factories import join, make_event, make_feedback, make_group, make_member, take_seats
from tests.test_queries import assert_flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def past(event, alice):
    """Over; Alice was there."""
    return over(event, alice)


def address(event, page=""):
    return f"/events/{event.pk}/minutes/{page}"


def edit(browser, event, **fields):
    """Fill in what is given in the form as it is shown now, and press."""
    sent = form_of(browser.get(address(event, "edit/"))) | {"want": "save"} | fields
    return browser.post(address(event, "edit/"), sent)


# --- who sees them ----------------------------------------------------------------------------------------------


def test_a_draft_is_for_those_who_run_the_session(past, hanna_client, alice_client, visitor, adam_client):
    edit(hanna_client, past, summary="**Much** was said.")
    assert alice_client.get(address(past)).status_code == 404
    assert visitor.get(address(past)).status_code == 404
    assert "<strong>Much</strong>" in hanna_client.get(address(past)).text
    assert adam_client.get(address(past)).status_code == 200


def test_without_a_word_written_there_are_none(past, hanna_client):
    assert hanna_client.get(address(past)).status_code == 404


def test_published_everybody_reads_them(past, hanna, alice, bob, visitor):
    put_on_agenda(past, "The queue", answer="Shorter.", answer_rendered="<p>Shorter.</p>")
    ask(past, bob, "When?", state="answered", answered_at=past.finished_at, answer_rendered="<p>In May.</p>")
    ask(past, None, "Why so late?", state="answered", answered_at=past.finished_at)
    promise(past, alice, actor=hanna, text="Bigger signs")
    Event.objects.filter(pk=past.pk).update(recording_link="https://video.example/7")
    publish(past, actor=hanna)
    page = visitor.get(address(past)).text
    for words in ("The queue", "Shorter.", "When?", "In May.", "Bob", "Bigger signs", "Alice", "video.example/7"):
        assert words in page
    assert "Without a name" in page
    assert "Answered in the room" in page


@pytest.mark.parametrize("state", ["submitted", "declined"])
def test_what_was_not_let_in_is_on_no_page(state, past, hanna, visitor):
    ask(past, text="Buy my pills?", state=state)
    publish(past, actor=hanna)
    assert "pills" not in visitor.get(address(past)).text


def test_registered_and_came(past, hanna, bob, visitor):
    Event.objects.filter(pk=past.pk).update(seats_taken=2)
    publish(past, actor=hanna)
    page = " ".join(visitor.get(address(past)).text.split())
    assert "<dt>registered</dt><dd>2</dd>" in page
    assert "<dt>came</dt><dd>1</dd>" in page


def test_of_a_private_group_only_its_members_read_them(hanna, alice, bob, queue, sign_in, visitor, carol_client):
    group = make_group(is_private=True, policy="invitation")
    join(group, hanna, alice, bob)
    event = over(make_event(hanna, group=group), alice)
    item = make_feedback(alice, group=group)
    promise(event, alice, actor=hanna, feedback=item, text="A secret promise")
    publish(event, actor=hanna)
    assert sign_in(bob).get(address(event)).status_code == 200
    for stranger in (visitor, carol_client):
        assert stranger.get(address(event)).status_code == 404
        assert "secret promise" not in stranger.get("/events/promises/").text
    assert "secret promise" in sign_in(bob).get(item.get_absolute_url()).text
    queue.run()
    assert not Notification.objects.filter(member__name="Carol").exists()


def test_an_item_of_a_private_group_is_not_named_to_others(past, hanna, alice, visitor):
    group = make_group(is_private=True, policy="invitation")
    join(group, alice)
    item = make_feedback(alice, "The secret of the cellar.", group=group)
    put_on_agenda(past, "The cellar", feedback=item)
    promise(past, alice, actor=hanna, feedback=item)
    publish(past, actor=hanna)
    page = visitor.get(address(past)).text
    assert "The cellar" in page
    assert item.get_absolute_url() not in page


# --- writing ----------------------------------------------------------------------------------------------------


def test_written_from_when_it_is_live(event, hanna_client, queue):
    assert hanna_client.get(address(event, "edit/")).status_code == 404
    Event.objects.filter(pk=event.pk).update(state="live")
    assert hanna_client.get(address(event, "edit/")).status_code == 200
    answer = edit(hanna_client, event, summary="It begins.", want="publish")
    assert answer.status_code == 302
    assert Minutes.objects.get().state == "draft"
    assert Minutes.objects.get().summary == "It begins."


def test_all_texts_in_one_form(past, hanna, hanna_client, bob):
    item, question = put_on_agenda(past), ask(past, bob)
    sent = {
        f"item-{item.pk}": "It was *long*.",
        f"question-{question.pk}": "In May.",
        "recording": "https://video.example/7",
    }
    assert edit(hanna_client, past, summary="Good.", **sent).status_code == 302
    for row in (item, question, past):
        row.refresh_from_db()
    assert item.answer_rendered == "<p>It was <em>long</em>.</p>\n"
    assert (question.state, question.answer, question.answered_by) == ("answered", "In May.", hanna)
    assert past.recording_link == "https://video.example/7"
    assert Minutes.objects.get().summary_rendered == "<p>Good.</p>\n"


def test_saved_unchanged_nothing_is_written(past, hanna_client):
    edit(hanna_client, past, summary="Good.")
    before = Minutes.objects.values().get()
    edit(hanna_client, past)
    assert Minutes.objects.values().get() == before


def test_wrong_fields_keep_what_was_typed(past, hanna_client):
    answer = edit(hanna_client, past, summary="Good.", recording="not a link", promise_text="x")
    assert answer.status_code == 422
    assert "Good." in answer.text
    assert "Enter a valid URL" in answer.text
    assert not Minutes.objects.exists()
    answer = edit(hanna_client, past, **{"summary": "Good.", "promise-text": "Signs", "promise-due_on": ""})
    assert answer.status_code == 422
    assert "Say by when." in answer.text
    assert "Good." in answer.text
    assert not ActionItem.objects.exists()


@pytest.mark.parametrize("want", ["", "yes", "feedback-999999", "out-x", "feedback-"])
def test_without_a_button_nothing_is_done(want, past, hanna_client):
    answer = edit(hanna_client, past, summary="Good.", want=want)
    assert answer.status_code == 422
    assert "Nothing was done yet" in answer.text
    assert "Good." in answer.text
    assert not Minutes.objects.exists()


def test_blocked_words_are_said_by_their_field(past, hanna_client):
    BlockedWord.objects.create(words="cheating", squeezed=squeeze("cheating"), action="refuse")
    item = put_on_agenda(past)
    answer = edit(hanna_client, past, **{f"item-{item.pk}": "It is cheating."})
    assert answer.status_code == 422
    assert "“cheating” cannot be said here" in answer.text


def test_strangers_write_nothing(past, alice_client, visitor):
    for browser in (alice_client, visitor):
        sent = browser.post(address(past, "edit/"), {"summary": "Mine.", "want": "save"})
        assert sent.status_code in (302, 404)
    assert not Minutes.objects.exists()


# --- two at once ------------------------------------------------------------------------------------------------


@pytest.fixture
def two(past, hanna_client, adam_client):
    """Hanna and Adam have the form open; Adam saved first: (item, Hanna's answer to her press)."""
    item, other = put_on_agenda(past), put_on_agenda(past)
    hers = form_of(hanna_client.get(address(past, "edit/")))
    edit(adam_client, past, **{"summary": "Adam's.", f"item-{other.pk}": "Adam was here."})

    def press(**fields):
        return hanna_client.post(address(past, "edit/"), hers | {"want": "save"} | fields)

    return item, other, press


def test_what_only_one_of_two_changed_is_joined(two):
    item, other, press = two
    assert press(**{f"item-{item.pk}": "Hanna was here."}).status_code == 302
    item.refresh_from_db()
    other.refresh_from_db()
    assert (item.answer, other.answer) == ("Hanna was here.", "Adam was here.")
    assert Minutes.objects.get().summary == "Adam's."


def test_the_second_is_told_and_sees_both(two, hanna_client, past):
    item, other, press = two
    answer = press(**{"summary": "Hanna's.", f"item-{item.pk}": "Hanna was here."})
    assert answer.status_code == 422
    page = answer.text
    assert "Somebody else changed this meanwhile" in page
    for words in ("Hanna&#x27;s.", "Adam&#x27;s.", "Hanna was here.", "Adam was here."):
        assert words in page
    assert Minutes.objects.get().summary == "Adam's."
    # What stands there now counts: pressed again it is hers, and nothing of his elsewhere is lost.
    again = hanna_client.post(address(past, "edit/"), form_of(answer) | {"want": "save"})
    assert again.status_code == 302
    item.refresh_from_db()
    other.refresh_from_db()
    assert (Minutes.objects.get().summary, item.answer, other.answer) == (
        *("Hanna's.", "Hanna was here.", "Adam was here."),
    )


def test_a_clash_keeps_no_promise_either(two, past):
    _item, _other, press = two
    sent = {"summary": "Hanna's.", "promise-text": "Signs", "promise-due_on": "2030-01-01"}
    assert press(**sent).status_code == 422
    assert not ActionItem.objects.exists()


def test_an_answer_to_what_is_gone_is_shown_and_not_lost(past, hanna_client):
    item = put_on_agenda(past)
    form = form_of(hanna_client.get(address(past, "edit/"))) | {f"item-{item.pk}": "Long words.", "want": "save"}
    item.delete()
    answer = hanna_client.post(address(past, "edit/"), form)
    assert answer.status_code == 422
    assert "Long words." in answer.text


# --- publishing -------------------------------------------------------------------------------------------------


def test_publishing_tells_everybody_who_had_a_seat_and_asks_those_who_came(hanna, alice, bob, queue, hanna_client):
    event = make_event(hanna)
    take_seats(event, bob)
    over(event, alice)
    queue.lose()
    answer = edit(hanna_client, event, summary="Good.", want="publish")
    assert answer.headers["Location"] == address(event)
    queue.run()
    told = Notification.objects.filter(kind="events.minutes")
    assert {notice.member for notice in told} == {alice, bob}
    assert {notice.url for notice in told} == {address(event)}
    [asked] = Notification.objects.filter(kind="events.survey")
    assert (asked.member, asked.url) == (alice, f"/events/{event.pk}/survey/")
    # Once, however often it is pressed.
    hanna_client.post(address(event, "publish/"), {"want": "leave"})
    queue.run()
    assert Telling.objects.filter(event=event, what="minutes").count() == 1
    assert Notification.objects.filter(kind="events.minutes").count() == 2


def test_edited_later_says_so(past, hanna, hanna_client, visitor):
    publish(past, actor=hanna)
    assert "edited on" not in visitor.get(address(past)).text
    edit(hanna_client, past, summary="Mended.")
    page = visitor.get(address(past)).text
    assert "edited on" in page
    assert "Mended." in page


def test_before_its_end_nothing_is_published(event, hanna):
    Event.objects.filter(pk=event.pk).update(state="live")
    with pytest.raises(Exception, match="End the session first"):
        actions.publish_minutes(event, actor=hanna)


def test_open_questions_warn_first(past, hanna_client, bob):
    ask(past, bob, "When at last?")
    answer = edit(hanna_client, past, summary="Good.", want="publish")
    assert answer.headers["Location"] == address(past, "publish/")
    assert "When at last?" in hanna_client.get(address(past, "publish/")).text
    assert Minutes.objects.get().state == "draft"
    assert hanna_client.post(address(past, "publish/"), {"want": "x"}).status_code == 422
    hanna_client.post(address(past, "publish/"), {"want": "leave"})
    assert Minutes.objects.get().state == "published"
    assert Question.objects.get().feedback is None


def test_or_become_feedback_with_one_press(past, hanna_client, bob, visitor):
    ask(past, bob, "When at last will it be open?")
    ask(past, None, "Who pays for that, and why?")
    ask(past, bob, "Was this answered aloud?", state="answered", answered_at=past.finished_at)
    edit(hanna_client, past, summary="Good.")
    hanna_client.post(address(past, "publish/"), {"want": "feedback"})
    assert Minutes.objects.get().state == "published"
    named, nameless = Feedback.objects.order_by("pk")
    assert (named.author, named.is_anonymous, named.channel.slug) == (bob, False, "session")
    assert (nameless.author, nameless.is_anonymous) == (None, True)
    page = visitor.get(address(past)).text
    assert f"Went on as feedback #{named.pk}" in page


def test_of_a_cancelled_session_there_are_none(event, hanna, hanna_client):
    Event.objects.filter(pk=event.pk).update(state="cancelled", cancelled_at=event.published_at)
    assert hanna_client.get(address(event, "edit/")).status_code == 404


# --- what it costs ----------------------------------------------------------------------------------------------


@pytest.fixture
def grow(past, hanna, alice):
    def grow(number):
        for _turn in range(number):
            item = make_feedback(make_member(), fields={"owner": make_member()})
            put_on_agenda(past, feedback=item, speaker=make_member())
            ask(past, make_member(), feedback=make_feedback(alice))
            promise(past, make_member(), actor=hanna, feedback=item)

    return grow


def test_minutes_cost_the_same_for_few_and_many(past, grow, hanna, visitor, alice_client):
    publish(past, actor=hanna)
    assert_flat(visitor, address(past), grow, 9)


def test_the_form_costs_the_same_for_few_and_many(past, grow, hanna, hanna_client):
    assert_flat(hanna_client, address(past, "edit/"), grow, 12)


def test_kept_pages_are_fresh(past, hanna, hanna_client, visitor):
    Community.get()
    publish(past, actor=hanna)
    visitor.get(address(past))
    edit(hanna_client, past, summary="News of today.")
    assert "News of today." in visitor.get(address(past)).text
    assert reverse("minutes:minutes_detail", args=[past.pk]) == address(past)
