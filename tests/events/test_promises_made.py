"""What is promised in a session: written down, kept, dropped, reminded of, and heard of by its feedback."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from community.models import AuditEntry, Notification
from events.minutes import actions, tasks
from events.minutes.models import ActionItem
from events.models import Event, Invitee
from feedback.actions import merge_feedback, remove_feedback
from feedback.models import ProgressEntry
from tests.events.minutes_kit import ask, over, promise, promise_counts, publish, put_on_agenda
from tests.events.test_minutes import address, edit
from tests.factories import join, make_event, make_feedback, make_group, make_member
from tests.test_queries import assert_flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def past(event, alice):
    return over(event, alice)


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


def told(kind):
    return sorted(Notification.objects.filter(kind=f"minutes.{kind}").values_list("member__name", flat=True))


def steps(item):
    return [
        entry.changes["session"]["what"]
        for entry in ProgressEntry.objects.filter(feedback=item, kind="session").order_by("pk")
    ]


# --- written down -----------------------------------------------------------------------------------------------


def test_written_with_the_minutes(past, hanna, hanna_client, bob):
    item = put_on_agenda(past, feedback=make_feedback(bob))
    sent = {
        "promise-text": "Bigger signs",
        "promise-owner": " bOB ",
        "promise-due_on": today(10).isoformat(),
        "promise-about": f"agendaitem-{item.pk}",
    }
    assert edit(hanna_client, past, **sent).status_code == 302
    made = ActionItem.objects.get()
    assert (made.text, made.owner, made.due_on, made.agenda_item) == ("Bigger signs", bob, today(10), item)
    assert (made.feedback, made.created_by) == (item.feedback, hanna)
    assert promise_counts(past) == (1, 0)
    assert told("promised") == ["Bob"]


def test_one_form_sent_twice_makes_one(past, hanna):
    made = [promise(past, actor=hanna, text="Signs", submit_key="s" * 32) for _turn in range(2)]
    assert made[0] == made[1]
    assert promise_counts(past) == (1, 0)


def test_whoever_takes_it_himself_is_not_told(past, hanna):
    promise(past, hanna, actor=hanna)
    assert told("promised") == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"promise-text": ""}, "Say what was promised."),
        ({"promise-owner": "Nobody at all"}, "Nobody here goes by this name."),
        ({"promise-due_on": "tomorrow"}, "Enter a valid date."),
        ({"promise-due_on": "2020-01-01"}, "Choose a day that is still to come."),
        ({"promise-due_on": "9999-12-31"}, "That is too far away to be promised."),
        ({"promise-number": "999999"}, "There is no feedback with this number."),
        ({"promise-number": "9" * 20}, "There is no feedback with this number."),
        ({"promise-number": "x"}, "There is no feedback with this number."),
        ({"promise-about": "agendaitem-0"}, "Select a valid choice."),
        ({"promise-text": "x" * 201}, "at most 200 characters"),
    ],
)
def test_what_is_wrong_is_said_by_the_field_and_all_is_kept(fields, words, past, hanna_client):
    sound = {"promise-text": "Signs", "promise-due_on": today(3).isoformat(), "summary": "Typed before."}
    answer = edit(hanna_client, past, **(sound | fields))
    assert answer.status_code == 422
    assert words in answer.text
    assert "Typed before." in answer.text
    assert not ActionItem.objects.exists()


def test_whoever_may_not_know_of_the_session_promises_nothing_there(hanna, alice, bob, carol, queue):
    group = make_group(is_private=True, policy="invitation")
    join(group, hanna, alice, bob)
    event = over(make_event(hanna, group=group), alice)
    with pytest.raises(ValidationError) as refused:
        promise(event, carol, actor=hanna)
    assert "owner" in refused.value.message_dict
    assert promise(event, bob, actor=hanna).owner == bob


def test_an_item_that_the_host_may_not_see_is_not_linked(past, hanna_client, alice):
    group = make_group(is_private=True, policy="invitation")
    join(group, alice)
    item = make_feedback(alice, group=group)
    sent = {"promise-text": "Signs", "promise-due_on": today(3).isoformat(), "promise-number": f"#{item.pk}"}
    answer = edit(hanna_client, past, **sent)
    assert "There is no feedback with this number." in answer.text


def test_before_it_begins_nothing_is_promised(event, hanna):
    with pytest.raises(ValidationError, match="before it has begun"):
        promise(event, actor=hanna)


# --- what becomes of it -----------------------------------------------------------------------------------------


@pytest.fixture
def made(past, hanna, bob):
    return promise(past, bob, actor=hanna)


def press(browser, made, want, note=""):
    return browser.post(f"/events/promises/{made.pk}/", {"want": want, "note": note})


def test_its_owner_keeps_it(past, made, bob, bob_client):
    assert press(bob_client, made, "keep", "They hang.").status_code == 302
    made.refresh_from_db()
    assert (made.state, made.note, made.done_by) == ("done", "They hang.", bob)
    assert promise_counts(past) == (1, 1)
    assert press(bob_client, made, "keep", "Again.").status_code == 302
    made.refresh_from_db()
    assert (made.note, promise_counts(past)) == ("They hang.", (1, 1))


def test_dropped_it_was_promised_and_not_kept(past, hanna, made, bob_client, visitor):
    assert press(bob_client, made, "drop").status_code == 422
    assert press(bob_client, made, "drop", "The owner of the wall says no.").status_code == 302
    assert promise_counts(past) == (1, 0)
    publish(past, actor=hanna)
    assert "The owner of the wall says no." in visitor.get(address(past)).text


@pytest.mark.parametrize(("want", "kept"), [("keep", 1), ("drop", 0)])
def test_it_can_be_opened_again(want, kept, past, made, bob_client):
    press(bob_client, made, want, "So.")
    assert promise_counts(past) == (1, kept)
    for _turn in range(2):
        press(bob_client, made, "reopen")
    made.refresh_from_db()
    assert (made.state, made.done_at, made.note) == ("open", None, "")
    assert promise_counts(past) == (1, 0)


def test_what_is_dropped_is_not_kept_besides(past, hanna, made):
    actions.drop_promise(made, actor=hanna, reason="No.")
    assert not actions.keep_promise(made, actor=hanna)
    assert promise_counts(past) == (1, 0)


@pytest.mark.parametrize("want", ["", "yes", "dropp"])
def test_without_a_button_nothing_happens(want, past, made, bob_client):
    answer = press(bob_client, made, want, "A long word.")
    assert answer.status_code == 422
    assert "Nothing was done yet" in answer.text
    assert "A long word." in answer.text
    assert promise_counts(past) == (1, 0)


def test_others_have_nothing_to_do_with_it(made, carol_client, visitor, alice_client):
    for browser in (carol_client, alice_client):
        assert browser.get(f"/events/promises/{made.pk}/").status_code == 404
        assert press(browser, made, "keep").status_code == 404
    assert press(visitor, made, "keep").status_code == 302
    made.refresh_from_db()
    assert made.is_open


def test_its_owner_does_not_mend_it(made, bob_client, hanna_client):
    assert bob_client.get(f"/events/promises/{made.pk}/edit/").status_code == 404
    assert hanna_client.get(f"/events/promises/{made.pk}/edit/").status_code == 200


def test_whoever_left_the_private_group_sees_his_promise_no_more(hanna, alice, bob, queue, sign_in):
    group = make_group(is_private=True, policy="invitation")
    join(group, hanna, alice, bob)
    event = over(make_event(hanna, group=group), alice)
    made = promise(event, bob, actor=hanna, text="The secret sign")
    browser = sign_in(bob)
    assert "The secret sign" in browser.get("/me/").text
    group.memberships.filter(member=bob).delete()
    assert browser.get(f"/events/promises/{made.pk}/").status_code == 404
    assert "The secret sign" not in browser.get("/me/").text


# --- mended -----------------------------------------------------------------------------------------------------


def mend(browser, made, **fields):
    sound = {"text": made.text, "owner": "Bob", "due_on": made.due_on.isoformat(), "number": "", "want": "save"}
    return browser.post(f"/events/promises/{made.pk}/edit/", sound | fields)


def test_mended_by_those_who_run_the_session(made, hanna_client, carol):
    assert mend(hanna_client, made, text="Far bigger signs", owner="Carol").status_code == 302
    made.refresh_from_db()
    assert (made.text, made.owner) == ("Far bigger signs", carol)
    assert told("promised") == ["Bob", "Carol"]


def test_unchanged_writes_nothing(made, hanna_client):
    before = AuditEntry.objects.count()
    assert mend(hanna_client, made).status_code == 302
    assert AuditEntry.objects.count() == before


def test_a_day_in_the_past_is_refused_unless_it_stood_there(made, hanna_client):
    ActionItem.objects.update(due_on=today(-3))
    made.refresh_from_db()
    assert mend(hanna_client, made, text="Other words").status_code == 302
    assert mend(hanna_client, made, due_on=today(-2).isoformat()).status_code == 422


def test_what_is_settled_is_opened_first(made, hanna, hanna_client):
    actions.keep_promise(made, actor=hanna)
    answer = mend(hanna_client, made, text="Other words")
    assert answer.status_code == 422
    assert "Open it again to change it." in answer.text


def test_written_by_mistake_it_is_taken_out_until_all_have_read_it(past, made, hanna, hanna_client):
    other = promise(past, actor=hanna)
    actions.keep_promise(made, actor=hanna)
    assert mend(hanna_client, made, want="remove").headers["Location"] == address(past, "edit/")
    assert promise_counts(past) == (1, 0)
    publish(past, actor=hanna)
    mend(hanna_client, other, want="remove")
    assert promise_counts(past) == (1, 0)


# --- what its feedback hears ------------------------------------------------------------------------------------


@pytest.fixture
def item(alice):
    return make_feedback(alice, "The signs are too small to read.")


def test_its_course_hears_of_it_when_the_minutes_are_out(past, hanna, bob, item, visitor):
    made = promise(past, bob, actor=hanna, feedback=item, text="Bigger [signs](x)")
    assert steps(item) == []
    publish(past, actor=hanna)
    assert steps(item) == ["promised"]
    page = visitor.get(item.get_absolute_url()).text
    assert "Promised in the session" in page
    assert "Bigger [signs](x)" in page
    actions.keep_promise(made, actor=bob, note="They hang since Monday.")
    actions.keep_promise(made, actor=bob, note="They hang since Monday.")
    assert steps(item) == ["promised", "kept"]
    assert "They hang since Monday." in visitor.get(item.get_absolute_url()).text


def test_its_followers_are_told(past, hanna, alice, bob, item, queue):
    publish(past, actor=hanna)
    made = promise(past, bob, actor=hanna, feedback=item)
    actions.keep_promise(made, actor=bob)
    queue.run()
    subjects = [notice.params["session"]["what"] for notice in alice.notifications.filter(kind="feedback.in_session")]
    assert sorted(subjects) == ["kept", "promised"]


def test_each_turn_once(past, hanna, item):
    publish(past, actor=hanna)
    made = promise(past, actor=hanna, feedback=item)
    actions.drop_promise(made, actor=hanna, reason="No wall.")
    actions.reopen_promise(made, actor=hanna)
    actions.keep_promise(made, actor=hanna)
    assert steps(item) == ["promised", "dropped", "reopened", "kept"]


def test_kept_before_the_minutes_are_out_it_is_said_once(past, hanna, item):
    made = promise(past, actor=hanna, feedback=item)
    actions.keep_promise(made, actor=hanna)
    publish(past, actor=hanna)
    assert steps(item) == ["kept"]


def test_a_merged_item_speaks_through_the_canonical(past, hanna, bob, tessa, item):
    canonical = make_feedback(bob, "The signs cannot be read at all.")
    made = promise(past, actor=hanna, feedback=item)
    merge_feedback(item, into=canonical, actor=tessa)
    publish(past, actor=hanna)
    assert (steps(item), steps(canonical)) == ([], ["promised"])
    actions.keep_promise(made, actor=hanna)
    assert steps(canonical) == ["promised", "kept"]


def test_taken_back_it_hears_nothing_and_the_promise_stands(past, hanna, alice, item):
    made = promise(past, actor=hanna, feedback=item)
    remove_feedback(item, actor=alice)
    publish(past, actor=hanna)
    assert actions.keep_promise(made, actor=hanna)
    assert steps(item) == []


@pytest.mark.parametrize("audience", ["group", "segment"])
def test_a_public_item_hears_nothing_of_a_secret_session(audience, hanna, alice, bob, queue, item):
    group = make_group(is_private=True, policy="invitation")
    join(group, hanna, alice, bob)
    for_whom = {"group": group} if audience == "group" else {"audience": "segment", "segment": "new"}
    event = make_event(hanna, **for_whom)
    Invitee.objects.create(event=event, member=alice)
    over(event, alice)
    made = promise(event, hanna, actor=hanna, feedback=item)
    publish(event, actor=hanna)
    actions.keep_promise(made, actor=hanna)
    assert steps(item) == []


# --- reminders --------------------------------------------------------------------------------------------------


def sweep_on(monkeypatch, day):
    monkeypatch.setattr("events.minutes.models.promise.community_day", lambda: day)
    monkeypatch.setattr("events.minutes.actions.reminding.community_day", lambda: day)
    tasks.sweep_promises()
    tasks.sweep_promises()


def test_three_days_before_and_the_day_after_each_once(made, monkeypatch):
    due = made.due_on
    for days, near, late in [(-4, 0, 0), (-3, 1, 0), (-2, 1, 0), (0, 1, 0), (1, 1, 1), (5, 1, 1)]:
        sweep_on(monkeypatch, due + timedelta(days=days))
        assert (len(told("promise_near")), len(told("promise_late"))) == (near, late), days


def test_a_sweep_that_was_down_tells_what_still_makes_sense(made, monkeypatch):
    sweep_on(monkeypatch, made.due_on + timedelta(days=4))
    assert (told("promise_near"), told("promise_late")) == ([], ["Bob"])


def test_made_shortly_before_it_needs_no_reminder(past, hanna, bob, monkeypatch):
    made = promise(past, bob, actor=hanna, days=2)
    sweep_on(monkeypatch, made.due_on)
    assert told("promise_near") == []
    sweep_on(monkeypatch, made.due_on + timedelta(days=1))
    assert told("promise_late") == ["Bob"]


def test_settled_nobody_is_reminded(past, made, bob, monkeypatch):
    actions.keep_promise(made, actor=bob)
    sweep_on(monkeypatch, made.due_on + timedelta(days=1))
    assert told("promise_late") == []


def test_with_a_new_day_the_reminders_begin_anew(made, hanna, bob, monkeypatch):
    sweep_on(monkeypatch, made.due_on - timedelta(days=3))
    words = {"text": made.text, "owner": bob, "feedback": None}
    moved = actions.edit_promise(made, actor=hanna, due_on=made.due_on + timedelta(days=30), **words)
    sweep_on(monkeypatch, moved.due_on - timedelta(days=3))
    assert told("promise_near") == ["Bob", "Bob"]


def test_the_words_of_the_reminders(made, bob, monkeypatch, mailoutbox, bob_client):
    sweep_on(monkeypatch, made.due_on + timedelta(days=1))
    monkeypatch.undo()
    page = bob_client.get("/me/inbox/").text
    assert f"Its day is over: {made.text}" in page
    assert f"You are down for it: {made.text}" in page
    assert "Promised in “Session" in page


def test_who_waits_on_me(past, made, hanna, bob_client):
    assert made.text in bob_client.get("/me/").text
    ActionItem.objects.update(due_on=today(-2))
    assert "Promised in a session, 2 days late" in bob_client.get("/me/").text
    actions.keep_promise(made, actor=hanna)
    assert made.text not in bob_client.get("/me/").text


# --- all of them ------------------------------------------------------------------------------------------------


def test_the_page_of_promises(past, hanna, bob, visitor):
    words = {"open": 5, "late": 5, "kept": 5, "dropped": 5, "draft": 5}
    made = {name: promise(past, bob, actor=hanna, text=f"The {name} one", days=days) for name, days in words.items()}
    ActionItem.objects.filter(pk=made["late"].pk).update(due_on=today(-3))
    actions.keep_promise(made["kept"], actor=bob)
    actions.drop_promise(made["dropped"], actor=bob, reason="No wall.")
    assert "The open one" not in visitor.get("/events/promises/").text
    publish(past, actor=hanna)
    pages = {show: visitor.get(f"/events/promises/?show={show}").text for show in ("open", "late", "kept", "dropped")}
    assert "The open one" in pages["open"]
    assert "3 days late" in pages["open"]
    assert "The late one" in pages["late"]
    assert "The open one" not in pages["late"]
    assert "The kept one" in pages["kept"]
    assert "The late one" not in pages["kept"]
    assert "No wall." in pages["dropped"]
    assert visitor.get("/events/promises/?show=what").status_code == 200


def test_empty_it_says_what_will_stand_there(visitor):
    page = visitor.get("/events/promises/").text
    assert "No promise is open" in page
    assert "Come and ask." in page


@pytest.mark.parametrize("show", ["open", "kept"])
def test_all_are_reached_page_by_page_once_each(show, past, hanna, visitor, monkeypatch):
    monkeypatch.setattr("events.minutes.views.promises.PAGE", 3)
    texts = {promise(past, actor=hanna, text=f"Number {turn}.", days=turn // 2).text for turn in range(8)}
    if show == "kept":
        for made in ActionItem.objects.all():
            actions.keep_promise(made, actor=hanna)
        ActionItem.objects.update(done_at=timezone.now())
    publish(past, actor=hanna)
    seen, url = [], f"?show={show}"
    while url:
        page = visitor.get(f"/events/promises/{url}")
        seen += [row.text for row in page.context["promises"]]
        url = page.context["next_url"]
    assert sorted(seen) == sorted(texts)


def test_the_page_costs_the_same_for_few_and_many(past, hanna, alice, visitor, monkeypatch):
    publish(past, actor=hanna)

    def grow(number):
        for _turn in range(number):
            promise(past, make_member(), actor=hanna, feedback=make_feedback(alice))

    assert_flat(visitor, "/events/promises/", grow, 4)


def test_hidden_with_its_session(past, hanna, visitor):
    promise(past, actor=hanna, text="The only sign")
    publish(past, actor=hanna)
    assert "The only sign" in visitor.get("/events/promises/").text
    group = make_group()
    Event.objects.filter(pk=past.pk).update(audience="group", group=group)
    group.is_active = False
    group.save()
    assert "The only sign" not in visitor.get("/events/promises/?show=open&after=0").text


def test_of_the_question_it_was_made_for(past, hanna, bob):
    question = ask(past, bob, feedback=make_feedback(bob))
    made = promise(past, actor=hanna, about=question)
    assert (made.question, made.feedback) == (question, question.feedback)
