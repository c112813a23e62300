"""What staff – or a link that they were made to follow – may ask of the desk: odd keys, odd filters, odd moments."""

import pytest
from django.urls import reverse

from feedback import actions
from feedback.models import FixNote
from tests.factories import make_feedback, make_fix_note

pytestmark = pytest.mark.django_db

ITEMS = "/admin/feedback/feedback/"
MOMENTS = ["0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00"]
HUGE = "9" * 30


@pytest.mark.parametrize(
    "query",
    [
        "text__regex=(.*)*z(.*)*%23%23",
        "title__iregex=[",
        "receipt_hash__startswith=a",
        "submit_key__startswith=a",
        f"created_at__gte={MOMENTS[0]}",
        f"answer_due_at__lt={MOMENTS[1]}",
        "vote_count__range=1",
        f"pk__in={HUGE}",
        f"severity__exact={HUGE}",
        f"category__id__exact={HUGE}",
        "category__name__contains=a",
    ],
)
def test_a_table_is_asked_only_what_it_offers(tessa_client, adam_client, alice, query):
    make_feedback(alice)
    for client in (tessa_client, adam_client):
        assert client.get(f"{ITEMS}?{query}").status_code == 400


@pytest.mark.parametrize("query", ["status__exact=new", "severity__exact=1", "category__isnull=True", "q=word", "e=1"])
def test_and_answers_that(tessa_client, alice, query):
    make_feedback(alice)
    assert tessa_client.get(f"{ITEMS}?{query}").status_code in (200, 302)


@pytest.mark.parametrize(
    "path",
    [
        f"/admin/community/delivery/?next_try_at__gte={MOMENTS[0]}",
        f"/admin/community/member/?joined_at__gte={MOMENTS[0]}",
        "/admin/community/member/?password__startswith=a",
        "/admin/community/auditentry/?created_at__year=0",
        "/admin/feedback/fixnote/?text__regex=(",
        "/admin/channels/importjob/?name__regex=(",
        "/admin/auth/group/?name__regex=(",
        "/admin/events/event/?door_key__startswith=a",
        "/admin/events/event/?online_link__contains=a",
        f"/admin/events/event/?starts_at__gte={MOMENTS[0]}",
        "/admin/events/series/?title__regex=(",
        "/admin/events/registration/?member__email__startswith=a",
        "/admin/events/telling/?cause_key__regex=(",
        "/admin/moderation/case/?words__regex=(",
        "/admin/moderation/sanction/?words__contains=a",
        "/admin/moderation/blockedword/?squeezed__startswith=a",
        "/admin/live/question/?submit_key__startswith=a",
        "/admin/live/sessionpoll/?poll__question__regex=(",
    ],
)
def test_so_is_every_other_table(adam_client, path):
    assert adam_client.get(path).status_code == 400


@pytest.mark.parametrize("query", ["did=feedback.feedback.triaged", "did=x"])
def test_the_trail_is_filtered_by_what_was_done(adam_client, query):
    assert adam_client.get(f"/admin/community/auditentry/?{query}").status_code == 200


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_ends_of_the_calendar_are_no_place_in_a_list(visitor, tessa_client, alice, moment):
    make_feedback(alice)
    assert visitor.get(f"/feedback/?order=answered&after={moment}~5").status_code == 200
    for view in ("new", "recent", "mine", "overdue"):
        assert tessa_client.get(f"{ITEMS}triage/?view={view}&after=0~{moment}~5").status_code == 200


@pytest.mark.parametrize("when", ["9999-12-31T18:30", "9999-12-31T23:59", "0001-01-01T00:00", "2031-01-01T00:00"])
def test_a_note_is_scheduled_within_a_year(adam, adam_client, alice, when):
    adam.time_zone = "America/New_York"
    adam.save()
    note = make_fix_note([make_feedback(alice)], actor=adam, publish=False)
    page = adam_client.post(f"/admin/feedback/fixnote/{note.pk}/publish/", {"when": when, "schedule": "1"})
    assert page.status_code == 422
    assert page.context["form"].errors["when"]
    assert FixNote.objects.get().state == FixNote.State.DRAFT


@pytest.mark.parametrize("items", ["abc", "²", "1.5", HUGE, "-1", ""])
def test_a_note_begun_from_what_is_no_item(tessa_client, items):
    assert tessa_client.get("/admin/feedback/fixnote/add/", {"items": items}).status_code == 200
    page = tessa_client.post("/admin/feedback/fixnote/add/", {"items": items, "title": "", "text": ""})
    assert page.status_code == 200
    assert page.context["errors"]


@pytest.mark.parametrize("key", ["abc", HUGE, "²", "-1"])
def test_forged_keys_are_refused(tessa_client, adam_client, alice, key):
    make_feedback(alice)
    for model, action in (("feedback_comment", "take_away"), ("community_delivery", "retry")):
        address = reverse(f"admin:{model}_changelist")
        assert tessa_client.post(address, {"action": action, "_selected_action": key}).status_code == 400
        assert tessa_client.get(f"{address}{key}/change/").status_code == 302
    assert tessa_client.post(f"{ITEMS}triage/bulk/", {"items": key, "status": "planned"}).status_code == 302
    group = {"name": "helpers", "permissions": key}
    assert adam_client.post("/admin/auth/group/add/", group).context["errors"]
    rows = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": key, "form-0-position": "1", "_save": "1"}
    assert adam_client.post("/admin/feedback/category/", rows).status_code == 400


def test_a_group_is_not_hosted_by_what_is_no_member(adam_client):
    data = {"name": "Bakers", "slug": "bakers", "description": "x", "hue": "10", "policy": "open", "hosts": "abc"}
    assert adam_client.post("/admin/community/interestgroup/add/", data).context["errors"]


def test_the_desk_is_not_moved_by_a_moment_of_no_zone(tessa_client, alice):
    item = make_feedback(alice)
    actions.add_note(item, actor=None, text="x")
    data = {"seen_status": "new", "seen_at": "0001-01-01T00:00:00+14:00", "answer": "Hello"}
    assert tessa_client.post(f"{ITEMS}{item.pk}/desk/", data).status_code == 422


@pytest.mark.parametrize("key", ["abc", HUGE, "²", "-1"])
def test_forged_keys_of_sessions_are_refused(adam_client, key):
    for model in ("event", "series", "registration", "telling"):
        address = reverse(f"admin:events_{model}_changelist")
        assert adam_client.get(f"{address}{key}/change/").status_code == 302
    form = {"title": "x", "whom": f"group:{key}", "calendar": key, "weekday": key, "capacity": key, "minutes": key}
    for model in ("event", "series"):
        page = adam_client.post(f"/admin/events/{model}/add/", form)
        assert page.status_code == 200
        assert page.context["errors"]
