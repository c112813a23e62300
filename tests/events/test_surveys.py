"""How it was: asked of those who came, an hour after the end, and read without names."""

from datetime import timedelta

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

from community.models import Notification
from events.minutes import actions, tasks
from events.minutes.models import Minutes, SurveyAnswer
from events.models import Event, Registration, Series, Telling
from rewards.models import Entry
from tests.events.minutes_kit import over, promise, publish
from tests.factories import join, make_event, make_group, make_member, move_event, set_rule, take_seats

pytestmark = pytest.mark.django_db
SAID = {"score": "4", "was_answered": "partly", "remark": "A louder microphone."}


@pytest.fixture
def past(event, alice, bob):
    """Over; Alice and Bob were there."""
    return over(event, alice, bob)


def address(event):
    return f"/events/{event.pk}/survey/"


def test_who_came_says_it_and_changes_it(past, alice, alice_client):
    assert alice_client.post(address(past), SAID).status_code == 302
    answer = SurveyAnswer.objects.get()
    assert (answer.member, answer.score, answer.was_answered, answer.remark) == (
        *(alice, 4, "partly", "A louder microphone."),
    )
    alice_client.post(address(past), SAID | {"score": "5", "was_answered": ""})
    answer.refresh_from_db()
    assert (answer.score, answer.was_answered) == (5, "")
    assert answer.edited_at
    assert SurveyAnswer.objects.count() == 1


def test_unchanged_writes_nothing(past, alice_client):
    for _turn in range(2):
        alice_client.post(address(past), SAID)
    assert SurveyAnswer.objects.get().edited_at is None


@pytest.mark.parametrize(
    "fields", [{"score": ""}, {"score": "6"}, {"score": "x"}, {"was_answered": "well"}, {"remark": "x" * 501}]
)
def test_what_is_wrong_is_said_and_kept(fields, past, alice_client):
    answer = alice_client.post(address(past), SAID | {"remark": "Keep me."} | fields)
    assert answer.status_code == 422
    assert "remark" in fields or "Keep me." in answer.text
    assert not SurveyAnswer.objects.exists()


def test_of_those_who_came_alone(past, carol, carol_client, visitor, hanna_client, hanna):
    assert carol_client.get(address(past)).status_code == 404
    assert carol_client.post(address(past), SAID).status_code == 404
    assert visitor.post(address(past), SAID).status_code == 302
    Registration.objects.create(event=past, member=carol, state="going", seated_at=timezone.now())
    assert carol_client.post(address(past), SAID).status_code == 404
    # Whoever runs it reads the answers and gives none.
    Registration.objects.create(
        event=past, member=hanna, state="going", seated_at=timezone.now(), checked_in_at=timezone.now(), way="desk"
    )
    assert hanna_client.post(address(past), SAID).status_code == 422
    assert not SurveyAnswer.objects.exists()


def test_for_fourteen_days(past, alice_client):
    Event.objects.filter(pk=past.pk).update(finished_at=timezone.now() - timedelta(days=13, hours=23))
    assert alice_client.post(address(past), SAID).status_code == 302
    Event.objects.filter(pk=past.pk).update(finished_at=timezone.now() - timedelta(days=14))
    assert alice_client.post(address(past), SAID | {"score": "1"}).status_code == 422
    assert SurveyAnswer.objects.get().score == 4
    assert "The time to change it is over." in alice_client.get(address(past)).text


def test_while_it_runs_nobody_is_asked(event, alice, alice_client):
    take_seats(event, alice)
    Event.objects.filter(pk=event.pk).update(state="live")
    assert alice_client.get(address(event)).status_code == 404


def test_those_who_run_it_read_it_without_names(past, alice, alice_client, bob_client, hanna_client):
    alice_client.post(address(past), SAID)
    bob_client.post(address(past), {"score": "2", "was_answered": "no"})
    page = hanna_client.get(address(past)).text
    assert "A louder microphone." in page
    assert "3.0" in page
    assert "Alice" not in page
    assert "A louder microphone." not in bob_client.get(address(past)).text


def test_the_average_stands_in_the_minutes_from_three_on(past, hanna, visitor, sign_in, alice_client, bob_client):
    publish(past, actor=hanna)
    alice_client.post(address(past), SAID)
    bob_client.post(address(past), SAID)
    assert "2 answers" not in visitor.get(f"/events/{past.pk}/minutes/").text
    third = make_member()
    Registration.objects.create(
        event=past, member=third, state="going", seated_at=timezone.now(), checked_in_at=timezone.now(), way="desk"
    )
    sign_in(third).post(address(past), {"score": "1"})
    page = visitor.get(f"/events/{past.pk}/minutes/").text
    assert "3 answers" in page
    assert "<b>3.0</b>" in page
    assert "louder" not in page


def test_it_is_thanked_for_once(past, alice, alice_client):
    set_rule("session_survey_answered", points=2)
    for score in "345":
        alice_client.post(address(past), SAID | {"score": score})
    [entry] = Entry.objects.filter(reason="session_survey_answered")
    assert (entry.amount, entry.account.member) == (2, alice)


def test_the_tariff_knows_it():
    from rewards.models import Rule

    assert Rule.objects.get(reason="session_survey_answered").points == 2


# --- who is asked when ------------------------------------------------------------------------------------------


def asked():
    return sorted(Notification.objects.filter(kind="events.survey").values_list("member__name", flat=True))


def test_an_hour_after_the_end_once(past, queue):
    tasks.sweep_surveys()
    queue.run()
    assert asked() == []
    Event.objects.filter(pk=past.pk).update(finished_at=timezone.now() - timedelta(hours=1))
    for _turn in range(2):
        tasks.sweep_surveys()
        queue.run()
    assert asked() == ["Alice", "Bob"]
    assert Telling.objects.filter(what="survey").count() == 1


def test_when_the_minutes_are_out_and_not_once_more(past, hanna, queue):
    publish(past, actor=hanna)
    Event.objects.filter(pk=past.pk).update(finished_at=timezone.now() - timedelta(hours=2))
    tasks.sweep_surveys()
    queue.run()
    assert asked() == ["Alice", "Bob"]


def test_where_nobody_came_nobody_is_asked(event, alice, queue):
    take_seats(event, alice)
    move_event(event, starts_in=timedelta(days=-1), state="live")
    Event.objects.filter(pk=event.pk).update(state="finished", finished_at=timezone.now() - timedelta(hours=2))
    tasks.sweep_surveys()
    assert not Telling.objects.filter(what="survey").exists()


def test_after_its_time_nobody_is_asked(past, queue):
    Event.objects.filter(pk=past.pk).update(finished_at=timezone.now() - timedelta(days=20))
    assert actions.ask_due() == 0


# --- what other pages show of it --------------------------------------------------------------------------------


def draw(words, event, user, **context):
    request = RequestFactory().get("/")
    request.user = user
    page = Template("{% load minutes_tags %}" + words)
    return page.render(Context({"event": event, "user": user, "request": request} | context))


@pytest.fixture
def series(hanna):
    return Series.objects.create(title="Monthly", weekday=3, nth=2, start_time="20:00", host=hanna)


def in_series(event, series, day):
    Event.objects.filter(pk=event.pk).update(series=series, occurs_on=day)
    event.refresh_from_db()
    return event


def test_what_was_promised_last_time(series, past, hanna, bob, alice):
    in_series(past, series, "2026-10-08")
    promise(past, bob, actor=hanna, text="Bigger signs")
    kept = promise(past, bob, actor=hanna, text="More chairs")
    actions.keep_promise(kept, actor=bob)
    following = in_series(make_event(hanna), series, "2026-11-12")
    tag = "{% last_promises event %}"
    assert draw(tag, following, alice).strip() == ""
    publish(past, actor=hanna)
    page = draw(tag, following, alice)
    assert "Promised last time" in page
    assert "Bigger signs" in page
    assert "is-done" in page
    assert f"/events/{past.pk}/minutes/" in page
    assert draw(tag, make_event(hanna), alice).strip() == ""


def test_of_a_secret_session_nothing_is_promised_to_others(series, hanna, alice, bob, carol, queue):
    group = make_group(is_private=True, policy="invitation")
    join(group, hanna, alice, bob)
    secret = in_series(over(make_event(hanna, group=group), alice), series, "2026-10-08")
    promise(secret, bob, actor=hanna, text="The secret sign")
    publish(secret, actor=hanna)
    following = in_series(make_event(hanna), series, "2026-11-12")
    assert draw("{% last_promises event %}", following, carol).strip() == ""
    assert "The secret sign" in draw("{% last_promises event %}", following, bob)


def test_the_ways_from_the_page_of_the_session(past, hanna, alice, alice_client):
    tag = "{% minutes_link event %}"
    registration = Registration.objects.get(event=past, member=alice)
    assert "Write the minutes" in draw(tag, past, hanna, runs=True)
    page = draw(tag, past, alice, registration=registration)
    assert "minutes" not in page
    assert "How was it?" in page
    publish(past, actor=hanna)
    alice_client.post(address(past), SAID)
    page = draw(tag, past, alice, registration=registration)
    assert f"/events/{past.pk}/minutes/" in page
    assert "How was it?" not in page
    assert Minutes.objects.get().is_published


def test_before_it_begins_there_is_no_way(event, hanna):
    assert draw("{% minutes_link event %}", event, hanna, runs=True).strip() == ""
