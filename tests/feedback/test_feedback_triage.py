"""The triage list: ready views, search, several at once, and what it costs."""

import pytest
from django.urls import reverse

from community.models import AuditEntry
from feedback.models import Feedback, Severity, Status
from tests.factories import make_feedback

pytestmark = pytest.mark.django_db

TRIAGE = "/admin/feedback/feedback/triage/"
BULK = "/admin/feedback/feedback/triage/bulk/"


def listed(client, **query):
    response = client.get(TRIAGE, query)
    assert response.status_code == 200
    return [item.pk for item in response.context["rows"]]


def test_each_ready_view_shows_its_items(tessa_client, tessa, alice):
    fresh = make_feedback(alice, "A new one that nobody saw.")
    hot = make_feedback(alice, "It burns.", fields={"severity": Severity.S1, "status": Status.UNDER_REVIEW})
    mine = make_feedback(alice, "Tessa has this one.", fields={"owner": tessa, "status": Status.PLANNED})
    asked = make_feedback(alice, "Which shop was it?", fields={"status": Status.NEEDS_INFO, "owner": tessa})
    assert listed(tessa_client, view="new") == [fresh.pk]
    assert listed(tessa_client, view="urgent") == [hot.pk]
    assert set(listed(tessa_client, view="mine")) == {mine.pk, asked.pk}
    assert set(listed(tessa_client, view="unassigned")) == {fresh.pk, hot.pk}
    assert listed(tessa_client, view="waiting") == [asked.pk]
    assert set(listed(tessa_client, view="recent")) == {fresh.pk, hot.pk, mine.pk, asked.pk}


def test_tabs_carry_counts(tessa_client, alice):
    make_feedback(alice, "One that waits.")
    tabs = {tab["name"]: tab["count"] for tab in tessa_client.get(TRIAGE).context["tabs"]}
    assert tabs["new"] == 1
    assert tabs["mine"] == 0


def test_search_finds_by_number_and_by_words_and_sees_hidden_items(tessa_client, alice):
    one = make_feedback(alice, "The strawberries were crushed again.")
    make_feedback(alice, "The app shows a blank page.")
    assert listed(tessa_client, q=str(one.pk)) == [one.pk]
    assert listed(tessa_client, q=f"#{one.pk}") == [one.pk]
    assert listed(tessa_client, q="strawberries") == [one.pk]


def test_what_its_author_took_back_is_in_no_view(tessa_client, alice):
    gone = make_feedback(alice, "Never mind.", fields={"visibility": Feedback.Visibility.REMOVED})
    for view in ("new", "unassigned", "recent"):
        assert gone.pk not in listed(tessa_client, view=view)


@pytest.mark.parametrize(
    "query", [{"view": "nonsense"}, {"start": "x"}, {"start": "-1"}, {"q": "9" * 90}, {"category": "'"}]
)
def test_odd_parameters_do_no_harm(tessa_client, query):
    assert tessa_client.get(TRIAGE, query).status_code == 200


def test_bulk_shows_first_and_writes_only_when_confirmed(tessa_client, tessa, alice):
    items = [make_feedback(alice, f"Number {n} of several.") for n in range(3)]
    data = {"items": [i.pk for i in items], "take": "on", "status": "under_review", "severity": "2"}
    shown = tessa_client.post(BULK, data)
    assert shown.status_code == 200
    assert not Feedback.objects.exclude(status=Status.NEW).exists()
    tessa_client.post(BULK, data | {"confirmed": "1"})
    assert set(Feedback.objects.values_list("status", "owner", "severity")) == {("under_review", tessa.pk, 2)}
    assert AuditEntry.objects.filter(action="feedback.feedback.triaged", actor=tessa).count() == 3


def test_bulk_says_what_is_refused_and_holds_nothing_else_back(tessa_client, alice):
    fine = make_feedback(alice, "This one may go.")
    closed = make_feedback(alice, "This one is over.", fields={"status": Status.CLOSED})
    data = {"items": [fine.pk, closed.pk], "status": "planned"}
    plan = {planned.item: planned for planned in tessa_client.post(BULK, data).context["plan"]}
    assert plan[fine].steps
    assert not plan[fine].refused
    assert plan[closed].refused
    answer = tessa_client.post(BULK, data | {"confirmed": "1"}, follow=True)
    fine.refresh_from_db()
    closed.refresh_from_db()
    assert (fine.status, closed.status) == ("planned", "closed")
    assert f"#{closed.pk}" in answer.content.decode()


def test_bulk_twice_writes_once(tessa_client, alice):
    item = make_feedback(alice, "Once is enough.")
    data = {"items": [item.pk], "status": "under_review", "confirmed": "1"}
    tessa_client.post(BULK, data)
    tessa_client.post(BULK, data)
    assert item.entries.filter(new_status="under_review").count() == 1


def test_bulk_can_hide(tessa_client, alice):
    item = make_feedback(alice, "Spam, spam, spam.")
    tessa_client.post(BULK, {"items": [item.pk], "hide": "on", "confirmed": "1"})
    item.refresh_from_db()
    assert item.visibility == "hidden"


def test_get_changes_nothing(tessa_client, alice):
    item = make_feedback(alice, "Look, do not touch.")
    tessa_client.get(BULK, {"items": [item.pk], "status": "planned", "confirmed": "1"})
    item.refresh_from_db()
    assert item.status == "new"


def test_queries_do_not_grow_with_rows(tessa_client, alice, count_queries):
    for n in range(3):
        make_feedback(alice, f"Few {n} of them there are.")
    few = count_queries(lambda: tessa_client.get(TRIAGE))
    for n in range(25):
        make_feedback(alice, f"Many {n} of them there are.")
    assert count_queries(lambda: tessa_client.get(TRIAGE)) == few


@pytest.fixture
def count_queries():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def counted(call):
        call()  # what is cached per process is not part of the price
        with CaptureQueriesContext(connection) as queries:
            call()
        return len(queries)

    return counted


def test_the_stock_list_leads_nowhere_near_a_change(tessa_client, alice):
    item = make_feedback(alice, "Only to be looked at.")
    page = tessa_client.get(reverse("admin:feedback_feedback_change", args=[item.pk]))
    assert page.status_code == 200
    assert b'name="_save"' not in page.content
