"""Calls for testers: who is told, who gets a seat, what the pages show, and what the end brings."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from community.actions import edit_group, set_hosts
from community.models import Activity, AuditEntry, Membership, Notification
from community.notices import render_notice
from feedback import actions, models, tasks
from feedback.models import Feedback, Follow, ProgressEntry
from tests.factories import (
    make_call,
    make_comment,
    make_feedback,
    make_fix_note,
    make_group,
    make_member,
    make_report,
)
from tests.pages import asks_to_sign_in, words_of

pytestmark = pytest.mark.django_db

LIST = "/testing/"


@pytest.fixture
def item(alice):
    return make_feedback(alice, title="The board forgets my filter")


@pytest.fixture
def call(item, tessa):
    return make_call(item, tessa)


def fresh(call):
    return models.TestCall.objects.get(pk=call.pk)


def address(call, what=""):
    return f"/testing/{call.pk}/{what and what + '/'}"


def refused(code, verb, *args, **kwargs):
    with pytest.raises(ValidationError) as error:
        verb(*args, **kwargs)
    assert error.value.code == code


def told(kind):
    return set(Notification.objects.filter(kind=f"feedback.{kind}").values_list("member__name", flat=True))


# --- opening ------------------------------------------------------------------------------------------------


def test_followers_and_supporters_are_told_once(item, alice, bob, carol, tessa, mailoutbox):
    actions.cast_vote(item, actor=bob)
    dora, erin = make_member("Dora"), make_member("Erin")
    actions.cast_vote(item, actor=dora)
    actions.set_follow(item, actor=dora, level="none")
    actions.set_follow(item, actor=erin, level="status")
    actions.set_follow(item, actor=tessa, level="all")
    call = make_call(item, tessa)
    tasks.announce_test_call(call.pk)
    tasks.sweep_test_calls()
    assert told("test_called") == {"Alice", "Bob", "Erin"}
    notice = Notification.objects.filter(kind="feedback.test_called").first()
    subject, body = render_notice(notice)
    assert subject == "Who tries it? Testers wanted for “The board forgets my filter”"
    assert "set a filter" in body
    assert notice.url == call.get_absolute_url()
    assert fresh(call).announced_at


def test_a_lost_job_is_repaired(item, tessa, queue):
    call = make_call(item, tessa)
    assert "feedback.tasks.announce_test_call" in queue.names()
    queue.lose()
    tasks.sweep_test_calls()
    assert told("test_called") == set()
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        tasks.sweep_test_calls()
        tasks.sweep_test_calls()
    assert told("test_called") == {"Alice"}
    assert fresh(call).announced_at


@pytest.mark.parametrize("status", ["new", "under_review", "needs_info", "declined"])
def test_only_where_there_is_something_to_try(status, alice, tessa):
    item = make_feedback(alice, status=status, by=tessa)
    soon = timezone.now() + timedelta(days=1)
    refused("call_refused", actions.call_for_testers, item, actor=tessa, text="x", seats=1, ends_at=soon)


@pytest.mark.parametrize("status", ["planned", "in_progress", "fixed"])
def test_where_testers_can_be_called(status, alice, tessa):
    item = make_feedback(alice, status=status, by=tessa)
    make_call(item, tessa)
    refused("called", make_call, item, tessa)
    assert models.TestCall.objects.count() == 1


def test_not_on_what_is_hidden(item, tessa):
    actions.triage_feedback(item, actor=tessa, status="planned")
    actions.hide_feedback(item, actor=tessa)
    refused("call_refused", make_call, item, tessa)


@pytest.mark.parametrize(("days", "code"), [(-1, "past"), (91, "too_far")])
def test_an_end_in_reach(days, code, item, tessa):
    refused(code, make_call, item, tessa, ends_at=timezone.now() + timedelta(days=days))


def test_changing_a_call(call, tessa, bob, carol):
    make_report(call, bob)
    actions.join_test(call, actor=carol)
    later = timezone.now() + timedelta(days=20)
    for _twice in range(2):
        actions.change_test_call(fresh(call), actor=tessa, text="**Else**", seats=2, ends_at=later)
    changed = fresh(call)
    assert (changed.seats, changed.ends_at, changed.excerpt) == (2, later, "Else")
    assert "<strong>" in changed.rendered
    assert AuditEntry.objects.filter(action="feedback.testcall.edited").count() == 1
    refused("seats_taken", actions.change_test_call, changed, actor=tessa, text="x", seats=1, ends_at=later)
    actions.end_test_call(call, actor=tessa)
    refused("ended", actions.change_test_call, changed, actor=tessa, text="x", seats=9, ends_at=later)


@pytest.mark.parametrize(
    "fields", [{"seats": 0}, {"seats": 501}, {"seats_taken": 4}, {"report_count": 1}, {"state": "ended"}]
)
def test_the_database_refuses_what_cannot_be(fields, call):
    with pytest.raises(DatabaseError), transaction.atomic():
        models.TestCall.objects.filter(pk=call.pk).update(**fields)


# --- seats --------------------------------------------------------------------------------------------------


def test_joining_and_leaving(call, bob, bob_client):
    for _twice in range(2):
        assert bob_client.post(address(call, "join")).headers["Location"] == call.get_absolute_url()
        assert (fresh(call).seats_taken, models.TestSeat.objects.count()) == (1, 1)
    assert Follow.objects.get(member=bob).level == "status"
    assert "Say what you found" in words_of(bob_client.get(address(call)))
    for _twice in range(2):
        assert bob_client.post(address(call, "leave")).status_code == 302
        assert (fresh(call).seats_taken, models.TestSeat.objects.count()) == (0, 0)


def test_no_more_seats_than_there_are(item, tessa, bob, carol, bob_client):
    call = make_call(item, tessa, seats=1)
    actions.join_test(call, actor=carol)
    answer = bob_client.post(address(call, "join"), follow=True)
    assert "All seats are taken. Thank you all the same." in words_of(answer)
    refused("full", actions.join_test, call, actor=bob)
    actions.leave_test(call, actor=carol)
    actions.join_test(call, actor=bob)
    assert fresh(call).seats_taken == 1


def test_who_reported_keeps_the_seat(call, bob, bob_client):
    make_report(call, bob)
    assert "You have reported already" in words_of(bob_client.post(address(call, "leave"), follow=True))
    refused("reported", actions.leave_test, call, actor=bob)
    assert fresh(call).seats_taken == 1


@pytest.mark.parametrize("how", ["by time", "by hand"])
def test_nobody_joins_or_leaves_what_has_ended(how, call, tessa, bob, carol, bob_client, carol_client):
    actions.join_test(call, actor=carol)
    when = timezone.now()
    if how == "by time":
        when += timedelta(days=8)
    else:
        actions.end_test_call(call, actor=tessa)
    with time_machine.travel(when):
        refused("ended", actions.join_test, call, actor=bob)
        refused("ended", actions.leave_test, call, actor=carol)
        assert bob_client.post(address(call, "join")).status_code == 302
        assert carol_client.post(address(call, "leave")).status_code == 302
    assert models.TestSeat.objects.count() == 1


def test_a_member_who_is_gone_leaves_the_report(call, bob, visitor):
    make_report(call, bob, text="Fine.")
    bob.delete()
    page = words_of(visitor.get(address(call), headers={"Accept-Language": "en"}))
    assert "A former member" in page
    assert "Fine." in page


# --- the end ------------------------------------------------------------------------------------------------


def test_the_end_is_told_in_the_progress_and_testers_are_thanked(item, call, tessa, alice, bob, carol, mailoutbox):
    dora = make_member("Dora")
    models.TestCall.objects.update(seats=9)
    make_report(call, bob)
    make_report(call, carol, "partly", is_named=False, is_public=False)
    actions.join_test(call, actor=dora)
    for _twice in range(2):
        actions.end_test_call(call, actor=tessa, words="We mend the *rest*.")
    entry = ProgressEntry.objects.get(kind="test")
    assert entry.tested == "2 testers: 1 works, 1 partly, 0 not"
    assert (entry.is_public, entry.actor) == (True, tessa)
    assert "<em>rest</em>" in entry.rendered
    tasks.thank_testers(call.pk)
    assert told("test_thanked") == {"Bob", "Carol"}
    assert told("tested") == {"Alice"}
    body = render_notice(Notification.objects.get(kind="feedback.test_thanked", member=bob))[1]
    assert body == "2 testers: 1 works, 1 partly, 0 not\nWe mend the *rest*."
    assert set(Activity.objects.filter(kind="test").values_list("member__name", flat=True)) == {"Bob", "Carol"}
    assert Activity.objects.filter(kind="test").count() == 2
    assert AuditEntry.objects.filter(action="feedback.testcall.ended", actor=tessa).count() == 1


def test_time_ends_it_too(call, bob, tessa):
    make_report(call, bob, "fails")
    tasks.end_due_test_calls()
    assert fresh(call).state == "open"
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        for _twice in range(2):
            tasks.end_due_test_calls()
    assert fresh(call).state == "ended"
    entry = ProgressEntry.objects.get(kind="test")
    assert (entry.actor, entry.tested) == (None, "1 tester: 0 works, 0 partly, 1 not")
    assert told("test_thanked") == {"Bob"}


def test_lost_thanks_are_repaired(call, bob, tessa, queue):
    make_report(call, bob)
    actions.end_test_call(call, actor=tessa)
    assert "feedback.tasks.thank_testers" in queue.names()
    queue.lose()
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        for _twice in range(2):
            tasks.sweep_test_calls()
    assert told("test_thanked") == {"Bob"}


def test_without_reports_it_says_so(call, tessa, visitor):
    actions.end_test_call(call, actor=tessa)
    assert ProgressEntry.objects.get(kind="test").tested == "Nobody reported."
    assert told("test_thanked") == set()


def test_the_fix_note_names_testers(item, call, tessa, bob, carol, visitor):
    dora = make_member("Dora")
    for member in (bob, carol):
        make_report(call, member)
    seat = actions.join_test(call, actor=dora)
    actions.report_test(seat, actor=dora, outcome="fails", is_named=False)
    note = make_fix_note([item], actor=tessa)
    english = {"headers": {"Accept-Language": "en"}}
    assert "Tested by" not in words_of(visitor.get(note.get_absolute_url(), **english))
    actions.end_test_call(call, actor=tessa)
    for place in (note.get_absolute_url(), "/fixed/"):
        page = words_of(visitor.get(place, **english))
        assert "Tested by Bob, Carol and 1 other" in page
        assert "Dora" not in page
    actions.hide_feedback(Feedback.objects.get(pk=item.pk), actor=tessa)
    assert "Tested by" not in words_of(visitor.get(note.get_absolute_url(), **english))


# --- the pages ----------------------------------------------------------------------------------------------


def places(item, call):
    return [LIST, address(call), item.get_absolute_url(), "/roadmap/"]


def test_a_call_shows_on_item_roadmap_and_list(item, call, visitor, bob_client):
    for place in (LIST, item.get_absolute_url(), "/roadmap/"):
        page = words_of(visitor.get(place, headers={"Accept-Language": "en"}))
        assert "Testers wanted" in page
    page = words_of(visitor.get(address(call), headers={"Accept-Language": "en"}))
    assert "3 seats left" in page
    assert "Sign in to test" in page
    assert "I try it" in words_of(bob_client.get(item.get_absolute_url()))


def test_visitors_see_a_seat_taken_at_once(call, bob, visitor):
    english = {"headers": {"Accept-Language": "en"}}
    assert "3 seats left" in words_of(visitor.get(address(call), **english))
    actions.join_test(call, actor=bob)
    assert "2 seats left" in words_of(visitor.get(address(call), **english))


def test_the_list_shows_mine_and_what_was_lately_tested(call, alice, tessa, bob, bob_client):
    other = make_call(make_feedback(alice, title="The other one"), tessa)
    make_report(other, bob)
    actions.end_test_call(other, actor=tessa)
    actions.join_test(call, actor=bob)
    page = words_of(bob_client.get(LIST))
    assert "You are in" in page
    assert page.index("Lately tested") < page.index("The other one")


def test_an_empty_list_says_what_comes(visitor):
    assert "Nothing to try just now" in words_of(visitor.get(LIST, headers={"Accept-Language": "en"}))


def test_the_list_goes_on_by_key(alice, tessa, visitor, monkeypatch):
    monkeypatch.setattr("feedback.views.testing.CALLS", 2)
    calls = [make_call(make_feedback(alice), tessa) for _n in range(3)]
    first = visitor.get(LIST)
    assert [call.pk for call in first.context["calls"]] == [calls[2].pk, calls[1].pk]
    second = visitor.get(LIST + first.context["next_url"])
    assert [call.pk for call in second.context["calls"]] == [calls[0].pk]


@pytest.mark.parametrize("key", ["x", "-1", "9" * 30, "😀", "٣", "1' OR 1=1"])
@pytest.mark.parametrize("name", ["before", "after"])
def test_strange_keys_start_at_the_top(key, name, call, visitor):
    for place in (LIST, address(call)):
        assert visitor.get(place, {name: key}).status_code == 200


# --- who may see it -----------------------------------------------------------------------------------------


def hide(item, tessa):
    actions.hide_feedback(item, actor=tessa)


def take_back(item, tessa):
    actions.remove_feedback(item, actor=item.author)


def merge(item, tessa):
    actions.merge_feedback(item, into=make_feedback(make_member()), actor=tessa)


@pytest.mark.parametrize("away", [hide, take_back, merge])
def test_what_is_not_in_lists_has_no_call(away, item, call, alice, tessa, bob, visitor, alice_client, bob_client):
    seat = actions.join_test(call, actor=bob)
    away(Feedback.objects.get(pk=item.pk), tessa)
    for browser in (visitor, alice_client, bob_client):
        assert browser.get(address(call)).status_code == 404
        assert not browser.get(LIST).context["calls"]
        assert not browser.get("/roadmap/").context["wanted"]
    for what in ("join", "leave", "report"):
        assert bob_client.post(address(call, what), {"outcome": "works"}).status_code == 404
    if away is hide:
        assert alice_client.get(item.get_absolute_url()).context["call"] is None
    seat.refresh_from_db()
    assert seat.outcome == ""


def test_nobody_is_called_to_what_is_said_in_a_private_group(alice, tessa):
    group = make_group("Pets", policy="invitation", is_private=True)
    Membership.objects.create(group=group, member=alice)
    item = make_feedback(alice, group=group, status="planned", by=tessa)
    with pytest.raises(ValidationError) as refused:
        make_call(item, tessa)
    assert refused.value.code == "call_refused"
    assert not models.TestCall.objects.exists()


def test_a_call_goes_with_its_item_into_a_private_group(alice, tessa, visitor, alice_client, bob_client):
    group = make_group("Pets", policy="invitation")
    set_hosts(group, [alice], actor=tessa)
    call = make_call(make_feedback(alice, group=group), tessa)
    assert visitor.get(address(call)).status_code == 200
    edit_group(group, actor=alice, is_private=True)
    assert alice_client.get(address(call)).status_code == 200
    for browser in (visitor, bob_client):
        assert browser.get(address(call)).status_code == 404
        assert not browser.get(LIST).context["calls"]
    for what in ("join", "leave", "report"):
        assert bob_client.post(address(call, what)).status_code == 404
    assert fresh(call).seats_taken == 0


def test_hiding_takes_the_words_out_of_the_notices(item, call, bob, tessa):
    models.TestCall.objects.update(opened_by=None)
    Feedback.objects.update(owner=tessa)
    make_report(fresh(call), bob, text="My flat number is 12.")
    assert told("test_reported") == {"Tessa"}
    actions.hide_feedback(Feedback.objects.get(pk=item.pk), actor=tessa)
    for params in Notification.objects.filter(kind__startswith="feedback.test").values_list("params", flat=True):
        assert (params["title"], params["text"]) == ("—", "—")


@pytest.mark.parametrize("what", ["join", "leave", "report"])
def test_visitors_are_asked_to_sign_in(what, call, visitor):
    assert asks_to_sign_in(visitor.post(address(call, what)))
    assert not models.TestSeat.objects.exists()


@pytest.mark.parametrize("what", ["join", "leave"])
def test_opening_a_link_does_nothing(what, call, bob_client):
    assert bob_client.get(address(call, what)).status_code == 405
    assert fresh(call).seats_taken == 0


@pytest.mark.parametrize("number", [4711, "9" * 18, "9" * 19, 0])
def test_calls_that_are_not_there(number, bob_client):
    for what in ("", "join/", "leave/", "report/"):
        post = bob_client.post if what else bob_client.get
        assert post(f"/testing/{number}/{what}").status_code == 404


def test_a_comment_on_the_item_is_not_touched(item, call, bob):
    """The pictures of reports are no pictures of the item."""
    make_comment(item, bob)
    assert Feedback.objects.get(pk=item.pk).comment_count == 1
    assert reverse("feedback:test_call_detail", args=[call.pk]) == address(call)
