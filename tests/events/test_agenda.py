"""The agenda: what is proposed and why, how it is set up, and where an item is to be discussed."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.actions import edit_group, set_hosts
from community.models import AuditEntry, Community
from events import actions
from events.models import AgendaItem, Event
from events.proposing import candidates, proposals_for
from feedback import actions as loop
from feedback.models import Feedback, Status
from tests.events.series_kit import make_series
from tests.factories import join, make_event, make_feedback, make_group, make_member, move_event
from tests.pages import words_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def wanted(author, votes, **options):
    item = make_feedback(author, **options)
    for _n in range(votes):
        loop.cast_vote(item, actor=make_member())
    return item


def titles(event):
    return list(AgendaItem.objects.filter(event=event).in_order().values_list("title", flat=True))


def proposed(event, why):
    return [proposal.feedback or proposal.title for proposal in proposals_for(event) if proposal.why == why]


def live_version(event):
    event.refresh_from_db()
    return event.live_version


# --- proposals ----------------------------------------------------------------------------------------------


@pytest.fixture
def said(alice, bob, tessa, machine):
    """Items of which one is wanted, one unhappy, one old, and some that are none of an agenda's business."""
    machine.says("awful", mood="negative", score=-0.9)
    machine.says("sad", mood="negative", score=-0.4)
    items = {
        "old": make_feedback(bob, fields={"received_at": timezone.now() - 61 * DAY}),
        "wanted": wanted(alice, 3),
        "sad": make_feedback(bob, "It is sad."),
        "awful": make_feedback(bob, "It is awful."),
        "fixed": make_feedback(alice, status=Status.FIXED, by=tessa, fields={"vote_count": 9}),
        "merged": make_feedback(alice, status=Status.MERGED, by=tessa),
        "hidden": make_feedback(alice, "awful too", fields={"visibility": "hidden"}),
        "waits": make_feedback(alice, "awful as well", fields={"visibility": "pending"}),
    }
    return items


def test_the_most_wanted_the_unhappiest_and_the_longest_waiting(said, event):
    assert proposed(event, "wanted") == [said["wanted"]]
    assert proposed(event, "negative") == [said["awful"], said["sad"]]
    assert proposed(event, "waiting")[0] == said["old"]
    reasons = {proposal.title: proposal.reason for proposal in proposals_for(event)}
    assert reasons[said["wanted"].title] == "3 members want it."
    assert reasons[said["awful"].title] == "The words are very unhappy."
    assert reasons[said["old"].title] == "Open for 61 days, without an answer."
    everything = [proposal.feedback for proposal in proposals_for(event) if proposal.feedback]
    assert not {said[name] for name in ("fixed", "merged", "hidden", "waits")} & set(everything)
    assert len(everything) == len(set(everything))


def test_what_stands_on_an_agenda_ahead_is_not_proposed(said, event, hanna):
    other = make_event(hanna)
    actions.take_up(other, said["wanted"], actor=hanna)
    assert proposed(event, "wanted") == []
    actions.cancel_event(other, actor=hanna, reason="Rain.")
    assert proposed(event, "wanted") == [said["wanted"]]


def test_a_group_talks_of_its_own(alice, hanna):
    open_group, closed = make_group(), make_group(is_private=True, policy="invitation")
    join(open_group, alice, hanna)
    join(closed, alice, hanna)
    ours, secret, of_all = (wanted(alice, 1, group=group) for group in (open_group, closed, None))
    assert proposed(make_event(hanna, group=open_group), "wanted") == [ours]
    assert proposed(make_event(hanna, group=closed), "wanted") == [secret]
    assert set(proposed(make_event(hanna), "wanted")) == {ours, of_all}


def test_promises_where_there_was_one_before_and_questions_at_the_end(hanna, queue):
    series = make_series(hanna, starts_on=timezone.localdate() + DAY, days_ahead=20)
    first, second, *_rest = actions.make_due_events(series)
    assert [proposal.why for proposal in proposals_for(first)] == ["questions"]
    move_event(first, starts_in=-DAY, state="finished", finished_at=timezone.now())
    assert [proposal.why for proposal in proposals_for(second)] == ["promises", "questions"]
    for why in ("questions", "promises", "questions"):
        actions.take_up_usual(second, why, actor=hanna)
    assert list(AgendaItem.objects.in_order().values_list("why", flat=True)) == ["promises", "questions"]
    assert proposals_for(second) == []


def test_proposing_costs_the_same_however_much_was_said(event, alice):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            proposals_for(event)
        return len(queries)

    wanted(alice, 1)
    few = cost()
    for _n in range(30):
        make_feedback(alice)
    assert cost() == few == 4


def test_the_orders_have_an_index(event):
    """SQLite says so in words; PostgreSQL reads small tables whole."""
    if connection.vendor != "sqlite":
        pytest.skip("asked of SQLite")
    for why, index in (("wanted", "home_wanted"), ("waiting", "open_longest")):
        plan = candidates(event)[why][:12].explain()
        assert index in plan
        assert "TEMP B-TREE FOR ORDER BY" not in plan


# --- setting it up ------------------------------------------------------------------------------------------


@pytest.fixture
def page(event):
    return f"/events/{event.pk}/agenda/"


def test_taking_what_is_proposed(said, event, hanna_client, page):
    before = Community.get().version
    assert "3 members want it." in words_of(hanna_client.get(page))
    for _tap in range(2):
        hanna_client.post(f"{page}take/", {"feedback": said["wanted"].pk, "why": "wanted"})
    line = AgendaItem.objects.get()
    assert (line.title, line.feedback, line.why, line.minutes) == (said["wanted"].title, said["wanted"], "wanted", 10)
    assert Community.get().version > before
    assert live_version(event) == 1
    assert AuditEntry.objects.filter(action="events.agenda.edited").count() == 1


def test_lines_of_ones_own(event, hanna_client, page, bob):
    form = {"title": "Welcome", "minutes": "5", "speaker": "Bob", "submit_key": "k" * 32}
    for _tap in range(2):
        assert hanna_client.post(f"{page}add/", form).status_code == 302
    line = AgendaItem.objects.get()
    assert (line.title, line.minutes, line.speaker) == ("Welcome", 5, bob)
    hanna_client.post(f"{page}add/", form | {"title": "Tea"})
    assert titles(event) == ["Welcome", "Tea"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": " "}, "title"),
        ({"minutes": "0"}, "minutes"),
        ({"minutes": "481"}, "minutes"),
        ({"speaker": "?"}, "speaker"),
    ],
)
def test_what_is_wrong_with_a_line(event, hanna_client, page, fields, field):
    form = {"title": "Welcome", "minutes": "5", "speaker": ""} | fields
    answer = hanna_client.post(f"{page}add/", form)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    line = actions.add_line(event, actor=event.host, title="Tea")
    answer = hanna_client.post(f"{page}{line.pk}/", form)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert titles(event) == ["Tea"]


def test_the_order(event, hanna, hanna_client, page):
    first, second, third = (actions.add_line(event, actor=hanna, title=title) for title in ("a", "b", "c"))
    for _tap in range(2):
        hanna_client.post(f"{page}{third.pk}/move/", {"before": second.pk})
    assert titles(event) == ["a", "c", "b"]
    for _tap in range(2):
        hanna_client.post(f"{page}{first.pk}/move/", {"before": ""})
    assert titles(event) == ["c", "b", "a"]
    for nonsense in ({}, {"before": "999999"}, {"before": "x"}, {"before": first.pk}):
        hanna_client.post(f"{page}{first.pk}/move/", nonsense)
    assert titles(event) == ["c", "b", "a"]
    assert list(AgendaItem.objects.in_order().values_list("position", flat=True)) == [1, 2, 3]


def test_the_buttons_move_by_one(event, hanna, hanna_client, page):
    for title in ("a", "b", "c"):
        actions.add_line(event, actor=hanna, title=title)
    a, b, _c = hanna_client.get(page).context["lines"]
    hanna_client.post(f"{page}{b.pk}/move/", {"before": b.up})
    assert titles(event) == ["b", "a", "c"]
    hanna_client.post(f"{page}{a.pk}/move/", {"before": hanna_client.get(page).context["lines"][1].down})
    assert titles(event) == ["b", "c", "a"]


def test_taking_a_line_off(event, hanna, hanna_client, page):
    first, second = (actions.add_line(event, actor=hanna, title=title) for title in ("a", "b"))
    for _tap in range(2):
        assert hanna_client.post(f"{page}{first.pk}/remove/").status_code == 302
    assert titles(event) == ["b"]
    AgendaItem.objects.filter(pk=second.pk).update(begun_at=timezone.now())
    hanna_client.post(f"{page}{second.pk}/remove/")
    assert titles(event) == ["b"]


def test_when_each_begins_and_that_time_runs_out(event, hanna, hanna_client, page):
    actions.add_line(event, actor=hanna, title="a", minutes=60)
    actions.add_line(event, actor=hanna, title="b", minutes=30)
    answer = hanna_client.get(page)
    first, second = answer.context["lines"]
    assert (first.begins_at, second.begins_at) == (event.starts_at, event.starts_at + timedelta(minutes=60))
    assert "past the end" not in words_of(answer)
    actions.add_line(event, actor=hanna, title="c", minutes=15)
    assert "It runs 15 minutes past the end" in words_of(hanna_client.get(page))


def test_the_questions_stay_the_last(event, hanna):
    actions.take_up_usual(event, "questions", actor=hanna)
    actions.add_line(event, actor=hanna, title="Tea")
    assert titles(event)[0] == "Tea"
    assert len(titles(event)) == 2


def test_while_it_goes_on_and_after(event, hanna, hanna_client, page):
    actions.begin_event(event, actor=hanna)
    version = live_version(event)
    line = actions.add_line(event, actor=hanna, title="Tea")
    assert live_version(event) == version + 1
    actions.finish_event(event, actor=hanna)
    for verb in (
        lambda: actions.add_line(event, actor=hanna, title="Late"),
        lambda: actions.remove_line(line, actor=hanna),
        lambda: actions.move_line(line, actor=hanna),
        lambda: actions.edit_line(line, actor=hanna, title="x", minutes=1, speaker=None),
    ):
        with pytest.raises(ValidationError) as caught:
            verb()
        assert caught.value.code == "over"
    assert "Tea" in words_of(hanna_client.get(page))


def test_an_agenda_has_an_end(event, hanna, monkeypatch):
    monkeypatch.setattr("events.actions.agenda.LINES_MAX", 1)
    actions.add_line(event, actor=hanna, title="a")
    with pytest.raises(ValidationError) as caught:
        actions.add_line(event, actor=hanna, title="b")
    assert caught.value.code == "too_many"


def test_what_others_said_in_private_is_on_no_agenda(event, alice, hanna, hanna_client, page):
    group = make_group(is_private=True, policy="invitation")
    join(group, alice)
    secret = make_feedback(alice, group=group)
    gone = make_feedback(alice, fields={"visibility": "hidden"})
    for item in (secret, gone):
        hanna_client.post(f"{page}take/", {"feedback": item.pk})
    for nonsense in ("0", "x", "9" * 30):
        assert hanna_client.post(f"{page}take/", {"feedback": nonsense}).status_code == 404
    hanna_client.post(f"{page}take/", {"why": "waiting"})
    assert titles(event) == []


def test_a_merged_item_stands_there_as_what_speaks_for_it(event, alice, hanna, tessa):
    merged = make_feedback(alice, status=Status.MERGED, by=tessa)
    line = actions.take_up(event, merged, actor=hanna)
    assert line.feedback == merged.merged_into
    assert actions.take_up(event, merged.merged_into, actor=hanna) == line


def test_of_what_was_taken_back_the_title_is_not_shown(event, alice, hanna, hanna_client, page):
    item = make_feedback(alice, "Crushed strawberries in the box.")
    actions.take_up(event, item, actor=hanna)
    Feedback.objects.filter(pk=item.pk).update(visibility="removed", due_at=None)
    assert "strawberries" not in words_of(hanna_client.get(page))


def test_what_became_private_is_shown_to_its_members_alone(alice, hanna, hanna_client):
    group = make_group()
    set_hosts(group, [alice], actor=None)
    join(group, hanna)
    item = make_feedback(alice, "Crushed strawberries in the box.", group=group)
    of_all, ours = make_event(hanna), make_event(hanna, group=group)
    for event in (of_all, ours):
        actions.take_up(event, item, actor=hanna)
    edit_group(group, actor=alice, is_private=True, policy="invitation")
    assert "strawberries" not in words_of(hanna_client.get(f"/events/{of_all.pk}/agenda/"))
    assert "strawberries" in words_of(hanna_client.get(f"/events/{ours.pk}/agenda/"))
    with pytest.raises(ValidationError):
        edit_group(group, actor=alice, is_private=False)


def test_a_private_group_that_only_met_stays_private(hanna):
    group = make_group(is_private=True, policy="invitation")
    set_hosts(group, [hanna], actor=None)
    draft = make_event(hanna, group=group, publish=False)
    event = make_event(hanna, group=group)
    with pytest.raises(ValidationError) as caught:
        edit_group(group, actor=hanna, is_private=False)
    assert caught.value.code == "said_in_private"
    Event.objects.filter(pk=event.pk).delete()
    edit_group(group, actor=hanna, is_private=False)
    assert draft.state == "draft"


# --- "to be discussed on" -----------------------------------------------------------------------------------


def test_an_items_page_says_where_it_is_discussed(event, alice, hanna, visitor, carol_client):
    item = make_feedback(alice)
    address = item.get_absolute_url()
    assert "To be discussed" not in words_of(visitor.get(address))
    line = actions.take_up(event, item, actor=hanna)
    for browser in (visitor, carol_client):
        page = browser.get(address)
        assert "To be discussed" in words_of(page)
        assert event.get_absolute_url() in page.content.decode()
    actions.begin_event(event, actor=hanna)
    assert "Being discussed now" in words_of(visitor.get(address))
    actions.remove_line(line, actor=hanna)
    assert "discussed" not in words_of(visitor.get(address))


def test_neither_a_draft_nor_a_session_of_others_is_named(alice, hanna, visitor, alice_client, sign_in):
    item = make_feedback(alice)
    group = make_group(is_private=True, policy="invitation")
    join(group, hanna)
    actions.take_up(make_event(hanna, publish=False), item, actor=hanna)
    actions.take_up(make_event(hanna, title="Secret circle", group=group), item, actor=hanna)
    for browser in (visitor, alice_client):
        assert "To be discussed" not in words_of(browser.get(item.get_absolute_url()))
    assert "Secret circle" in words_of(sign_in(hanna).get(item.get_absolute_url()))


def test_what_is_private_tells_visitors_nothing(alice, hanna):
    group = make_group(is_private=True, policy="invitation")
    join(group, hanna)
    event = make_event(hanna, group=group)
    version = Community.get().version
    actions.add_line(event, actor=hanna, title="x")
    assert Community.get().version == version
